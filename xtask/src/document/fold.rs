//! Copies of a component become references to it.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Map, Value};

use super::leaves::LEAF;
use super::schema;
use crate::apis::Api;

/// Replaces every object that has the shape of a component, component or not, with a reference to one such: that which
/// a row names or else the first by name, so that no type changes its name when a document changes its order.
/// Folding two makes those that refer to them alike, so it goes on until nothing changes.
pub fn fold_copies(document: &mut Value, api: &Api) -> Result<usize> {
    let mut count = 0;
    loop {
        let folded = fold_once(document, api)?;
        if folded == 0 {
            return Ok(count);
        }
        count += folded;
    }
}

fn fold_once(document: &mut Value, api: &Api) -> Result<usize> {
    let mut firsts: Vec<(String, Value)> = Vec::new();
    let mut again: BTreeMap<String, String> = BTreeMap::new();
    let mut components: Vec<_> = schema::components(document).into_iter().flatten().collect();
    components.sort_by_key(|(name, _)| (!api.schemas.contains_key(*name), *name));
    for (name, schema) in components {
        let shape = shape(schema);
        match firsts.iter().find(|(_, known)| *known == shape) {
            Some((first, _)) => {
                again.insert(name.clone(), first.clone());
            }
            None if is_object(schema) => firsts.push((name.clone(), shape)),
            None => {}
        }
    }
    let mut count = again.len();
    if let Some(components) = schema::components(document) {
        components.retain(|name, _| !again.contains_key(name));
    }
    schema::each(document, &mut |pointer, schema| {
        if let Some(first) = schema::target(schema).and_then(|name| again.get(name)) {
            schema::refer(schema, &first.clone());
        } else if is_object(schema) && !schema::is_component(pointer) {
            let shape = shape(schema);
            if let Some((name, _)) = firsts.iter().find(|(_, known)| *known == shape) {
                schema::refer(schema, name);
                count += 1;
            }
        }
        Ok(())
    })?;
    Ok(count)
}

/// Components that are plain text stand where they are used: a type of their own would say nothing.
pub fn resolve_scalars(document: &mut Value, _: &Api) -> Result<usize> {
    let is_text =
        |schema: &Value| schema["type"] == "string" && schema.get("enum").is_none() && schema.get(LEAF).is_none();
    let scalars: Map<String, Value> = schema::components(document)
        .into_iter()
        .flatten()
        .filter(|(_, schema)| is_text(schema))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        if let Some(scalar) = schema::target(schema).and_then(|name| scalars.get(name)) {
            *schema = scalar.clone();
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

fn is_object(schema: &Value) -> bool {
    schema.get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty())
}

/// What decides the type: everything but words for people, what is required, and marks.
fn shape(schema: &Value) -> Value {
    if let Some(name) = schema::target(schema) {
        return schema::reference(name, None);
    }
    let Value::Object(members) = schema else { return schema.clone() };
    let keeps = |name: &str| !matches!(name, "description" | "title" | "required" | "readOnly" | "nullable");
    let is_mark = |name: &str| name.starts_with("x-") && name != LEAF;
    let shaped = members.iter().filter(|(name, _)| keeps(name) && !is_mark(name)).map(|(name, value)| {
        let value = match (name.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                properties.iter().map(|(name, schema)| (name.clone(), shape(schema))).collect::<Map<_, _>>().into()
            }
            ("items" | "additionalProperties", schema) => shape(schema),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    shaped.collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn folded(schemas: Value) -> Value {
        let mut document = json!({"paths": {}, "components": {"schemas": schemas}});
        fold_copies(&mut document, &Api::default()).unwrap();
        document["components"]["schemas"].clone()
    }

    fn reference(name: &str) -> Value {
        schema::reference(name, None)
    }

    #[test]
    fn copies_that_differ_in_words_only_become_references() {
        let a = json!({"type": "object", "properties": {"x": {"type": "string"}}});
        let copy =
            json!({"type": "object", "required": ["x"], "properties": {"x": {"type": "string", "description": "d"}}});
        let other = json!({"type": "object", "properties": {"x": {"type": "integer"}}});
        let list = |item: &Value| json!({"type": "array", "items": item});
        assert_eq!(
            folded(json!({"A": a, "L": list(&copy), "M": list(&other)})),
            json!({"A": a, "L": list(&reference("A")), "M": list(&other)})
        );
    }

    #[test]
    fn folding_goes_up_from_the_parts() {
        let part = json!({"type": "object", "properties": {"x": {"type": "string"}}});
        let whole = |part: &str| json!({"type": "object", "properties": {"part": reference(part)}});
        let schemas = folded(json!({"P1": part, "W1": whole("P1"), "W2": whole("P2"), "P2": part,
            "User": {"type": "array", "items": reference("W2")}}));
        assert_eq!(
            schemas,
            json!({"P1": part, "W1": whole("P1"), "User": {"type": "array", "items": reference("W1")}})
        );
    }

    #[test]
    fn a_name_for_plain_text_is_no_type() {
        let (text, set) = (json!({"type": "string"}), json!({"type": "string", "enum": ["a", "b"]}));
        let uses = json!({"properties": {"t": reference("Text"), "s": reference("Set")}});
        let mut document = json!({"paths": {}, "components": {"schemas": {"Text": text, "Set": set, "U": uses}}});
        assert_eq!(resolve_scalars(&mut document, &Api::default()).unwrap(), 1);
        assert_eq!(document["components"]["schemas"]["U"]["properties"], json!({"t": text, "s": reference("Set")}));
    }
}
