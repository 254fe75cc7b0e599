//! What connectors have counted: one command for the example of the public documentation, and the API as it is.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::json;

use crate::gone::scripted;
use crate::runner::{CANARY, Ran, Runner, connector, keys};
#[cfg(unix)]
use crate::terminal::Terminal;

const LISTED: (u16, &str) =
    (200, r#"{"orders": {"id": {"id": "lcc-1"}, "info": {"name": "orders"}}, "nameless": {"info": {}}}"#);

/// Newest first, and one whole number written as if it were none.
const POINTS: (u16, &str) = (
    200,
    r#"{"data": [{"timestamp": "2026-01-05T11:00:00Z", "value": 4000000.0},
        {"timestamp": "2026-01-05T10:00:00Z", "value": 1000000}]}"#,
);

/// A command on a server that gives these answers in turn.
fn flags(endpoint: &str) -> Vec<&str> {
    vec!["-e", "env-1", "-c", "lkc-1", "--endpoint", endpoint, "connector", "metrics"]
}

fn scripted_metrics(answers: &'static [(u16, &'static str)], args: &[&str]) -> Ran {
    let endpoint = scripted(answers);
    let args = [&flags(&endpoint), args].concat();
    Runner::new().run_with(&args, &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)])
}

#[test]
fn the_records_of_a_connector_by_hour_are_one_command_or_a_query_in_a_file() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    let id = runner.json(&["connector", "create", "-f", "orders.json"])["id"].clone();
    let points = runner.json(&["connector", "metrics", "orders"]);
    let first = points.as_array().unwrap().first().unwrap();
    assert_eq!(first.as_object().unwrap().len(), 2, "{first}");
    assert!(first["value"].is_u64() && first["timestamp"].as_str().unwrap().ends_with(":00:00Z"), "{first}");

    let query = json!({
        "aggregations": [{"metric": "io.confluent.kafka.connect/received_records"}],
        "filter": {"field": "resource.connector.id", "op": "EQ", "value": id},
        "granularity": "PT1H", "intervals": ["PT24H/now"],
    });
    runner.file("query.json", &query.to_string());
    let answer = runner.json(&["metrics", "query", "-f", "query.json"]);
    assert_eq!(answer["data"][0]["timestamp"], first["timestamp"]);
    let mut piped = runner.command(&["--sandbox", "metrics", "query", "-f", "-"]);
    let mut child = piped.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(query.to_string().as_bytes()).unwrap();
    let piped = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(piped.json()["data"][0]["timestamp"], first["timestamp"], "people read the API's own object as well");

    // The documentation's own samples are no JSON.
    runner.file("sample.json", "{\n  \"granularity\": \"PT1H\",\n}");
    let sample = runner.sandbox(&["metrics", "query", "-f", "sample.json"]);
    assert_eq!(sample.code, Some(2), "{}", sample.stderr);
    assert!(sample.stderr.contains("sample.json:3:"), "{}", sample.stderr);
}

#[test]
fn values_are_whole_numbers_oldest_first_in_every_format() {
    let json = scripted_metrics(&[LISTED, POINTS], &["orders", "-o", "json"]);
    let expected = json!([
        {"timestamp": "2026-01-05T10:00:00Z", "value": 1_000_000},
        {"timestamp": "2026-01-05T11:00:00Z", "value": 4_000_000},
    ]);
    assert_eq!(json.json(), expected, "{}", json.stderr);
    let rows = scripted_metrics(&[LISTED, POINTS], &["orders"]);
    let expected = "TIMESTAMP             VALUE\n2026-01-05T10:00:00Z  1000000\n2026-01-05T11:00:00Z  4000000\n";
    assert_eq!(rows.stdout, expected);
}

