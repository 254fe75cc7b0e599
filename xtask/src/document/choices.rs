//! `allOf` and `oneOf` that say the same as one of their branches.

use anyhow::Result;
use serde_json::Value;

use super::schema;
use crate::apis::Api;

/// `allOf` of a schema and of branches that only say what is required, or only give examples, is that schema.
/// What a request must have is then enforced by whoever builds it.
pub fn drop_overlays(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        let Some(Value::Array(branches)) = schema.get("allOf") else { return Ok(()) };
        let mut real = branches.iter().filter(|branch| !is_overlay(branch));
        if let (Some(only), None) = (real.next(), real.next()) {
            stand_for(schema, only.clone());
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

/// A choice among one is no choice, unless there are members beside it.
pub fn take_only_choice(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        if let Some([only]) = schema.get("oneOf").and_then(Value::as_array).map(Vec::as_slice)
            && schema.get("properties").is_none()
        {
            stand_for(schema, only.clone());
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

fn stand_for(schema: &mut Value, only: Value) {
    match (schema::target(&only).map(str::to_owned), schema.get("description").cloned()) {
        (Some(name), _) => schema::refer(schema, &name),
        (None, None) => *schema = only,
        (None, Some(description)) => {
            *schema = only;
            schema["description"] = description;
        }
    }
}

/// Adds nothing to what the other branches say about the shape, however deep it reaches.
fn is_overlay(branch: &Value) -> bool {
    let Value::Object(members) = branch else { return false };
    members.iter().all(|(name, value)| match name.as_str() {
        "type" | "required" | "description" => true,
        "properties" => value.as_object().is_some_and(|properties| properties.values().all(is_deeper_overlay)),
        "items" => is_deeper_overlay(value),
        _ => false,
    })
}

/// A part of an overlay: nothing at all but maybe that it can be null, or an object or list that is an overlay again. A
/// type alone would be news.
pub fn is_deeper_overlay(schema: &Value) -> bool {
    let Value::Object(members) = schema else { return false };
    let goes_on = ["properties", "items", "required"].iter().any(|name| members.contains_key(*name));
    members.keys().all(|name| name == "nullable") || (goes_on && is_overlay(schema))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    type Apply = fn(&mut Value, &Api) -> Result<usize>;

    fn after(pass: Apply, schema: &Value) -> Value {
        let mut document = json!({"paths": {}, "components": {"schemas": {"A": schema}}});
        pass(&mut document, &Api::default()).unwrap();
        document["components"]["schemas"]["A"].clone()
    }

    #[test]
    fn overlays_vanish_and_real_branches_stay() {
        let b = json!({"$ref": "#/components/schemas/B"});
        let required = json!({"type": "object", "required": ["x"]});
        for (schema, expected) in [
            (json!({"allOf": [b, required]}), b.clone()),
            (json!({"allOf": [b]}), b.clone()),
            (json!({"allOf": [b, {"properties": {"self": {}, "next": {"nullable": true}}}]}), b.clone()),
            (json!({"description": "d", "allOf": [b, required]}), json!({"description": "d", "allOf": [b]})),
            (
                json!({"allOf": [{"type": "string", "enum": ["x", "y"]}, {}]}),
                json!({"type": "string", "enum": ["x", "y"]}),
            ),
        ] {
            assert_eq!(after(drop_overlays, &schema), expected, "{schema}");
        }
        let deep = json!({"type": "object", "required": ["s"], "properties": {"s": {"type": "object", "required": ["e"],
            "properties": {"e": {}}}, "l": {"type": "array", "items": {"properties": {"e": {}}}}}});
        assert_eq!(after(drop_overlays, &json!({"allOf": [b, deep, {}]})), b);
        for news in [
            json!({"x": {"type": "string"}}),
            json!({"s": {"type": "object", "properties": {"x": {"type": "string"}}}}),
        ] {
            let real = json!({"allOf": [b, {"properties": news}]});
            assert_eq!(after(drop_overlays, &real), real);
        }
    }

    #[test]
    fn a_choice_of_one_is_that_one() {
        let b = json!({"$ref": "#/components/schemas/B"});
        let one = json!({"type": "object", "description": "d", "oneOf": [b], "discriminator": {"propertyName": "x"}});
        assert_eq!(after(take_only_choice, &one), json!({"description": "d", "allOf": [b]}));
        let two = json!({"oneOf": [b, {"type": "string"}]});
        assert_eq!(after(take_only_choice, &two), two);
        let beside = json!({"properties": {"x": {}}, "oneOf": [b]});
        assert_eq!(after(take_only_choice, &beside), beside);
    }
}
