//! Parameters: each where its operation is, each something the generator can send.

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::{METHODS, each_operation};
use crate::apis::Api;

/// Puts shared parameters, and those that a path has for all its operations, where they are used.
pub fn move_to_operations(document: &mut Value, _: &Api) -> Result<usize> {
    let shared = document["components"]["parameters"].clone();
    let mut count = 0;
    for (path, item) in document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten() {
        let Value::Object(item) = item else { continue };
        let mut common = item.shift_remove("parameters").unwrap_or_else(|| json!([]));
        count += resolve(&mut common, &shared).with_context(|| path.clone())?;
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else { continue };
            if let Some(own) = operation.get_mut("parameters") {
                count += resolve(own, &shared).with_context(|| format!("{method} {path}"))?;
            }
            count += inherit(operation, &common);
        }
    }
    Ok(count)
}

fn resolve(parameters: &mut Value, shared: &Value) -> Result<usize> {
    let mut count = 0;
    for parameter in parameters.as_array_mut().into_iter().flatten() {
        while let Some(reference) = parameter.get("$ref").and_then(Value::as_str) {
            let name = reference.strip_prefix("#/components/parameters/");
            let found = name.and_then(|name| shared.get(name));
            *parameter = found.with_context(|| format!("`{reference}` leads nowhere"))?.clone();
            count += 1;
        }
    }
    Ok(count)
}

/// Adds what an operation does not say otherwise.
fn inherit(operation: &mut Map<String, Value>, common: &Value) -> usize {
    let Some(common) = common.as_array().filter(|common| !common.is_empty()) else { return 0 };
    let own = operation.entry("parameters").or_insert_with(|| json!([]));
    let Value::Array(own) = own else { return 0 };
    let is_same = |one: &Value, other: &Value| one["name"] == other["name"] && one["in"] == other["in"];
    let new: Vec<_> = common.iter().filter(|new| !own.iter().any(|known| is_same(known, new))).cloned().collect();
    let count = new.len();
    own.extend(new);
    count
}

/// What is written into one text, however, is text: lists between commas, and whatever has a media type of its own.
/// Cookies, and headers that the call itself sets, are no parameters.
pub fn take_as_text(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    each_operation(document, &mut |_, operation| {
        let Some(Value::Array(parameters)) = operation.get_mut("parameters") else { return Ok(()) };
        let before = parameters.len();
        parameters.retain(|parameter| !is_set_by_call(parameter));
        count += before - parameters.len();
        for parameter in parameters.iter_mut().filter(|parameter| is_one_text(parameter)) {
            let mut schema = json!({"type": "string"});
            if let Some(description) = parameter["schema"].get("description") {
                schema["description"] = description.clone();
            }
            parameter["schema"] = schema;
            for part in ["content", "style", "explode"] {
                parameter.as_object_mut().and_then(|parameter| parameter.shift_remove(part));
            }
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

/// Whether the client itself sets it, so that callers do not.
pub fn is_set_by_call(parameter: &Value) -> bool {
    let name = parameter["name"].as_str().unwrap_or_default().to_ascii_lowercase();
    match parameter["in"].as_str() {
        Some("cookie") => true,
        Some("header") => ["accept", "authorization", "content-type"].contains(&name.as_str()),
        _ => false,
    }
}

/// Whether all of it goes into one text, which callers write.
pub fn is_one_text(parameter: &Value) -> bool {
    let is_list = parameter["schema"]["type"] == "array";
    let is_repeated = parameter["in"] == "query" && parameter.get("explode") != Some(&Value::Bool(false));
    parameter.get("content").is_some() || (is_list && !is_repeated)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Apply = fn(&mut Value, &Api) -> Result<usize>;

    fn after(pass: Apply, common: Value, own: Value) -> Result<Value> {
        let shared = json!({"S": {"name": "s", "in": "query", "schema": {"type": "string"}}});
        let item = json!({"parameters": common, "get": {"parameters": own}, "put": {}});
        let mut document = json!({"paths": {"/a": item}, "components": {"parameters": shared}});
        pass(&mut document, &Api::default())?;
        Ok(document["paths"]["/a"].clone())
    }

    #[test]
    fn every_operation_has_all_its_parameters_itself() {
        let (id, own) = (json!({"name": "id", "in": "path"}), json!({"name": "id", "in": "path", "schema": {}}));
        let shared = json!({"$ref": "#/components/parameters/S"});
        let item = after(move_to_operations, json!([id, shared]), json!([own])).unwrap();
        let resolved = json!({"name": "s", "in": "query", "schema": {"type": "string"}});
        let expected = json!({"get": {"parameters": [own, resolved]}, "put": {"parameters": [id, resolved]}});
        assert_eq!(item, expected);
        let dangling = json!([{"$ref": "#/components/parameters/T"}]);
        let error = format!("{:#}", after(move_to_operations, json!([]), dangling).unwrap_err());
        assert_eq!(error, "get /a: `#/components/parameters/T` leads nowhere");
    }

    #[test]
    fn what_goes_into_one_text_is_text_and_what_is_repeated_stays_a_list() {
        let list = json!({"type": "array", "items": {"type": "string"}});
        for (parameter, is_text) in [
            (json!({"in": "query", "schema": list}), false),
            (json!({"in": "query", "schema": list, "style": "form", "explode": true}), false),
            (json!({"in": "query", "schema": list, "style": "form", "explode": false}), true),
            (json!({"in": "header", "schema": list, "style": "simple", "explode": true}), true),
            (json!({"in": "path", "schema": list}), true),
            (json!({"in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}), true),
            (json!({"in": "query", "schema": {"type": "integer"}}), false),
        ] {
            let item = after(take_as_text, json!([]), json!([parameter])).unwrap();
            let after = &item["get"]["parameters"][0];
            assert_eq!(after["schema"] == json!({"type": "string"}), is_text, "{parameter}");
            assert_eq!(after == &parameter, !is_text, "{parameter}");
        }
    }

    #[test]
    fn what_the_call_itself_sets_is_no_parameter() {
        let own = json!([{"in": "cookie", "name": "c"}, {"in": "header", "name": "Accept"}, {"in": "header", "name": "Org-Id"}]);
        let item = after(take_as_text, json!([]), own).unwrap();
        assert_eq!(item["get"]["parameters"], json!([{"in": "header", "name": "Org-Id"}]));
    }
}
