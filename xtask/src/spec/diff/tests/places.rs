//! What goes elsewhere, lies deep, or has another name.

use super::*;

#[test]
fn a_parameter_that_goes_another_way_is_breaking_and_told_once() {
    let item = "/paths/~1t~1v1~1things~1{id}";
    let (renamed, delete) = ("/paths/~1t~1v1~1things~1{thing_id}", "/paths/~1t~1v1~1things~1{thing_id}/delete");
    let list = json!({"name": "page_token", "in": "query", "schema": {"type": "array", "items": text()}});
    let exploded = |explode: bool| {
        let mut list = list.clone();
        list["explode"] = json!(explode);
        list
    };
    let cases = [
        Case::new("to a header").put(LIST, "/parameters/1/in", json!("header")).told(
            Breaking,
            "builder::ListThings::page_token",
            "query parameter `page_token` is now a header parameter",
            LIST,
            "/parameters/1",
        ),
        Case::new("by another name in the path")
            .take(item, "")
            .put(renamed, "", document()["paths"]["/t/v1/things/{id}"].clone())
            .put(delete, "/parameters/0/name", json!("thing_id"))
            .told(
                Breaking,
                "builder::DeleteThing::id",
                "path parameter `id` is now `thing_id`",
                delete,
                "/parameters/0",
            ),
        Case::new("set by the client itself")
            .put(LIST, "/parameters/1", json!({"name": "Accept", "in": "header", "required": true}))
            .told(
                Breaking,
                "builder::ListThings::page_token",
                "query parameter `page_token` removed or renamed",
                LIST,
                "/parameters/1",
            ),
    ];
    cases.into_iter().for_each(Case::check);
    let [mut old, mut new] = [document(), document()];
    plant(&mut old, &format!("{LIST}/parameters/1"), Some(exploded(true)));
    plant(&mut new, &format!("{LIST}/parameters/1"), Some(exploded(false)));
    let told = between(&old, &new);
    assert!(
        told.iter().any(|change| change.class == Breaking && change.what == "type changed to one text"),
        "{told:?}"
    );
}

#[test]
fn credentials_that_are_taken_no_more_are_breaking_whatever_they_are_called() {
    let schemes = |name: &str| json!({name: {"type": "http", "scheme": "basic"}, "sts": {"type": "oauth2"}});
    let with = |ways: Value, name: &str| {
        let mut document = document();
        plant(&mut document, "/security", Some(ways));
        plant(&mut document, "/components/securitySchemes", Some(schemes(name)));
        document
    };
    let (key, both) = (json!([{"key": []}]), json!([{"key": []}, {"sts": []}]));
    let told = |old: &Value, new: &Value| {
        let told = between(old, new).into_iter().map(|change| (change.class, change.what));
        told.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    let (one, two) = (with(key.clone(), "key"), with(both, "key"));
    assert_eq!(told(&one, &two), [(Additive, "may now be called with `sts`".to_owned())]);
    assert_eq!(told(&two, &one), [(Breaking, "no longer to be called with `sts`".to_owned())]);
    assert_eq!(told(&one, &with(json!([{"api-key": []}]), "api-key")), []);
    let mut own = one.clone();
    plant(&mut own, &format!("{LIST}/security"), Some(key));
    assert_eq!(told(&one, &own), [], "said of an operation what is said of all");
    let open = told(&one, &with(json!([]), "key"));
    assert_eq!(open.len(), 2, "{open:?}");
}

#[test]
fn what_lies_deep_is_told_where_it_lies() {
    let [spec, size] = ["", "/properties/size"].map(|rest| format!("{SPEC}{rest}"));
    let mut old = document();
    let inner = json!({"type": "object", "properties": {"unit": text(), "secret": {"type": "string", "x-redact": true},
        "tags": {"type": "array", "items": text()}, "left": {"type": "string", "nullable": true}}});
    plant(&mut old, &size, Some(inner));
    let told = |rest: &str, value: Option<Value>| {
        let mut new = old.clone();
        plant(&mut new, &format!("{size}{rest}"), value);
        let told = between(&old, &new).into_iter();
        told.map(|change| (change.class, change.item, change.what, change.pointer.replace(&spec, "")))
            .collect::<Vec<_>>()
    };
    for (rest, value, class, item, what, at) in [
        (
            "/required",
            Some(json!(["unit"])),
            Breaking,
            "SpecSize.unit",
            "now required in a request",
            "/properties/unit",
        ),
        (
            "/properties/tags/items/type",
            Some(json!("integer")),
            Breaking,
            "SpecSize.tags",
            "type changed from string to integer",
            "/properties/tags/items",
        ),
        (
            "/properties/secret/x-redact",
            None,
            Breaking,
            "SpecSize.secret",
            "no longer marked as secret",
            "/properties/secret",
        ),
        ("/properties/left/nullable", None, Breaking, "SpecSize.left", "may no longer be null", "/properties/left"),
        (
            "/properties/unit/format",
            Some(json!("date-time")),
            Breaking,
            "SpecSize.unit",
            "type changed from string to string (date-time)",
            "/properties/unit",
        ),
        (
            "/properties/unit/format",
            Some(json!("uuid")),
            WordsOnly,
            "SpecSize.unit",
            "format changed",
            "/properties/unit",
        ),
    ] {
        let told = told(rest, value);
        let expected = (class, format!("t_v1::types::{item}"), what.to_owned(), format!("/properties/size{at}"));
        assert!(told.contains(&expected), "{expected:?} is not in {told:?}");
        assert_eq!(told.iter().filter(|it| it.0 != WordsOnly).count(), usize::from(class != WordsOnly), "{told:?}");
    }
}

#[test]
fn a_type_that_gets_or_loses_a_name_is_breaking() {
    let item = "/properties/tasks/items";
    let task = document().pointer(&format!("{THING}{item}")).unwrap().clone();
    let mut named = document();
    plant(&mut named, "/components/schemas/t.v1.Task", Some(task.clone()));
    plant(&mut named, &format!("{THING}{item}"), Some(json!({"$ref": "#/components/schemas/t.v1.Task"})));
    let told =
        |old: &Value, new: &Value| between(old, new).into_iter().map(|it| (it.class, it.item, it.what)).collect();
    let gets: Vec<_> = told(&document(), &named);
    let what = "what had no name is now schema `t.v1.Task`; the type keeps its name by a row of [api.schemas] only";
    assert_eq!(gets, [(Breaking, "t_v1::types::ThingTasksItem".to_owned(), what.to_owned())]);
    let loses: Vec<_> = told(&named, &document());
    let what = "schema `t.v1.Task` has no name any more; the type keeps its name by a row of [api.inline] only";
    assert_eq!(loses, [(Breaking, "t_v1::types::Task".to_owned(), what.to_owned())]);
    let mut other = named.clone();
    plant(
        &mut other,
        "/components/schemas/t.v1.Job",
        Some(json!({"type": "object", "properties": {"task": task["properties"]["task"], "more": text()}})),
    );
    let before = other.clone();
    plant(&mut other, &format!("{THING}{item}"), Some(json!({"$ref": "#/components/schemas/t.v1.Job"})));
    let changes: Vec<(Class, String, String)> = told(&before, &other);
    assert_eq!(changes[0].2, "type changed from schema `t.v1.Task` to `t.v1.Job`", "{changes:?}");
}
