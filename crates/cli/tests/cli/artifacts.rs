use serde_json::{Value, json};

use crate::gone::scripted;
use crate::runner::{CANARY, Ran, Runner};

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.jar");
const NONE: (u16, &str) = (404, r#"{"errors": [{"detail": "not here"}]}"#);
const EMPTY: (u16, &str) = (200, r#"{"data": [], "metadata": {}}"#);
const BROKEN: (u16, &str) = (400, r#"{"errors": [{"detail": "no such cloud"}]}"#);

/// A call on a service that gives these answers in turn.
fn told(answers: &'static [(u16, &'static str)], args: &[&str]) -> Ran {
    let endpoint = scripted(answers);
    let flags = ["-e", "env-1", "-y", "-o", "json", "--endpoint", &endpoint];
    Runner::new().run_with(&[&flags[..], args].concat(), &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)])
}

#[test]
fn an_artifact_is_ready_after_the_wait_and_found_in_whatever_cloud_it_is() {
    let runner = Runner::new();
    let flags = ["--name", "Transforms", "--description", "ours", "--wait", "-o", "json"];
    let ran = runner.sandbox(&[&["artifact", "upload", ARCHIVE, "--cloud", "Azure"], &flags[..]].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let artifact = ran.json();
    let id = artifact["id"].as_str().unwrap();
    let expected = json!({"id": id, "name": "Transforms", "description": "ours", "cloud": "AZURE",
                          "environment": "env-sandbox", "content_format": "JAR", "status": "READY"});
    assert_eq!(artifact, expected);
    let other = runner.json(&["artifact", "upload", ARCHIVE, "--cloud", "aws"]);
    assert_eq!(other["name"], "heartbeat-source-0.1.0");

    let ids = |list: Value| list.as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(runner.json(&["artifact", "list"])), [other["id"].clone(), artifact["id"].clone()]);
    assert_eq!(ids(runner.json(&["artifact", "list", "--cloud", "azure"])), [artifact["id"].clone()]);
    assert_eq!(runner.json(&["artifact", "describe", id]), expected);
    let elsewhere = runner.sandbox(&["artifact", "describe", id, "--cloud", "gcp", "-o", "json"]);
    assert_eq!((elsewhere.code, &elsewhere.error()["kind"]), (Some(4), &json!("not_found")));

    let absent = runner.sandbox(&["artifact", "delete", id, "--cloud", "gcp", "-y", "-o", "json"]);
    assert_eq!(absent.json(), json!([{"name": null, "id": id, "result": "absent"}]));
    assert!(absent.stderr.contains("there is no artifact in GCP `cca-"), "{}", absent.stderr);
    let deleted = runner.sandbox(&["artifact", "delete", "Transforms", id, "-y", "-o", "json"]);
    let rows = json!([{"name": null, "id": "Transforms", "result": "absent"},
                      {"name": "Transforms", "id": id, "result": "done"}]);
    assert_eq!((deleted.code, deleted.json()), (Some(0), rows), "{}", deleted.stderr);
    assert!(deleted.stderr.contains(&format!("there is `{id}` (Transforms)")), "{}", deleted.stderr);
}

#[test]
fn an_artifact_that_failed_ends_the_wait_with_7() {
    let runner = Runner::new();
    let flags = ["--cloud", "gcp", "--description", "sandbox.fail", "--wait", "-o", "json"];
    let ran = runner.sandbox(&[&["artifact", "upload", ARCHIVE], &flags[..]].concat());
    let (row, error) = (ran.json(), ran.error());
    assert_eq!((ran.code, &error["kind"]), (Some(7), &json!("impossible_state")), "{error}");
    assert_eq!((&row["status"], &row["cloud"]), (&json!("FAILED"), &json!("GCP")));
}

