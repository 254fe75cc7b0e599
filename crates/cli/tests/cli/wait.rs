use serde_json::json;

use crate::gone::scripted;
use crate::quick::Quick;
use crate::runner::{CANARY, Runner, connector};
#[cfg(unix)]
use crate::terminal::Terminal;

fn created() -> Runner {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    runner
}

#[test]
fn a_connector_that_failed_ends_the_wait_with_7_and_its_trace() {
    let quick = Quick::start(Runner::new());
    let mut wrong = connector("orders");
    wrong["config"]["quickstart"] = "NOTHING".into();
    quick.runner.file("orders.json", &wrong.to_string());
    let ran = quick.run(&["connector", "create", "-f", "orders.json", "--wait", "-o", "json"]);
    assert_eq!((ran.code, &ran.json()["status"]), (Some(7), &json!("FAILED")), "{}", ran.stderr);
    let error = ran.error();
    assert_eq!(error["kind"], "impossible_state");
    assert_eq!(error["message"], "connector `orders` is FAILED, so it cannot become RUNNING");
    let told = |detail: &serde_json::Value| detail["message"].as_str().unwrap().starts_with("quickstart: ");
    assert!(error["details"].as_array().unwrap().iter().any(told), "{error}");
}

#[test]
fn a_wait_that_is_given_up_says_the_last_state_and_how_to_go_on() {
    let runner = created();
    let args = ["-c", "lkc-sandbox", "connector", "wait", "orders", "--for", "paused", "--timeout", "400ms"];
    let human = runner.sandbox(&args);
    let expected = "error: `orders` was not paused within 0.4 s: the connector is PROVISIONING\n\n\
        hint: Go on waiting with `cconnect --sandbox --cluster lkc-sandbox connector wait --for paused orders`.\n";
    assert_eq!((human.code, human.stdout.as_str(), human.stderr.as_str()), (Some(6), "", expected));
    let error = runner.sandbox(&[&args[..], &["-o", "json"]].concat()).error();
    assert_eq!(error["kind"], "timeout");
}

#[test]
fn a_creation_that_is_not_waited_for_to_the_end_is_a_creation_all_the_same() {
    let runner = Runner::new();
    for name in ["a", "b"] {
        runner.file(name, &connector(name).to_string());
    }
    let args = ["connector", "create", "-f", "a", "b", "--wait", "--timeout", "600ms", "-o", "json"];
    let ran = runner.sandbox(&args);
    assert_eq!(ran.code, Some(6), "{}", ran.stderr);
    let rows = ran.json();
    assert_eq!((&rows[0]["name"], &rows[1]["status"]), (&json!("a"), &json!("PROVISIONING")));
    let error = ran.error();
    assert_eq!(error["message"], "2 of 2 did not succeed");
    let hint = error["hint"].as_str().unwrap();
    let each = |name| hint.contains(&format!("connector wait --for running {name}`"));
    assert!(each("a") && each("b"), "{hint}");
}

#[test]
fn what_is_gone_is_deleted_and_cannot_be_waited_for_otherwise() {
    let runner = created();
    let deleted = runner.sandbox(&["connector", "wait", "ordrs", "--for", "deleted", "--timeout", "800ms"]);
    assert_eq!(deleted.code, Some(0), "{}", deleted.stderr);
    assert!(deleted.stdout.contains("DELETED"), "{}", deleted.stdout);
    assert_eq!(deleted.stderr, "note: there is no connector `ordrs`; there is `orders`\n");
    runner.json(&["connector", "delete", "orders", "-y"]);
    let row = runner.json(&["connector", "wait", "orders", "--for", "deleted", "--timeout", "800ms"]);
    assert_eq!(row, json!({"name": "orders", "id": null, "status": "DELETED", "trace": "", "errors": []}));
    let missing = runner.sandbox(&["connector", "wait", "orders", "--for", "running"]);
    assert_eq!(missing.code, Some(4), "{}", missing.stderr);
}

#[test]
fn one_that_a_single_look_misses_is_not_given_up_before_the_deadline() {
    let endpoint = scripted(&[
        (200, r#"{"orders": {"id": {"id": "lcc-1"}}}"#),
        (404, r#"{"error_code": 404, "message": "Connector orders not found"}"#),
        (200, "[]"),
    ]);
    let flags = ["-e", "env-1", "-c", "lkc-1", "-o", "json", "--endpoint", &endpoint, "--timeout", "800ms"];
    let args = [&flags[..], &["connector", "wait", "lcc-1", "--for", "running"]].concat();
    let ran = Runner::new().run_with(&args, &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)]);
    assert_eq!((ran.code, &ran.error()["kind"]), (Some(6), &json!("timeout")), "{}", ran.stderr);
    let message = "`orders` was not running within 0.8 s: the connector is absent, for too short a time to count";
    assert_eq!(ran.error()["message"], message);
}

#[cfg(unix)]
#[test]
fn a_terminal_shows_what_is_waited_for_until_the_wait_ends() {
    let runner = created();
    let args = ["--sandbox", "connector", "wait", "orders", "--for", "paused", "--timeout", "1s", "--color", "never"];
    let mut command = runner.command(&args);
    command.env("TERM", "xterm");
    let mut terminal = Terminal::run(command);
    terminal.until("connector `orders` is PROVISIONING");
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(6), "{shown:?}");
    let (before, _) = shown.split_once("error: ").unwrap();
    assert!(before.ends_with("\r\u{1b}[2K"), "{shown:?}");
}
