mod shapes;

use std::path::Path;

use super::{Guard, recognise};
use crate::desired::DesiredConnector;
use crate::desired::document::parse;
use crate::desired::problem::Mistake;

fn all(name: &str, text: &str) -> Result<Vec<DesiredConnector>, Vec<String>> {
    let told = |mistake: &Mistake| format!("{}:{} {}", mistake.place.line, mistake.place.column, mistake.message);
    let guard = Guard { environment: Some("env-1".to_owned()), cluster: Some("lkc-1".to_owned()) };
    let mut found = recognise(Path::new(name), parse(Path::new(name), text), &guard);
    found.mistakes.sort_by_key(|mistake| mistake.place);
    if found.mistakes.is_empty() { Ok(found.connectors) } else { Err(found.mistakes.iter().map(told).collect()) }
}

fn read(text: &str) -> Result<DesiredConnector, Vec<String>> {
    read_as("f.yaml", text)
}

fn read_as(name: &str, text: &str) -> Result<DesiredConnector, Vec<String>> {
    all(name, text).map(|mut connectors| {
        assert_eq!(connectors.len(), 1, "{text}");
        connectors.remove(0)
    })
}

fn config(text: &str) -> Vec<(String, String)> {
    settings(&read(text).unwrap())
}

fn settings(file: &DesiredConnector) -> Vec<(String, String)> {
    file.config.iter().map(|(key, value)| (key.to_owned(), value.expose().to_owned())).collect()
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
        assert_eq!(file.origin.spelled(), vec!["k"; usize::from(is_said)], "{spelled}");
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
        (
            r#"{"name": "é", "k": "canary", "k": 1}"#,
            "1:30 `k` stands here a second time, after 1:15: leave one of them out",
        ),
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
        (
            "name: n\nconfig:\n  k: canary\n  k: canary\n",
            &["4:3 `k` stands here a second time, after 3:3: leave one of them out"],
        ),
        (
            "{\"name\":\"é\",\"config\":{\"k\":1,\"k\":2}}",
            &["1:29 `k` stands here a second time, after 1:23: leave one of them out"],
        ),
        ("config: {k: v}\n", &["1:1 `name` is missing"]),
        ("name: 1\nconfig: {k: v}\n", &["1:7 `name` must be a text: put it in quotes"]),
        ("name: ..\nconfig: {k: v}\n", &["1:7 `..` cannot be a name or id: choose another"]),
        ("name: n\nconfig: canary\n", &["2:9 `config` must be a map of settings"]),
        (
            "name: n\nconfig:\n  name: m\n",
            &[
                "1:7 the name is `n` here and `m` at 3:9: let them agree, or leave one out",
                "3:9 the name is `m` here and `n` at 1:7: let them agree, or leave one out",
            ],
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
            "name: n\nconfig: {k: v}\nstate: stopped\n",
            &["3:8 `state` is `running` or `paused`; leave it out to let it be as it is"],
        ),
        (
            "name: n\nconfig: {k: v}\nconfigs: {}\n",
            &[
                "3:1 `configs` is not known here: beside `name` stand `config` and, if at all, `offsets`, `state`, `environment`, `cluster`",
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
