//! Rows of apis.toml that say what a schema really is.

use anyhow::Result;
use serde_json::{Value, json};

use super::leaves::Leaf;
use crate::apis::{Api, Kind};
use crate::misfits::Table;

/// Puts what apis.toml says in place of what the document says.
pub fn apply(document: &mut Value, api: &Api) -> Result<usize> {
    let mut misfits = Vec::new();
    for row in &api.overrides {
        match locate(document, &row.at) {
            Some(schema) => replace(schema, row.kind),
            None => misfits.push(&row.at),
        }
    }
    api.all_fit(Table::Overrides, misfits)?;
    Ok(api.overrides.len())
}

/// The value at a JSON pointer, in which an item of a list may also be given by the `name` in it.
pub fn locate<'a>(document: &'a mut Value, pointer: &str) -> Option<&'a mut Value> {
    pointer.strip_prefix('/')?.split('/').try_fold(document, |value, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Object(members) => members.get_mut(&token),
            Value::Array(items) => {
                let named = |item: &Value| item.get("name").and_then(Value::as_str) == Some(token.as_str());
                let index = items.iter().position(named).or_else(|| token.parse().ok())?;
                items.get_mut(index)
            }
            _ => None,
        }
    })
}

fn replace(schema: &mut Value, kind: Kind) {
    let description = schema.get("description").cloned();
    *schema = match kind {
        Kind::SignedUrl => Leaf::SignedUrl.schema(),
        Kind::SecretMap => json!({"type": "object", "additionalProperties": Leaf::Secret.schema()}),
        Kind::Any => json!({}),
    };
    if let Some(description) = description {
        schema["description"] = description;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apis::Override;

    fn api(at: &str, kind: Kind) -> Api {
        Api { overrides: vec![Override { at: at.into(), kind, why: String::new() }], ..Default::default() }
    }

    #[test]
    fn an_override_keeps_the_description_and_finds_a_parameter_by_name() {
        let mut document = json!({"paths": {"/a?b": {"get": {"parameters": [
            {"name": "x"}, {"name": "expand", "schema": {"type": "string", "description": "d"}}]}}}});
        apply(&mut document, &api("/paths/~1a?b/get/parameters/expand/schema", Kind::Any)).unwrap();
        let schema = document.pointer("/paths/~1a?b/get/parameters/1/schema").unwrap();
        assert_eq!(*schema, json!({"description": "d"}));
    }

    #[test]
    fn an_override_that_matches_nothing_is_an_error() {
        let error = apply(&mut json!({"a": [1]}), &api("/a/b", Kind::Any)).unwrap_err();
        assert!(error.to_string().contains("nothing in the document fits [api.override] `/a/b`"), "{error}");
    }
}
