//! Which components are received, which are sent, and which are neither.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

use super::{each_operation, schema};
use crate::apis::Api;

/// Which way a schema travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In answers.
    Received,
    /// In request bodies.
    Sent,
}

/// Calls `visit` with every schema that travels this way, components included.
pub fn each(document: &mut Value, way: Way, visit: &mut dyn FnMut(&mut Value)) -> Result<()> {
    let names = reached(document, way)?;
    let visit = &mut |_: &str, schema: &mut Value| {
        visit(schema);
        Ok(())
    };
    for (_, schema) in schema::components(document).into_iter().flatten().filter(|(name, _)| names.contains(*name)) {
        schema::within(schema, "", visit)?;
    }
    each_operation(document, &mut |_, operation| {
        contents(operation, way).into_iter().try_for_each(|schema| schema::within(schema, "", visit))
    })
}

/// Drops components that no operation leads to.
pub fn drop_unused(document: &mut Value, _: &Api) -> Result<usize> {
    let used = &reached(document, Way::Received)? | &reached(document, Way::Sent)?;
    let mut in_parameters = BTreeSet::new();
    if let Some(paths) = document.get_mut("paths") {
        collect(paths, &mut in_parameters);
    }
    let Some(components) = schema::components(document) else { return Ok(0) };
    let before = components.len();
    components.retain(|name, _| used.contains(name) || in_parameters.contains(name));
    Ok(before - components.len())
}

fn reached(document: &mut Value, way: Way) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    each_operation(document, &mut |_, operation| {
        for schema in contents(operation, way) {
            collect(schema, &mut names);
        }
        Ok(())
    })?;
    let mut new: Vec<_> = names.iter().cloned().collect();
    while let Some(name) = new.pop() {
        let mut further = BTreeSet::new();
        if let Some(schema) = schema::components(document).and_then(|components| components.get(&name)) {
            collect(schema, &mut further);
        }
        new.extend(further.into_iter().filter(|name| names.insert(name.clone())));
    }
    Ok(names)
}

/// Names that a value refers to. Properties may be called `$ref` too, but then they are no text.
fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = schema::target(value) {
                names.insert(name.to_owned());
            }
            members.values().for_each(|member| collect(member, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}

/// The schemas of an operation's bodies.
pub fn contents(operation: &mut serde_json::Map<String, Value>, way: Way) -> Vec<&mut Value> {
    let bodies: Vec<&mut Value> = match way {
        Way::Sent => operation.get_mut("requestBody").into_iter().collect(),
        Way::Received => {
            let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
            responses.into_iter().flat_map(|responses| responses.values_mut()).collect()
        }
    };
    bodies
        .into_iter()
        .filter_map(|body| body.get_mut("content")?.as_object_mut())
        .flat_map(|content| content.values_mut())
        .filter_map(|media| media.get_mut("schema"))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn components_are_followed_from_where_they_are_used() {
        let reference = |name: &str| schema::reference(name, None);
        let content = |name: &str| json!({"content": {"application/json": {"schema": reference(name)}}});
        let mut document = json!({
            "paths": {"/a": {"post": {"requestBody": content("In"), "responses": {"2XX": content("Out")},
                "parameters": [{"schema": reference("Filter")}]}}},
            "components": {"schemas": {"In": {"items": reference("Both")}, "Out": {"items": reference("Both")},
                "Both": {"properties": {"again": reference("Both")}}, "Filter": {}, "Lost": {"items": reference("In")}}}});
        assert_eq!(reached(&mut document, Way::Sent).unwrap(), BTreeSet::from(["Both".into(), "In".into()]));
        assert_eq!(reached(&mut document, Way::Received).unwrap(), BTreeSet::from(["Both".into(), "Out".into()]));
        assert_eq!(drop_unused(&mut document, &Api::default()).unwrap(), 1);
    }
}
