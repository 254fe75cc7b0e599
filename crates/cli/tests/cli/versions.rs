//! Plugins of an environment and their versions.

use serde_json::{Value, json};

use crate::gone::scripted;
use crate::runner::{CANARY, Runner};

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.zip");
const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";

/// A plugin without versions; its id.
fn plugin(runner: &Runner) -> String {
    let created = runner.json(&["custom-plugin", "create", "--api", "ccpm", "--name", "Heartbeat", "--cloud", "gcp"]);
    created["id"].as_str().unwrap().to_owned()
}

fn upload<'a>(plugin: &'a str, version: &'a str, class: &'a str) -> Vec<&'a str> {
    vec!["custom-plugin", "version", "upload", plugin, ARCHIVE, "--version", version, "--class", class]
}

#[test]
fn a_plugin_of_an_environment_is_made_read_changed_and_deleted_and_is_none_of_the_organization() {
    let runner = Runner::new();
    let id = plugin(&runner);
    let expected = json!({"id": id, "name": "Heartbeat", "description": "", "cloud": "GCP",
                          "runtime_language": "JAVA", "environment": "env-sandbox"});
    assert_eq!(runner.json(&["custom-plugin", "list", "--api", "ccpm"]), json!([expected]));
    assert_eq!(runner.json(&["custom-plugin", "list", "--api", "ccpm", "--cloud", "aws"]), json!([]));
    assert_eq!(runner.json(&["custom-plugin", "list"]), json!([]));
    let update = ["custom-plugin", "update", &id, "--api", "ccpm", "--description", "nightly"];
    let updated = runner.json(&update);
    assert_eq!(updated["description"], "nightly");
    assert_eq!(updated["changed"], json!([{"key": "description", "change": "added"}]));
    let described = runner.json(&["custom-plugin", "describe", &id, "--api", "ccpm"]);
    assert_eq!((&described["name"], &described["description"]), (&json!("Heartbeat"), &json!("nightly")));
    let deleted = runner.json(&["custom-plugin", "delete", &id, "ccp-none", "--api", "ccpm", "-y"]);
    let expected =
        json!([{"name": null, "id": id, "result": "done"}, {"name": null, "id": "ccp-none", "result": "absent"}]);
    assert_eq!(deleted, expected);
    assert_eq!(runner.sandbox(&["custom-plugin", "describe", &id, "--api", "ccpm"]).code, Some(4));
}

#[test]
fn what_the_chosen_api_does_not_do_is_wrong_usage_and_the_way_is_said() {
    let runner = Runner::new();
    for (args, hint) in [
        (&["create", "--name", "n"][..], "custom-plugin upload"),
        (&["create", "--api", "connect"], "custom-plugin upload"),
        (&["upload", ARCHIVE, "--api", "ccpm"], "custom-plugin create --api ccpm"),
        (&["upload", ARCHIVE, "--api", "ccpm"], "custom-plugin version upload"),
        (&["update", "ccp-1", "--api", "ccpm", "--sensitive-properties", "a"], "custom-plugin version upload"),
        (&["update", "ccp-1", "--api", "ccpm", "--name", "n", "--documentation-link", ""], "version upload"),
        (&["update", "ccp-1", "--api", "ccpm", "--file", ARCHIVE], "custom-plugin version upload"),
        (&["create", "--api", "ccpm", "--name", "n"], "--help"),
        (&["list", "--api", "cam"], "'ccpm'"),
    ] {
        let ran = runner.sandbox(&[&["custom-plugin"], args, &["-o", "json"]].concat());
        let error = ran.error();
        assert_eq!((ran.code, &error["kind"]), (Some(2), &json!("usage")), "{args:?}: {error}");
        assert!(error["hint"].as_str().unwrap().contains(hint), "{args:?}: {error}");
    }
}

