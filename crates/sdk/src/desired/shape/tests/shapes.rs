use serde_json::{Value, json};

use super::{all, read_as};
use crate::desired::{DesiredConnector, DesiredState};

/// What a connector is, for comparison.
fn said(connector: &DesiredConnector) -> Value {
    let config = connector.config.iter().map(|(key, value)| (key.to_owned(), value.expose().into()));
    let config: serde_json::Map<String, Value> = config.collect();
    let state = connector.state.map(|state| serde_json::to_value(state).unwrap());
    let offsets = serde_json::to_value(&connector.offsets).unwrap();
    json!({"name": connector.name, "config": config, "offsets": offsets, "state": state})
}

const CANONICAL: &str = r#"{"name": "a b", "config": {"connector.class": "A", "tasks.max": "1"}}"#;

#[test]
fn every_shape_says_the_same_as_the_canonical_json() {
    let expected = said(&read_as("f.json", CANONICAL).unwrap());
    for (file, text) in [
        // {name, config}
        ("f.yaml", "name: a b\nconfig:\n  connector.class: A\n  tasks.max: 1\n"),
        ("f.yaml", "name: a b\nconfig:\n  name: a b\n  connector.class: A\n  tasks.max: '1'\n"),
        ("f.json", r#"{"name":"a b","config":{"connector.class":"A","tasks.max":1}}"#),
        (
            "f.txt",
            "\u{feff}{\n\t\"name\": \"a b\",\n\t\"config\": {\"connector.class\": \"A\", \"tasks.max\": \"1\"}\n}\r\n",
        ),
        ("f.yaml", "config: {connector.class: A, tasks.max: 1}\nname: a b\nenvironment: env-1\ncluster: lkc-1\n"),
        ("f.yaml", "---\n# first\nname: a b\nconfig: {connector.class: A, tasks.max: 1}\n---\n# nothing more\n"),
        (
            "f.yaml",
            "base: &b {connector.class: B, tasks.max: 1}\nname: a b\n"
                .replace("base: &b", "config: &b")
                .replace("B,", "A,")
                .as_str(),
        ),
        ("f.yaml", "name: a b\nconfig: {<<: {connector.class: B, tasks.max: 1}, connector.class: A}\n"),
        // what the service answers to a look at one
        (
            "f.json",
            r#"{"name":"a b","type":"source","tasks":[{"connector":"a b","task":0}],"config":{"name":"a b","connector.class":"A","tasks.max":"1"}}"#,
        ),
        // the settings themselves
        ("f.yaml", "name: a b\nconnector.class: A\ntasks.max: 1\n"),
        ("f.json", r#"{"name":"a b","connector.class":"A","tasks.max":"1"}"#),
        ("f.properties", "# a connector\nname=a b\nconnector.class = A\ntasks.max:1\n"),
        ("F.PROPERTIES", "name=a b\r\nconnector.class=\\\r\n  A\r\ntasks.max 1"),
        // a list, and maps by name
        ("f.json", r#"[{"name":"a b","config":{"connector.class":"A","tasks.max":"1"}}]"#),
        ("f.yaml", "- name: a b\n  connector.class: A\n  tasks.max: 1\n"),
        ("f.yaml", "a b:\n  connector.class: A\n  tasks.max: 1\n"),
        ("f.yaml", "cluster: lkc-1\na b:\n  config: {connector.class: A, tasks.max: 1}\n"),
        ("f.yaml", "a b:\n  name: a b\n  config: {connector.class: A, tasks.max: 1}\n"),
        ("f.yaml", "environment: env-1\nconnectors:\n- {name: a b, connector.class: A, tasks.max: 1}\n"),
        ("f.yaml", "connectors:\n  a b: {connector.class: A, tasks.max: 1}\n"),
        // what the service lists
        (
            "f.json",
            r#"{"a b":{"info":{"name":"a b","type":"source","config":{"name":"a b","connector.class":"A","tasks.max":"1","kafka.endpoint":"SASL_SSL://h:9092","cloud.provider":"aws","config.internal.x":"1"}},"id":{"id":"lcc-1","id_type":"ID"},"status":{"name":"a b","connector":{"state":"PAUSED"}},"extensions":{}}}"#,
        ),
        ("f.json", r#"{"a b":{"Info":{"config":{"connector.class":"A","tasks.max":"1"}}}}"#),
        ("f.json", r#"{"info":{"name":"a b","config":{"connector.class":"A","tasks.max":"1"}}}"#),
        // Terraform's two maps
        (
            "f.json",
            r#"{"config_nonsensitive":{"name":"a b","connector.class":"A"},"config_sensitive":{"tasks.max":"1"}}"#,
        ),
        (
            "f.json",
            r#"{"id":"lcc-1","environment":[{"id":"env-1"}],"kafka_cluster":[{"id":"lkc-1"}],"config_nonsensitive":{"name":"a b","connector.class":"A","tasks.max":"1"},"config_sensitive":{},"status":null}"#,
        ),
    ] {
        assert_eq!(read_as(file, text).map(|connector| said(&connector)), Ok(expected.clone()), "{text}");
    }
}

#[test]
fn a_file_may_hold_many() {
    let names = |file: &str, text: &str| -> Vec<String> {
        all(file, text).unwrap().into_iter().map(|connector| connector.name).collect()
    };
    for (file, text) in [
        ("f.yaml", "name: a\nk: v\n---\n---\n- name: b\n  k: v\n- {name: c, config: {}}\n"),
        (
            "f.json",
            r#"[{"name":"a","k":"v"},{"name":"b","config":{"k":"v"}},{"info":{"name":"c","config":{"k":"v"}}}]"#,
        ),
        ("f.json", r#"{"a":{"k":"v"},"b":{"config":{"k":"v"}},"c":{"info":{"name":"c","config":{"k":"v"}}}}"#),
    ] {
        assert_eq!(names(file, text), ["a", "b", "c"], "{text}");
    }
    // A connector that is named like a key of another shape.
    assert_eq!(
        names("f.json", r#"{"name":{"k":"v"},"cluster":{"k":"v"},"connectors":{"k":"v"}}"#),
        ["name", "cluster", "connectors"]
    );
}

#[test]
fn a_state_may_be_wanted_in_any_shape() {
    for (text, state) in [
        ("name: n\nconfig: {}\nstate: paused\n", Some(DesiredState::Paused)),
        ("name: n\nconfig: {}\nstate: RUNNING\n", Some(DesiredState::Running)),
        ("name: n\nconfig: {}\ninitial_state: PAUSED\n", Some(DesiredState::Paused)),
        ("name: n\nk: v\nstate: running\n", Some(DesiredState::Running)),
        ("config_nonsensitive: {name: n}\nstatus: PAUSED\n", Some(DesiredState::Paused)),
        ("name: n\nconfig: {}\nstate: null\n", None),
        ("n: {info: {config: {k: v}}, status: {connector: {state: PAUSED}}}\n", None),
    ] {
        assert_eq!(read_as("f.yaml", text).unwrap().state, state, "{text}");
    }
}

#[test]
fn what_refers_to_secrets_is_known_and_shown_without_what_stands_beside_it() {
    let text = "name: n\na: x${env:A}\nb: $${env:A}\nc: ${topic}\nd: '${file:p:k}'\n";
    let connector = read_as("f.yaml", text).unwrap();
    let shown: Vec<_> = connector.references.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
    assert_eq!(shown, [("a", "****************${env:A}"), ("d", "${file:p:k}")]);
    assert_eq!(connector.unresolved.iter().collect::<Vec<_>>(), ["a", "d"]);
    let value = |key: &str| connector.config.get(key).unwrap().expose().to_owned();
    assert_eq!(["a", "b", "c", "d"].map(value), ["x${env:A}", "${env:A}", "${topic}", "${file:p:k}"]);
    assert!(connector.origin.key("d").is_some_and(|place| (place.line, place.column) == (5, 4)));
}

#[test]
fn every_mistake_of_a_shape_is_told_where_it_is() {
    for (file, text, expected) in [
        ("f.yaml", "", &["1:1 a connector file is a map with `name` and `config`"][..]),
        ("f.properties", "# nothing", &["1:1 a connector file is a map with `name` and `config`"]),
        ("f.json", "[]", &["1:1 there is no connector in it: a connector file is a map with `name` and `config`"]),
        (
            "f.json",
            r#"["a"]"#,
            &["1:2 each connector of a list is a map with `name` and `config`; of names alone nothing can be made"],
        ),
        ("f.yaml", "- k: v\n- {config: {}}\n", &["1:3 `name` is missing", "2:3 `name` is missing"]),
        (
            "f.yaml",
            "a:\n  name: b\n  k: [v]\n",
            &[
                "1:1 the name is `a` here and `b` at 2:9: let them agree, or leave one out",
                "2:9 the name is `b` here and `a` at 1:1: let them agree, or leave one out",
                "3:6 the value of `k` is a list: config values are texts, such as \"a,b\"",
            ],
        ),
        ("f.yaml", "a: {k: {b: c}}\n", &["1:8 the value of `k` is a map: config values are texts"]),
        (
            "f.yaml",
            "a: {k: v}\nb: v\n",
            &["1:1 `name` is missing", "1:4 the value of `a` is a map: config values are texts"],
        ),
        (
            "f.yaml",
            "connectors: []\nconfigs: {}\n",
            &[
                "1:13 there is no connector in it: a connector file is a map with `name` and `config`",
                "2:1 `configs` is not known here: beside `connectors` stand `environment`, `cluster`",
            ],
        ),
        (
            "f.yaml",
            "config_nonsensitive: {name: n, k: v}\nconfig_sensitive: {k: v}\nkafka_cluster: {id: lkc-2}\nx: y\n",
            &[
                "2:20 `k` stands at 1:35 already: leave one of them out",
                "3:21 this file is for the cluster `lkc-2`, the call for `lkc-1`",
                "4:1 `x` is not known here: beside `config_nonsensitive` stand `config_sensitive`, `offsets`, `status`",
            ],
        ),
        ("f.json", r#"{"n": {"info": "x"}}"#, &["1:7 `info` must be a map with `name` and `config`"]),
        (
            "f.properties",
            "name = n\n a = 1\nb = 2\n a : 3",
            &["4:2 `a` stands here a second time, after 2:2: leave one of them out"],
        ),
        (
            "f.properties",
            "name=n\nk=****\n",
            &[
                "2:3 the value of `k` is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`",
            ],
        ),
        ("f.yaml", "name: n\nconfig:\n\tk: v\n", &["3:2 a tab stands here: YAML is indented by spaces alone"]),
        (
            "f.yaml",
            "name: n\nk: 1\nk: 2\nk: 3\nl: [1]\n",
            &[
                "3:1 `k` stands here a second time, after 2:1: leave one of them out",
                "4:1 `k` stands here a second time, after 3:1: leave one of them out",
                "5:4 the value of `l` is a list: config values are texts, such as \"a,b\"",
            ],
        ),
    ] {
        assert_eq!(
            all(file, text).map(|all| all.len()),
            Err(expected.iter().map(ToString::to_string).collect()),
            "{text}"
        );
    }
}
