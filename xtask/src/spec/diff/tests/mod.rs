//! Small pairs of documents, and what lies between them.

use serde_json::{Map, json};

use super::Class::{Additive, Breaking, WordsOnly};
use super::*;

mod classes;
mod places;
mod same;
mod untold;
mod vendored;

/// A document with one of each thing.
fn document() -> Value {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let answer = |name: &str| json!({"description": "d", "content": {"application/json": {"schema": reference(name)}}});
    let problem = json!({"description": "d", "content": {"application/json": {"schema": {"type": "object"}}}});
    json!({
        "openapi": "3.0.0",
        "info": {"title": "Things", "version": "1", "x-api-group": "t/v1"},
        "paths": {
            "/t/v1/things": {
                "get": {"operationId": "listTv1Things", "responses": {"200": answer("t.v1.ThingList"), "429": problem},
                    "parameters": [
                        {"name": "page_size", "in": "query", "description": "d", "schema": {"type": "integer"}},
                        {"name": "page_token", "in": "query", "schema": {"type": "string"}}]},
                "post": {"operationId": "createTv1Thing", "responses": {"201": answer("t.v1.Thing")},
                    "requestBody": {"content": {"application/json": {"schema":
                        {"allOf": [reference("t.v1.Thing"), {"type": "object", "required": ["spec"]}]}}}}}},
            "/t/v1/things/{id}": {
                "delete": {"operationId": "deleteTv1Thing", "responses": {"204": {"description": "d"}},
                    "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]}}},
        "components": {"schemas": {
            "t.v1.ThingList": {"type": "object", "required": ["data"],
                "properties": {"data": {"type": "array", "items": reference("t.v1.Thing")}}},
            "t.v1.Thing": {"type": "object", "properties": {
                "id": {"type": "string", "readOnly": true},
                "kind": {"type": "string", "enum": ["Thing"]},
                "key": {"type": "string", "x-redact": true},
                "spec": reference("t.v1.Spec"),
                "tasks": {"type": "array", "items": {"type": "object", "properties": {"task": {"type": "integer"}}}}}},
            "t.v1.Spec": {"type": "object", "description": "d", "properties": {
                "name": {"type": "string", "description": "d", "maxLength": 9},
                "state": {"type": "string", "enum": ["UP", "GOING_DOWN", "DOWN"]}}}}}
    })
}

fn api() -> Api {
    Api { id: "t-v1".into(), module: "t_v1".into(), infix: "Tv1".into(), ..Api::default() }
}

fn changes(new: &Value) -> Vec<Change> {
    between(&document(), new)
}

fn between(old: &Value, new: &Value) -> Vec<Change> {
    Comparison::of(&api(), &Names::new(old.clone(), &api()).unwrap(), old, new).report().changes
}

/// Puts a value where a pointer leads, or takes away what is there.
fn plant(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    match (document.pointer_mut(parent).unwrap(), value) {
        (Value::Object(members), Some(value)) => drop(members.insert(key, value)),
        (Value::Object(members), None) => drop(members.shift_remove(&key)),
        (Value::Array(items), Some(value)) => items[key.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => drop(items.remove(key.parse().unwrap())),
        _ => panic!("{pointer}"),
    }
}

const LIST: &str = "/paths/~1t~1v1~1things/get";
const CREATE: &str = "/paths/~1t~1v1~1things/post";
const THING: &str = "/components/schemas/t.v1.Thing";
const SPEC: &str = "/components/schemas/t.v1.Spec";

/// What is planted where, and what is told then.
struct Case {
    name: &'static str,
    planted: Vec<(String, Option<Value>)>,
    told: Vec<Change>,
}

impl Case {
    fn new(name: &'static str) -> Self {
        Self { name, planted: Vec::new(), told: Vec::new() }
    }

    fn put(mut self, front: &str, rest: &str, value: Value) -> Self {
        self.planted.push((format!("{front}{rest}"), Some(value)));
        self
    }

    fn take(mut self, front: &str, rest: &str) -> Self {
        self.planted.push((format!("{front}{rest}"), None));
        self
    }

    fn told(mut self, class: Class, item: &str, what: &str, front: &str, rest: &str) -> Self {
        let item = if item.is_empty() { "t_v1".to_owned() } else { format!("t_v1::{item}") };
        self.told.push(Change { class, item, what: what.into(), pointer: format!("{front}{rest}") });
        self
    }

    fn check(self) {
        let mut new = document();
        for (pointer, value) in self.planted {
            plant(&mut new, &pointer, value);
        }
        assert_eq!(changes(&new), self.told, "{}", self.name);
    }
}

fn text() -> Value {
    json!({"type": "string"})
}

/// Turns the order of all members around, and of all texts in a list.
fn turn_around(value: &mut Value) {
    match value {
        Value::Object(members) => {
            *members = std::mem::take(members).into_iter().rev().collect::<Map<_, _>>();
            members.values_mut().for_each(turn_around);
        }
        Value::Array(items) => {
            items.iter_mut().for_each(turn_around);
            items.reverse();
        }
        _ => {}
    }
}