#[cfg(unix)]
#[test]
fn a_terminal_shows_a_chart() {
    let (runner, endpoint) = (Runner::new(), scripted(&[LISTED, POINTS]));
    let mut command = runner.command(&[&flags(&endpoint)[..], &["orders"]].concat());
    command.env("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY).env("TERM", "xterm").env("NO_COLOR", "1");
    let (code, shown) = Terminal::run(command).end();
    assert_eq!(code, Some(0), "{shown}");
    let bar = |count: usize| "█".repeat(count);
    let expected = [
        "TIMESTAMP               VALUE".to_owned(),
        format!("2026-01-05T10:00:00Z  1000000  {}▎", bar(12)),
        format!("2026-01-05T11:00:00Z  4000000  {}", bar(49)),
    ];
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn what_cannot_be_asked_is_told_before_the_call_and_nothing_is_not_nobody() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let metrics = |args: &[&str]| {
        let ran = runner.sandbox(&[&["connector", "metrics"], args, &["-o", "json"]].concat());
        (
            ran.code,
            ran.error()["kind"].as_str().unwrap().to_owned(),
            ran.error()["message"].as_str().unwrap().to_owned(),
        )
    };
    for (args, code, kind, says) in [
        (&["orders", "--granularity", "PT1M"][..], 2, "input", "use PT5M"),
        (&["orders", "--granularity", "PT2M"], 2, "usage", "PT30M, PT1H"),
        (&["orders", "--last", "1 month"], 2, "usage", "24h or 7d"),
        (&["ordrs"], 4, "not_found", "ordrs"),
        (&["orders", "--metric", "io.confluent.kafka.connect/none_such"], 1, "validation", "none_such"),
    ] {
        let (was, of, message) = metrics(args);
        assert_eq!((was, of.as_str()), (Some(code), kind), "{args:?}: {message}");
        assert!(message.contains(says), "{args:?}: {message}");
    }
    let nameless = scripted_metrics(&[LISTED], &["nameless", "-o", "json"]);
    assert_eq!((nameless.code, &nameless.error()["kind"]), (Some(1), &json!("decode")), "{}", nameless.stderr);
    let none = scripted_metrics(&[LISTED, (200, r#"{"data": []}"#)], &["orders", "-o", "json"]);
    assert_eq!((none.code, none.json()), (Some(0), json!([])));
    assert_eq!(none.stderr, "note: there is no received_records in the last 24h of `orders`\n");
}

#[test]
fn the_metrics_on_offer_are_the_api_s_own_object_or_a_table() {
    let runner = Runner::new();
    let listed = runner.json(&["metrics", "list", "--resource-type", "connector"]);
    let metrics = listed["data"].as_array().unwrap();
    assert_eq!(listed["meta"]["pagination"]["total_size"], metrics.len());
    let expected = ["description", "exportable", "labels", "lifecycle_stage", "name", "resources", "type", "unit"];
    assert_eq!(keys(&metrics[0]), BTreeSet::from(expected));
    let table = runner.sandbox(&["metrics", "list"]).stdout;
    assert!(table.starts_with("NAME ") && table.contains("\nio.confluent.kafka.connect/sent_records "), "{table}");
    assert_eq!(runner.json(&["metrics", "list", "--resource-type", "none-such"])["data"], json!([]));
}

#[test]
fn a_metrics_service_that_does_not_answer_costs_the_counts_and_not_the_command() {
    let runner = Runner::new();
    let served = scripted(&[LISTED]);
    let args = ["-e", "env-1", "-c", "lkc-1", "--endpoint", &served, "--telemetry-endpoint", "http://127.0.0.1:9"];
    let status = ["--max-retries", "0", "connector", "status", "--metrics", "-o", "json"];
    let ran = runner.run_with(&[&args[..], &status].concat(), &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)]);
    let rows = ran.json();
    assert_eq!((ran.code, rows.as_array().unwrap().len()), (Some(0), 2), "{}", ran.stderr);
    assert!(rows[0].get("metrics").is_none() && ran.stderr.starts_with("note: no metrics: "), "{}", ran.stderr);
}

#[test]
fn the_records_of_all_connectors_are_asked_for_at_once() {
    let runner = Runner::new();
    for number in 0..60 {
        runner.file("c.json", &connector(&format!("orders-{number}")).to_string());
        runner.json(&["connector", "create", "-f", "c.json"]);
    }
    let ran = runner.sandbox(&["connector", "status", "--metrics", "-o", "json", "-v"]);
    let rows = ran.json();
    assert!(rows.as_array().unwrap().iter().all(|row| row["metrics"].is_object()), "{rows}");
    // Each of the two metrics is a query of its own.
    assert_eq!(ran.stderr.matches("/v2/metrics/cloud/query").count(), 2, "{}", ran.stderr);
}
