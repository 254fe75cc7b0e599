//! Answers that may be one thing or another.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::reach::{self, Way};
use super::schema;
use crate::apis::Api;

/// A choice in an answer becomes one object with every branch's members. Nothing is required of an answer, so the first
/// branch would always fit, and the members of the others would be lost. What is only sent stays a choice.
pub fn merge_received(document: &mut Value, _: &Api) -> Result<usize> {
    let components = schema::components(document).cloned().unwrap_or_default();
    let mut count = 0;
    reach::each(document, Way::Received, &mut |schema| {
        let choice = schema.get("oneOf").or(schema.get("anyOf"));
        let Some(branches) = choice.and_then(Value::as_array) else { return };
        let merged = branches.iter().cloned().reduce(|one, other| merged(&one, &other, &components, 0));
        let description = schema.get("description").cloned();
        *schema = merged.unwrap_or_else(|| json!({}));
        if let Some(description) = description {
            schema["description"] = description;
        }
        count += 1;
    })?;
    Ok(count)
}

/// How deep two branches are merged.
const DEEPEST: usize = 8;

/// What can be read as either; any JSON where the two have nothing in common.
fn merged(one: &Value, other: &Value, components: &Map<String, Value>, depth: usize) -> Value {
    let (one, other) = (resolved(one, components), resolved(other, components));
    if one == other {
        return one.clone();
    }
    // Two that hold themselves would go on for ever.
    if depth == DEEPEST {
        return json!({});
    }
    let mut both = one.clone();
    for part in ["title", "required", "example"] {
        both.as_object_mut().and_then(|both| both.shift_remove(part));
    }
    match (properties(one), properties(other)) {
        (Some(_), Some(more)) => {
            for (name, schema) in more {
                let known = one["properties"].get(name);
                both["properties"][name] =
                    known.map_or_else(|| schema.clone(), |known| merged(known, schema, components, depth + 1));
            }
            if other.get("additionalProperties") == Some(&json!(true)) {
                both["additionalProperties"] = json!(true);
            }
            both
        }
        _ if one["type"] == "array" && other["type"] == "array" => {
            both["items"] = merged(&one["items"], &other["items"], components, depth + 1);
            both
        }
        _ => json!({}),
    }
}

fn resolved<'a>(schema: &'a Value, components: &'a Map<String, Value>) -> &'a Value {
    schema::target(schema).and_then(|name| components.get(name)).unwrap_or(schema)
}

fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(schemas: &Value) -> Value {
        let content = |name: &str| json!({"content": {"application/json": {"schema": schema::reference(name, None)}}});
        let mut document = json!({
            "paths": {"/a": {"post": {"requestBody": content("In"), "responses": {"2XX": content("Out")}}}},
            "components": {"schemas": schemas}});
        merge_received(&mut document, &Api::default()).unwrap();
        document["components"]["schemas"].clone()
    }

    #[test]
    fn a_choice_in_an_answer_has_the_members_of_all_branches_down_to_the_items_of_lists() {
        let list = |item: &str| {
            json!({"type": "object", "title": "T", "required": ["data"],
            "properties": {"data": {"type": "array", "items": schema::reference(item, None)}}})
        };
        let (text, whole) = (json!({"type": "string"}), json!({"type": "integer"}));
        let choice = json!({"description": "d", "oneOf": [list("P"), schema::reference("G", None)]});
        let schemas = after(&json!({"In": choice, "Out": choice, "G": list("Q"),
            "P": {"properties": {"p": text, "same": text, "x": text}},
            "Q": {"properties": {"q": text, "same": text, "x": whole}, "additionalProperties": true}}));
        assert_eq!(schemas["In"], choice, "what is sent stays a choice");
        assert_eq!(
            schemas["Out"],
            json!({"description": "d", "type": "object", "properties": {"data": {"type": "array", "items": {
                "properties": {"p": text, "same": text, "x": {}, "q": text}, "additionalProperties": true}}}})
        );
    }

    #[test]
    fn branches_that_hold_themselves_come_to_an_end() {
        let branch = |name: &str| json!({"properties": {name: {}, "next": schema::reference(name, None)}});
        let choice = json!({"anyOf": [schema::reference("A", None), schema::reference("B", None)]});
        let schemas = after(&json!({"Out": choice, "A": branch("A"), "B": branch("B")}));
        assert_eq!(schemas["Out"]["properties"].as_object().unwrap().len(), 3);
    }
}
