//! `connector validate`, and what every command says of files that cannot be used.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::errors::borrowed;
use crate::runner::{CANARY, Runner, connector, keys};
use crate::serve::Served;

const VALIDATE: [&str; 2] = ["connector", "validate"];

fn wrong(name: &str) -> Value {
    let mut file = connector(name);
    let config = file["config"].as_object_mut().unwrap();
    config.remove("kafka.topic");
    config.insert("tasks.max".to_owned(), "zero".into());
    config.insert("output.data.format".to_owned(), "XML".into());
    config.insert("quickstrat".to_owned(), "ORDERS".into());
    file
}

#[test]
fn every_error_that_the_service_finds_is_told_with_key_place_and_recommended_values() {
    let runner = Runner::new();
    runner.file("a.json", &connector("payments").to_string());
    runner.file("b.json", &format!("{:#}", wrong("orders")));
    let ran = runner.sandbox(&[&VALIDATE[..], &["-f", "a.json", "b.json", "-o", "json"]].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(3), ""), "{}", ran.stdout);
    let told = ran.json();
    assert_eq!(told["valid"], false);
    let of = |key: &str| {
        let mut all = told["errors"].as_array().unwrap().iter();
        all.find(|error| error["key"] == key).unwrap_or_else(|| panic!("{key}: {told}")).clone()
    };
    let format = of("output.data.format");
    let line = |key: &str| {
        let text = fs::read_to_string(runner.folder().join("b.json")).unwrap();
        text.lines().position(|line| line.contains(&format!("\"{key}\""))).unwrap() + 1
    };
    assert_eq!((&format["connector"], &format["file"]), (&json!("orders"), &json!("b.json")));
    assert_eq!((&format["line"], &format["column"]), (&json!(line("output.data.format")), &json!(27)));
    assert_eq!(format["recommended"], json!(["AVRO", "JSON", "JSON_SR", "PROTOBUF"]));
    assert_eq!(of("kafka.topic")["line"], json!(line("name")), "what is missing, where the name stands");
    assert_eq!(of("tasks.max")["message"], "\"tasks.max\" must be a whole number");
    let warning = &told["warnings"][0];
    assert_eq!((&warning["key"], &warning["recommended"]), (&json!("quickstrat"), &json!(["quickstart"])));
    assert_eq!(keys(&told), ["errors", "valid", "warnings"].into());

    let human = runner.sandbox(&[&VALIDATE[..], &["-f", "b.json"]].concat());
    assert_eq!(human.code, Some(3));
    assert!(human.stdout.contains("error: orders: \"tasks.max\" must be a whole number\n"), "{}", human.stdout);
    assert!(human.stdout.contains("`quickstrat` is none of the settings of DatagenSource: did you mean `quickstart`?"));
    assert!(human.stdout.ends_with("1 connector checked: 3 errors, 1 warning\n"), "{}", human.stdout);
    let right = runner.sandbox(&[&VALIDATE[..], &["-f", "a.json", "-o", "json"]].concat());
    assert_eq!((right.code, right.json()), (Some(0), json!({"valid": true, "errors": [], "warnings": []})));
}

#[test]
fn an_unknown_class_is_an_error_with_near_names_and_a_missing_one_with_its_key() {
    let runner = Runner::new();
    let mut near = connector("a");
    near["config"]["connector.class"] = "DatagenSorce".into();
    let mut none = connector("b");
    none["config"].as_object_mut().unwrap().remove("connector.class");
    let mut custom = connector("c");
    custom["config"]["confluent.connector.type"] = "CUSTOM".into();
    let mut absent = custom.clone();
    absent["name"] = "d".into();
    absent["config"]["confluent.custom.plugin.id"] = "ccp-none".into();
    runner.file("all.json", &json!([near, none, custom, absent]).to_string());
    let told = runner.sandbox(&[&VALIDATE[..], &["-f", "all.json", "-o", "json"]].concat()).json();
    let found: Vec<_> = told["errors"].as_array().unwrap().iter().map(|one| (&one["connector"], &one["key"])).collect();
    let [class, id] = ["connector.class", "confluent.custom.plugin.id"].map(|key| json!(key));
    let names = ["a", "b", "c", "d"].map(|name| json!(name));
    assert_eq!(found, [(&names[0], &class), (&names[1], &class), (&names[2], &id), (&names[3], &id)], "{told}");
    assert_eq!(told["errors"][0]["recommended"], json!(["DatagenSource"]));
}

