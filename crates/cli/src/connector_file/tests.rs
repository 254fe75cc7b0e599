use std::path::Path;

use super::{ConnectorFile, Scope, resolve, shape};
use crate::document::{self, Problem};

const SCOPE: Scope<'_> = Scope { environment: "env-1", cluster: "lkc-1" };

fn read(text: &str) -> Result<ConnectorFile, Vec<String>> {
    read_as("f.yaml", text)
}

fn read_as(name: &str, text: &str) -> Result<ConnectorFile, Vec<String>> {
    let told = |problem: &Problem| format!("{}:{} {}", problem.place.line, problem.place.column, problem.message);
    let path = Path::new(name);
    let read = document::parse(path, text).map_err(|problem| vec![problem]);
    read.and_then(|root| shape::recognise(path, root, &SCOPE)).map_err(|mut problems| {
        problems.sort_by_key(|problem| problem.place);
        problems.iter().map(told).collect()
    })
}

fn config(text: &str) -> Vec<(String, String)> {
    settings(&read(text).unwrap())
}

fn settings(file: &ConnectorFile) -> Vec<(String, String)> {
    file.config.iter().map(|(key, value)| (key.to_owned(), value.expose().to_owned())).collect()
}

#[test]
fn both_shapes_in_json_and_yaml_say_the_same() {
    let expected = [("connector.class", "A"), ("name", "a b"), ("tasks.max", "1")];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    for text in [
        "name: a b\nconfig:\n  connector.class: A\n  tasks.max: 1\n",
        "name: a b\nconfig:\n  name: a b\n  connector.class: A\n  tasks.max: '1'\n",
        "{\"name\":\"a b\",\"config\":{\"connector.class\":\"A\",\"tasks.max\":1}}",
        "\u{feff}{\n\t\"name\": \"a b\",\n\t\"config\": {\"connector.class\": \"A\", \"tasks.max\": \"1\"}\n}\r\n",
        "name: a b\nconnector.class: A\ntasks.max: 1\n",
        "{\"name\":\"a b\",\"connector.class\":\"A\",\"tasks.max\":\"1\"}",
        "config: {connector.class: A, tasks.max: 1}\nname: a b\nenvironment: env-1\ncluster: lkc-1\n",
    ] {
        assert_eq!(config(text), expected, "{text}");
    }
}

#[test]
fn numbers_and_booleans_become_texts_as_they_are_spelled() {
    for (spelled, is_said) in [
        ("1.10", true),
        ("1e5", true),
        ("0x1F", true),
        ("0o17", true),
        ("007", true),
        ("-0", true),
        ("1_000", true),
        ("99999999999999999999999", true),
        ("1e999", true),
        (".inf", true),
        ("true", true),
        ("False", true),
        ("yes", false),
        ("off", false),
        ("2026-01-01", false),
        ("é1", false),
    ] {
        let text = format!("name: é\nconfig: {{k: {spelled}}}");
        let file = read(&text).unwrap();
        assert_eq!(file.config.get("k").unwrap().expose(), spelled);
        assert_eq!(file.spelled, if is_said { vec!["k"] } else { vec![] }, "{spelled}");
    }
    let anchored = config("name: n\na: &x 1.10\nb: *x\n");
    assert_eq!(anchored[1], ("b".to_owned(), "1.10".to_owned()));
}

#[test]
fn offsets_keep_their_numbers_and_are_no_config() {
    let text = "name: n\nconnector.class: A\noffsets:\n- partition: {kafka_topic: t, kafka_partition: 0}\n  offset: {kafka_offset: 9007199254740993}\n";
    let offsets = read(text).unwrap().offsets.unwrap();
    let sent = serde_json::to_value(&offsets).unwrap();
    let partition = serde_json::json!({"kafka_partition": 0, "kafka_topic": "t"});
    let expected = serde_json::json!([{"partition": partition, "offset": {"kafka_offset": 9_007_199_254_740_993_u64}}]);
    assert_eq!(sent, expected);
}

