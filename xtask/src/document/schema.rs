//! Finding the schemas of a document, and referring from one to another.

use anyhow::Result;
use serde_json::{Map, Value, json};

/// Where components stand, as a pointer and as the front of a reference.
pub const COMPONENTS: &str = "/components/schemas";

/// Calls `visit` with the pointer and value of every schema, the inner ones before those around them.
pub fn each(document: &mut Value, visit: &mut dyn FnMut(&str, &mut Value) -> Result<()>) -> Result<()> {
    if let Some(components) = components(document) {
        for (name, schema) in components {
            within(schema, &format!("{COMPONENTS}/{name}"), visit)?;
        }
    }
    let Some(paths) = document.get_mut("paths") else { return Ok(()) };
    below(paths, "/paths", visit)
}

/// Looks for schemas among operations: they stand under `schema`, and nowhere else.
fn below(value: &mut Value, pointer: &str, visit: &mut dyn FnMut(&str, &mut Value) -> Result<()>) -> Result<()> {
    match value {
        Value::Object(members) => members.iter_mut().try_for_each(|(name, member)| {
            let pointer = format!("{pointer}/{name}");
            match name.as_str() {
                "schema" => within(member, &pointer, visit),
                "example" | "examples" => Ok(()),
                _ => below(member, &pointer, visit),
            }
        }),
        Value::Array(items) => {
            items.iter_mut().enumerate().try_for_each(|(index, item)| below(item, &format!("{pointer}/{index}"), visit))
        }
        _ => Ok(()),
    }
}

/// Calls `visit` with a schema and all schemas in it.
pub fn within(schema: &mut Value, pointer: &str, visit: &mut dyn FnMut(&str, &mut Value) -> Result<()>) -> Result<()> {
    for part in ["items", "additionalProperties", "not"] {
        if let Some(inner) = schema.get_mut(part).filter(|inner| inner.is_object()) {
            within(inner, &format!("{pointer}/{part}"), visit)?;
        }
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (name, inner) in properties {
            within(inner, &format!("{pointer}/properties/{name}"), visit)?;
        }
    }
    for part in ["allOf", "oneOf", "anyOf"] {
        if let Some(Value::Array(branches)) = schema.get_mut(part) {
            for (index, inner) in branches.iter_mut().enumerate() {
                within(inner, &format!("{pointer}/{part}/{index}"), visit)?;
            }
        }
    }
    visit(pointer, schema)
}

/// The named schemas.
pub fn components(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.pointer_mut(COMPONENTS)?.as_object_mut()
}

/// Whether a pointer leads to a named schema, not into one.
pub fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix(COMPONENTS).is_some_and(|rest| rest.matches('/').count() == 1)
}

/// The component this schema stands for, with or without a description of its own.
pub fn target(schema: &Value) -> Option<&str> {
    let reference = match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => only.get("$ref"),
        _ => schema.get("$ref"),
    };
    reference?.as_str()?.strip_prefix("#/components/schemas/")
}

/// A schema that stands for a component. A reference cannot carry a description, a choice of one can.
pub fn reference(name: &str, description: Option<&Value>) -> Value {
    let reference = json!({"$ref": format!("#{COMPONENTS}/{name}")});
    match description {
        Some(description) => json!({"description": description, "allOf": [reference]}),
        None => reference,
    }
}

/// Lets a schema stand for a component and keep its own description.
pub fn refer(schema: &mut Value, name: &str) {
    *schema = reference(name, schema.get("description"));
}