#[test]
fn offline_settings_are_held_against_what_plugins_said_before_and_nobody_is_called() {
    let runner = Runner::new();
    let served = Served::start(&runner);
    let variables = served.variables();
    let mut file = wrong("orders");
    file["config"]["kafka.api.secret"] = "${env:NOT_SET}".into();
    file["config"]["kafka.api.key"] = "${env:CONFLUENT_KEY}".into();
    runner.file("orders.json", &file.to_string());
    let offline = [&VALIDATE[..], &["-f", "orders.json", "--offline", "-o", "json"]].concat();
    let endpoint: BTreeMap<_, _> =
        variables.clone().into_iter().filter(|(name, _)| name.ends_with("_ENDPOINT")).collect();

    let nothing = runner.run_with(&offline, &borrowed(&endpoint));
    assert_eq!(nothing.code, Some(3), "the reference cannot be resolved by anybody: {}", nothing.stderr);
    assert!(nothing.json()["warnings"][0]["message"].as_str().unwrap().contains("its settings were not checked"));
    let asked = runner.run_with(&["plugin", "describe", "DatagenSource", "-o", "json"], &borrowed(&variables));
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);

    let ran = runner.run_with(&offline, &borrowed(&endpoint));
    let told = ran.json();
    let mut keys: Vec<_> = told["errors"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    keys.sort_unstable();
    assert_eq!((ran.code, keys), (Some(3), vec!["kafka.api.key", "kafka.topic", "tasks.max"]), "{told}");
    assert_eq!(told["warnings"][0]["key"], "quickstrat");
}

