//! Whatever the server leaves out, nulls or adds, its answer decodes.

use serde_json::{Map, Value, json};

use crate::cases::{Case, modules};
use crate::declared::{Field, declared};

/// Types that are only sent; what a request must have, it must have.
const SENT: [&str; 9] = [
    "Aggregation",
    "AlterOffsetRequest",
    "AttributesRequest",
    "CompoundFilter",
    "FieldFilter",
    "Filter",
    "OrderBy",
    "QueryRequest",
    "UnaryFilter",
];

/// Every received struct with its members' names in Rust.
fn received() -> impl Iterator<Item = (Case, Vec<Field>)> {
    modules()
        .into_iter()
        .flat_map(|(cases, source)| {
            let mut declared = declared(source, "types");
            let with_fields = cases.into_iter().map(move |case| (declared.remove(case.name).unwrap_or_default(), case));
            with_fields.map(|(fields, case)| (case, fields))
        })
        .filter(|(case, _)| case.json.is_object() && !SENT.contains(&case.name))
}

#[test]
fn an_answer_without_any_member_decodes() {
    for (case, _) in received() {
        let sent = (case.show)(&json!({})).unwrap_or_else(|error| panic!("{}: {error}", case.name)).wire;
        assert_eq!(sent, "{}", "{}: nothing was said, nothing is made up", case.name);
    }
}

#[test]
fn an_answer_in_which_every_member_is_null_decodes() {
    for (case, fields) in received() {
        let names = fields
            .iter()
            .map(|field| field.name.trim_end_matches('_'))
            .filter(|name| *name != "extra" && !name.is_empty());
        let nulls: Map<String, Value> = names.map(|name| (name.to_owned(), Value::Null)).collect();
        if let Err(error) = (case.show)(&nulls.into()) {
            panic!("{}: {error}", case.name);
        }
    }
}

#[test]
fn members_that_the_document_does_not_know_are_kept() {
    for (case, fields) in received().filter(|(_, fields)| fields.iter().any(|field| field.name == "extra")) {
        assert!(fields.len() > 1, "{}", case.name);
        let sent = (case.show)(&json!({"later_member": {"a": [1, null]}})).unwrap().wire;
        assert_eq!(sent, r#"{"later_member":{"a":[1,null]}}"#, "{}", case.name);
    }
}

#[test]
fn only_types_that_are_never_received_drop_unknown_members() {
    let forgetful: Vec<_> = received()
        .filter(|(_, fields)| fields.iter().any(|field| !field.name.is_empty() && field.name != "extra"))
        .filter(|(_, fields)| !fields.iter().any(|field| field.name == "extra"))
        .map(|(case, _)| case.name)
        .collect();
    let of_each_module = [
        &["CreateConnectorRequest"][..],
        &["CustomConnectorPluginUpdate", "PresignedUrlRequest"],
        &["CustomConnectPluginSpecUpdate", "CustomConnectPluginUpdate"],
        &["PresignedUrlRequest"],
    ];
    assert_eq!(forgetful, of_each_module.concat());
}
