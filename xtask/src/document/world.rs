//! An open world: what the server leaves out, adds or nulls must still decode.

use anyhow::Result;
use serde_json::{Value, json};

use super::leaves::{LEAF, Leaf};
use super::reach::{self, Way};
use super::schema;
use crate::apis::Api;

/// Nothing is required of an answer. What a request must have is enforced by whoever builds it.
pub fn require_nothing_of_answers(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    reach::each(document, Way::Received, &mut |schema| {
        let removed = schema.as_object_mut().and_then(|schema| schema.shift_remove("required"));
        count += usize::from(removed.is_some());
    })?;
    Ok(count)
}

/// An answer that is one bare value has no type of its own, which could not be read from an answer without any.
pub fn take_bare_answers_plainly(document: &mut Value, _: &Api) -> Result<usize> {
    let components = schema::components(document).cloned().unwrap_or_default();
    let mut count = 0;
    super::each_operation(document, &mut |_, operation| {
        for schema in reach::contents(operation, Way::Received) {
            let is = schema::target(schema).and_then(|name| components.get(name)).unwrap_or(schema);
            let kind = is["type"].as_str().unwrap_or_default().to_owned();
            let is_named = is.get("enum").or(is.get("x-extensible-enum")).is_some() || schema::target(schema).is_some();
            if is_named && matches!(kind.as_str(), "boolean" | "integer" | "string") && is.get(LEAF).is_none() {
                *schema = json!({"type": kind});
                count += 1;
            }
        }
        Ok(())
    })?;
    Ok(count)
}

/// A list or map that may be sent is optional: empty and absent say different things to the server. What a request must
/// have stays as it is: its absence would be sent as null.
pub fn let_sent_lists_be_absent(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    reach::each(document, Way::Sent, &mut |schema| {
        let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let members = schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
        for (_, property) in members.filter(|(name, _)| !required.iter().any(|must| must == name.as_str())) {
            let is_map = property["type"] == "object" && property.get("properties").is_none();
            if property["type"] == "array" || is_map {
                property["nullable"] = json!(true);
                count += 1;
            }
        }
    })?;
    Ok(count)
}

/// Keeps members the document does not know, as values that are not shown; where it says that there can be any, they
/// are part of the answer and are shown. With `true` the generator would lose both.
pub fn keep_unknown_members(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    reach::each(document, Way::Received, &mut |schema| {
        if properties(schema).next().is_some() {
            let announced = schema.get("additionalProperties") == Some(&Value::Bool(true));
            schema["additionalProperties"] = if announced { json!({}) } else { Leaf::Unknown.schema() };
            count += 1;
        }
    })?;
    Ok(count)
}

fn properties(schema: &mut Value) -> impl Iterator<Item = &mut Value> {
    schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(|members| members.values_mut())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `In` is sent, `Out` received, `Both` both.
    fn after(pass: fn(&mut Value, &Api) -> Result<usize>) -> Value {
        let content = |name: &str| json!({"content": {"application/json": {"schema": schema::reference(name, None)}}});
        let object = json!({"required": ["l"], "properties": {"l": {"type": "array"}, "n": {"type": "array"}, "m": {"type": "object"},
            "o": {"type": "object", "properties": {}}, "t": {"type": "string"}, "b": schema::reference("Both", None),
            "p": {"properties": {"x": {}}, "additionalProperties": true}}});
        let mut document = json!({
            "paths": {"/a": {"post": {"requestBody": content("In"), "responses": {"2XX": content("Out")}}}},
            "components": {"schemas": {"In": object, "Out": object, "Both": object}}});
        pass(&mut document, &Api::default()).unwrap();
        document["components"]["schemas"].clone()
    }

    #[test]
    fn nothing_received_is_required() {
        let schemas = after(require_nothing_of_answers);
        let required = ["In", "Out", "Both"].map(|name| schemas[name].get("required").is_some());
        assert_eq!(required, [true, false, false]);
    }

    #[test]
    fn lists_and_maps_that_are_sent_are_optional_unless_a_request_must_have_them() {
        let schemas = after(let_sent_lists_be_absent);
        for (name, expected) in [("In", true), ("Out", false), ("Both", true)] {
            let nullable = |member: &str| schemas[name]["properties"][member].get("nullable").is_some();
            assert_eq!(["n", "m", "l", "o", "t"].map(nullable), [expected, expected, false, false, false], "{name}");
        }
    }

    #[test]
    fn unknown_members_of_answers_are_kept() {
        let schemas = after(keep_unknown_members);
        let kept = ["In", "Out", "Both"]
            .map(|name| schemas[name].get("additionalProperties") == Some(&Leaf::Unknown.schema()));
        assert_eq!(kept, [false, true, true]);
        let announced = ["In", "Out"].map(|name| schemas[name]["properties"]["p"]["additionalProperties"].clone());
        assert_eq!(announced, [json!(true), json!({})]);
    }

    #[test]
    fn an_answer_that_is_one_value_has_no_type_of_its_own() {
        let (words, id) = (json!({"type": "string", "enum": ["a", "b"]}), json!({"type": "integer"}));
        let components =
            json!({"Words": words, "Id": id, "Object": {"type": "object"}, "Secret": Leaf::Secret.schema()});
        let reference = |name: &str| schema::reference(name, None);
        for (answer, expected) in [
            (words.clone(), json!({"type": "string"})),
            (json!({"type": "string", "x-extensible-enum": ["a", "b"]}), json!({"type": "string"})),
            (reference("Words"), json!({"type": "string"})),
            (reference("Id"), id.clone()),
            (reference("Object"), reference("Object")),
            (reference("Secret"), reference("Secret")),
        ] {
            let content = json!({"content": {"application/json": {"schema": answer}}});
            let mut document = json!({"paths": {"/a": {"get": {"responses": {"2XX": content}}}},
                "components": {"schemas": components}});
            take_bare_answers_plainly(&mut document, &Api::default()).unwrap();
            let response = &document["paths"]["/a"]["get"]["responses"]["2XX"];
            assert_eq!(response["content"]["application/json"]["schema"], expected);
        }
    }
}