#[test]
fn absent_offsets_may_be_null() {
    assert!(read("name: n\nk: v\noffsets: null\n").unwrap().offsets.is_none());
    assert!(read_as("f.json", r#"{"name": "n", "k": "v", "offsets": null}"#).unwrap().offsets.is_none());
}

#[test]
fn json_is_read_by_the_letter() {
    let key = "k".repeat(1500);
    let long = format!(r#"{{"name": "n", "config": {{"{key}": "v", "\u0061\/b": -0.10E+2}}}}"#);
    let expected = [("a/b", "-0.10E+2"), (key.as_str(), "v"), ("name", "n")];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    for name in ["f.json", "f.JSON", "f.yaml", "f"] {
        assert_eq!(settings(&read_as(name, &long).unwrap()), expected, "{name}");
    }
    let cases: &[(&str, &str)] = &[
        ("", "1:1 no valid JSON: EOF while parsing a value"),
        ("name: n", "1:2 no valid JSON: expected ident"),
        (r#"{"name": "é", "k": "canary",}"#, "1:29 no valid JSON: a comma before the end"),
        ("{\n \"name\": \"n\",\n \"k\": canary}", "3:7 no valid JSON: expected value"),
        (r#"{"name": "n", "k": 01}"#, "1:21 no valid JSON: invalid number"),
        (r#"{"name": "n" // canary"#, "1:14 no valid JSON: expected `,` or `}`"),
        (r#"{"name": "n", "k": "\ud800"}"#, "1:20 no valid JSON: an escape that is no character"),
        (r#"{"name": "é", "k": "canary", "k": 1}"#, "1:30 `k` stands here a second time"),
        (r#"{"name": "n", "k": {"a": ["canary"]}}"#, "1:20 the value of `k` is a map: config values are texts"),
    ];
    for (text, expected) in cases {
        assert_eq!(read_as("f.json", text).unwrap_err(), [*expected], "{text}");
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(
        read_as("f.json", &deep).unwrap_err(),
        ["1:17 the file is larger or deeper than a connector file can be"]
    );
}

#[test]
fn a_text_with_a_tag_is_never_sent_without_it() {
    for (text, expected) in [
        ("k: !secret canary", "2:12 the tag `!secret` is none of a connector file: leave it out"),
        ("k: !!binary Y2FuYXJ5", "2:13 the tag `!!binary` is none of a connector file: leave it out"),
        (
            "k: !<tag:example.com,2026:x> canary",
            "2:30 the tag `tag:example.com,2026:x` is none of a connector file: leave it out",
        ),
        ("!k k: canary", "2:4 the tag `!k` is none of a connector file: leave it out"),
        ("k: !!timestamp 2026-01-01", "2:16 a tag stands here that connector files do not have: leave it out"),
    ] {
        assert_eq!(read(&format!("name: n\n{text}\n")).unwrap_err(), [expected], "{text}");
    }
    let core = config("name: n\na: !!str 1\nb: !!int '1'\nc: ! true\nd: !!float 1.10\n");
    let values: Vec<_> = core.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, ["1", "1", "true", "1.10", "n"]);
}

#[test]
fn a_file_that_means_more_than_it_says_is_refused_in_plain_words() {
    let bomb = (1..12).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        let items = vec![format!("*a{}", level - 1); 12].join(", ");
        format!("{text}a{level}: &a{level} [{items}]\n")
    });
    let nested = (0..500).fold("k:\n".to_owned(), |text, level| format!("{text}{}k:\n", " ".repeat(level + 1)));
    for (text, says) in [
        (bomb, "aliases repeat far more than a connector file can need"),
        ("name: n\nk: &a [*a]\n".to_owned(), "an alias stands inside what it stands for"),
        (
            format!("name: n\nk: {}{}\n", "[".repeat(200), "]".repeat(200)),
            "the file is larger or deeper than a connector file can be",
        ),
        (nested, "the file is larger or deeper than a connector file can be"),
    ] {
        let problems = read(&text).unwrap_err();
        assert!(problems.len() == 1 && problems[0].ends_with(says), "{problems:?}");
    }
}

#[test]
fn every_mistake_is_told_with_its_place_and_without_the_value() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["1:1 a connector file is a map with `name` and `config`"]),
        ("canary", &["1:1 a connector file is a map with `name` and `config`"]),
        ("a: [canary\nb: 1\n", &["2:2 illegal placement of ':' indicator"]),
        (
            "{\"name\": \"a\",\n  \"config\": {\"a\": \"canary\" \"b\": 1}}",
            &["2:28 invalid trailing content after double-quoted scalar"],
        ),
        ("name: n\n---\nname: m\n", &["3:1 a second document begins here: give one connector a file"]),
        ("name: n\nconfig:\n  k: canary\n  k: canary\n", &["4:3 `k` stands here a second time"]),
        ("{\"name\":\"é\",\"config\":{\"k\":1,\"k\":2}}", &["1:29 `k` stands here a second time"]),
        ("config: {k: v}\n", &["1:1 `name` is missing"]),
        ("name: 1\nconfig: {k: v}\n", &["1:7 `name` must be a text: put it in quotes"]),
        ("name: ..\nconfig: {k: v}\n", &["1:7 `..` cannot be a name or id"]),
        ("name: n\nconfig: canary\n", &["2:9 `config` must be a map"]),
        (
            "name: n\nconfig:\n  name: m\n",
            &["1:7 the name is `n` here and `m` at 3:9", "3:9 the name is `m` here and `n` at 1:7"],
        ),
        (
            "name: n\nconfig:\n  a:\n  b: [canary]\n  c: {d: canary}\n",
            &[
                "3:4 the value of `a` is null: leave the key out, or write \"\"",
                "4:6 the value of `b` is a list: config values are texts, such as \"a,b\"",
                "5:6 the value of `c` is a map: config values are texts",
            ],
        ),
        (
            "name: n\na: '**'\nb: '****************'\nc: '**/*.csv'\n",
            &[
                "2:4 the value of `a` is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`",
                "3:4 the value of `b` is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`",
            ],
        ),
        (
            "name: n\nconfig:\n  db.password: ****\n",
            &[
                "3:16 the value of `db.password` is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`",
            ],
        ),
        ("name: n\nconfig:\n  a: *b\n", &["3:6 alias references unknown anchor"]),
        (
            "name: ${env:NAME}\nconfig: {k: '${env:KEY}'}\n",
            &["1:7 `name` cannot refer to a secret: write the name itself"],
        ),
        (
            "name: n\na: x****************y\n",
            &[
                "2:4 the value of `a` is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`",
            ],
        ),
        (
            "name: n\nconfig: {k: v}\nstate: paused\n",
            &["3:1 `state` is not supported yet: leave it out and use `connector pause`"],
        ),
        (
            "name: n\nconfig: {k: v}\nconfigs: {}\n",
            &[
                "3:1 `configs` is not known here: beside `name` stand `config` and, if at all, `offsets`, `environment`, `cluster`",
            ],
        ),
        (
            "name: n\nk: v\nenvironment: env-2\ncluster: lkc-2\n",
            &[
                "3:14 this file is for the environment `env-2`, the call for `env-1`",
                "4:10 this file is for the cluster `lkc-2`, the call for `lkc-1`",
            ],
        ),
        (
            "name: n\nk: v\noffsets: [{partition: {}}]\n",
            &["3:11 an offset is a map with the maps `partition` and `offset`"],
        ),
    ];
    for (text, expected) in cases {
        let problems = read(text).unwrap_err();
        assert_eq!(problems, *expected, "{text}");
        assert!(!problems.concat().contains("canary"), "{problems:?}");
    }
}

#[test]
fn a_connector_file_debug_shows_no_value() {
    let file = read("name: n\nkafka.api.secret: canary\n").unwrap();
    assert!(!format!("{file:?}").contains("canary"));
}

fn client() -> ccloud_connect::Client {
    ccloud_connect::Client::builder().api_key("key", "secret").build().unwrap()
}

#[test]
fn what_a_file_refers_to_is_put_in_its_place_and_its_escapes_are_undone() {
    let mut files = [
        read("name: n\na: ${env:A}-${topic}\nb: $${env:A}\nc: 'x$${file:y}'\n").unwrap(),
        read("name: m\nk: v\n").unwrap(),
    ];
    let references = client().references().variables(|name| (name == "A").then(|| "canary".into()));
    resolve(&mut files, &references).unwrap();
    let expected = [("a", "canary-${topic}"), ("b", "${env:A}"), ("c", "x${file:y}"), ("name", "n")];
    assert_eq!(settings(&files[0]), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    assert_eq!(settings(&files[1])[0], ("k".to_owned(), "v".to_owned()));
}

#[test]
fn every_reference_that_leads_nowhere_is_told_with_file_place_and_key() {
    let mut files = [
        read("name: n\nz: ${env:B}${env:A}\nconnector.class: x${file:/none}y\nk: canary${env:A\n").unwrap(),
        read_as("g.json", "{\"name\": \"m\", \"config\": {\n  \"é\": \"${env:B}\"}}").unwrap(),
    ];
    let failure = resolve(&mut files, &client().references().variables(|_| None)).unwrap_err();
    assert_eq!(failure.message, "5 references to secrets cannot be resolved");
    let told = |detail: &crate::failure::Detail| {
        format!("{} {} {}", detail.place().unwrap(), detail.key.as_deref().unwrap(), detail.message)
    };
    let expected = [
        "f.yaml:2:4 z the value of `z`: `${env:B}` cannot be resolved: the variable is not set",
        "f.yaml:2:4 z the value of `z`: `${env:A}` cannot be resolved: the variable is not set",
        "f.yaml:3:18 connector.class the value of `connector.class`: `${file:/none}` cannot be resolved: there is no such file",
        "f.yaml:4:4 k the value of `k`: `${env:…` cannot be resolved: its `}` is missing",
        "g.json:2:8 é the value of `é`: `${env:B}` cannot be resolved: the variable is not set",
    ];
    assert_eq!(failure.details.iter().map(told).collect::<Vec<_>>(), expected);
}
