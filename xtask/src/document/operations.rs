//! Operations: one success response, one body, one name each.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use crate::apis::Api;

/// The mark this generator puts on an operation that may be sent twice.
pub const REPEAT: &str = "x-repeat";

/// The methods an operation can have.
pub const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// What is done with an operation, given its method and value.
type Visit<'a> = dyn FnMut(&str, &mut Map<String, Value>) -> Result<()> + 'a;

/// Calls `visit` with every operation.
pub fn each_operation(document: &mut Value, visit: &mut Visit<'_>) -> Result<()> {
    let Some(Value::Object(paths)) = document.get_mut("paths") else { bail!("there are no paths") };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                visit(method, operation).with_context(|| format!("{method} {path}"))?;
            }
        }
    }
    Ok(())
}

/// Gives operations without an operationId the one that apis.toml has for them.
pub fn invent_ids(document: &mut Value, api: &Api) -> Result<usize> {
    for (row, id) in &api.ids {
        let (method, path) = row.split_once(' ').with_context(|| format!("`{row}` is no method and path"))?;
        let operation = document["paths"]
            .get_mut(path)
            .and_then(|item| item.get_mut(method.to_ascii_lowercase())?.as_object_mut())
            .with_context(|| format!("there is no `{row}`"))?;
        ensure!(operation.insert("operationId".to_owned(), json!(id)).is_none(), "`{row}` has an operationId");
    }
    Ok(api.ids.len())
}

/// Puts shared responses and request bodies where they are referred to, and drops the shared ones.
/// A reference wins over what stands beside it: that is a copy.
pub fn resolve_shared(document: &mut Value, _: &Api) -> Result<usize> {
    let shared = document["components"].clone();
    let resolve = |value: &mut Value| -> Result<usize> {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok(0) };
        let pointer = reference.strip_prefix("#/components").unwrap_or_default();
        *value = shared.pointer(pointer).with_context(|| format!("`{reference}` leads nowhere"))?.clone();
        Ok(1)
    };
    let mut count = 0;
    each_operation(document, &mut |_, operation| {
        if let Some(body) = operation.get_mut("requestBody") {
            count += resolve(body)?;
        }
        for response in operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
            count += resolve(response.1)?;
        }
        Ok(())
    })?;
    if let Some(components) = document["components"].as_object_mut() {
        components.retain(|section, _| section == "schemas");
    }
    Ok(count)
}

/// Drops every response that is no success.
pub fn drop_error_responses(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    each_operation(document, &mut |_, operation| {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut).context("no responses")?;
        let before = responses.len();
        responses.retain(|status, _| status.starts_with('2'));
        count += before - responses.len();
        Ok(())
    })?;
    Ok(count)
}

