use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::json;

use super::schema;
use crate::desired::document::parse;
use crate::desired::shape::{Guard, recognise};

const GOOD: &[&str] = &[
    r#"{"name": "a", "config": {"connector.class": "A", "tasks.max": 1, "b": true}}"#,
    r#"{"name": "a", "config": {}, "state": "paused", "offsets": [{"partition": {"p": 0}, "offset": {"o": 1}}], "environment": "env-1", "cluster": "lkc-1"}"#,
    r#"{"config": {"name": "a"}, "state": null, "offsets": null}"#,
    r#"{"name": "a", "config": {"k": "${env:K}"}, "initial_state": "RUNNING", "type": "sink", "tasks": []}"#,
    r#"{"name": "a", "connector.class": "A", "tasks.max": "1", "state": "running"}"#,
    r#"[{"name": "a", "config": {}}, {"name": "b", "k": "v"}, {"info": {"name": "c", "config": {}}}]"#,
    r#"{"a": {"connector.class": "A"}, "b": {"config": {"k": "v"}}, "cluster": "lkc-1"}"#,
    r#"{"connectors": {"a": {"config": {}}}}"#,
    r#"{"environment": "env-1", "connectors": [{"name": "a", "config": {}}]}"#,
    r#"{"a": {"info": {"name": "a", "type": "sink", "config": {"k": "v"}}, "id": {"id": "lcc-1"}, "status": {}, "extensions": {}}}"#,
    r#"{"a": {"Info": {"config": {"k": "v"}}}}"#,
    r#"{"config_nonsensitive": {"name": "a"}, "config_sensitive": {"k": "v"}, "status": "PAUSED", "kafka_cluster": [{"id": "lkc-1"}]}"#,
];

const BAD: &[&str] = &[
    "7",
    r#""a""#,
    "[]",
    "{}",
    r#"["a"]"#,
    r#"{"config": {"k": "v"}, "name": 7}"#,
    r#"{"name": "..", "config": {}}"#,
    r#"{"name": "a${env:B}", "config": {}}"#,
    r#"{"name": "a", "config": {"k": null}}"#,
    r#"{"name": "a", "config": {"k": ["v"]}}"#,
    r#"{"name": "a", "config": {"k": {"l": "v"}}}"#,
    r#"{"name": "a", "config": {"k": "****"}}"#,
    r#"{"name": "a", "config": "k"}"#,
    r#"{"name": "a", "config": {}, "configs": {}}"#,
    r#"{"name": "a", "config": {}, "state": "stopped"}"#,
    r#"{"name": "a", "config": {}, "offsets": {}}"#,
    r#"{"name": "a", "config": {}, "offsets": [{"partition": {}}]}"#,
    r#"{"name": "a", "k": ["v"]}"#,
    r#"{"k": "v"}"#,
    r#"{"a": {"k": {"l": "v"}}}"#,
    r#"{"a": {"k": "v"}, "b": "v"}"#,
    r#"{"connectors": []}"#,
    r#"{"connectors": [{"name": "a"}], "others": []}"#,
    r#"{"config_nonsensitive": {"name": "a"}, "others": {}}"#,
    r#"{"a": {"info": "x"}}"#,
];

struct Compiled(Schemas, SchemaIndex);

impl Compiled {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("connector.json", schema()).unwrap();
        let index = compiler.compile("connector.json", &mut schemas).unwrap();
        Self(schemas, index)
    }

    fn takes(&self, text: &str) -> bool {
        self.0.validate(&serde_json::from_str(text).unwrap(), self.1).is_ok()
    }
}

fn reader_takes(text: &str) -> bool {
    let path = Path::new("f.json");
    recognise(path, parse(path, text), &Guard::default()).mistakes.is_empty()
}

#[test]
fn the_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses() {
    let compiled = Compiled::new();
    let all = GOOD.iter().map(|text| (text, true)).chain(BAD.iter().map(|text| (text, false)));
    let verdicts = all.map(|(text, is_good)| (text, is_good, reader_takes(text), compiled.takes(text)));
    let wrong: Vec<_> =
        verdicts.filter(|(_, is_good, reader, schema)| reader != is_good || schema != is_good).collect();
    assert!(wrong.is_empty(), "text, is good, the reader takes it, the schema takes it: {wrong:#?}");
}

#[test]
fn the_schema_states_its_draft_and_says_what_each_key_is_for() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let described = &schema["definitions"]["Described"];
    assert_eq!(described["additionalProperties"], json!(false));
    for key in ["name", "offsets", "state", "environment", "cluster"] {
        assert!(described["properties"][key]["description"].is_string(), "{key}: {described:#}");
    }
    let settings = &schema["definitions"]["Config"]["properties"];
    assert!(settings["kafka.api.secret"]["description"].as_str().unwrap().contains("refer to it"));
}
