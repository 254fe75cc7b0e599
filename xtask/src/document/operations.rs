//! Operations: one success response, one body, one name each.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use crate::apis::Api;
use crate::misfits::Table;

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
    let mut misfits = Vec::new();
    for (row, id) in &api.ids {
        let (method, path) = row.split_once(' ').with_context(|| format!("`{row}` is no method and path"))?;
        let item = document["paths"].get_mut(path);
        let Some(operation) = item.and_then(|item| item.get_mut(method.to_ascii_lowercase())?.as_object_mut()) else {
            misfits.push(row);
            continue;
        };
        ensure!(operation.insert("operationId".to_owned(), json!(id)).is_none(), "`{row}` has an operationId");
    }
    api.all_fit(Table::Ids, misfits)?;
    Ok(api.ids.len())
}

/// Gives operations that still have no operationId one that says their method and path.
pub fn derive_ids(document: &mut Value, _: &Api) -> Result<usize> {
    let Some(Value::Object(paths)) = document.get_mut("paths") else { bail!("there are no paths") };
    let mut count = 0;
    for (path, item) in paths {
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method)
                && !operation.contains_key("operationId")
            {
                operation.insert("operationId".to_owned(), json!(derived_id(method, path)));
                count += 1;
            }
        }
    }
    Ok(count)
}

/// The operationId of an operation of a document as it is published: its own, or the one it is given.
pub fn id_of(api: &Api, method: &str, path: &str, operation: &Value) -> String {
    let own = operation.get("operationId").and_then(Value::as_str);
    let given = || api.ids.get(&format!("{} {path}", method.to_uppercase())).map(String::as_str);
    own.or_else(given).map_or_else(|| derived_id(method, path), str::to_owned)
}

/// The operationId of an operation that is given none.
fn derived_id(method: &str, path: &str) -> String {
    let words = path.split(['/', '?', '=', '&', ',']).filter(|word| !word.is_empty()).map(|segment| {
        match segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}')) {
            Some(parameter) => format!("by-{parameter}"),
            None => segment.to_owned(),
        }
    });
    std::iter::once(method.to_owned()).chain(words).collect::<Vec<_>>().join("-")
}

/// Drops operations that no program calls for what they do, and the generator cannot write.
pub fn drop_other_methods(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    for (_, item) in document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten() {
        let Value::Object(item) = item else { continue };
        count += ["head", "options", "trace"].iter().filter(|method| item.shift_remove(**method).is_some()).count();
    }
    Ok(count)
}

/// Puts shared responses and request bodies where they are referred to, and drops the shared ones.
/// A reference wins over what stands beside it: that is a copy.
pub fn resolve_shared(document: &mut Value, _: &Api) -> Result<usize> {
    let shared = document["components"].clone();
    let resolve = |value: &mut Value| -> Result<usize> {
        let mut count = 0;
        // One may lead to the next, never back: `check` refuses that.
        while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            let pointer = reference.strip_prefix("#/components").unwrap_or_default();
            *value = shared.pointer(pointer).with_context(|| format!("`{reference}` leads nowhere"))?.clone();
            count += 1;
        }
        Ok(count)
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
    let schemas = shared.get("schemas").cloned().unwrap_or_else(|| json!({}));
    document["components"] = json!({"schemas": schemas});
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
        let rank = |(status, response): &(&String, &Value)| (response.get("content").is_none(), (*status).clone());
        let (_, kept) = responses.iter().min_by_key(rank).context("no success response")?;
        let kept = kept.clone();
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
    let mut names = BTreeSet::new();
    let group = document.pointer("/info/x-api-group").and_then(Value::as_str).unwrap_or_default().replace('/', "");
    each_operation(document, &mut |method, operation| {
        let id = operation.get("operationId").and_then(Value::as_str).context("no operationId")?.to_owned();
        let name = match api.operations.get(&id) {
            None if api.foreign => free(&snake(&without(&id, &group)), &names),
            _ => method_name(&id, api).with_context(|| {
                format!("`{id}` has neither the infix `{}` nor a row under [api.operations]", api.infix)
            })?,
        };
        let safe = matches!(method, "get" | "put" | "delete") || api.safe.contains(&id);
        operation.insert(REPEAT.to_owned(), json!(safe));
        operation.insert("operationId".to_owned(), json!(name));
        ensure!(
            names.insert(name.clone()),
            "two operations are named `{name}`: [api.operations] of apis.toml can tell them apart"
        );
        seen.push(id);
        Ok(())
    })?;
    api.all_fit(Table::Operations, api.operations.keys().filter(|id| !seen.contains(id)))?;
    api.all_fit(Table::Safe, api.safe.iter().filter(|id| !seen.contains(id)))?;
    Ok(seen.len())
}

