//! Names of types.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::overrides::locate;
use super::schema;
use crate::apis::Api;
use crate::misfits::Table;

/// Makes schemas that stand inline and that apis.toml names into components.
pub fn lift_inline_schemas(document: &mut Value, api: &Api) -> Result<usize> {
    let mut misfits = Vec::new();
    for (name, pointer) in &api.inline {
        let Some(schema) = locate(document, pointer) else {
            misfits.push(pointer);
            continue;
        };
        let lifted = schema.clone();
        *schema = schema::reference(name, None);
        let components = schema::components(document).context("there are no components")?;
        ensure!(components.insert(name.clone(), lifted).is_none(), "there is a component `{name}` already");
    }
    api.all_fit(Table::Inline, misfits)?;
    Ok(api.inline.len())
}

/// Gives components the names that apis.toml lists, and takes the group and version off the others.
pub fn rename_schemas(document: &mut Value, api: &Api) -> Result<usize> {
    let group = document.pointer("/info/x-api-group").and_then(Value::as_str);
    let prefix = group.map(|group| group.replace('/', ".") + ".").unwrap_or_default();
    let mut taken = BTreeSet::new();
    let mut renames = BTreeMap::new();
    let components = schema::components(document).context("there are no components")?;
    api.all_fit(Table::Schemas, api.schemas.keys().filter(|name| !components.contains_key(*name)))?;
    for (name, schema) in std::mem::take(components) {
        let new = api.schemas.get(&name).map_or_else(|| name.strip_prefix(&prefix).unwrap_or(&name), String::as_str);
        let new = if api.foreign { free(new, &name, &mut taken) } else { new.to_owned() };
        ensure!(
            components.insert(new.clone(), schema).is_none(),
            "two schemas are named `{new}`: [api.schemas] of apis.toml can tell them apart"
        );
        if new != name {
            renames.insert(name, new);
        }
    }
    schema::each(document, &mut |_, schema| {
        // Only the reference itself: what is around it has been visited with its new name, which may be an old one too.
        if schema.get("$ref").is_some()
            && let Some(new) = schema::target(schema).and_then(|name| renames.get(name))
        {
            schema::refer(schema, &new.clone());
        }
        Ok(())
    })?;
    Ok(renames.len())
}

/// A name whose type in Rust is no other's: this one, the whole one, or the first of its like with a number.
fn free(name: &str, whole: &str, taken: &mut BTreeSet<String>) -> String {
    let in_rust =
        |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = [name.to_owned(), whole.to_owned()].into_iter().chain(numbered);
    names.find(|name| taken.insert(in_rust(name))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(schemas: Value) -> Value {
        json!({"info": {"x-api-group": "a/v1"}, "paths": {}, "components": {"schemas": schemas}})
    }

    fn renames(old: &str, new: &str) -> Api {
        Api { schemas: [(old.to_owned(), new.to_owned())].into(), ..Default::default() }
    }

    #[test]
    fn references_follow_a_rename() {
        let mut document = document(json!({"a.v1.X": {}, "inline": {"items": schema::reference("a.v1.X", None)}}));
        assert_eq!(rename_schemas(&mut document, &renames("inline", "Xs")).unwrap(), 2);
        assert_eq!(document["components"]["schemas"], json!({"X": {}, "Xs": {"items": schema::reference("X", None)}}));
    }

    #[test]
    fn schemas_of_a_foreign_document_that_would_be_one_type_are_told_apart() {
        let user = json!({"allOf": [schema::reference("a.v1.X", None)], "description": "d"});
        let mut document =
            document(json!({"X": {"title": "1"}, "a.v1.X": {"title": "2"}, "x": {"title": "3"}, "U": user}));
        assert!(rename_schemas(&mut document.clone(), &Api::default()).is_err());
        rename_schemas(&mut document, &Api::foreign()).unwrap();
        let user = json!({"allOf": [schema::reference("a.v1.X", None)], "description": "d"});
        assert_eq!(
            document["components"]["schemas"],
            json!({"X": {"title": "1"}, "a.v1.X": {"title": "2"}, "x2": {"title": "3"}, "U": user})
        );
    }

    #[test]
    fn a_rename_that_matches_nothing_or_meets_another_is_an_error() {
        assert!(rename_schemas(&mut document(json!({"A": {}})), &renames("B", "C")).is_err());
        assert!(rename_schemas(&mut document(json!({"A": {}, "B": {}})), &renames("A", "B")).is_err());
    }

    #[test]
    fn inline_schemas_get_a_name() {
        let api = Api {
            inline: [("Item".to_owned(), "/components/schemas/L/items".to_owned())].into(),
            ..Default::default()
        };
        let mut before = document(json!({"L": {"items": {"type": "object"}}}));
        lift_inline_schemas(&mut before, &api).unwrap();
        let lifted = json!({"L": {"items": schema::reference("Item", None)}, "Item": {"type": "object"}});
        assert_eq!(before["components"]["schemas"], lifted);
        assert!(lift_inline_schemas(&mut document(json!({"L": {}})), &api).is_err());
    }
}
