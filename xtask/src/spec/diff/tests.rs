//! Small pairs of documents, and what lies between them.

use std::path::Path;

use serde_json::{Map, json};

use super::Class::{Additive, Breaking, WordsOnly};
use super::*;

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
    compare(&api(), &Names::new(old.clone(), &api()).unwrap(), old, new).changes
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

#[test]
fn what_is_gone_or_has_another_name_is_breaking() {
    let parameter = "query parameter `page_token` removed or renamed";
    let cases = [
        Case::new("operation removed").take(CREATE, "").told(
            Breaking,
            "Client::create_thing",
            "`POST /t/v1/things` removed",
            CREATE,
            "",
        ),
        Case::new("operation renamed").put(CREATE, "/operationId", json!("makeTv1Thing")).told(
            Breaking,
            "Client::create_thing",
            "operation `createTv1Thing` is now `makeTv1Thing`",
            CREATE,
            "/operationId",
        ),
        Case::new("operation moved")
            .take("/paths/~1t~1v1~1things~1{id}", "")
            .put("/paths/~1t~1v1~1all~1{id}", "", document()["paths"]["/t/v1/things/{id}"].clone())
            .told(
                Breaking,
                "Client::delete_thing",
                "moved from `DELETE /t/v1/things/{id}` to `DELETE /t/v1/all/{id}`",
                "/paths/~1t~1v1~1all~1{id}/delete",
                "",
            ),
        Case::new("parameter removed").take(LIST, "/parameters/1").told(
            Breaking,
            "builder::ListThings::page_token",
            parameter,
            LIST,
            "/parameters/1",
        ),
        Case::new("parameter renamed")
            .put(LIST, "/parameters/1/name", json!("type"))
            .told(Breaking, "builder::ListThings::page_token", parameter, LIST, "/parameters/1")
            .told(Additive, "builder::ListThings::type_", "query parameter `type` added", LIST, "/parameters/1"),
        Case::new("field removed").take(THING, "/properties/tasks").told(
            Breaking,
            "types::Thing.tasks",
            "field `tasks` removed or renamed",
            THING,
            "/properties/tasks",
        ),
        Case::new("field renamed")
            .take(SPEC, "/properties/name")
            .put(SPEC, "/properties/displayName", text())
            .told(Breaking, "types::Spec.name", "field `name` removed or renamed", SPEC, "/properties/name")
            .told(Additive, "types::Spec.display_name", "field `displayName` added", SPEC, "/properties/displayName"),
        Case::new("type renamed")
            .put(THING, "/properties/spec", json!({"$ref": "#/components/schemas/t.v1.ThingSpec"}))
            .put("/components/schemas/t.v1.ThingSpec", "", document().pointer(SPEC).unwrap().clone())
            .take(SPEC, "")
            .told(
                Breaking,
                "types::Spec",
                "schema `t.v1.Spec` is now `t.v1.ThingSpec`; the type keeps its name by a row \
                of [api.schemas] only",
                THING,
                "/properties/spec",
            ),
        Case::new("word removed").put(SPEC, "/properties/state/enum", json!(["DOWN", "UP"])).told(
            Breaking,
            "types::SpecState::GoingDown",
            "word `GOING_DOWN` removed",
            SPEC,
            "/properties/state",
        ),
        Case::new("the only word changed")
            .put(THING, "/properties/kind/enum", json!(["Other"]))
            .told(Breaking, "types::Thing.kind", "word `Thing` removed", THING, "/properties/kind")
            .told(Additive, "types::Thing.kind", "word `Other` added", THING, "/properties/kind"),
        Case::new("mark removed").take(THING, "/properties/key/x-redact").told(
            Breaking,
            "types::Thing.key",
            "no longer marked as secret",
            THING,
            "/properties/key",
        ),
        Case::new("request body removed").take(CREATE, "/requestBody").told(
            Breaking,
            "builder::CreateThing::body",
            "request body removed",
            CREATE,
            "/requestBody",
        ),
    ];
    cases.into_iter().for_each(Case::check);
}

