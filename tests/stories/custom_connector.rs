use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cconnect::Cconnect;
use crate::hash::files;

pub(crate) const ARCHIVE: &str = "tests/archives/heartbeat-source-0.1.0.zip";
const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";

pub(crate) fn upload(cconnect: &Cconnect) -> Value {
    let upload = ["custom-plugin", "upload", ARCHIVE, "--class", CLASS, "--type", "source"];
    cconnect.sandbox(&[&upload[..], &["--sensitive-properties", "heartbeat.signing.key"]].concat())
}

fn write(folder: &tempfile::TempDir, config: &Value) -> String {
    let path = folder.path().join("connector.json");
    std::fs::write(&path, config.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Polls until the connector is in that state: the sandbox moves it by the clock.
fn until(cconnect: &Cconnect, name: &str, state: &str) -> Value {
    let started = Instant::now();
    loop {
        let status = cconnect.sandbox(&["connector", "status", name]);
        if status["status"] == state {
            return status;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "still not {state}: {status}");
    }
}

#[test]
fn an_archive_becomes_a_plugin_and_the_plugin_a_connector_that_is_watched_and_deleted() {
    let (cconnect, folder) = (Cconnect::new(), tempfile::tempdir().unwrap());
    let plugin = upload(&cconnect);
    assert_eq!(plugin["connector_class"], CLASS);
    assert_eq!(plugin["sensitive_properties"], json!(["heartbeat.signing.key"]));
    let plugin = plugin["id"].as_str().unwrap();

    let name = "heart beat [é] a+b&c|d,e";
    let file = write(
        &folder,
        &json!({"name": name, "config": {
            "confluent.connector.type": "CUSTOM",
            "confluent.custom.plugin.id": plugin,
            "kafka.api.key": "canary-key",
            "kafka.api.secret": "canary-secret",
            "heartbeat.signing.key": "canary-signing",
            "topic": "beats",
            "tasks.max": "1",
        }}),
    );
    let created = cconnect.sandbox(&["connector", "create", "-f", &file]);
    assert_eq!(created["name"], name);
    let id = created["id"].as_str().unwrap();
    assert!(id.starts_with("clcc-"), "{created}");

    let running = until(&cconnect, name, "RUNNING");
    assert_eq!(running["type"], "source");
    for shown in [name, id] {
        let described = cconnect.sandbox(&["connector", "describe", shown]);
        assert_eq!(described["connector"]["id"], id);
        assert!(!described.to_string().contains("canary"), "{described}");
    }

    let refused = cconnect.run(&["--sandbox", "--force", "custom-plugin", "delete", plugin]);
    assert_eq!(refused.code, 1, "a plugin in use stays: {refused:?}");
    let deleted = cconnect.sandbox(&["--force", "connector", "delete", name]);
    assert_eq!(deleted[0]["result"], "done");
    let again = cconnect.sandbox(&["--force", "connector", "delete", name]);
    assert_eq!(again[0]["result"], "absent", "a list proves it gone");
    cconnect.sandbox(&["--force", "custom-plugin", "delete", plugin]);
    assert_eq!(cconnect.sandbox(&["custom-plugin", "list"]), json!([]));
}

#[test]
fn no_secret_lies_in_the_sandboxes_folder() {
    let (cconnect, folder) = (Cconnect::new(), tempfile::tempdir().unwrap());
    let file = write(
        &folder,
        &json!({"name": "orders", "config": {
            "connector.class": "DatagenSource", "kafka.api.key": "canary-key", "kafka.api.secret": "canary-secret",
            "kafka.topic": "orders", "output.data.format": "JSON", "quickstart": "ORDERS", "tasks.max": "1",
        }}),
    );
    cconnect.sandbox(&["connector", "create", "-f", &file]);
    let files = files(&cconnect.sandbox_folder());
    assert!(!files.is_empty(), "the state is on disk");
    for file in files {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains("canary"), "{}", file.display());
    }
}
