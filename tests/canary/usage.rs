//! Calls that are wrong, and files that are: what is told of them does not quote a value.

use std::process::Output;

use crate::canaries::Canaries;
use crate::program::{Caller, World};
use crate::search::Surfaces;
use crate::server::{Outcome, Plan, Server};

const FORMATS: [&str; 3] = ["human", "json", "yaml"];

fn ended_with(output: &Output, code: i32, of: &str) {
    assert_eq!(output.status.code(), Some(code), "{of}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_wrong_file_is_told_of_without_its_values() {
    let (surfaces, world, canaries) = (Surfaces::default(), World::new(), Canaries::get());
    let secret = canaries.at("connection password");
    let whole = serde_json::json!({"name": "orders", "config": canaries.config()}).to_string();
    for text in [
        format!("name: orders\nconfig:\n  db.password: {secret}: x\n"),
        format!("name: orders\nconfig:\n  db.password: \"{secret}\n"),
        format!("name: orders\nconfig:\n  db.password: '{secret}' rest\n"),
        format!("name: orders\nconfig:\n  db.password: [{secret}]\n"),
        format!("name: orders\nconfig:\n  db.password: {{a: {secret}}}\n"),
        format!("name: orders\nconfig:\n  db.password: !vault {secret}\n"),
        format!("name: orders\nconfig:\n  db.password: !!binary {secret}\n"),
        format!("name: orders\nconfig:\n  db.password: !!int {secret}\n"),
        format!("name: orders\nconfig:\n  db.password: &{secret} *{secret}x\n"),
        format!("name: orders\nconfig:\n  db.password: {secret}\n  db.password: {secret}\n"),
        format!("name: orders\nconfig:\n  db.password: \"\\x{secret}\"\n"),
        format!("name: orders\nconfig:\n\tdb.password: {secret}\n"),
        format!("name: orders\nconfig: {secret}\n"),
        format!("name: [{secret}]\nconfig: {{}}\n"),
        format!("name: orders\n{secret}\n"),
        format!("--- {secret}\n--- {secret}\n"),
        secret.to_owned(),
        format!("{{\"name\": \"orders\", \"config\": {{\"db.password\": \"{secret}}}}}"),
        format!("{{\"name\": \"orders\", \"config\": {{\"db.password\": [\"{secret}\"]}}}}"),
        format!("{{\"name\": \"orders\", \"config\": \"{secret}\"}}"),
        whole[..whole.len() - 2].to_owned(),
        whole.replace("\"tasks.max\":\"1\"", "\"tasks.max\":null"),
        format!("name: orders\nconfig:\n  a: ${{env:UNKNOWN}}{secret}\n  b: {secret}${{file:none}}\n"),
        format!("name: orders\nconfig:\n  a: ${{file:a.properties:none}}\n  b: {secret}${{env:CONFLUENT_X}}\n"),
        format!("name: orders\nenvironment: env-2\nconfig:\n  a: {secret}\n"),
    ] {
        world.give("broken", &text);
        for (at, args) in [
            ["connector", "create", "-f", "broken"].as_slice(),
            &["connector", "update", "orders", "-f", "broken"],
            &["connector", "offsets", "alter", "orders", "-f", "broken"],
        ]
        .into_iter()
        .enumerate()
        {
            let args = [args, &["-vv", "-o", FORMATS[at]]].concat();
            let output = world.command("http://127.0.0.1:9", Caller::Key, &args).output().unwrap();
            let name = format!("`{}` of {}", args.join(" "), text.replace(secret, "#"));
            ended_with(&output, 2, &name);
            world.search(&surfaces, &name, &output);
        }
    }
    surfaces.conclude("wrong files");
}

#[test]
fn a_wrong_call_is_told_of_without_its_values() {
    let (surfaces, world) = (Surfaces::default(), World::new());
    let secret = Canaries::get().at("connection password");
    let with = |text: &str| text.replace('#', secret);
    for args in [
        &["connector", "update", "orders", "--sett", "db.password=#"][..],
        &["connector", "update", "orders", "--sett=db.password=#"],
        &["connector", "update", "orders", "db.password=#"],
        &["connector", "update", "orders", "--set", "#"],
        &["connector", "update", "orders", "--set", "a=#", "--set", "a=#"],
        &["connector", "update", "orders", "--set", "db.password=#", "-f", "orders.json"],
        &["connector", "update", "orders", "--unset", "a", "--set-file", "a=none", "--password=#"],
        &["connector", "list", "--api-secret", "#"],
        &["connector", "list", "--api-secret=#"],
        &["connector", "list", "--password=#"],
        &["connector", "list", "CONFLUENT_CLOUD_API_SECRET=#"],
        &["connector", "list", "--endpoint", "https://reader:#@example.com"],
        &["connector", "list", "--endpoint", "https://example.com/?token=#"],
        &["connector", "list", "--endpoint", "http://reader:#@example.com"],
        &["connector", "list", "--endpoint", "reader:#@example.com"],
        &["api", "POST", "/connect/v1/any", "-d", "{\"password\": \"#\""],
        &["api", "POST", "/connect/v1/any", "-d", "{\"password\": #}"],
        &["api", "POST", "connect/v1/any?token=#"],
        &["api", "POST", "//reader:#@example.com/any"],
        &["api", "POST", "https://reader:#@example.com/any?token=#"],
        &["api", "POST", "/any#token=#"],
        &[
            "sandbox",
            "serve",
            "--store-endpoint",
            "http://reader:#@127.0.0.1:9",
            "--store-bucket",
            "b",
            "--store-access-key",
            "k",
            "--store-secret-key-file",
            "store-key",
        ],
        &["sandbox", "serve", "--fault", "password=#"],
    ] {
        for format in FORMATS {
            let args: Vec<String> = args
                .iter()
                .map(|arg| with(arg))
                .chain(["-vv", "--max-retries", "0", "-o", format].map(str::to_owned))
                .collect();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let mut command = world.bare(&args);
            command.env("CONFLUENT_CLOUD_API_KEY", "KEY").env("CONFLUENT_CLOUD_API_SECRET", secret);
            let output = command.output().unwrap();
            let name = format!("`{}`", args.join(" ").replace(secret, "#"));
            assert_ne!(output.status.code(), Some(0), "{name}");
            world.search(&surfaces, &name, &output);
        }
    }
    surfaces.conclude("wrong calls");
}

#[test]
fn a_literal_secret_is_refused_without_being_told() {
    let (surfaces, world) = (Surfaces::default(), World::new());
    let server = Server::start(Plan { outcome: Outcome::Success, at: "", form: 0 });
    let set = format!("db.password={}", Canaries::get().at("connection password"));
    let output = world
        .command(
            &server.origin,
            Caller::Key,
            &["connector", "update", "orders", "--keep-secrets", "-vv", "--set", &set],
        )
        .output()
        .unwrap();
    ended_with(&output, 2, "`--set` of a literal");
    world.search(&surfaces, "`--set` of a literal", &output);
    surfaces.conclude("a literal");
}

#[test]
fn the_embedded_service_gives_no_secret_away_and_keeps_none() {
    let (surfaces, world) = (Surfaces::default(), World::new());
    // The class that the embedded service has knows no other settings.
    let known = serde_json::json!({"name": "orders", "config": {"connector.class": "DatagenSource", "kafka.topic": "orders",
        "output.data.format": "JSON", "quickstart": "ORDERS", "tasks.max": "1", "kafka.api.key": "${env:DB_PASSWORD}",
        "kafka.api.secret": Canaries::get().at("password"), "db.password": "${file:key.pem}"}});
    world.give("orders.json", &known.to_string());
    let steps: &[&[&str]] = &[
        &["connector", "create", "-f", "orders.json"],
        &["connector", "update", "orders", "-f", "orders.json"],
        &["connector", "list"],
        &["connector", "describe", "orders"],
        &["connector", "tasks", "orders"],
        &["connector", "status", "orders"],
        &["connector", "logs", "orders", "--since", "1h", "--level", "INFO"],
        &["connector", "offsets", "get", "orders"],
        &[
            "custom-plugin",
            "upload",
            "a.zip",
            "--class",
            "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector",
            "--type",
            "source",
        ],
        &["custom-plugin", "list"],
        &["connector", "delete", "orders", "--force"],
    ];
    for (at, step) in steps.iter().enumerate() {
        let args = [&["--sandbox", "-vv", "-o", FORMATS[at % 3]], *step].concat();
        let output = world.bare(&args).output().unwrap();
        ended_with(&output, 0, &args.join(" "));
        world.search(&surfaces, &args.join(" "), &output);
    }
    surfaces.conclude("the embedded service");
}