#[test]
fn another_type_or_a_new_duty_is_breaking() {
    let (schema, overlay) =
        ("/content/application~1json/schema", "/requestBody/content/application~1json/schema/allOf/1");
    let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/t.v1.Thing"}});
    let task = "/properties/tasks/items/properties/task";
    let cases = [
        Case::new("field of another type").put(THING, &format!("{task}/type"), text()["type"].clone()).told(
            Breaking,
            "types::ThingTasksItem.task",
            "type changed from integer to string",
            THING,
            task,
        ),
        Case::new("format that decides the type").put(THING, "/properties/id/format", json!("date-time")).told(
            Breaking,
            "types::Thing.id",
            "type changed from string to string (date-time)",
            THING,
            "/properties/id",
        ),
        Case::new("set of words no more").take(SPEC, "/properties/state/enum").told(
            Breaking,
            "types::Spec.state",
            "type changed from set of words to string",
            SPEC,
            "/properties/state",
        ),
        Case::new("another success type").put(LIST, &format!("/responses/200{schema}"), list).told(
            Breaking,
            "types::ThingList",
            "success type changed from object to list",
            LIST,
            "/responses/200/content/application~1json/schema",
        ),
        Case::new("no success type")
            .put(CREATE, "/responses", json!({"204": {"description": "d"}}))
            .told(
                Breaking,
                "types::Thing",
                "success type changed from application/json to nothing",
                CREATE,
                "/responses/201/content/application~1json",
            )
            .told(WordsOnly, "Client::create_thing", "answer 201 removed", CREATE, "/responses/201")
            .told(WordsOnly, "Client::create_thing", "answer 204 added", CREATE, "/responses/204"),
        Case::new("parameter required").put(LIST, "/parameters/0/required", json!(true)).told(
            Breaking,
            "builder::ListThings::page_size",
            "now required in a request",
            LIST,
            "/parameters/0",
        ),
        Case::new("field required beside its type")
            .put(CREATE, &format!("{overlay}/required"), json!(["key", "spec"]))
            .told(Breaking, "types::Thing.key", "now required in a request", THING, "/properties/key"),
        Case::new("new field required")
            .put(SPEC, "/properties/size", text())
            .put(SPEC, "/required", json!(["size"]))
            .told(Breaking, "types::Spec.size", "now required in a request", SPEC, "/properties/size")
            .told(Additive, "types::Spec.size", "field `size` added", SPEC, "/properties/size"),
        Case::new("mark added").put(SPEC, "/properties/name/x-redact", json!(true)).told(
            Breaking,
            "types::Spec.name",
            "now marked as secret: its type changes",
            SPEC,
            "/properties/name",
        ),
    ];
    cases.into_iter().for_each(Case::check);
}

