//! The log of a connector: entries as they come, and a token of its own kind.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::gone::scripted;
use crate::runner::{CANARY, Ran, Runner, connector, keys};
#[cfg(unix)]
use crate::terminal::{signal, within};

const LOGS: [&str; 3] = ["connector", "logs", "orders"];
const REFUSED: (u16, &str) = (401, r#"{"message": "this token is for the data plane"}"#);
const ENTRY: (u16, &str) = (200, r#"{"data": [{"level": "ERROR", "message": "write timed out"}]}"#);

fn with_orders() -> Runner {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    runner
}

fn messages(ran: &Ran) -> Vec<String> {
    let message = |line| serde_json::from_str::<Value>(line).unwrap()["message"].as_str().unwrap().to_owned();
    ran.stdout.lines().map(message).collect()
}

#[test]
fn entries_are_one_object_a_line_and_a_line_for_people() {
    let runner = with_orders();
    let info = [&LOGS[..], &["--level", "info|ERROR", "--level", "warn"]].concat();
    let json = runner.sandbox(&[&info[..], &["-o", "json"]].concat());
    let expected = ["Connector orders is being provisioned", "Connector orders was created"];
    assert_eq!(messages(&json), expected, "{}", json.stderr);
    let first: Value = serde_json::from_str(json.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(keys(&first), BTreeSet::from(["level", "message", "task_id", "timestamp"]));
    let human = runner.sandbox(&[&info[..], &["--search", "was .reated"]].concat());
    assert!(human.stdout.ends_with("Z INFO  Connector orders was created\n"), "{}", human.stdout);
    let errors = runner.sandbox(&LOGS);
    assert_eq!((errors.code, errors.stdout.as_str()), (Some(0), ""));
    assert_eq!(errors.stderr, "note: nothing that was looked for is in the log of `orders`\n");
}

#[test]
fn without_the_token_of_a_login_or_an_organization_nothing_is_asked() {
    let nowhere = "http://127.0.0.1:1";
    let run = |variables: &[(&str, &str)], flags: &[&str]| {
        let args = ["-e", "env-1", "-c", "lkc-1", "-o", "json", "--endpoint", nowhere];
        let ran = Runner::new().run_with(&[&args[..], &LOGS, flags].concat(), variables);
        (ran.code, ran.error()["kind"].clone(), ran.error()["hint"].as_str().unwrap_or_default().to_owned())
    };
    let key = [("CONFLUENT_CLOUD_API_KEY", "KEY"), ("CONFLUENT_CLOUD_API_SECRET", CANARY)];
    let (code, kind, hint) = run(&key, &[]);
    assert_eq!((code, kind), (Some(5), json!("unauthorized")));
    assert!(hint.contains("CONFLUENT_CLOUD_ACCESS_TOKEN") && hint.contains("--access-token-file"), "{hint}");
    let token = [("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)];
    let (code, kind, hint) = run(&token, &[]);
    assert_eq!((code, kind), (Some(2), json!("usage")));
    assert!(hint.contains("CONFLUENT_ORGANIZATION_ID"), "{hint}");
    for wrong in [&["--level", "FATAL"][..], &["--since", "soon"], &["--follow", "--until", "1h"]] {
        let (code, kind, _) = run(&token, wrong);
        assert_eq!((code, kind), (Some(2), json!("usage")), "{wrong:?}");
    }
}

#[test]
fn a_token_that_is_good_for_the_log_alone_finds_it_by_name() {
    let run = |answers, name| {
        let endpoint = scripted(answers);
        let args = ["-e", "env-1", "-c", "lkc-1", "-o", "json", "--endpoint", &endpoint, "--organization", "o-1"];
        let args = [&args[..], &["connector", "logs", name]].concat();
        Runner::new().run_with(&args, &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)])
    };
    let named = run(&[REFUSED, ENTRY], "orders");
    assert_eq!(messages(&named), ["write timed out"], "{}", named.stderr);
    let by_id = run(&[REFUSED], "lcc-1");
    assert_eq!((by_id.code, &by_id.error()["kind"]), (Some(5), &json!("unauthorized")));
    assert_eq!(by_id.error()["hint"], "With this token no list can be read: give the connector's name.");
}

#[test]
fn following_tells_how_often_it_looks_and_the_oldest_first() {
    let runner = with_orders();
    let follow = [&LOGS[..], &["--level", "INFO", "--follow", "--timeout", "700ms"]].concat();
    let human = runner.sandbox(&follow);
    assert_eq!(human.code, Some(6), "{}", human.stderr);
    assert!(human.stderr.starts_with("note: looking every 12 seconds"), "{}", human.stderr);
    let json = runner.sandbox(&[&follow[..], &["-o", "json"]].concat());
    let told = messages(&json);
    assert_eq!(told[..2], ["Connector orders was created", "Connector orders is being provisioned"]);
    assert_eq!(json.error()["kind"], "timeout", "a program reads nothing but the error");
}

#[cfg(unix)]
#[test]
fn following_ends_by_an_interrupt_or_when_nobody_reads_any_more() {
    let runner = with_orders();
    let args = ["--sandbox", "connector", "logs", "orders", "--level", "INFO", "--follow"];
    let mut child = runner.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut stdout, mut line) = (BufReader::new(child.stdout.take().unwrap()), String::new());
    stdout.read_line(&mut line).unwrap();
    assert!(signal("-INT", child.id()).success());
    assert_eq!(within(child).code(), Some(130), "{line}");

    let mut child = runner.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(within(child).code(), Some(0));
}