#[test]
fn an_artifact_that_is_not_ready_in_time_is_6_with_the_command_to_look_again() {
    let runner = Runner::new();
    let flags = ["--cloud", "gcp", "--wait", "--timeout", "1s", "-o", "json"];
    let ran = runner.sandbox(&[&["artifact", "upload", ARCHIVE], &flags[..]].concat());
    let (row, error) = (ran.json(), ran.error());
    assert_eq!((ran.code, &error["kind"]), (Some(6), &json!("timeout")), "{error}");
    let again = format!("`cconnect --sandbox artifact describe --cloud GCP {}`", row["id"].as_str().unwrap());
    assert!(error["hint"].as_str().unwrap().contains(&again), "{error}");
}

#[test]
fn a_cloud_is_needed_for_an_upload_and_has_to_be_one_of_the_three() {
    let runner = Runner::new();
    for flags in [&[][..], &["--cloud", "oci"]] {
        let ran = runner.sandbox(&[&["artifact", "upload", ARCHIVE, "-o", "json"], flags].concat());
        let error = ran.error();
        assert_eq!((ran.code, &error["kind"]), (Some(2), &json!("usage")), "{error}");
        assert!(error["message"].as_str().unwrap().contains("--cloud <CLOUD>"), "{error}");
    }
}

#[test]
fn an_artifact_is_not_found_only_when_every_cloud_says_so() {
    let found = (200, r#"{"id": "cca-1", "spec": {"cloud": "azure"}}"#);
    let describe = ["artifact", "describe", "cca-1"];
    for (answers, code) in [(&[NONE, NONE, NONE][..], 4), (&[NONE, BROKEN, NONE], 1), (&[BROKEN, found], 0)] {
        let ran = told(Box::leak(answers.into()), &describe);
        assert_eq!(ran.code, Some(code), "{answers:?}: {}", ran.stderr);
    }
    let shown = told(Box::leak([NONE, found].into()), &describe).json();
    assert_eq!(
        (&shown["cloud"], &shown["status"], &shown["content_format"]),
        (&json!("AZURE"), &json!(null), &json!(null))
    );
    let told = told(&[NONE, BROKEN, NONE], &describe).error();
    assert_eq!(told["message"], "AZURE: the server refused the request: no such cloud");
    assert_eq!(told["hint"], "Ask one cloud alone with `--cloud`.");
}

#[test]
fn who_is_not_let_in_to_one_cloud_asks_no_other() {
    let refused = (401, r#"{"errors": [{"detail": "who are you?"}]}"#);
    for args in [&["artifact", "list"][..], &["artifact", "describe", "cca-1"]] {
        let ran = told(Box::leak([refused].into()), args);
        assert_eq!((ran.code, &ran.error()["message"]), (Some(5), &json!("not authenticated: who are you?")));
    }
}

#[test]
fn an_artifact_is_absent_only_when_the_lists_of_every_cloud_lack_it() {
    let listed = (200, r#"{"data": [{"id": "cca-1"}], "metadata": {}}"#);
    for (lists, code, result) in [
        ([EMPTY, EMPTY, EMPTY], 0, "absent"),
        ([EMPTY, listed, EMPTY], 4, "failed"),
        ([EMPTY, BROKEN, EMPTY], 4, "failed"),
    ] {
        let answers = [[NONE, NONE, NONE], lists].concat();
        let ran = told(answers.leak(), &["artifact", "delete", "cca-1"]);
        assert_eq!((ran.code, &ran.json()[0]["result"]), (Some(code), &json!(result)), "{}", ran.stderr);
    }
}

#[test]
fn a_list_shows_what_it_has_and_tells_which_cloud_did_not_answer() {
    let listed = (200, r#"{"data": [{"id": "cca-1"}], "metadata": {}}"#);
    let ran = told(Box::leak([listed, BROKEN, EMPTY].into()), &["artifact", "list"]);
    assert_eq!((ran.code, &ran.json()[0]["id"]), (Some(1), &json!("cca-1")));
    assert!(ran.error()["message"].as_str().unwrap().starts_with("AZURE: "), "{}", ran.stderr);
    let one = told(&[BROKEN], &["artifact", "list", "--cloud", "azure"]);
    assert_eq!(one.error()["message"], "the server refused the request: no such cloud");
}
