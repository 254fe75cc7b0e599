use std::path::{Path, PathBuf};

use ccloud_connect::reqwest::{Method, StatusCode};
use ccloud_connect_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::quick::Quick;
use crate::runner::{Runner, connector};
#[cfg(unix)]
use crate::terminal::Terminal;

/// No float holds it.
const FAR: u64 = 9_007_199_254_740_993;

fn at(partition: u64, offset: u64) -> Value {
    json!({"partition": {"kafka_topic": "orders", "kafka_partition": partition}, "offset": {"kafka_offset": offset}})
}

/// With a file for a connector that has come somewhere.
fn prepared() -> Runner {
    let runner = Runner::new();
    let mut file = connector("orders");
    file["offsets"] = json!([at(0, FAR), at(1, 5)]);
    runner.file("orders.json", &file.to_string());
    runner
}

/// Its changes take a while.
fn begun() -> Runner {
    let runner = prepared();
    runner.json(&["connector", "create", "-f", "orders.json"]);
    runner
}

/// Its changes are done at once.
fn quick() -> Quick {
    let quick = Quick::start(prepared());
    quick.json(&["connector", "create", "-f", "orders.json"]);
    quick
}

/// A wait begins to look the sooner the less time it has.
const SOON: [&str; 3] = ["--wait", "--timeout", "2s"];

