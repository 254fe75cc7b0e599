//! How a client learns which settings are secret, how often it asks, and what it does when it cannot.

use std::path::Path;
use std::time::Duration;

use ccloud_connect::Client;
use ccloud_connect::plugins::{DefinitionCache, PluginRef, PluginSettings};
use ccloud_connect::redaction::Classification;
use serde_json::{Value, json};

use crate::server::{Answer, Seen, Server, empty, json as answer};

const CANARY: &str = "canary-secret";

fn managed(class: &str) -> PluginRef {
    PluginRef::Managed(class.to_owned())
}

fn custom(version: Option<&str>) -> PluginRef {
    let kind = ("confluent.connector.type", "CUSTOM");
    let config = [kind, ("confluent.custom.plugin.id", "ccp-1")].into_iter();
    let version = version.map(|version| ("confluent.custom.plugin.version", version));
    PluginRef::of(&config.chain(version).collect()).unwrap()
}

/// Whether a password, a plain setting and one that the plugin does not know are secret.
fn told(class: &Classification) -> [bool; 3] {
    ["db.login", "db.url", "unheard.of"].map(|key| class.is_secret(key))
}

/// All is known of a class, or nothing.
const KNOWN: [bool; 3] = [true, false, true];
const UNKNOWN: [bool; 3] = [true; 3];

async fn ask(client: &Client, plugin: &PluginRef) -> [bool; 3] {
    told(&client.cluster("env-1", "lkc-1").classification(Some(plugin)).await)
}

fn setting(name: &str, kind: &str) -> Value {
    json!({"definition": {"name": name, "type": kind, "default_value": CANARY, "documentation": "what for"},
        "value": {"name": name, "value": CANARY, "recommended_values": [CANARY], "errors": []}})
}

fn service(seen: &Seen, _: usize) -> Answer {
    match seen.segments().last().unwrap().as_str() {
        "connector-plugins" => answer(200, json!([{"class": "S3_SINK", "type": "sink", "version": "7.1"}]).to_string()),
        "validate" => {
            let plain = json!({"definition": {"name": "db.url", "type": "STRING"}, "value": {}});
            answer(200, json!({"configs": [setting("db.login", "PASSWORD"), plain]}).to_string())
        }
        "ccp-1" if seen.path().starts_with("/connect/") => {
            answer(200, json!({"id": "ccp-1", "sensitive_config_properties": ["db.login"]}).to_string())
        }
        "versions" => {
            let version = |number: &str, keys: &[&str]| json!({"id": format!("ver-{number}"), "spec": {"version": number, "sensitive_config_properties": keys}});
            answer(200, json!({"data": [version("1.0.0", &["db.login"]), version("2.0.0", &["db.url"])]}).to_string())
        }
        _ => empty(404),
    }
}

fn client(server: &Server, folder: Option<&Path>) -> Client {
    let builder = server.builder();
    folder.map_or(server.builder(), |folder| builder.definition_cache(folder)).build().unwrap()
}

#[tokio::test]
async fn a_plugin_is_asked_once_for_all_processes() {
    let (server, parent) = (Server::start(service).await, tempfile::tempdir().unwrap());
    let folder = parent.path().join("cconnect/definitions");
    let first = client(&server, Some(&folder));
    for _ in 0..3 {
        assert_eq!(ask(&first, &managed("S3_SINK")).await, KNOWN);
    }
    let mut asked = server.lines();
    asked.sort();
    let cluster = "/connect/v1/environments/env-1/clusters/lkc-1";
    let expected = ["GET {}/connector-plugins", "PUT {}/connector-plugins/S3_SINK/config/validate"];
    assert_eq!(asked, expected.map(|line| line.replace("{}", cluster)));

    assert_eq!(ask(&client(&server, Some(&folder)), &managed("S3_SINK")).await, KNOWN);
    assert_eq!(server.lines().len(), 2, "another process");
    assert_eq!(ask(&client(&server, None), &managed("S3_SINK")).await, KNOWN);
    assert_eq!(server.lines().len(), 3, "without a folder no version is needed");

    let kept = DefinitionCache::new(&folder, &server.url()).read(&managed("S3_SINK")).unwrap();
    assert_eq!(kept.version.as_deref(), Some("7.1"));
    let PluginSettings::Defined(definitions) = kept.settings else { panic!("no definitions") };
    assert_eq!(definitions[0].documentation, "what for");
}

#[tokio::test(start_paused = true)]
async fn without_a_folder_a_client_asks_once_a_day() {
    let server = Server::start(service).await;
    let client = client(&server, None);
    let mut asked = Vec::new();
    for hours in [0, 23, 2] {
        tokio::time::advance(Duration::from_hours(hours)).await;
        for plugin in [managed("S3_SINK"), custom(None)] {
            assert!(ask(&client, &plugin).await[0]);
        }
        asked.push(server.lines().len());
    }
    assert_eq!(asked, [2, 2, 4]);
}

#[tokio::test]
async fn no_value_is_kept() {
    let (server, folder) = (Server::start(service).await, tempfile::tempdir().unwrap());
    ask(&client(&server, Some(folder.path())), &managed("S3_SINK")).await;
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("db.login") && !text.contains(CANARY), "{text}");
}

#[tokio::test]
async fn a_plugin_that_cannot_be_asked_costs_no_error_and_is_left_alone_for_a_while() {
    for refusal in [empty(401), empty(403), empty(404), answer(200, "{\"configs\":[]}"), answer(200, "?")] {
        let server = Server::always(refusal.clone()).await;
        let client = client(&server, None);
        assert_eq!(ask(&client, &managed("S3_SINK")).await, UNKNOWN, "{refusal:?}");
        let asked = server.lines().len();
        assert_eq!(ask(&client, &managed("S3_SINK")).await, UNKNOWN);
        assert_eq!(server.lines().len(), asked, "{refusal:?}");
    }
    assert_eq!(told(&Classification::default()), UNKNOWN);
}

#[tokio::test]
async fn what_is_a_day_old_is_asked_anew_and_counts_where_nobody_answers() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(move |seen, before| if before < 2 { service(seen, before) } else { empty(403) }).await;
    ask(&client(&server, Some(folder.path())), &managed("S3_SINK")).await;
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&file).unwrap();
    let read_at = DefinitionCache::new(folder.path(), &server.url()).read(&managed("S3_SINK")).unwrap().read_at;
    let older = read_at - ccloud_connect::jiff::SignedDuration::from_hours(25);
    std::fs::write(&file, text.replace(&read_at.to_string(), &older.to_string())).unwrap();
    assert_eq!(ask(&client(&server, Some(folder.path())), &managed("S3_SINK")).await, KNOWN);
    assert!(server.lines().len() > 2, "it was not asked");
}

#[tokio::test]
async fn a_custom_plugin_or_its_version_names_the_secrets() {
    let server = Server::start(service).await;
    let known = [true, false, false];
    for (plugin, expected) in [
        (custom(None), known),
        (custom(Some("1.0.0")), known),
        (custom(Some("ver-2.0.0")), [false, true, false]),
        (custom(Some("3.0.0")), UNKNOWN),
    ] {
        assert_eq!(ask(&client(&server, None), &plugin).await, expected, "{plugin:?}");
    }
    let versioned = Server::start(|seen, before| match seen.segments()[0].as_str() {
        "connect" => empty(404),
        _ => service(seen, before),
    })
    .await;
    assert_eq!(ask(&client(&versioned, None), &custom(None)).await, [true, true, false], "of any version");
    assert_eq!(told(&client(&server, None).cluster("e", "c").classification(None).await), UNKNOWN);
}
