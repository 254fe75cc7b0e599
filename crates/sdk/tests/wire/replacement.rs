//! A new archive for a plugin that is there.

use std::path::Path;

use ccloud_connect::inspect::Problem;
use ccloud_connect::plugins::ReplaceArchive;
use ccloud_connect::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::server::{self, Reply, Server, empty};
use crate::store::Scene;

const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";
const PLUGIN: &str = "/connect/v1/custom-connector-plugins/ccp-1";
const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.zip");

/// A service with one plugin, which has these members as well.
async fn service(store: &Server, members: Value, patched: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    let url = format!("{}/bucket", store.url());
    let mut plugin = json!({"id": "ccp-1", "display_name": "Beats", "connector_class": CLASS, "cloud": "GCP",
                            "connector_type": "SOURCE", "sensitive_config_properties": ["heartbeat.signing.key"]});
    plugin.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    Server::start(move |seen, _| match (seen.method.as_str(), seen.path()) {
        ("POST", "/connect/v1/presigned-upload-url") => {
            server::json(200, json!({"upload_id": "u-1", "upload_url": url, "cloud": "GCP"}).to_string()).into()
        }
        ("PATCH", PLUGIN) => patched(),
        ("GET", PLUGIN) => server::json(200, plugin.to_string()).into(),
        _ => empty(404).into(),
    })
    .await
}

fn taken() -> Reply {
    server::json(200, json!({"id": "ccp-1", "display_name": "Beats"}).to_string()).into()
}

fn replace(service: &Server, archive: impl AsRef<Path>) -> ReplaceArchive {
    service.client().custom_plugins().update("ccp-1").archive(archive.as_ref())
}

/// What was changed.
fn patch(service: &Server) -> Option<Value> {
    let seen = service.seen();
    seen.iter().find(|seen| seen.method == "PATCH").map(|seen| serde_json::from_slice(&seen.body).unwrap())
}

#[tokio::test]
async fn the_archive_goes_to_the_plugins_cloud_and_the_change_names_it_beside_what_else_is_new() {
    let scene = Scene::aws(|_, _| empty(200)).await;
    let service = service(&scene.store, json!({}), taken).await;
    let update = service.client().custom_plugins().update("ccp-1").name("Beats 2");
    let prepared = update.archive(ARCHIVE).prepare().await.unwrap();
    assert_eq!((prepared.plugin().name.as_str(), prepared.warnings()), ("Beats", &[][..]));
    let replaced = prepared.send().await.unwrap();
    assert_eq!((replaced.plugin.id.as_str(), replaced.size), ("ccp-1", std::fs::metadata(ARCHIVE).unwrap().len()));
    let lines = [format!("GET {PLUGIN}"), "POST /connect/v1/presigned-upload-url".into(), format!("PATCH {PLUGIN}")];
    assert_eq!(service.lines(), lines);
    assert_eq!(scene.store.seen()[0].method, "PUT");
    let source = json!({"location": "PRESIGNED_URL_LOCATION", "upload_id": "u-1"});
    assert_eq!(patch(&service), Some(json!({"display_name": "Beats 2", "upload_source": source})));
}

#[tokio::test]
async fn an_archive_without_the_plugins_connector_is_refused_before_it_is_sent() {
    for (members, said) in [
        (json!({"connector_class": "io.example.Other"}), "io.example.Other is no connector in it"),
        (json!({"connector_type": "SINK"}), "is a source"),
    ] {
        let scene = Scene::aws(|_, _| empty(200)).await;
        let service = service(&scene.store, members, taken).await;
        let error = replace(&service, ARCHIVE).send().await.unwrap_err();
        assert!(matches!(error, Error::Unfit { .. }) && error.to_string().contains(said), "{error}");
        assert_eq!(service.lines(), [format!("GET {PLUGIN}")]);
        let unseen = replace(&service, ARCHIVE).preflight(false).send().await;
        assert!(unseen.is_ok(), "nobody looks: {unseen:?}");
    }
}

#[tokio::test]
async fn what_is_no_archive_is_refused_before_any_request() {
    let scene = Scene::aws(|_, _| empty(200)).await;
    let service = service(&scene.store, json!({}), taken).await;
    for file in [scene.file("notes.zip", b"no archive"), scene.file("empty.zip", b""), "missing.zip".into()] {
        assert_eq!(replace(&service, file).send().await.unwrap_err().kind(), ErrorKind::Input);
    }
    let long = service.client().custom_plugins().update("ccp-1").name("n".repeat(61)).archive(ARCHIVE);
    assert_eq!(long.send().await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(service.lines(), [""; 0]);
}

#[tokio::test]
async fn secrets_that_the_plugin_does_not_hide_are_told() {
    let scene = Scene::aws(|_, _| empty(200)).await;
    let service = service(&scene.store, json!({"sensitive_config_properties": []}), taken).await;
    let prepared = replace(&service, ARCHIVE).prepare().await.unwrap();
    let keys = vec!["heartbeat.signing.key".to_owned()];
    assert_eq!(prepared.warnings()[0].problem, Problem::UnlistedSecrets { keys: keys.clone() });
    let update = service.client().custom_plugins().update("ccp-1").sensitive_properties(keys);
    assert_eq!(update.archive(ARCHIVE).prepare().await.unwrap().warnings(), []);
}

/// Else `skip_identical` would take other bytes for these.
#[tokio::test]
async fn a_description_that_tells_the_archives_hash_tells_the_new_ones() {
    let sums = include_str!("../../../../tests/archives/SHA256SUMS");
    let new = sums.lines().find_map(|line| line.strip_suffix("  heartbeat-source-0.1.0.zip")).unwrap();
    let old = "0".repeat(64);
    for (description, given, expected) in [
        (format!("nightly sha256:{old}"), None, Some(format!("nightly sha256:{new}"))),
        (format!("nightly sha256:{old}"), Some("weekly"), Some("weekly".to_owned())),
        ("nightly".to_owned(), None, None),
    ] {
        let scene = Scene::aws(|_, _| empty(200)).await;
        let service = service(&scene.store, json!({"description": description}), taken).await;
        let mut update = service.client().custom_plugins().update("ccp-1");
        if let Some(given) = given {
            update = update.description(given);
        }
        update.archive(ARCHIVE).send().await.unwrap();
        let sent = patch(&service).unwrap()["description"].as_str().map(str::to_owned);
        assert_eq!(sent, expected, "{description} {given:?}");
    }
}

/// No answer tells which archive a plugin has; only that it was changed since.
#[tokio::test]
async fn a_replacement_whose_answer_was_lost_counts_when_the_plugin_changed_after_the_upload_began() {
    let now = jiff::Timestamp::now();
    let later = now + std::time::Duration::from_hours(1);
    for (updated_at, done) in [(later.to_string(), true), ("2026-01-05T10:15:00Z".to_owned(), false)] {
        let scene = Scene::aws(|_, _| empty(200)).await;
        let service = service(&scene.store, json!({"metadata": {"updated_at": updated_at}}), || Reply::Reset).await;
        let outcome = replace(&service, ARCHIVE).send().await;
        assert_eq!(outcome.is_ok(), done, "{updated_at}: {outcome:?}");
        let patches = service.lines().iter().filter(|line| line.starts_with("PATCH")).count();
        assert_eq!(patches, 1, "sent once");
    }
}
