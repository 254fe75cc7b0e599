use std::net::TcpListener;

use serde_json::json;

use crate::runner::{CANARY, Runner, connector};
use crate::serve::Served;

const KEY: (&str, &str) = ("CONFLUENT_CLOUD_API_KEY", "KEY");
const SECRET: (&str, &str) = ("CONFLUENT_CLOUD_API_SECRET", CANARY);
const IDS: [&str; 4] = ["-e", "env-1", "-c", "lkc-1"];
const LIST: [&str; 2] = ["connector", "list"];

#[test]
fn without_credentials_or_with_half_of_them_nothing_is_tried() {
    let runner = Runner::new();
    let list = [&IDS[..], &LIST].concat();
    for (variables, said) in [
        (&[][..], "no credentials"),
        (&[KEY], "CONFLUENT_CLOUD_API_SECRET is not"),
        (&[SECRET], "CONFLUENT_CLOUD_API_KEY is not"),
        (&[KEY, SECRET, ("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)], "both set"),
        (&[KEY, ("CONFLUENT_CLOUD_API_SECRET_FILE", "nowhere")], "cannot be read"),
        (&[KEY, SECRET, ("CONFLUENT_CLOUD_ENDPOINT", "http://api.example.com")], "https"),
        (
            &[KEY, SECRET, ("CONFLUENT_TELEMETRY_ENDPOINT", "http://m.example.com")],
            "the telemetry endpoint must be https",
        ),
        (&[KEY, SECRET, ("CONFLUENT_LOGGING_ENDPOINT", "http://l.example.com")], "the logging endpoint must be https"),
    ] {
        let ran = runner.run_with(&list, variables);
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains(said), "{}", ran.stderr);
        let error = runner.run_with(&[&list[..], &["-o", "json"]].concat(), variables).error();
        assert!(error["message"].as_str().unwrap().contains(said), "{error}");
    }
}

#[test]
fn without_environment_or_cluster_the_missing_one_is_named() {
    let runner = Runner::new();
    let credentials = [KEY, SECRET];
    for (flags, said) in [(&["-c", "lkc-1"][..], "no environment"), (&["-e", "env-1"], "no Kafka cluster")] {
        let ran = runner.run_with(&[flags, &LIST].concat(), &credentials);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn the_sandbox_needs_no_key_and_ignores_what_the_environment_says() {
    let runner = Runner::new();
    let foreign = [
        KEY,
        ("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY),
        ("CONFLUENT_CLOUD_ENDPOINT", "http://127.0.0.1:1"),
        ("CONFLUENT_ENVIRONMENT_ID", "env-1"),
        ("KAFKA_ID", "lkc-1"),
    ];
    let ran = runner.run_with(&["--sandbox", "plugin", "list"], &foreign);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

/// A whole store, at an address that is none of http's.
const STORE: [&str; 12] = [
    "-ojson",
    "sandbox",
    "serve",
    "--listen=127.0.0.1:0",
    "--store-endpoint",
    "ftp://example.com",
    "--store-bucket",
    "b",
    "--store-access-key",
    "k",
    "--store-secret-key-file",
    "s3-secret",
];

#[test]
fn wrong_usage_is_told_in_the_format_that_was_asked_for() {
    let runner = Runner::new();
    runner.file("s3-secret", CANARY);
    for args in [
        &["-o", "json", "connector", "frobnicate"][..],
        &["connector", "describe", "-ojson"],
        &["connector", "list", "--output=json", "--nonsense"],
        &["-o", "json"],
        &["-o", "json", "--sandbox", "--endpoint", "https://example.com", "connector", "list"],
        &["-o", "json", "--sandbox", "connector", "list", "--api-key", "k"],
        &["-o", "json", "--sandbox", "connector", "list", "--telemetry-endpoint", "https://example.com"],
        &["-o", "json", "--sandbox", "custom-plugin", "update", "ccp-1"],
        &["-o", "json", "--sandbox", "custom-plugin", "upload"],
        &["-o", "json", "sandbox", "serve", "--store-endpoint", "http://127.0.0.1:1"],
        &["-o", "json", "sandbox", "serve", "--listen", "0.0.0.0:0"],
        &STORE,
    ] {
        let ran = runner.run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.error()["kind"], "usage", "{args:?}");
    }
    let human = runner.run(&["connector", "frobnicate"]);
    assert_eq!(human.code, Some(2));
    assert!(human.stderr.contains("Usage:"), "{}", human.stderr);
}

#[test]
fn a_malformed_file_is_told_with_file_line_and_column() {
    let runner = Runner::new();
    runner.file("orders.yaml", &format!("name: orders\nconfig:\n  a: 1\n  b: [{CANARY}]\n"));
    let human = runner.sandbox(&["connector", "create", "-f", "orders.yaml"]);
    assert_eq!(human.code, Some(2));
    assert!(human.stderr.starts_with("error: orders.yaml:4:6: the value of `b` is a list"), "{}", human.stderr);
    let error = runner.sandbox(&["connector", "create", "-f", "orders.yaml", "-o", "json"]).error();
    assert_eq!(error["kind"], "input");
    let detail = &error["details"][0];
    let place = (&detail["file"], &detail["line"], &detail["column"], &detail["key"]);
    assert_eq!(place, (&json!("orders.yaml"), &json!(4), &json!(6), &json!("b")));
    assert_eq!(runner.json(&LIST), json!([]));
}

#[test]
fn a_file_that_is_no_text_is_told_with_its_place_and_one_that_cannot_be_read_with_its_name() {
    let runner = Runner::new();
    std::fs::write(runner.folder().join("latin1.yaml"), b"name: orders\nk: a\xe9\n").unwrap();
    std::fs::write(runner.folder().join("utf16.json"), b"\xff\xfe{\0}\0").unwrap();
    for (file, line, column) in [
        ("latin1.yaml", json!(2), json!(5)),
        ("utf16.json", json!(1), json!(1)),
        ("missing.yaml", json!(null), json!(null)),
    ] {
        let ran = runner.sandbox(&["connector", "create", "-f", file, "-o", "json"]);
        assert_eq!(ran.code, Some(2), "{file}: {}", ran.stderr);
        let detail = &ran.error()["details"][0];
        assert_eq!((&detail["file"], &detail["line"], &detail["column"]), (&json!(file), &line, &column), "{detail}");
    }
}

#[test]
fn a_file_for_another_cluster_is_not_sent() {
    let runner = Runner::new();
    let mut file = connector("orders");
    file["cluster"] = "lkc-other".into();
    runner.file("orders.json", &file.to_string());
    let ran = runner.sandbox(&["connector", "create", "-f", "orders.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("this file is for the cluster `lkc-other`, the call for `lkc-sandbox`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_unknown_connector_is_4_with_a_suggestion() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let human = runner.sandbox(&["connector", "describe", "ordrs"]);
    assert_eq!((human.code, human.stdout.as_str()), (Some(4), ""));
    assert_eq!(human.stderr, "error: connector `ordrs` not found\n\nhint: Did you mean `orders`?\n");
    let yaml = runner.sandbox(&["connector", "describe", "ordrs", "-o", "yaml"]);
    assert!(yaml.stderr.contains("kind: not_found"), "{}", yaml.stderr);
}

#[test]
fn what_the_server_refuses_is_1_with_its_words() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let again = runner.sandbox(&["connector", "create", "-f", "orders.json", "-o", "json"]);
    assert_eq!(again.code, Some(1));
    let error = again.error();
    assert_eq!((&error["kind"], &error["status"]), (&json!("conflict"), &json!(409)));
    assert!(error["details"][0]["message"].as_str().unwrap().contains("already exists"), "{error}");
}

#[test]
fn a_wrong_key_is_5_and_the_right_one_works() {
    let runner = Runner::new();
    let served = Served::start(&runner);
    let right = served.variables();
    assert_eq!(runner.run_with(&LIST, &borrowed(&right)).code, Some(0));

    let mut wrong = right.clone();
    wrong.insert("CONFLUENT_CLOUD_API_SECRET".to_owned(), CANARY.to_owned());
    let ran = runner.run_with(&[&LIST[..], &["-o", "json"]].concat(), &borrowed(&wrong));
    assert_eq!(ran.code, Some(5), "{}", ran.stderr);
    let error = ran.error();
    assert_eq!((&error["kind"], &error["status"]), (&json!("unauthorized"), &json!(401)));
    assert!(error["hint"].as_str().unwrap().contains("Cloud API key"), "{error}");
}

#[test]
fn no_network_is_1_with_its_cause() {
    let runner = Runner::new();
    // A port that was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let endpoint = format!("http://{address}");
    let args = [&IDS[..], &["--endpoint", &endpoint, "--max-retries", "0"], &LIST].concat();
    let human = runner.run_with(&args, &[KEY, SECRET]);
    assert_eq!(human.code, Some(1), "{}", human.stderr);
    assert!(human.stderr.contains("\n  caused by: "), "{}", human.stderr);
    let error = runner.run_with(&[&args[..], &["-o", "json"]].concat(), &[KEY, SECRET]).error();
    assert_eq!(error["kind"], "network");
    assert!(error["message"].as_str().unwrap().to_lowercase().contains("refused"), "{error}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let runner = Runner::new();
    let mut child = runner.command(&["--sandbox", "plugin", "list"]);
    let mut child = child.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn data_that_cannot_be_written_is_a_failure() {
    let runner = Runner::new();
    for args in [&["--help"][..], &["--version"], &["--sandbox", "plugin", "list"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = runner.command(args).stdout(full).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {stderr}");
        assert!(stderr.starts_with("error: the result cannot be written"), "{args:?}: {stderr}");
    }
}

#[test]
fn what_is_asked_of_whom_is_said_whatever_the_colours() {
    let runner = Runner::new();
    for color in ["always", "never", "auto"] {
        let ran = runner.sandbox(&["-v", "--color", color, "connector", "list"]);
        assert_eq!(ran.code, Some(0), "{color}: {}", ran.stderr);
        assert!(ran.stderr.contains("GET"), "{color}: {}", ran.stderr);
    }
}

pub(crate) fn borrowed(variables: &std::collections::BTreeMap<String, String>) -> Vec<(&str, &str)> {
    variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
