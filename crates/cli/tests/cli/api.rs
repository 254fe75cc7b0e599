use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::runner::{CANARY, Ran, Runner, connector};

const CONNECTORS: &str = "/connect/v1/environments/env-sandbox/clusters/lkc-sandbox/connectors";

/// As the service takes it: with the name inside the config as well.
fn whole(name: &str) -> Value {
    let mut body = connector(name);
    body["config"]["name"] = name.into();
    body
}

#[test]
fn any_call_can_be_made_and_its_answer_is_shown_without_secrets() {
    let runner = Runner::new();
    runner.file("orders.json", &whole("orders").to_string());
    let created = runner.json(&["api", "post", CONNECTORS, "-d", "@orders.json"]);
    assert_eq!(created["name"], "orders");
    let read = runner.json(&["api", "GET", &format!("{CONNECTORS}/orders")]);
    assert_eq!((&read["config"]["quickstart"], &read["name"]), (&json!("ORDERS"), &json!("orders")));
    let human = runner.sandbox(&["api", "GET", &format!("{CONNECTORS}?expand=info")]);
    assert!(human.stdout.starts_with("{\n  \"orders\""), "{}", human.stdout);
    let paused = runner.sandbox(&["api", "PUT", &format!("{CONNECTORS}/orders/pause")]);
    assert_eq!((paused.code, paused.stdout.as_str(), paused.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn a_body_may_come_from_stdin() {
    let runner = Runner::new();
    let mut command = runner.command(&["--sandbox", "api", "POST", CONNECTORS, "-d", "@-", "-o", "json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(whole("orders").to_string().as_bytes()).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, &ran.json()["name"]), (Some(0), &json!("orders")));
}

#[test]
fn a_refusal_is_shown_and_ends_as_its_status_says() {
    let runner = Runner::new();
    let ran = runner.sandbox(&["api", "GET", &format!("{CONNECTORS}/missing"), "-o", "json"]);
    assert_eq!((ran.code, &ran.error()["status"]), (Some(4), &json!(404)));
    assert!(ran.json().to_string().contains("404"), "{}", ran.stdout);
}

/// Who lists processes reads them, whatever becomes of the call.
#[test]
fn a_body_on_the_command_line_is_warned_of_however_the_call_ends() {
    let runner = Runner::new();
    runner.file("orders.json", &whole("orders").to_string());
    let body = whole("orders").to_string().replace(CANARY, "public");
    for (path, body, warns) in [
        (CONNECTORS, body.as_str(), true),
        (CONNECTORS, "{}", true),
        (CONNECTORS, "{no", true),
        ("/..", "{}", true),
        (CONNECTORS, "@orders.json", false),
    ] {
        for format in ["human", "json", "yaml"] {
            let ran = runner.sandbox(&["api", "POST", path, "-d", body, "-o", format]);
            let count = ran.stderr.matches("every user of this machine").count();
            assert_eq!(count, usize::from(warns), "{path} {body} {format}: {}", ran.stderr);
            if format == "json" && ran.code != Some(0) {
                assert_eq!(ran.error()["hint"].as_str().is_some_and(|hint| hint.contains("`-d @FILE`")), warns);
            }
        }
    }
}

#[test]
fn what_cannot_be_sent_is_refused_before_any_call() {
    let runner = Runner::new();
    runner.file("bad.json", &format!("{{\n  \"a\": \"{CANARY}\",\n  \"a\": 1\n}}"));
    for (args, kind, line) in [
        (&["GET", "//example.com/"][..], "input", json!(null)),
        (&["GET", "/../etc"], "input", json!(null)),
        (&["BREW", "/v2"], "usage", json!(null)),
        (&["POST", "/a", "-d", "{no"], "input", json!(1)),
        (&["POST", "/a", "-d", "@bad.json"], "input", json!(3)),
        (&["POST", "/a", "-d", "@missing.json"], "input", json!(null)),
        (&["POST", "/a", "-d", r#"{"config": {"k": "****************"}}"#], "input", json!(null)),
    ] {
        let ran = runner.sandbox(&[&["-o", "json", "api"], args].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}: {}", ran.stderr);
        let error = ran.error();
        assert_eq!((&error["kind"], &error["details"][0]["line"]), (&json!(kind), &line), "{args:?}: {error}");
    }
}