fn saved(runner: &Runner) -> Vec<PathBuf> {
    let folder = runner.folder().join(".local/state/cconnect/offsets");
    let files = std::fs::read_dir(folder).into_iter().flatten();
    files.map(|file| file.unwrap().path()).collect()
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn offsets_are_shown_with_their_numbers_in_a_file_that_alter_takes() {
    let runner = begun();
    let known = runner.json(&["connector", "offsets", "get", "orders"]);
    assert_eq!(known["offsets"], json!([at(0, FAR), at(1, 5)]));
    assert!(known["id"].as_str().is_some_and(|id| id.starts_with("lcc-")));
    assert!(known["metadata"]["observed_at"].is_string(), "{known}");
    runner.file("same.json", &known.to_string());
    let asked = runner.json(&["connector", "offsets", "alter", "orders", "-f", "same.json"]);
    assert_eq!((&asked["request_type"], &asked["requested_offsets"]), (&json!("PATCH"), &known["offsets"]));
    let human = runner.sandbox(&["connector", "offsets", "get", "orders"]);
    assert!(human.stdout.contains(&format!("{{\"kafka_offset\":{FAR}}}")), "{}", human.stdout);
}

#[test]
fn a_change_that_was_waited_for_shows_both_and_can_be_undone_from_the_file_it_saved() {
    let quick = quick();
    let runner = &quick.runner;
    let wanted = "- partition: {kafka_topic: orders, kafka_partition: 1}\n  offset: {kafka_offset: 4}\n";
    runner.file("wanted.yaml", wanted);
    let alter = ["connector", "offsets", "alter", "orders", "-f", "wanted.yaml"];
    let altered = quick.json(&[&alter[..], &SOON].concat());
    assert_eq!(altered["phase"], "APPLIED");
    assert_eq!((&altered["requested_offsets"], &altered["previous_offsets"][0]), (&json!([at(1, 4)]), &at(0, FAR)));
    let file = altered["saved_to"].as_str().unwrap().to_owned();
    let content = read(file.as_ref());
    assert_eq!((&content["name"], &content["cluster"]), (&json!("orders"), &json!("lkc-sandbox")));
    assert_eq!(content["offsets"], json!([at(0, FAR), at(1, 5)]));
    let told = quick.json(&["connector", "offsets", "status", "orders"]);
    assert_eq!((&told["phase"], &told["applied_at"]), (&json!("APPLIED"), &altered["applied_at"]));
    let human = quick.run(&["connector", "offsets", "status", "orders"]);
    assert!(human.stdout.contains("PARTITION") && human.stdout.contains("PREVIOUS"), "{}", human.stdout);

    let undone = quick.json(&["connector", "offsets", "alter", "orders", "-f", &file]);
    assert_eq!(undone["requested_offsets"], content["offsets"]);
    assert_eq!(saved(runner).len(), 2, "no file is written over");
}

#[test]
fn a_change_that_fails_ends_the_wait_with_7_and_what_the_service_says() {
    let quick = quick();
    let wanted = json!([{"partition": {"kafka_topic": "sandbox.fail"}, "offset": {"kafka_offset": 1}}]);
    quick.runner.file("wanted.json", &wanted.to_string());
    let args = ["connector", "offsets", "alter", "orders", "-f", "wanted.json", "-o", "json"];
    let ran = quick.run(&[&args[..], &SOON].concat());
    assert_eq!((ran.code, &ran.json()["phase"]), (Some(7), &json!("FAILED")), "{}", ran.stderr);
    assert!(ran.json()["saved_to"].is_string());
    let error = ran.error();
    assert!(error["details"][0]["message"].as_str().unwrap().contains("sandbox.fail"), "{error}");
    assert_eq!(ran.json()["message"], error["details"][0]["message"]);
}

#[test]
fn a_reset_asks_and_without_a_terminal_wants_force() {
    let runner = begun();
    let reset = ["connector", "offsets", "reset", "orders", "-o", "json"];
    let unasked = runner.sandbox(&reset);
    assert_eq!((unasked.code, &unasked.error()["kind"]), (Some(2), &json!("usage")));
    assert!(saved(&runner).is_empty());
    let args = ["--force", "--wait", "--timeout", "400ms"];
    let ran = runner.sandbox(&[&reset[..], &args].concat());
    assert_eq!((ran.code, &ran.error()["kind"]), (Some(6), &json!("timeout")), "{}", ran.stderr);
    assert!(ran.error()["hint"].as_str().unwrap().contains("connector offsets status orders"), "{}", ran.stderr);
    let row = ran.json();
    assert_eq!((&row["request_type"], &row["phase"]), (&json!("DELETE"), &json!(null)));
    assert_eq!(row["previous_offsets"], json!([at(0, FAR), at(1, 5)]));
    assert_eq!(read(row["saved_to"].as_str().unwrap().as_ref())["offsets"], row["previous_offsets"]);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_only_a_yes_resets() {
    let runner = begun();
    let mut terminal = Terminal::run(runner.command(&["--sandbox", "connector", "offsets", "reset", "orders"]));
    terminal.until("let `orders` start over, without its offsets? [y/N] ");
    terminal.answer("no");
    assert_eq!(terminal.end().0, Some(130));
    assert!(saved(&runner).is_empty());
}

#[test]
fn what_is_wrong_with_a_file_is_told_before_anything_is_asked() {
    let runner = begun();
    runner.file("other.json", &json!({"name": "payments", "offsets": [at(0, 1)]}).to_string());
    runner.file("wrong.yaml", "offsets:\n- partition: {a: 1}\n  offset: {b: 0x10}\n");
    runner.file("cluster.json", &json!({"cluster": "lkc-other", "offsets": [at(0, 1)]}).to_string());
    for (file, place) in [("other.json", [1, 9]), ("wrong.yaml", [3, 15]), ("cluster.json", [1, 12])] {
        let args = ["connector", "offsets", "alter", "orders", "-f", file, "-o", "json"];
        let ran = runner.sandbox(&args);
        assert_eq!((ran.code, &ran.error()["kind"]), (Some(2), &json!("input")), "{}", ran.stderr);
        let detail = ran.error()["details"][0].clone();
        assert_eq!(json!([detail["line"], detail["column"]]), json!(place), "{file}: {detail}");
    }
    let never = runner.sandbox(&["connector", "offsets", "status", "orders"]);
    assert_eq!(never.code, Some(4), "{}", never.stderr);
    assert!(saved(&runner).is_empty());
}

#[test]
fn a_change_that_nobody_knows_the_outcome_of_keeps_the_previous_offsets_in_their_file() {
    let away = Fault::status(StatusCode::BAD_GATEWAY).method(Method::POST).path("*/offsets/request");
    let quick = Quick::with(prepared(), Sandbox::builder().fault(away));
    quick.json(&["connector", "create", "-f", "orders.json"]);
    let ran = quick.run(&["connector", "offsets", "reset", "orders", "--force", "-o", "json"]);
    assert_eq!((ran.code, &ran.error()["kind"]), (Some(1), &json!("server")), "{}", ran.stderr);
    let files = saved(&quick.runner);
    assert_eq!(read(&files[0])["offsets"], json!([at(0, FAR), at(1, 5)]));
    let hint = ran.error()["hint"].as_str().unwrap().to_owned();
    assert!(hint.contains("offsets status orders") && hint.contains(files[0].to_str().unwrap()), "{hint}");
}

#[test]
fn a_change_that_is_refused_leaves_no_file_behind() {
    let runner = begun();
    runner.file("wanted.json", &json!([at(0, 1)]).to_string());
    let alter = ["connector", "offsets", "alter", "orders", "-f", "wanted.json"];
    runner.json(&alter);
    // One request at a time.
    let second = runner.sandbox(&alter);
    assert_eq!(second.code, Some(1), "{}", second.stderr);
    assert_eq!(saved(&runner).len(), 1);
}