#[test]
fn more_is_additive_and_words_are_words() {
    let put = "/paths/~1t~1v1~1things/put";
    let words = ["UP", "GOING_DOWN", "DOWN", "AWAY"];
    let cases = [
        Case::new("operation").put(put, "", json!({"operationId": "setTv1Things", "responses": {}})).told(
            Additive,
            "Client::set_things",
            "`PUT /t/v1/things` added",
            put,
            "",
        ),
        Case::new("field").put(SPEC, "/properties/size", text()).told(
            Additive,
            "types::Spec.size",
            "field `size` added",
            SPEC,
            "/properties/size",
        ),
        Case::new("word").put(SPEC, "/properties/state/enum", json!(words)).told(
            Additive,
            "types::SpecState::Away",
            "word `AWAY` added",
            SPEC,
            "/properties/state",
        ),
        Case::new("less duty").take(CREATE, "/requestBody/content/application~1json/schema/allOf/1/required").told(
            Additive,
            "types::Thing.spec",
            "now optional in a request",
            THING,
            "/properties/spec",
        ),
        Case::new("what is read only is required of answers").put(THING, "/required", json!(["id"])).told(
            WordsOnly,
            "types::Thing.id",
            "now always answered",
            THING,
            "/properties/id",
        ),
        Case::new("wording, limits, errors, tags")
            .put("/info/version", "", json!("2"))
            .put(SPEC, "/properties/name/description", json!("e"))
            .put(SPEC, "/properties/name/maxLength", json!(8))
            .put(LIST, "/responses/429/description", json!("e"))
            .put(LIST, "/tags", json!(["x"]))
            .told(WordsOnly, "", "info changed", "/info", "")
            .told(WordsOnly, "Client::list_things", "answer 429 changed", LIST, "/responses/429")
            .told(WordsOnly, "Client::list_things", "tags changed", LIST, "")
            .told(WordsOnly, "types::Spec.name", "description, maxLength changed", SPEC, "/properties/name"),
    ];
    cases.into_iter().for_each(Case::check);
}

fn text() -> Value {
    json!({"type": "string"})
}

#[test]
fn the_same_said_in_another_way_is_no_change() {
    let mut turned = document();
    turn_around(&mut turned);
    assert_eq!(changes(&turned), []);

    let mut inlined = document();
    let [spec, thing, list] = ["Spec", "Thing", "ThingList"].map(|name| format!("/components/schemas/t.v1.{name}"));
    let of = |document: &Value, pointer: &str| document.pointer(pointer).cloned();
    let (value, place) = (of(&inlined, &spec), format!("{thing}/properties/spec"));
    plant(&mut inlined, &place, value);
    let (value, place) = (of(&inlined, &thing), format!("{list}/properties/data/items"));
    plant(&mut inlined, &place, value);
    let (value, place) = (of(&inlined, &list), format!("{LIST}/responses/200/content/application~1json/schema"));
    plant(&mut inlined, &place, value);
    assert_eq!(changes(&inlined), []);
    assert_eq!(between(&inlined, &document()), [], "and the other way around");

    let mut wrapped = document();
    let reference = json!({"allOf": [{"$ref": "#/components/schemas/t.v1.Spec"}]});
    plant(&mut wrapped, &format!("{THING}/properties/spec"), Some(reference));
    assert_eq!(changes(&wrapped), []);
}

#[test]
fn branches_of_a_choice_stand_in_any_order() {
    let branch = |word: &str| json!({"type": "object", "properties": {"kind": {"type": "string", "enum": [word]}}});
    let mut old = document();
    let [a, b, c] = ["A", "B", "C"].map(|name| {
        plant(&mut old, &format!("/components/schemas/{name}"), Some(branch(name)));
        json!({"$ref": format!("#/components/schemas/{name}")})
    });
    let choice = |branches: &[&Value]| {
        let mut new = old.clone();
        plant(&mut new, &format!("{THING}/properties/choice"), Some(json!({"oneOf": branches})));
        new
    };
    let changes = |new: &Value| between(&choice(&[&a, &b]), new);
    assert_eq!(changes(&choice(&[&b, &a])), []);
    assert_eq!(changes(&choice(&[&branch("B"), &a])), [], "one of them inline");
    let classes = |new: &Value| changes(new).iter().map(|change| change.class).collect::<Vec<_>>();
    assert_eq!(classes(&choice(&[&c, &b, &a])), [Additive]);
    assert_eq!(classes(&choice(&[&b])), [Breaking], "no choice is left");
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

#[test]
fn a_schema_that_holds_itself_is_followed_once() {
    let mut old = document();
    let again = json!({"type": "array", "items": {"$ref": "#/components/schemas/t.v1.Spec"}});
    plant(&mut old, &format!("{SPEC}/properties/again"), Some(again));
    let mut new = old.clone();
    plant(&mut new, &format!("{SPEC}/properties/name"), None);
    assert_eq!(between(&old, &new).len(), 1);
    plant(&mut new, SPEC, Some(json!({"$ref": "#/components/schemas/t.v1.Spec"})));
    assert!(!between(&old, &new).is_empty(), "a reference to itself ends too");
}

/// Every vendored document with its row, as it is published and as it is corrected.
fn vendored() -> Vec<(Api, Value, Names)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tree = Tree::new(&root);
    let of = |api: Api| {
        let text = tree.text(&api.document()).unwrap();
        let old = yaml::parse(&api.file, &text).unwrap();
        let mut corrected = old.clone();
        generate::corrected(&tree, &api.id, &mut corrected).unwrap();
        let names = Names::new(corrected, &api).unwrap();
        (api, old, names)
    };
    apis::load(&tree, &[]).unwrap().into_iter().map(of).collect()
}

