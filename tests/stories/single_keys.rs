//! Single keys of a connector are changed without its secrets: those come from where they are kept, and are never shown.

use ccloud_connect::connectors::ConfigEdit;
use ccloud_connect::{Client, ConnectorConfig, Error};
use ccloud_connect_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::cconnect::{Cconnect, Run};

const ARCHIVE: &str = "tests/archives/heartbeat-source-0.1.0.zip";
const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";
const SECRETS: [&str; 3] = ["heartbeat.signing.key", "kafka.api.key", "kafka.api.secret"];

/// A custom connector, its secrets referred to in a file beside a folder of them.
fn connector(cconnect: &Cconnect, folder: &tempfile::TempDir) -> String {
    let upload = ["custom-plugin", "upload", ARCHIVE, "--class", CLASS, "--type", "source"];
    let plugin = cconnect.sandbox(&[&upload[..], &["--sensitive-properties", SECRETS[0]]].concat());
    let secrets = "kafka.key = canary-key\nkafka.secret: canary\\u002dsecret\n";
    std::fs::write(folder.path().join("kafka.properties"), secrets).unwrap();
    std::fs::write(folder.path().join("signing.pem"), "canary-line-one\ncanary-line-two\n").unwrap();
    let file = folder.path().join("beats.json");
    let config = json!({
        "confluent.connector.type": "CUSTOM",
        "confluent.custom.plugin.id": plugin["id"],
        "kafka.api.key": "${file:kafka.properties:kafka.key}",
        "kafka.api.secret": "${file:kafka.properties:kafka.secret}",
        "heartbeat.signing.key": "${file:signing.pem}",
        "topic": "beats-${topic}",
        "tasks.max": "1",
    });
    std::fs::write(&file, json!({"name": "beats", "config": config}).to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// What the sandbox keeps of the connector's settings; of secrets a keyed hash.
fn stored(cconnect: &Cconnect) -> Value {
    let state = std::fs::read(cconnect.sandbox_folder().join("state.json")).unwrap();
    serde_json::from_slice::<Value>(&state).unwrap()["connectors"]["beats"]["settings"].clone()
}

fn error(run: &Run) -> Value {
    serde_json::from_str::<Value>(&run.stderr).unwrap_or_else(|error| panic!("{error}: {run:?}"))["error"].clone()
}

#[test]
fn one_key_of_a_custom_connector_is_changed_and_its_secrets_are_what_they_were() {
    let (cconnect, folder) = (Cconnect::new(), tempfile::tempdir().unwrap());
    let file = connector(&cconnect, &folder);
    cconnect.sandbox(&["connector", "create", "-f", &file]);
    let before = stored(&cconnect);
    assert_eq!(before["topic"], "beats-${topic}");

    let update = ["connector", "update", "beats", "--set", "tasks.max=2"];
    let refused = cconnect.run(&[&["--sandbox", "-o", "json"], &update[..]].concat());
    let told = error(&refused);
    let keys: Vec<_> = told["details"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!((refused.code, keys.as_slice()), (2, &SECRETS[..]), "{told}");
    assert_eq!(stored(&cconnect), before);

    for (name, value) in
        [("signing", "canary-line-one\ncanary-line-two"), ("key", "canary-key"), ("secret", "canary-secret")]
    {
        std::fs::write(folder.path().join(name), value).unwrap();
    }
    let path = |name: &str| folder.path().join(name).display().to_string();
    let files = [("signing", 0), ("key", 1), ("secret", 2)].map(|(name, at)| format!("{}={}", SECRETS[at], path(name)));
    let flags: Vec<&str> = files.iter().flat_map(|file| ["--set-file", file]).collect();
    let run = cconnect.run(&[&["--sandbox", "-o", "json", "-v"], &update[..], &flags].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.stderr.matches("method=PUT").count(), 1, "{run:?}");
    assert!(!format!("{run:?}").contains("canary"), "{run:?}");
    let mut expected = before;
    expected["tasks.max"] = "2".into();
    assert_eq!(
        stored(&cconnect),
        expected,
        "the secrets are the same to the byte, and nothing of the server's was sent"
    );
}

#[test]
fn what_would_be_sent_is_shown_with_references_in_place_of_secrets() {
    let (cconnect, folder) = (Cconnect::new(), tempfile::tempdir().unwrap());
    let file = connector(&cconnect, &folder);
    let planned = cconnect.sandbox(&["--dry-run", "connector", "create", "-f", &file]);
    let config = &planned[0]["body"]["config"];
    for (key, text) in [
        ("heartbeat.signing.key", "${file:signing.pem}"),
        ("kafka.api.key", "${file:kafka.properties:kafka.key}"),
        ("kafka.api.secret", "${file:kafka.properties:kafka.secret}"),
        ("topic", "beats-${topic}"),
    ] {
        assert_eq!(config[key], text, "{planned}");
    }
    cconnect.sandbox(&["connector", "create", "-f", &file]);
    let update = ["--dry-run", "connector", "update", "beats", "--unset", SECRETS[0]];
    let set = ["--set", "kafka.api.key=${env:KEY}", "--set", "kafka.api.secret=a${env:KEY}b"];
    let mut command = cconnect.command(&[&["--sandbox", "-o", "json", "-vv"], &update[..], &set].concat());
    let run = Run::from(command.env("KEY", "canary-of-variable").output().unwrap());
    let planned: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let body = &planned[0]["body"];
    assert_eq!((&body["kafka.api.key"], body.get(SECRETS[0])), (&json!("${env:KEY}"), None), "{planned}");
    assert!(body["kafka.api.secret"].as_str().unwrap().contains("${env:KEY}"), "{planned}");
    assert!(!format!("{run:?}").contains("canary"), "{run:?}");
}

#[tokio::test]
async fn a_library_user_resolves_references_and_changes_keys_as_the_program_does() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::builder()
        .endpoint(sandbox.endpoint())
        .api_key(sandbox.api_key(), sandbox.api_secret())
        .build()
        .unwrap();
    let cluster = client.cluster(sandbox.environment(), sandbox.cluster());
    let references = client.references().variables(|name| (name == "KAFKA_SECRET").then(|| "canary-secret".into()));
    let mut written = crate::datagen::datagen(&[("kafka.api.secret", "${env:KAFKA_SECRET}")]);
    let config = references.resolve(written.clone()).unwrap();
    assert_eq!(config.get("kafka.api.secret").unwrap().expose(), "canary-secret");
    assert_eq!(client.redactor().scrub("refused: canary-secret"), "refused: ***");
    cluster.connectors().create("orders", config).send().await.unwrap();

    written.insert("topics", "${env:NONE}");
    let Err(Error::Unresolved { references: unresolved, .. }) = references.resolve(written) else { panic!() };
    assert_eq!((unresolved[0].key.as_str(), unresolved.len()), ("topics", 1));

    let orders = cluster.connector("orders");
    let two = ConfigEdit::new().set("tasks.max", "2");
    let Err(Error::Masked { keys, .. }) = orders.amend(two.clone()).await else { panic!() };
    assert_eq!(keys, ["kafka.api.key", "kafka.api.secret"]);
    let secrets = references.resolve(ConnectorConfig::from([("kafka.api.secret", "${env:KAFKA_SECRET}")])).unwrap();
    let secret = secrets.get("kafka.api.secret").unwrap().clone();
    let amended = orders.amend(two.set("kafka.api.key", "KEY").set("kafka.api.secret", secret)).await.unwrap();
    let replaced = amended.send().await.unwrap();
    let tasks = replaced.after.config.get("tasks.max").and_then(|value| Some(value.told()?.expose().to_owned()));
    assert_eq!(tasks.as_deref(), Some("2"));
    assert!(replaced.after.config.contains_key("kafka.api.secret"));
}
