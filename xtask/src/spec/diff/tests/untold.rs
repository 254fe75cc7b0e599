//! Pairs whose class is easily taken for another, each with what is made of both documents.

use super::*;
use crate::at_once::at_once;

const ORDER: &str = "/components/schemas/t.v1.Order";
const ORDERS: &str = "/paths/~1t~1v1~1orders";

/// The document of the other tests, and a type that is only sent, answers that are no JSON, and a form.
fn orders() -> Value {
    let mut document = document();
    let to = |name: &str| json!({"$ref": format!("#/components/schemas/t.v1.{name}")});
    let list = json!({"type": "array", "items": text(), "maxItems": 3});
    for (name, properties) in [
        ("Order", json!({"a": text(), "b": text(), "list": list, "by": {"oneOf": [to("Card"), to("Bill")]}})),
        ("Card", json!({"number": text()})),
        ("Bill", json!({"street": text()})),
        ("Cash", json!({"coins": text()})),
    ] {
        let schema = json!({"type": "object", "properties": properties});
        plant(&mut document, &format!("/components/schemas/t.v1.{name}"), Some(schema));
    }
    plant(&mut document, &format!("{ORDER}/required"), Some(json!(["a", "list"])));
    let answer = |content: Value| json!({"200": {"description": "d", "content": content}});
    let form =
        json!({"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"q": text()}}}});
    let operations = json!({
        "get": {"operationId": "listTv1Orders", "responses": answer(json!({"text/csv": {}, "text/plain": {}})),
            "parameters": [{"name": "h", "in": "header", "schema": text()}, {"name": "e", "in": "query", "schema": list}]},
        "post": {"operationId": "findTv1Orders", "requestBody": {"content": form},
            "responses": answer(json!({"image/png": {"schema": {"type": "string", "format": "binary"}}}))},
        "put": {"operationId": "putTv1Order", "responses": {"200": {"description": "d"}},
            "requestBody": {"required": true, "content": {"application/json": {"schema": to("Order")}}}}});
    plant(&mut document, ORDERS, Some(operations));
    document
}

/// What is told of a change here, by class, item and words.
fn told(old: &Value, new: &Value) -> Vec<String> {
    let (api, tree) = (api(), Tree::new(std::path::Path::new("nowhere")));
    let names = Names::new(old.clone(), &api).unwrap();
    let mut comparison = Comparison::of(&api, &names, old, new);
    let made = |document: &Value| made::of(&tree, &api, document.clone()).unwrap();
    comparison.made(&made(old), &made(new));
    let line = |Change { class, item, what, pointer }: Change| {
        assert!([old, new].iter().any(|it| !pointer.is_empty() && it.pointer(&pointer).is_some()), "{item}: {pointer}");
        format!("{class:?} {}: {what}", item.replace("t_v1::", ""))
    };
    comparison.report().changes.into_iter().map(line).collect()
}

/// Where what is planted, and what is told then.
type Pair = (String, Value, &'static [&'static str]);

fn sent() -> Vec<Pair> {
    let by = |names: [&str; 3]| json!(names.map(|name| json!({"$ref": format!("#/components/schemas/t.v1.{name}")})));
    vec![
        (
            format!("{ORDER}/required"),
            json!(["a", "b", "list"]),
            &["Breaking types::Order.b: now required in a request"],
        ),
        (
            format!("{ORDER}/required"),
            json!([]),
            &[
                "Breaking types::Order.a: its Rust type changes from `String` to `Option<String>`",
                "Breaking types::Order.list: its Rust type changes from `Vec<String>` to `Option<Vec<String>>`",
                "Additive types::Order.a: now optional in a request",
                "Additive types::Order.list: now optional in a request",
            ],
        ),
        (
            format!("{ORDER}/properties/a/nullable"),
            json!(true),
            &[
                "Breaking types::Order.a: its Rust type changes from `String` to `Option<String>`",
                "Additive types::Order.a: may now be null",
            ],
        ),
        (format!("{ORDER}/properties/b/nullable"), json!(true), &["Additive types::Order.b: may now be null"]),
        (
            format!("{ORDER}/properties/by/oneOf"),
            by(["Card", "Bill", "Cash"]),
            &["Additive types::Order.by: choice added"],
        ),
        (
            format!("{ORDER}/additionalProperties"),
            json!(false),
            &["WordsOnly types::Order: additionalProperties changed"],
        ),
        (
            format!("{ORDERS}/get/parameters/0/required"),
            json!(true),
            &["Breaking builder::ListOrders::h: now required in a request"],
        ),
        (
            format!("{ORDERS}/get/parameters/1/schema/maxItems"),
            json!(9),
            &["WordsOnly builder::ListOrders::e: maxItems changed"],
        ),
        (
            format!("{LIST}/parameters/0/schema/default"),
            json!(9),
            &["WordsOnly builder::ListThings::page_size: default changed"],
        ),
        (
            format!("{LIST}/parameters/1/schema/enum"),
            json!(["a", "b"]),
            &["Breaking builder::ListThings::page_token: type changed from string to set of words"],
        ),
    ]
}

fn received() -> Vec<Pair> {
    let order = json!({"schema": {"$ref": "#/components/schemas/t.v1.Order"}});
    let list = json!({"schema": {"$ref": "#/components/schemas/t.v1.ThingList"}});
    let none = json!({"204": {"description": "d"}});
    let sends_list = json!({"operationId": "setTv1Things", "requestBody": {"content": {"application/json": list}}, "responses": none});
    let answer = document().pointer(&format!("{LIST}/responses/200")).cloned();
    vec![
        (
            "/components/schemas/t.v1.ThingList/required".to_owned(),
            json!([]),
            &["WordsOnly types::ThingList.data: no longer always answered"],
        ),
        (
            "/components/schemas/t.v1.ThingList/properties/data/nullable".to_owned(),
            json!(true),
            &[
                "Breaking types::ThingList.data: its Rust type changes from `Vec<Thing>` to `Option<Vec<Thing>>`",
                "WordsOnly types::ThingList.data: may now be null",
            ],
        ),
        (
            "/components/schemas/t.v1.ThingList/additionalProperties".to_owned(),
            json!(true),
            &["Breaking types::ThingList: further members were not told of, are announced"],
        ),
        (
            format!("{ORDERS}/put/responses/200/content"),
            json!({"application/json": order}),
            &[
                "Breaking Client::put_order: success type changed from nothing to application/json",
                "Breaking types::Order.a: its Rust type changes from `String` to `Option<String>`",
                "Breaking types::Order.list: its Rust type changes from `Vec<String>` to `Option<Vec<String>>`",
                "Breaking types::OrderBy::Bill: no longer there",
            ],
        ),
        (
            "/paths/~1t~1v1~1things/put".to_owned(),
            sends_list,
            &[
                "Breaking types::ThingList.data: its Rust type changes from `Vec<Thing>` to `Option<Vec<Thing>>`",
                "Additive Client::set_things: `PUT /t/v1/things` added",
            ],
        ),
        (
            format!("{LIST}/responses"),
            json!({"202": answer}),
            &[
                "WordsOnly Client::list_things: answer 200 removed",
                "WordsOnly Client::list_things: answer 202 added",
                "WordsOnly Client::list_things: answer 429 removed",
            ],
        ),
    ]
}

fn named() -> Vec<Pair> {
    let bytes = json!({"schema": {"type": "string", "format": "binary"}});
    let task = format!("{THING}/properties/tasks/items/title");
    vec![
        (
            task,
            json!("Job"),
            &[
                "Breaking types::Thing.tasks: its Rust type changes from `Option<Vec<ThingTasksItem>>` to `Option<Vec<Job>>`",
                "WordsOnly types::Thing.tasks: title changed",
            ],
        ),
        (
            format!("{LIST}/operationId"),
            json!("listThingsTv1"),
            &["WordsOnly Client::list_things: operation `listTv1Things` is now `listThingsTv1`"],
        ),
        (format!("{LIST}/deprecated"), json!(true), &["WordsOnly Client::list_things: deprecated changed"]),
        (
            format!("{ORDERS}/get/responses/200/content"),
            json!({"text/csv": {}}),
            &[
                "Breaking builder::ListOrders::accept: its signature changes",
                "WordsOnly Client::list_orders: media type text/plain removed",
            ],
        ),
        (
            format!("{ORDERS}/get/responses/200/content/text~1tsv"),
            json!({}),
            &["WordsOnly Client::list_orders: media type text/tsv added"],
        ),
        (
            format!("{ORDERS}/get/responses/200/content"),
            json!({"image/png": bytes}),
            &[
                "Breaking Client::list_orders: success type gained or lost its schema",
                "WordsOnly Client::list_orders: media type image/png added",
                "WordsOnly Client::list_orders: media type text/csv removed",
                "WordsOnly Client::list_orders: media type text/plain removed",
            ],
        ),
        (
            format!("{ORDERS}/post/requestBody/content"),
            json!({"image/png": bytes}),
            &[
                "Breaking builder::FindOrders::body: request type changed from object to string (binary)",
                "WordsOnly builder::FindOrders::body: media type application/x-www-form-urlencoded removed",
                "WordsOnly builder::FindOrders::body: media type image/png added",
            ],
        ),
        (
            format!("{ORDERS}/post/responses/200/content/image~1png/schema/description"),
            json!("d"),
            &["WordsOnly Client::find_orders: description changed"],
        ),
    ]
}

#[test]
fn what_breaks_rust_is_breaking_wherever_the_document_says_it() {
    let old = orders();
    let pairs: Vec<_> = [sent(), received(), named()].concat();
    let all = at_once(&pairs, |(at, value, _)| {
        let mut new = old.clone();
        plant(&mut new, at, Some(value.clone()));
        told(&old, &new)
    });
    for ((at, value, expected), told) in pairs.iter().zip(all) {
        assert_eq!(told, *expected, "{at}: {value}");
    }
}