#[test]
fn an_environment_is_needed_where_the_api_knows_no_other_place() {
    let runner = Runner::new();
    // Nothing listens there, and nothing is asked.
    let flags = ["--endpoint", "http://127.0.0.1:1", "-o", "json"];
    let class = format!("{CLASS}:source");
    for args in [
        &["custom-plugin", "list", "--api", "ccpm"][..],
        &["custom-plugin", "describe", "ccp-1", "--api", "ccpm"],
        &["custom-plugin", "update", "ccp-1", "--api", "ccpm", "--name", "n"],
        &["custom-plugin", "delete", "ccp-1", "--api", "ccpm"],
        &["custom-plugin", "create", "--api", "ccpm", "--name", "n", "--cloud", "aws"],
        &upload("ccp-1", "1.0.0", &class),
        &["custom-plugin", "version", "list", "ccp-1"],
        &["custom-plugin", "version", "describe", "ccp-1", "1.0.0"],
        &["custom-plugin", "version", "delete", "ccp-1", "1.0.0"],
        &["artifact", "upload", ARCHIVE, "--cloud", "aws"],
        &["artifact", "list"],
        &["artifact", "describe", "cca-1"],
        &["artifact", "delete", "cca-1"],
    ] {
        let ran = runner.run_with(&[&flags[..], args].concat(), &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)]);
        let error = ran.error();
        assert_eq!((ran.code, &error["message"]), (Some(2), &json!("no environment is given")), "{args:?}");
    }
}

