use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::runner::{Runner, connector};

#[test]
fn a_connector_lives_by_name_and_by_id_in_every_format() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    let created = runner.json(&["connector", "create", "-f", "orders.json"]);
    let id = created["id"].as_str().unwrap();
    assert!(id.starts_with("lcc-"), "{created}");
    assert_eq!(created["name"], "orders");
    for connector in ["orders", id] {
        for format in ["human", "json", "yaml"] {
            for command in ["describe", "status", "pause", "resume", "restart", "tasks"] {
                let ran = runner.sandbox(&["connector", command, connector, "-o", format]);
                assert_eq!(ran.code, Some(0), "{command} {connector} {format}: {}", ran.stderr);
                let says = if command == "tasks" { "" } else { "orders" };
                assert!(ran.stdout.contains(says), "{command} {connector} {format}: {}", ran.stdout);
            }
        }
    }
    let deleted = runner.json(&["connector", "delete", id, "--force"]);
    assert_eq!(deleted, json!([{"name": "orders", "id": id, "result": "done"}]));
    assert_eq!(runner.json(&["connector", "list"]), json!([]));
}

#[test]
fn json_has_the_keys_of_the_contract() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    let created = runner.json(&["connector", "create", "-f", "orders.json"]);
    let keys = |value: &Value| {
        let sorted: BTreeSet<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        sorted.into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(&created), "changed id name status");
    assert_eq!(keys(&runner.json(&["connector", "list"])[0]), "id name status trace type");
    assert_eq!(keys(&runner.json(&["connector", "status"])[0]), "id name status tasks trace type");
    assert_eq!(keys(&runner.json(&["connector", "status", "orders"])), "id name status tasks trace type");
    let counted = runner.json(&["connector", "status", "orders", "--metrics"]);
    assert_eq!(keys(&counted), "id metrics name status tasks trace type");
    assert_eq!(keys(&counted["metrics"]), "received_records sent_records");
    let described = runner.json(&["connector", "describe", "orders"]);
    assert_eq!(keys(&described), "configs connector tasks");
    assert_eq!(keys(&described["configs"][0]), "config value");
    assert_eq!(keys(&runner.json(&["plugin", "list"])[0]), "plugin_name type version");
}

#[test]
fn describe_shows_what_is_harmless_and_masks_the_rest() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let described = runner.json(&["connector", "describe", "orders"]);
    let value = |key: &str| {
        let configs = described["configs"].as_array().unwrap().clone();
        configs.into_iter().find(|each| each["config"] == key).unwrap()["value"].clone()
    };
    assert_eq!(value("quickstart"), "ORDERS");
    assert_eq!(value("connector.class"), "DatagenSource");
    assert_eq!(value("kafka.api.secret"), "****************");
}

#[test]
fn an_update_tells_which_keys_changed_and_never_creates() {
    let runner = Runner::new();
    let mut file = connector("orders");
    runner.file("orders.json", &file.to_string());
    let unknown = runner.sandbox(&["connector", "update", "orders", "-f", "orders.json"]);
    assert_eq!(unknown.code, Some(4), "{}", unknown.stderr);
    runner.json(&["connector", "create", "-f", "orders.json"]);

    let config = file["config"].as_object_mut().unwrap();
    config.remove("quickstart");
    config.insert("schema.string".into(), "x".into());
    config.insert("tasks.max".into(), 2.into());
    runner.file("orders.json", &file.to_string());
    let updated = runner.json(&["connector", "update", "orders", "-f", "orders.json"]);
    let expected = json!([
        {"key": "quickstart", "change": "removed"},
        {"key": "schema.string", "change": "added"},
        {"key": "tasks.max", "change": "changed"},
    ]);
    assert_eq!(updated["changed"], expected);

    runner.file("other.json", &connector("other").to_string());
    let renamed = runner.sandbox(&["connector", "update", "orders", "-f", "other.json"]);
    assert_eq!(renamed.code, Some(2));
    assert!(renamed.stderr.contains("other.json:1:"), "{}", renamed.stderr);
}

#[test]
fn of_several_targets_all_are_tried_and_the_first_failure_decides() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let ran = runner.sandbox(&["connector", "pause", "ordrs", "orders", "-o", "json"]);
    assert_eq!(ran.code, Some(4));
    let rows = ran.json();
    assert_eq!((&rows[0]["result"], &rows[1]["result"]), (&json!("failed"), &json!("done")));
    assert_eq!(rows[0]["error"]["kind"], "not_found");
    assert_eq!(ran.error()["hint"], "Did you mean `orders`?");
}

#[test]
fn deleting_what_is_absent_succeeds_and_names_what_is_close() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let absent = runner.sandbox(&["connector", "delete", "ordrs", "-y"]);
    assert_eq!(absent.code, Some(0));
    assert!(absent.stderr.contains("there is `orders`"), "{}", absent.stderr);
    assert_eq!(runner.json(&["connector", "delete", "ordrs", "-y"])[0]["result"], "absent");

    let unasked = runner.sandbox(&["connector", "delete", "orders", "-o", "json"]);
    assert_eq!((unasked.code, &unasked.error()["kind"]), (Some(2), &json!("usage")));
    let deleted = runner.sandbox(&["connector", "delete", "orders", "-y"]);
    assert_eq!((deleted.code, deleted.stderr.as_str()), (Some(0), ""), "a managed source leaves nothing over");
}

#[test]
fn lists_can_be_narrowed() {
    let runner = Runner::new();
    let files = ["orders-a", "orders-b", "payments"];
    for name in files {
        runner.file(name, &connector(name).to_string());
    }
    let created = runner.json(&[&["connector", "create", "-f"], &files[..]].concat());
    assert_eq!(created.as_array().unwrap().len(), 3);
    for (flags, count) in [
        (&["--name", "orders-*"][..], 2),
        (&["--type", "SOURCE"], 3),
        (&["--type", "sink"], 0),
        (&["--class", "DatagenSource", "--name", "payments"], 1),
        (&["--state", "failed"], 0),
    ] {
        let found = runner.json(&[&["connector", "list"], flags].concat());
        assert_eq!(found.as_array().unwrap().len(), count, "{flags:?}");
    }
    let none = runner.sandbox(&["connector", "list", "--type", "sink"]);
    assert_eq!((none.stdout.as_str(), none.stderr.as_str()), ("", "note: no connector matches\n"));
}

#[test]
fn a_watch_shows_the_state_again_only_when_it_has_changed() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let watch = ["connector", "status", "orders", "--watch"];
    let json = runner.sandbox(&[&watch[..], &["--timeout", "500ms", "-o", "json"]].concat());
    assert_eq!(json.code, Some(6), "{}", json.stderr);
    let lines: Vec<Value> = json.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["status"]), (1, &json!("PROVISIONING")));
    // Nothing is cleared where there is no terminal.
    let human = runner.sandbox(&[&watch[..], &["--timeout", "500ms"]].concat());
    assert!(
        human.stdout.ends_with("Z  orders  PROVISIONING\n") && !human.stdout.contains('\u{1b}'),
        "{:?}",
        human.stdout
    );
    let missing = runner.sandbox(&["connector", "status", "ordrs", "--watch"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (Some(4), ""));
}