#[test]
fn every_item_that_is_named_exists_and_rewording_breaks_nothing() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/api/src");
    for (api, old, names) in vendored() {
        let mut new = old.clone();
        reword(&mut new);
        let code = std::fs::read_to_string(modules.join(format!("{}.rs", api.module))).unwrap();
        let known = items(&api.module, &syn::parse_file(&code).unwrap().items);
        let changes = compare(&api, &names, &old, &new).changes;
        assert!(changes.len() > 50, "{}", api.id);
        for Change { class, item, .. } in &changes {
            assert_eq!(*class, Class::WordsOnly);
            assert!(*item == api.module || known.contains(item), "{item}");
        }
    }
}

#[test]
fn reordering_and_rewording_at_once_is_words_only_in_every_document() {
    for (api, old, names) in vendored() {
        let mut new = old.clone();
        turn_around(&mut new);
        assert_ne!(new.to_string(), old.to_string());
        let reordered = compare(&api, &names, &old, &new).changes;
        assert!(reordered.iter().all(|change| change.class == WordsOnly), "{}: {reordered:#?}", api.id);
        reword(&mut new);
        let reworded = compare(&api, &names, &old, &new).changes;
        assert!(reworded.iter().all(|change| change.class == WordsOnly), "{}: {reworded:#?}", api.id);
    }
}

fn reword(value: &mut Value) {
    for (name, member) in value.as_object_mut().into_iter().flatten() {
        match member {
            Value::String(text) if name == "description" => text.push('!'),
            _ => reword(member),
        }
    }
    value.as_array_mut().into_iter().flatten().for_each(reword);
}

/// Types, fields and methods of a module, written as the comparison writes them.
fn items(path: &str, module: &[syn::Item]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for item in module {
        match item {
            syn::Item::Mod(inner) => {
                let inside = inner.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                known.extend(items(&format!("{path}::{}", inner.ident), inside));
            }
            syn::Item::Struct(found) => {
                known.insert(format!("{path}::{}", found.ident));
                let fields = found.fields.iter().filter_map(|field| field.ident.as_ref());
                known.extend(fields.map(|field| format!("{path}::{}.{field}", found.ident)));
            }
            syn::Item::Enum(found) => drop(known.insert(format!("{path}::{}", found.ident))),
            // Sets of words stand inside a macro.
            syn::Item::Macro(found) => {
                let tokens: Vec<_> = found.mac.tokens.clone().into_iter().map(|token| token.to_string()).collect();
                let enums = tokens.windows(2).filter(|pair| pair[0] == "enum");
                known.extend(enums.map(|pair| format!("{path}::{}", pair[1])));
            }
            syn::Item::Impl(found) => {
                let syn::Type::Path(owner) = &*found.self_ty else { continue };
                let owner = &owner.path.segments.last().unwrap().ident;
                let methods = found.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(method) => Some(format!("{path}::{owner}::{}", method.sig.ident)),
                    _ => None,
                });
                known.extend(methods);
            }
            _ => {}
        }
    }
    known
}