/// Keeps one success response for all 2xx: live codes differ from documented ones.
pub fn accept_any_success(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    each_operation(document, &mut |_, operation| {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut).context("no responses")?;
        let first = responses.values().find(|response| response.get("content").is_some());
        let kept = first.or(responses.values().next()).context("no success response")?.clone();
        *responses = Map::from_iter([("2XX".to_owned(), kept)]);
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

/// Turns a query string in a path into parameters. The path often exists without it too, so it gets a second slash to
/// stay a key of its own; the generator folds doubled slashes.
pub fn move_query_out_of_path(document: &mut Value, _: &Api) -> Result<usize> {
    let Some(Value::Object(paths)) = document.get_mut("paths") else { bail!("there are no paths") };
    let mut count = 0;
    let old = std::mem::take(paths);
    for (path, mut item) in old {
        let Some((bare, query)) = path.split_once('?') else {
            ensure!(paths.insert(path.clone(), item).is_none(), "two paths become `{path}`");
            continue;
        };
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            add_query_parameters(operation, query);
        }
        ensure!(paths.insert(format!("/{bare}"), item).is_none(), "two paths become `/{bare}`");
        count += 1;
    }
    Ok(count)
}

fn add_query_parameters(operation: &mut Value, query: &str) {
    let Value::Object(operation) = operation else { return };
    let Some(parameters) = operation.entry("parameters").or_insert_with(|| json!([])).as_array_mut() else { return };
    for name in query.split('&').filter_map(|pair| pair.split('=').next()) {
        if !parameters.iter().any(|known| known["name"] == name) {
            parameters.push(json!({"name": name, "in": "query", "schema": {"type": "string"}}));
        }
    }
}

/// Gives every operation the name of its method in Rust, and marks those that may be sent twice.
pub fn name_operations(document: &mut Value, api: &Api) -> Result<usize> {
    let mut seen = Vec::new();
    each_operation(document, &mut |method, operation| {
        let id = operation.get("operationId").and_then(Value::as_str).context("no operationId")?.to_owned();
        let name = match api.operations.get(&id) {
            Some(name) => name.clone(),
            None if id.contains(&api.infix) => snake(&id.replace(&api.infix, "")),
            None => bail!("`{id}` has neither the infix `{}` nor a row under [api.operations]", api.infix),
        };
        let safe = matches!(method, "get" | "put" | "delete") || api.safe.contains(&id);
        operation.insert(REPEAT.to_owned(), json!(safe));
        operation.insert("operationId".to_owned(), json!(name));
        seen.push(id);
        Ok(())
    })?;
    match api.operations.keys().chain(&api.safe).find(|id| !seen.contains(id)) {
        Some(id) => bail!("apis.toml names the operation `{id}`, which does not exist"),
        None => Ok(seen.len()),
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(operation: Value) -> Value {
        json!({"paths": {"/a": {"post": operation}}, "components": {
            "responses": {"Ok": {"description": "shared"}}, "requestBodies": {"B": {"content": {}}}, "schemas": {}}})
    }

    #[test]
    fn a_reference_wins_over_its_sibling_copy() {
        let mut document = operation(json!({"responses": {"200": {"$ref": "#/components/responses/Ok"}},
            "requestBody": {"$ref": "#/components/requestBodies/B", "content": {"copy": 1}}}));
        assert_eq!(resolve_shared(&mut document, &Api::default()).unwrap(), 2);
        assert_eq!(document["paths"]["/a"]["post"]["responses"]["200"], json!({"description": "shared"}));
        assert_eq!(document["paths"]["/a"]["post"]["requestBody"], json!({"content": {}}));
        assert_eq!(document["components"], json!({"schemas": {}}));
    }

    #[test]
    fn an_operation_without_an_id_gets_the_one_it_is_given() {
        let given = |row: &str| Api { ids: [(row.to_owned(), "doA".to_owned())].into(), ..Default::default() };
        let mut document = operation(json!({}));
        assert_eq!(invent_ids(&mut document, &given("POST /a")).unwrap(), 1);
        assert_eq!(document["paths"]["/a"]["post"]["operationId"], "doA");
        assert!(invent_ids(&mut document, &given("POST /a")).is_err(), "it has one");
        assert!(invent_ids(&mut document, &given("GET /a")).is_err(), "there is none");
    }

    #[test]
    fn only_one_success_is_left_and_it_stands_for_all() {
        let mut document =
            operation(json!({"responses": {"400": {}, "204": {}, "200": {"content": 1}, "default": {}}}));
        assert_eq!(drop_error_responses(&mut document, &Api::default()).unwrap(), 2);
        assert_eq!(accept_any_success(&mut document, &Api::default()).unwrap(), 1);
        assert_eq!(document["paths"]["/a"]["post"]["responses"], json!({"2XX": {"content": 1}}));
    }

    #[test]
    fn a_query_in_a_path_becomes_parameters_that_are_not_there_yet() {
        let known = json!([{"name": "expand", "in": "query"}]);
        let mut document = json!({"paths": {"/a": {"get": {}}, "/a?expand=x,y&more": {"get": {"parameters": known}}}});
        assert_eq!(move_query_out_of_path(&mut document, &Api::default()).unwrap(), 1);
        let parameters = document["paths"]["//a"]["get"]["parameters"].as_array().unwrap();
        let names: Vec<_> = parameters.iter().map(|parameter| &parameter["name"]).collect();
        assert_eq!(names, ["expand", "more"]);
    }

    #[test]
    fn operations_lose_the_infix_or_take_the_name_they_are_given() {
        let named = |id: &str, api: &Api| {
            let mut document = operation(json!({"operationId": id, "responses": {}}));
            name_operations(&mut document, api).map(|_| document["paths"]["/a"]["post"].clone())
        };
        let mut api = Api { infix: "ConnectV1".into(), ..Default::default() };
        let post = named("createConnectV1CustomPlugin", &api).unwrap();
        assert_eq!((&post["operationId"], &post[REPEAT]), (&json!("create_custom_plugin"), &json!(false)));
        assert!(named("createPlugin", &api).is_err(), "neither infix nor row");
        api.safe.push("up-loadConnectV1X".into());
        assert!(named("createConnectV1X", &api).is_err(), "a safe row that matches nothing");
        api.operations.insert("up-loadConnectV1X".into(), "create_url".into());
        let post = named("up-loadConnectV1X", &api).unwrap();
        assert_eq!((&post["operationId"], &post[REPEAT]), (&json!("create_url"), &json!(true)));
        assert!(named("createConnectV1X", &api).is_err(), "a rename that matches nothing");
    }
}
