//! What a caller's own subscriber is told, at the level of whatever there is to tell.

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use ccloud_connect::api::BoxError;
use ccloud_connect::reqwest::Method;
use ccloud_connect::{Client, ConnectorConfig, Error, Secret, Sts};
use serde_json::json;
use tracing_subscriber::Registry;
use tracing_subscriber::filter::LevelFilter;

use crate::server::{Seen, Server, brisk, client, empty, json as answer};

const CANARY: &str = "canary-93c1";

/// What must not be told: that, and the client's own credentials, also as they travel.
const SECRETS: [&str; 3] = [CANARY, "the-api-secret", "S0VZOnRoZS1hcGktc2VjcmV0"];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Some crates beneath tell by `log`, of which a process has one logger: it tells the subscriber of the thread.
struct Bridge;

impl log::Log for Bridge {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        tracing::trace!(from = record.target(), "{}", record.args());
    }

    fn flush(&self) {}
}

/// What is told while the work is done, by every crate beneath, too. None of it may hold a secret.
async fn traced(work: impl Future<Output = ()>) -> String {
    if log::set_logger(&Bridge).is_ok() {
        log::set_max_level(log::LevelFilter::Trace);
    }
    // Where an event is first met by a thread without a subscriber, as those of other tests are, it would be off for all.
    let _ = tracing::subscriber::set_global_default(Registry::default());
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false);
    let guard = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());
    Box::pin(work).await;
    drop(guard);
    let told = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let leak = told.lines().find(|line| SECRETS.iter().any(|secret| line.contains(secret)));
    assert_eq!(leak, None);
    told
}

/// The line of that event.
fn line<'a>(told: &'a str, event: &str, part: &str) -> &'a str {
    let mut lines = told.lines().filter(|line| line.contains("ccloud_connect: ") && line.contains(event));
    lines.find(|line| line.contains(part)).unwrap_or_else(|| panic!("no `{event}` with `{part}`:\n{told}"))
}

fn holds(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "`{part}` is not in {line}");
    }
}