#[test]
fn reports_tell_the_same_and_of_files_that_cannot_be_used_too() {
    let runner = Runner::new();
    runner.file("orders.json", &wrong("orders").to_string());
    let reports = ["--report", "junit=r.xml", "--report", "sarif=r.sarif", "--report", "markdown=r.md"];
    let read = |name: &str| fs::read_to_string(runner.folder().join(name)).unwrap();
    let ran = runner.sandbox(&[&VALIDATE[..], &["-f", "orders.json"], &reports].concat());
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(read("r.xml").contains("<failure type=\"invalid-setting\" message=\"3 errors\">orders.json:1:"));
    let sarif: Value = serde_json::from_str(&read("r.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 4);
    assert!(read("r.md").starts_with("### Connectors are not valid\n\n1 connector checked: 3 errors, 1 warning.\n"));

    runner.file("orders.json", &format!("{{\"name\": \"a\", \"config\": {{\"k\": [\"{CANARY}\"], \"l\": null}}}}"));
    let ran = runner.sandbox(&[&VALIDATE[..], &["-f", "orders.json"], &reports].concat());
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(read("r.xml").contains("<failure type=\"malformed-file\" message=\"2 errors\">orders.json:1:"));
    assert!(!["r.xml", "r.sarif", "r.md"].map(read).concat().contains(CANARY));
    for report in ["junit", "html=x", "junit="] {
        let ran = runner.sandbox(&[&VALIDATE[..], &["-f", "orders.json", "--report", report]].concat());
        assert_eq!(ran.code, Some(2), "{report}");
    }
    let ran = runner.sandbox(&[&VALIDATE[..], &["-f", "orders.json", "--report", "junit=none/r.xml"]].concat());
    assert!(ran.stderr.contains("the report cannot be written to `none/r.xml`"), "{}", ran.stderr);
}

/// File, text, and what is said of it.
const MALFORMED: &[(&str, &str, &str)] = &[
    ("f.json", "{\"name\": \"a\",}", "f.json:1:14: no valid JSON: a comma before the end"),
    ("f.yaml", "name: a\nconfig:\n\tk: v\n", "f.yaml:3:2: a tab stands here: YAML is indented by spaces alone"),
    ("f.yaml", "name: a\nk: {b: c}\n", "f.yaml:2:4: the value of `k` is a map: config values are texts"),
    ("f.yaml", "name: 7\nk: v\n", "f.yaml:1:7: `name` must be a text: put it in quotes"),
    (
        "f.yaml",
        "name: a\nk: v\n---\nname: a\nk: v\n",
        "f.yaml:1:7: the connector `a` stands at f.yaml:4:7 as well: leave one of them out",
    ),
    ("f.yaml", "name: a\nk: v\nk: w\n", "f.yaml:3:1: `k` stands here a second time, after 2:1: leave one of them out"),
    ("f.yaml", "name: a\nk:\n", "f.yaml:2:2: the value of `k` is null: leave the key out, or write \"\""),
    (
        "f.yaml",
        "name: a\nk: ${env:NONE}\n",
        "f.yaml:2:4: the value of `k`: `${env:NONE}` cannot be resolved: the variable is not set",
    ),
    (
        "f.properties",
        "name=a\nk=********\n",
        "f.properties:2:3: the value of `k` is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`",
    ),
    (
        "f.json",
        "{\"name\": \"a\", \"config\": {\"name\": \"b\"}}",
        "f.json:1:10: the name is `a` here and `b` at 1:34: let them agree, or leave one out",
    ),
    (
        "f.yaml",
        "name: a\nk: v\ncluster: lkc-2\n",
        "f.yaml:3:10: this file is for the cluster `lkc-2`, the call for `lkc-1`",
    ),
    (
        "f.yaml",
        "names: a\nconfig: {}\n",
        "f.yaml:1:1: `names` is not known here: beside `name` stand `config` and, if at all, `offsets`, `state`, `environment`, `cluster`",
    ),
];

#[test]
fn a_malformed_file_ends_every_command_with_2_its_place_and_its_remedy_before_any_call() {
    let runner = Runner::new();
    // Nobody listens there: a call would end with 1.
    let flags = ["-e", "env-1", "-c", "lkc-1", "--endpoint", "http://127.0.0.1:1"];
    let key = [("CONFLUENT_CLOUD_API_KEY", "KEY"), ("CONFLUENT_CLOUD_API_SECRET", CANARY)];
    for (file, text, expected) in MALFORMED {
        runner.file(file, text);
        for command in [&["create"][..], &["update", "a"], &["validate"]] {
            let args = [&flags[..], &["connector"], command, &["-f", file]].concat();
            let ran = runner.run_with(&args, &key);
            assert_eq!(ran.code, Some(2), "{command:?} {text}: {}", ran.stderr);
            assert!(ran.stderr.starts_with(&format!("error: {expected}\n")), "{command:?} {text}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_connector_that_should_be_paused_is_so_once_it_was_created() {
    let runner = Runner::new();
    let mut paused = connector("orders");
    paused["state"] = "paused".into();
    runner.file("orders.json", &json!([paused, connector("payments")]).to_string());
    let created = runner.json(&["connector", "create", "-f", "orders.json", "--wait"]);
    let states: Vec<_> = created.as_array().unwrap().iter().map(|one| &one["status"]).collect();
    assert_eq!(states, ["PAUSED", "RUNNING"]);
    paused["state"] = "running".into();
    runner.file("orders.json", &paused.to_string());
    runner.json(&["connector", "update", "orders", "-f", "orders.json"]);
    let waited = runner.json(&["connector", "wait", "orders", "--for", "running"]);
    assert_eq!(waited["status"], "RUNNING");
}

#[test]
fn the_schema_is_printed_without_a_key_and_always_the_same() {
    let runner = Runner::new();
    let [first, second] = [runner.run(&["schema"]), runner.run(&["schema", "-o", "json"])];
    assert_eq!((first.code, &first.stdout), (Some(0), &second.stdout), "{}", first.stderr);
    assert_eq!(first.json()["$schema"], "http://json-schema.org/draft-07/schema#");
}

#[test]
fn one_connector_is_updated_from_a_file_of_one() {
    let runner = Runner::new();
    runner.file("all.json", &json!([connector("orders"), connector("payments")]).to_string());
    runner.json(&["connector", "create", "-f", "all.json"]);
    let ran = runner.sandbox(&["connector", "update", "orders", "-f", "all.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("2 connectors are in it, and one is updated"), "{}", ran.stderr);
}
