use serde_json::{Value, json};

use crate::runner::{CANARY, Runner, connector};

const CONNECTORS: &str = "/connect/v1/environments/env-sandbox/clusters/lkc-sandbox/connectors";

/// Each request as method and path below the cluster or the service.
fn lines(writes: &Value) -> Vec<String> {
    let below = |url: &str| {
        let path = url.split_once("//").unwrap().1.split_once('/').unwrap().1;
        let path = path.split('?').next().unwrap();
        path.split_once("lkc-sandbox").map_or(path, |(_, path)| path).to_owned()
    };
    let line =
        |write: &Value| format!("{} {}", write["method"].as_str().unwrap(), below(write["url"].as_str().unwrap()));
    writes.as_array().unwrap().iter().map(line).collect()
}

/// A service with two connectors, `a` and `b`.
fn with_connectors() -> Runner {
    let runner = Runner::new();
    for name in ["a", "b", "c"] {
        runner.file(&format!("{name}.json"), &connector(name).to_string());
    }
    runner.json(&["connector", "create", "-f", "a.json", "b.json"]);
    runner
}

#[test]
fn a_dry_run_shows_every_write_of_a_command_and_makes_none() {
    let runner = with_connectors();
    runner.file("offsets.json", r#"{"name": "a", "offsets": [{"partition": {"p": 1}, "offset": {"o": 1}}]}"#);
    runner.file("x.zip", "PK\u{3}\u{4}");
    runner.file("plugin.json", r#"{"display_name": "n"}"#);
    let upload = ["custom-plugin", "upload", "x.zip", "--class", "io.example.A", "--type", "sink", "--no-preflight"];
    for (args, expected) in [
        (&["connector", "create", "-f", "c.json", "--wait"][..], &["POST /connectors"][..]),
        (&["connector", "update", "a", "-f", "a.json"], &["PUT /connectors/a/config"]),
        (&["connector", "pause", "a", "b"], &["PUT /connectors/a/pause", "PUT /connectors/b/pause"]),
        (&["connector", "resume", "a"], &["PUT /connectors/a/resume"]),
        (&["connector", "restart", "b"], &["POST /connectors/b/restart"]),
        // Nobody is asked.
        (&["connector", "delete", "a", "b"], &["DELETE /connectors/a", "DELETE /connectors/b"]),
        (&["connector", "delete", "gone"], &[]),
        (
            &["connector", "offsets", "alter", "a", "-f", "offsets.json", "--wait"],
            &["POST /connectors/a/offsets/request"],
        ),
        (&["connector", "offsets", "reset", "a"], &["POST /connectors/a/offsets/request"]),
        (&upload, &["POST connect/v1/presigned-upload-url", "POST connect/v1/custom-connector-plugins"]),
        (&["custom-plugin", "delete", "ccp-1"], &["DELETE connect/v1/custom-connector-plugins/ccp-1"]),
        (&["custom-plugin", "create", "--api", "ccpm", "--name", "n", "--cloud", "aws"], &["POST ccpm/v1/plugins"]),
        (&["artifact", "upload", "x.zip", "--cloud", "aws", "--wait"], {
            &["POST cam/v1/presigned-upload-url", "POST cam/v1/connect-artifacts"]
        }),
        (&["api", "PATCH", "/connect/v1/custom-connector-plugins/ccp-1", "-d", "@plugin.json"], {
            &["PATCH connect/v1/custom-connector-plugins/ccp-1"]
        }),
    ] {
        for format in ["json", "human"] {
            let ran = runner.sandbox(&[args, &["--dry-run", "-o", format]].concat());
            assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.stderr);
            assert_eq!(lines(&ran.json()), expected, "{args:?}");
            assert!(ran.stderr.contains("nothing was written"), "{args:?}: {}", ran.stderr);
        }
    }
    assert_eq!(runner.json(&["api", "GET", CONNECTORS]), json!(["a", "b"]));
    assert!(runner.json(&["connector", "list"]).to_string().find("PAUSED").is_none());
}

#[test]
fn what_would_be_sent_is_shown_with_only_its_secrets_replaced() {
    let runner = with_connectors();
    let writes = runner.json(&["connector", "create", "-f", "c.json", "--dry-run"]);
    let write = &writes[0];
    assert_eq!(write["body"]["name"], "c");
    let config = write["body"]["config"].as_object().unwrap();
    assert_eq!((&config["quickstart"], &config["kafka.topic"]), (&json!("ORDERS"), &json!("orders")));
    assert!(config["kafka.api.secret"].as_str().unwrap().starts_with("****"), "{config:?}");
    assert!(write["headers"]["authorization"].as_str().unwrap().starts_with("****"));
    let upload = [
        "custom-plugin",
        "upload",
        "x.zip",
        "--class",
        "io.example.A",
        "--type",
        "sink",
        "--no-preflight",
        "--dry-run",
    ];
    runner.file("x.zip", "PK\u{3}\u{4}");
    let writes = runner.json(&upload);
    assert_eq!(writes[1]["body"]["upload_source"]["upload_id"], "<upload_id>");
}

#[test]
fn a_dry_run_of_what_only_reads_shows_what_is_read() {
    let runner = with_connectors();
    let read = runner.json(&["connector", "list", "--dry-run"]);
    assert_eq!(read, runner.json(&["connector", "list"]));
    // It validates, by a PUT.
    let described = runner.sandbox(&["connector", "describe", "a", "--dry-run"]);
    assert!(described.stdout.contains("RUNNING") || described.stdout.contains("PROVISIONING"), "{}", described.stdout);
    let paths = runner.json(&["api", "GET", CONNECTORS, "--dry-run"]);
    assert_eq!(paths, json!(["a", "b"]));
}

#[test]
fn a_target_that_is_not_there_fails_a_dry_run_as_well() {
    let runner = with_connectors();
    let ran = runner.sandbox(&["connector", "pause", "a", "gone", "--dry-run", "-o", "json"]);
    assert_eq!((ran.code, lines(&ran.json())), (Some(4), vec!["PUT /connectors/a/pause".to_owned()]));
    assert_eq!(ran.error()["kind"], "not_found");
}

#[test]
fn the_sandbox_is_not_forgotten_by_a_dry_run() {
    let runner = with_connectors();
    let ran = runner.run(&["sandbox", "reset", "--dry-run"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(runner.json(&["api", "GET", CONNECTORS]), json!(["a", "b"]));
}

#[test]
fn a_trace_shows_headers_and_bodies_and_no_secret() {
    let runner = with_connectors();
    runner.file("c.json", &connector("c").to_string());
    let ran = runner.sandbox(&["connector", "create", "-f", "c.json", "-vv"]);
    let asked = ran.stderr.lines().find(|line| line.contains("TRACE asks") && line.contains("method=POST")).unwrap();
    for part in
        ["attempt=1", r#""content-type": "application/json""#, r#""quickstart":"ORDERS""#, r#""kafka.api.secret":"***"#]
    {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert!(ran.stderr.contains("TRACE is told attempt=1 status=201"), "{}", ran.stderr);
    // No other crate's events.
    assert!(ran.stderr.lines().all(|line| !line.contains("hyper")), "{}", ran.stderr);
    let once = runner.sandbox(&["connector", "list", "-v"]);
    assert!(once.stderr.contains("answered") && !once.stderr.contains("TRACE"), "{}", once.stderr);
    assert!(!asked.contains(CANARY));
}
