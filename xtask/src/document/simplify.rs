//! What a document says that no type needs.

use anyhow::Result;
use serde_json::{Map, Value};

use super::{each_operation, schema};
use crate::apis::Api;

/// Drops examples, code samples, response headers and badges.
pub fn drop_noise(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        if let Value::Object(schema) = schema {
            count += remove(schema, &["example", "externalDocs"]);
        }
        Ok(())
    })?;
    each_operation(document, &mut |_, operation| {
        count += remove(operation, &["x-codeSamples"]);
        if let Some(Value::String(text)) = operation.get_mut("description") {
            let kept = without_badges(text);
            count += usize::from(kept != *text);
            *text = kept;
        }
        for (_, response) in operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
            count += response.as_object_mut().map_or(0, |response| remove(response, &["headers"]));
        }
        Ok(())
    })?;
    Ok(count)
}

/// Drops lengths, patterns, ranges, and formats of texts, which live answers do not keep.
pub fn drop_limits(document: &mut Value, _: &Api) -> Result<usize> {
    const LIMITS: &[&str] = &["maxLength", "minLength", "pattern", "minimum", "maximum", "uniqueItems", "minItems"];
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        let Value::Object(schema) = schema else { return Ok(()) };
        count += remove(schema, LIMITS);
        let is_text = schema.get("type").is_some_and(|kind| kind == "string");
        // Bytes are what a body of bytes is known by.
        if is_text && schema.get("format").is_some_and(|format| format != "binary") {
            count += remove(schema, &["format"]);
        }
        Ok(())
    })?;
    Ok(count)
}

/// Drops defaults: the server knows its own, and a PATCH must not send any.
pub fn drop_defaults(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        count += schema.as_object_mut().map_or(0, |schema| remove(schema, &["default"]));
        Ok(())
    })?;
    Ok(count)
}

fn remove(members: &mut Map<String, Value>, names: &[&str]) -> usize {
    names.iter().filter(|name| members.shift_remove(**name).is_some()).count()
}

/// A paragraph that is nothing but pictures says nothing in a terminal or an editor.
fn without_badges(text: &str) -> String {
    let kept: Vec<_> = text.split("\n\n").filter(|part| !part.trim_start().starts_with("[![")).collect();
    kept.join("\n\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema(schema: Value) -> Value {
        json!({"paths": {}, "components": {"schemas": {"A": schema}}})
    }

    #[test]
    fn a_property_is_never_taken_for_the_keyword_of_its_name() {
        let properties = json!({"example": {"type": "string"}, "default": {"type": "string"}, "pattern": {}});
        let mut document =
            schema(json!({"properties": properties, "example": {"x": 1}, "default": {}, "pattern": "x"}));
        drop_noise(&mut document, &Api::default()).unwrap();
        drop_limits(&mut document, &Api::default()).unwrap();
        drop_defaults(&mut document, &Api::default()).unwrap();
        assert_eq!(document, schema(json!({"properties": properties})));
    }

    #[test]
    fn limits_and_formats_of_texts_go_those_of_numbers_stay() {
        let mut document =
            schema(json!({"items": {"type": "string", "format": "uri", "maxLength": 3, "pattern": "x"}}));
        assert_eq!(drop_limits(&mut document, &Api::default()).unwrap(), 3);
        assert_eq!(document, schema(json!({"items": {"type": "string"}})));
        for (format, count) in [("date", 1), ("uuid", 1), ("ipv4", 1), ("binary", 0)] {
            let mut document = schema(json!({"type": "string", "format": format}));
            assert_eq!(drop_limits(&mut document, &Api::default()).unwrap(), count, "{format}");
        }
        let mut document = schema(json!({"type": "integer", "format": "int32", "minimum": 0}));
        drop_limits(&mut document, &Api::default()).unwrap();
        assert_eq!(document, schema(json!({"type": "integer", "format": "int32"})));
    }

    #[test]
    fn badges_samples_and_headers_of_operations_go() {
        let mut document = json!({"paths": {"/a": {"get": {"description": "[![Stage](https://x/y)](#z)\n\nReads it.",
            "x-codeSamples": [], "responses": {"200": {"headers": {}, "description": "d"}}}}}});
        assert_eq!(drop_noise(&mut document, &Api::default()).unwrap(), 3);
        let left = json!({"description": "Reads it.", "responses": {"200": {"description": "d"}}});
        assert_eq!(document["paths"]["/a"]["get"], left);
    }
}