#[tokio::test]
async fn a_call_is_traced_with_everything_but_its_secrets() {
    let server = Server::start(|seen: &Seen, before| match before {
        0 if seen.method == "GET" => answer(200, "{}"),
        0 | 1 => empty(503),
        _ => answer(
            200,
            json!({"name": "orders", "config": {"topics": "t", "db": CANARY}, "said": seen.path()}).to_string(),
        )
        .header("set-cookie", CANARY)
        .header("x-request-id", "req-1")
        .header("x-other", CANARY),
    });
    let server = server.await;
    let config = ConnectorConfig::from([("connector.class", "S3_SINK"), ("topics", "t"), ("db.password", CANARY)]);
    let told = traced(async {
        let cluster = server.client().cluster("env-1", "lkc-1");
        cluster.connector("orders").update(config).await.unwrap();
    });
    let told = Box::pin(told).await;
    holds(line(&told, "asks", "attempt=1 method=PUT"), &["/connectors/orders/config", "application/json"]);
    let second = line(&told, "asks", "attempt=2");
    holds(second, &[r#""authorization": "***"#, r#""topics":"t""#, r#""db.password":"***"#]);
    holds(line(&told, "is told", "status=503"), &["attempt=1"]);
    holds(line(&told, "is told", "attempt=2"), &["status=200", r#""x-request-id": "req-1""#, r#""topics":"t""#]);
    holds(line(&told, "trying again", "attempt=1"), &["wait_ms=", "503"]);
    holds(line(&told, "answered method=PUT", "status=200"), &["ms="]);
}

#[tokio::test]
async fn a_raw_call_with_a_secret_anywhere_is_traced_without() {
    let said = json!({"errors": [{"detail": format!("no {CANARY}")}], "tokens": [CANARY]}).to_string();
    let server = Server::start(move |_: &Seen, _| answer(400, said.clone()));
    let server = server.await;
    let told = traced(async {
        let client = server.client();
        let body = json!({"spec": {"secret": CANARY}, "name": "shown", "note": "a\u{1b}[2Jb"});
        let path = format!("/cam/v1/things?sig={CANARY}&cloud=AWS");
        client.request(Method::POST, path).body(body).send().await.unwrap_err();
    });
    let told = Box::pin(told).await;
    holds(line(&told, "asks", "attempt=1"), &["cloud=AWS", "sig=***", r#""name":"shown""#, r#""secret":"***"#]);
    holds(line(&told, "is told", "status=400"), &["no ***"]);
    assert!(!told.contains('\u{1b}'), "{told}");
}

fn archive(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("archive.zip");
    std::fs::write(&path, [&b"PK\x03\x04"[..], CANARY.as_bytes()].concat()).unwrap();
    path
}

#[tokio::test]
async fn an_upload_is_traced_without_what_signs_it_and_without_the_archive() {
    for (cloud, refused) in [("AWS", false), ("AWS", true), ("AZURE", false), ("GCP", true)] {
        let store = Server::start(move |_: &Seen, _| {
            let said = format!("<Error><Code>AccessDenied</Code><Message>no {CANARY}</Message></Error>");
            if refused { answer(403, said).header("content-type", "application/xml") } else { empty(204) }
        });
        let store = store.await;
        let url = format!("{}/bucket?sig={CANARY}", store.url());
        let presigned = json!({"upload_id": "u-1", "upload_url": url, "cloud": cloud, "content_format": "ZIP",
            "upload_form_data": {"bucket": "plugins", "policy": CANARY, "x-amz-signature": CANARY}});
        let server = Server::start(move |seen: &Seen, _| match seen.path() {
            "/connect/v1/presigned-upload-url" => answer(200, presigned.to_string()),
            _ => answer(200, r#"{"id": "ccp-1", "display_name": "n"}"#),
        });
        let server = server.await;
        let folder = tempfile::tempdir().unwrap();
        let told = traced(async {
            let upload =
                server.client().custom_plugins().upload(archive(&folder)).preflight(false).class("io.example.A");
            let sent = upload.connector_type("sink".into()).cloud(cloud.into()).send().await;
            assert_eq!(sent.is_err(), refused, "{sent:?}");
        });
        let told = Box::pin(told).await;
        holds(line(&told, "is told", "upload_url"), &[r#""upload_id":"u-1""#, r#""upload_form_data":{"#]);
        let file = line(&told, "asks", "(15 bytes of archive.zip)");
        holds(file, &["/bucket?sig=***"]);
        if cloud == "AWS" {
            holds(file, &["bucket=plugins", "policy=***", "multipart/form-data"]);
        }
        let outcome = if refused { "status=403" } else { "status=204" };
        holds(line(&told, "is told", outcome), if refused { &["no ***", "AccessDenied"] } else { &[] });
    }
}

#[tokio::test]
async fn a_token_exchange_is_traced_without_either_token() {
    let server = Server::start(|seen: &Seen, _| match seen.path() {
        "/sts/v1/oauth2/token" => {
            answer(200, json!({"access_token": format!("{CANARY}-a"), "expires_in": 900}).to_string())
        }
        _ => answer(200, "{}"),
    });
    let server = server.await;
    let told = traced(async {
        let sts = Sts::new("pool-1", || async { Ok::<_, BoxError>(Secret::new(format!("{CANARY}-s"))) });
        let client = Client::builder().endpoint(server.url()).sts(sts).retry(brisk()).build().unwrap();
        client.custom_plugins().get("ccp-1").await.unwrap();
    });
    let told = Box::pin(told).await;
    holds(line(&told, "asks", "oauth2/token"), &["subject_token=***", "identity_pool_id=pool-1"]);
    holds(line(&told, "is told", "access_token"), &[r#""expires_in":900"#]);
}

#[tokio::test]
async fn no_answer_is_traced_too() {
    let told = traced(async {
        let client = client("http://127.0.0.1:9").build().unwrap();
        let error = client.custom_plugins().get("ccp-1").await.unwrap_err();
        assert!(matches!(error, Error::Network { .. }));
    });
    let told = Box::pin(told).await;
    holds(line(&told, "no answer", "error="), &["method=GET", "no connection to 127.0.0.1:9"]);
    holds(line(&told, "asks", "attempt=3"), &["custom-connector-plugins/ccp-1"]);
}

#[tokio::test]
async fn no_crate_beneath_tells_what_travels_even_when_asked_to() {
    let server = Server::always(answer(200, r#"{"id": "ccp-1"}"#)).await;
    let told = traced(async {
        let client = server.builder().configure(|http| http.connection_verbose(true)).build().unwrap();
        client.custom_plugins().get("ccp-1").await.unwrap();
    });
    let told = Box::pin(told).await;
    assert!(told.contains("starting new connection") && told.contains("hyper"), "they tell something: {told}");
}