/// What the operation with this operationId is called in Rust.
pub fn method_name(id: &str, api: &Api) -> Option<String> {
    let stripped = || id.contains(&api.infix).then(|| snake(&id.replace(&api.infix, "")));
    api.operations.get(id).cloned().or_else(stripped)
}

/// An operationId without the group and version in it, in whatever case.
fn without(id: &str, group: &str) -> String {
    match id.to_ascii_lowercase().find(&group.to_ascii_lowercase()) {
        Some(start) if !group.is_empty() => format!("{}-{}", &id[..start], &id[start + group.len()..]),
        _ => id.to_owned(),
    }
}

/// The name, or the first of its like with a number that is free.
fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default()
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        let starts_word = !letter.is_ascii_alphanumeric() || letter.is_ascii_uppercase();
        if starts_word && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(Some(letter.to_ascii_lowercase()).filter(char::is_ascii_alphanumeric));
    }
    snake.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(operation: Value) -> Value {
        json!({"paths": {"/a": {"post": operation}}, "components": {
            "responses": {"Ok": {"description": "shared"}}, "requestBodies": {"B": {"content": {}}}, "schemas": {}}})
    }

    #[test]
    fn a_reference_is_followed_to_the_end() {
        let mut document = operation(json!({"responses": {"200": {"$ref": "#/components/responses/Again"}}}));
        document["components"]["responses"]["Again"] = json!({"$ref": "#/components/responses/Ok"});
        assert_eq!(resolve_shared(&mut document, &Api::default()).unwrap(), 2);
        assert_eq!(document["paths"]["/a"]["post"]["responses"]["200"], json!({"description": "shared"}));
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
    fn an_operation_that_is_given_none_is_called_by_its_method_and_path() {
        let mut document = json!({"paths": {"/v2/{set}/query": {"post": {}, "get": {"operationId": "kept"}},
            "/a?x=1": {"get": {}}}});
        assert_eq!(derive_ids(&mut document, &Api::default()).unwrap(), 2);
        assert_eq!(document["paths"]["/v2/{set}/query"]["post"]["operationId"], "post-v2-by-set-query");
        assert_eq!(document["paths"]["/v2/{set}/query"]["get"]["operationId"], "kept");
        assert_eq!(document["paths"]["/a?x=1"]["get"]["operationId"], "get-a-x-1");
    }

    #[test]
    fn only_methods_that_do_something_are_generated() {
        let mut document = json!({"paths": {"/a": {"options": {}, "head": {}, "get": {}, "parameters": []}}});
        assert_eq!(drop_other_methods(&mut document, &Api::default()).unwrap(), 2);
        assert_eq!(document["paths"]["/a"], json!({"get": {}, "parameters": []}));
    }

    #[test]
    fn a_foreign_document_names_its_operations_itself() {
        let ids = ["createConnectv1Connector", "presigned-upload-urlConnectV1PresignedUrl", "getThing", "get_thing"];
        let paths = ids.iter().map(|id| (format!("/{id}"), json!({"get": {"operationId": id}})));
        let paths: Map<String, Value> = paths.collect();
        let mut document = json!({"info": {"x-api-group": "connect/v1"}, "paths": paths});
        assert!(name_operations(&mut document.clone(), &Api::default()).is_err(), "a row has to tell the two apart");
        name_operations(&mut document, &Api::foreign()).unwrap();
        let names = ids.map(|id| document["paths"][format!("/{id}")]["get"]["operationId"].clone());
        assert_eq!(names, ["create_connector", "presigned_upload_url_presigned_url", "get_thing", "get_thing_2"]);
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
