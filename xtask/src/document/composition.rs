//! Objects that are composed of others.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::choices::is_deeper_overlay;
use super::schema;
use crate::apis::Api;

/// An `allOf` of objects becomes one object with the members of all: the generator would take what each branch keeps of
/// unknown members for a contradiction, and make a type without values.
pub fn flatten(document: &mut Value, _: &Api) -> Result<usize> {
    let components = schema::components(document).cloned().unwrap_or_default();
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        if schema.get("allOf").and_then(Value::as_array).is_some_and(|branches| branches.len() > 1)
            && let Some(whole) = object(schema, &components, &mut BTreeSet::new())
        {
            *schema = whole;
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

/// The object that a schema is in the end; none, if it is something else or holds itself.
fn object(schema: &Value, components: &Map<String, Value>, inside: &mut BTreeSet<String>) -> Option<Value> {
    if let Some(name) = schema::target(schema) {
        if !inside.insert(name.to_owned()) {
            return None;
        }
        let object = object(components.get(name)?, components, inside);
        inside.remove(name);
        return object;
    }
    let is_plain = schema["type"] == "object" || schema.get("properties").is_some() || schema.get("allOf").is_some();
    let is_choice = schema.get("oneOf").or(schema.get("anyOf")).is_some();
    if !is_plain || is_choice {
        return None;
    }
    let mut whole = schema.clone();
    whole.as_object_mut()?.shift_remove("allOf");
    whole["type"] = json!("object");
    for branch in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        add(&mut whole, &object(branch, components, inside)?);
    }
    Some(whole)
}

/// Adds the members of a branch; what several say of a member is taken from the last that says something.
fn add(whole: &mut Value, branch: &Value) {
    for (name, member) in branch.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if whole["properties"].get(name).is_none() || !is_deeper_overlay(member) {
            whole["properties"][name] = member.clone();
        }
    }
    for name in branch.get("required").and_then(Value::as_array).into_iter().flatten() {
        let required = whole["required"].as_array().cloned().unwrap_or_default();
        if !required.contains(name) {
            whole["required"] = required.into_iter().chain([name.clone()]).collect();
        }
    }
    for part in ["description", "additionalProperties"] {
        if let (None, Some(value)) = (whole.get(part), branch.get(part)) {
            whole[part] = value.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(schemas: Value) -> Value {
        let mut document = json!({"paths": {}, "components": {"schemas": schemas}});
        flatten(&mut document, &Api::default()).unwrap();
        document["components"]["schemas"].clone()
    }

    #[test]
    fn an_object_composed_of_others_has_all_their_members() {
        let (text, whole) = (json!({"type": "string"}), json!({"type": "integer"}));
        let base = json!({"required": ["a"], "properties": {"a": text, "b": text, "c": text}});
        let middle = json!({"allOf": [schema::reference("Base", None), {"properties": {"b": whole, "c": {}}}]});
        let top = json!({"description": "d", "allOf": [schema::reference("Middle", None),
            {"type": "object", "required": ["a", "e"], "properties": {"e": text}}]});
        let schemas = after(json!({"Top": top, "Middle": middle, "Base": base}));
        assert_eq!(schemas["Base"], base);
        assert_eq!(schemas["Middle"]["properties"], json!({"a": text, "b": whole, "c": text}));
        let expected = json!({"description": "d", "type": "object", "required": ["a", "e"],
            "properties": {"a": text, "b": whole, "c": text, "e": text}});
        assert_eq!(schemas["Top"], expected);
    }

    #[test]
    fn what_is_no_object_or_holds_itself_stays() {
        let itself = json!({"allOf": [schema::reference("A", None), {"properties": {"x": {}}}]});
        let words = json!({"allOf": [{"type": "string"}, {"enum": ["x", "y"]}]});
        let schemas = json!({"A": itself, "B": words});
        assert_eq!(after(schemas.clone()), schemas);
    }
}