#[test]
fn a_version_that_is_waited_for_is_ready_and_is_found_by_id_or_number() {
    let runner = Runner::new();
    let id = plugin(&runner);
    let class = format!("{CLASS}:Source");
    let flags = [
        "--wait",
        "--sensitive-properties",
        "a.key,heartbeat.signing.key",
        "--documentation-link",
        "https://docs.example.com",
    ];
    let ran = runner.sandbox(&[&upload(&id, "v1.0.0", &class), &flags[..], &["-o", "json"]].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let version = ran.json();
    let expected = json!({"plugin_id": id, "id": version["id"], "version": "v1.0.0", "content_format": "ZIP",
        "documentation_link": "https://docs.example.com", "sensitive_config_properties": ["a.key", "heartbeat.signing.key"],
        "connector_classes": [{"class": CLASS, "type": "SOURCE"}], "phase": "READY", "environment": "env-sandbox"});
    assert_eq!(version, expected);
    assert_eq!(runner.json(&["custom-plugin", "version", "list", &id]), json!([expected]));
    for given in ["v1.0.0", version["id"].as_str().unwrap()] {
        assert_eq!(runner.json(&["custom-plugin", "version", "describe", &id, given]), expected);
    }
    let missing = runner.sandbox(&["custom-plugin", "version", "describe", &id, "1.0.0", "-o", "json"]);
    assert_eq!((missing.code, &missing.error()["hint"]), (Some(4), &json!("Did you mean `v1.0.0`?")));
    let again = runner.sandbox(&[&upload(&id, "1.0.0", &class)[..], &["-o", "json"]].concat());
    assert_eq!((again.code, &again.error()["kind"]), (Some(1), &json!("conflict")));
    let used = runner.sandbox(&["custom-plugin", "delete", &id, "--api", "ccpm", "-y"]);
    assert_eq!(used.code, Some(1), "{}", used.stderr);
    let deleted = runner.sandbox(&["custom-plugin", "version", "delete", &id, "1.0.0", "v1.0.0", "-y", "-o", "json"]);
    let rows = json!([{"name": "1.0.0", "id": null, "result": "absent"},
                      {"name": "v1.0.0", "id": version["id"], "result": "done"}]);
    assert_eq!((deleted.code, deleted.json()), (Some(0), rows), "{}", deleted.stderr);
    assert!(deleted.stderr.contains("there is no plugin version `1.0.0`"), "{}", deleted.stderr);
    assert_eq!(runner.json(&["custom-plugin", "version", "list", &id]), json!([]));
}

#[test]
fn a_version_that_failed_ends_the_wait_with_7_and_the_services_message() {
    let runner = Runner::new();
    let (id, class) = (plugin(&runner), format!("{CLASS}:SOURCE"));
    let args = upload(&id, "1.0.0+sandbox.fail.no-manifest", &class);
    let ran = runner.sandbox(&[&args[..], &["--wait", "-o", "json"]].concat());
    let (row, error) = (ran.json(), ran.error());
    assert_eq!((ran.code, &error["kind"]), (Some(7), &json!("impossible_state")), "{error}");
    assert_eq!((&row["phase"], &row["error_message"]), (&json!("FAILED"), &json!("no manifest")));
    assert_eq!(error["details"], json!([{"message": "no manifest"}]));
    let described = runner.json(&["custom-plugin", "version", "describe", &id, row["id"].as_str().unwrap()]);
    assert_eq!(described, row);
}

#[test]
fn a_version_that_is_not_ready_in_time_is_6_with_the_command_to_look_again() {
    let runner = Runner::new();
    let (id, class) = (plugin(&runner), format!("{CLASS}:source"));
    let ran =
        runner.sandbox(&[&upload(&id, "1.0.0", &class)[..], &["--wait", "--timeout", "1s", "-o", "json"]].concat());
    let (row, error) = (ran.json(), ran.error());
    assert_eq!((ran.code, &error["kind"]), (Some(6), &json!("timeout")), "{error}");
    assert_eq!(row["phase"], "PROCESSING");
    let again = format!("`cconnect --sandbox custom-plugin version describe {id} {}`", row["id"].as_str().unwrap());
    assert!(error["hint"].as_str().unwrap().contains(&again), "{error}");
}

#[test]
fn an_unknown_plugin_is_4_whatever_is_done_with_its_versions() {
    let runner = Runner::new();
    let class = format!("{CLASS}:source");
    for args in [
        &["custom-plugin", "version", "list", "ccp-none"][..],
        &["custom-plugin", "version", "describe", "ccp-none", "1.0.0"],
        &["custom-plugin", "version", "delete", "ccp-none", "1.0.0", "-y"],
        &upload("ccp-none", "1.0.0", &class),
    ] {
        let ran = runner.sandbox(&[args, &["-o", "json"]].concat());
        let error = ran.error();
        assert_eq!((ran.code, &error["kind"]), (Some(4), &json!("not_found")), "{args:?}: {error}");
        assert!(error["message"].as_str().unwrap().contains("custom plugin `ccp-none` not found"), "{error}");
    }
}

#[test]
fn what_is_no_class_or_no_version_is_refused_before_any_call() {
    let runner = Runner::new();
    let without = upload("ccp-none", "1.0.0", "io.example.A");
    for (args, said) in [
        (without.as_slice(), "a class reads CLASS:TYPE"),
        (&upload("ccp-none", "1.0.0", "io.example.A:both"), "a source or a sink"),
        (&upload("ccp-none", "one", "io.example.A:sink"), "no semantic version"),
    ] {
        let ran = runner.sandbox(&[args, &["-o", "json"]].concat());
        let error: Value = ran.error();
        assert!(ran.code == Some(2) && error["message"].as_str().unwrap().contains(said), "{said}: {error}");
    }
}

#[test]
fn a_404_alone_does_not_prove_that_a_plugin_is_absent() {
    const MISSING: &str = r#"{"errors": [{"detail": "not here"}]}"#;
    for (list, code, result) in [
        ((200, r#"{"data": [], "metadata": {}}"#), 0, "absent"),
        ((200, r#"{"data": [{"id": "ccp-1"}], "metadata": {}}"#), 4, "failed"),
        ((403, MISSING), 4, "failed"),
    ] {
        let answers: &'static [(u16, &str)] = Box::leak(Box::new([(404, MISSING), list]));
        let endpoint = scripted(answers);
        let flags = ["-e", "env-1", "-y", "-o", "json", "--endpoint", &endpoint];
        let args = [&flags[..], &["custom-plugin", "delete", "ccp-1", "--api", "ccpm"]].concat();
        let ran = Runner::new().run_with(&args, &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)]);
        assert_eq!((ran.code, &ran.json()[0]["result"]), (Some(code), &json!(result)), "{}", ran.stderr);
    }
}
