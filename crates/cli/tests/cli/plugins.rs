use serde_json::json;

use crate::runner::{Runner, keys};

/// The smallest ZIP there is: an end record and nothing before it.
const ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const CLASS: &str = "io.example.HeartbeatSource";

fn archive(runner: &Runner) {
    std::fs::write(runner.folder().join("heartbeat-1.0.zip"), ZIP).unwrap();
}

#[test]
fn an_archive_becomes_a_plugin_that_can_be_read_changed_and_deleted() {
    let runner = Runner::new();
    archive(&runner);
    let flags =
        ["--class", CLASS, "--type", "Source", "--sensitive-properties", "a.password,b.token", "--no-preflight"];
    let uploaded = runner.json(&[&["custom-plugin", "upload", "heartbeat-1.0.zip"], &flags[..]].concat());
    let id = uploaded["id"].as_str().unwrap();
    assert_eq!(uploaded["name"], "heartbeat-1.0");
    assert_eq!((&uploaded["cloud"], &uploaded["connector_type"]), (&json!("AWS"), &json!("SOURCE")));
    assert_eq!(uploaded["connector_class"], CLASS);
    assert_eq!(uploaded["sensitive_properties"], json!(["a.password", "b.token"]));
    assert_eq!((&uploaded["size"], uploaded["sha256"].as_str().unwrap().len()), (&json!(22), 64));

    let listed = runner.json(&["custom-plugin", "list", "--cloud", "aws"]);
    assert_eq!(listed[0]["id"], id);
    assert_eq!(runner.json(&["custom-plugin", "list", "--cloud", "gcp"]), json!([]));
    let changes = ["--description", "nightly", "--sensitive-properties", ""];
    let updated = runner.json(&[&["custom-plugin", "update", id], &changes[..]].concat());
    let expected =
        json!([{"key": "description", "change": "added"}, {"key": "sensitive_properties", "change": "removed"}]);
    assert_eq!(updated["changed"], expected);
    let described = runner.json(&["custom-plugin", "describe", id]);
    assert_eq!((&described["description"], &described["sensitive_properties"]), (&json!("nightly"), &json!([])));
    let deleted = runner.json(&["custom-plugin", "delete", id, "--force"]);
    assert_eq!(deleted, json!([{"name": null, "id": id, "result": "done"}]));
    assert_eq!(runner.sandbox(&["custom-plugin", "describe", id]).code, Some(4));
}

#[test]
fn deleting_a_plugin_that_is_absent_succeeds_and_names_what_is_close() {
    let runner = Runner::new();
    archive(&runner);
    let upload =
        ["custom-plugin", "upload", "heartbeat-1.0.zip", "--class", CLASS, "--type", "source", "--no-preflight"];
    let id = runner.json(&upload)["id"].as_str().unwrap().to_owned();
    let deleted = runner.json(&["custom-plugin", "delete", "ccp-none", &id, "-y"]);
    let expected =
        json!([{"name": null, "id": "ccp-none", "result": "absent"}, {"name": null, "id": id, "result": "done"}]);
    assert_eq!(deleted, expected);
    let id = runner.json(&upload)["id"].as_str().unwrap().to_owned();
    let named = runner.sandbox(&["custom-plugin", "delete", "heartbeat", "-y"]);
    assert_eq!(named.code, Some(0), "{}", named.stderr);
    let said = "there is no custom plugin of the organization `heartbeat`, so nothing was deleted";
    assert!(named.stderr.contains(&format!("{said}; there is `{id}` (heartbeat-1.0)")), "{}", named.stderr);
}

#[test]
fn a_file_whose_name_is_too_long_for_a_plugin_needs_another() {
    let runner = Runner::new();
    let file = format!("{}.zip", "n".repeat(61));
    std::fs::write(runner.folder().join(&file), ZIP).unwrap();
    let upload = ["custom-plugin", "upload", &file, "--class", CLASS, "--type", "source", "--no-preflight"];
    let refused = runner.sandbox(&[&upload[..], &["-o", "json"]].concat());
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert_eq!(refused.error()["hint"], "Pass `--name`.");
    assert_eq!(runner.sandbox(&[&upload[..], &["--name", "n"]].concat()).code, Some(0));
}

#[test]
fn the_official_names_of_the_flags_work_as_well() {
    let runner = Runner::new();
    archive(&runner);
    let flags = [
        "--plugin-file",
        "heartbeat-1.0.zip",
        "--connector-class",
        CLASS,
        "--connector-type",
        "sink",
        "--no-preflight",
    ];
    let ran = runner.sandbox(&[&["custom-plugin", "upload", "--name", "x", "--cloud", "AzUrE"], &flags[..]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("AZURE") && ran.stdout.contains("SINK"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_was_not_given_is_said() {
    let runner = Runner::new();
    archive(&runner);
    let args = ["custom-plugin", "upload", "heartbeat-1.0.zip", "--class", CLASS, "--type", "source", "--no-preflight"];
    let ran = runner.sandbox(&args);
    assert!(ran.stderr.contains("`heartbeat-1.0`") && ran.stderr.contains("AWS"), "{}", ran.stderr);
    assert!(ran.stdout.contains("ccp-"), "{}", ran.stdout);
    let quiet = runner.sandbox(&[&args[..], &["-q"]].concat());
    assert_eq!((quiet.code, quiet.stderr.as_str()), (Some(0), ""));
}

#[test]
fn an_archive_that_is_none_is_refused_before_any_call() {
    let runner = Runner::new();
    runner.file("notes.txt", "text");
    for file in ["notes.txt", "missing.zip"] {
        let args = ["custom-plugin", "upload", file, "-o", "json"];
        let ran = runner.sandbox(&args);
        assert_eq!((ran.code, &ran.error()["kind"]), (Some(2), &json!("input")), "{file}");
    }
}

/// No credentials, no service: what is in an archive is told by the archive.
#[test]
fn an_archive_is_inspected_without_an_account() {
    let runner = Runner::new();
    let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.zip");
    let ran = runner.run(&["custom-plugin", "inspect", archive, "-o", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let found = ran.json();
    let expected = ["format", "layout", "manifest", "plugins", "sensitive_properties", "sha256", "size", "warnings"];
    assert_eq!(keys(&found), expected.into());
    assert_eq!(found["plugins"][0]["type"], "source");
    assert_eq!(found["sensitive_properties"][0]["name"], "heartbeat.signing.key");
    let people = runner.run(&["custom-plugin", "inspect", archive]);
    assert!(people.stdout.contains("heartbeat.signing.key"), "{}", people.stdout);

    let none = runner.file("notes.zip", "no archive");
    let ran = runner.run(&["custom-plugin", "inspect", none.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}
