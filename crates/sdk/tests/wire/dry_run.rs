//! A client that sends no write.

use ccloud_connect::connectors::ConnectorOffset;
use ccloud_connect::reqwest::Method;
use ccloud_connect::{Client, ConnectorConfig, DryRun, Error, MASK, RawBody};
use serde_json::json;

use crate::server::{Seen, Server, json as answer};

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.zip");
const CANARY: &str = "canary-77ab";

/// A server, and a client of it that is to write nothing.
async fn dry() -> (Server, Client, DryRun) {
    let server = Server::start(|seen: &Seen, _| {
        let is_list = seen.path().ends_with("/connectors") && seen.query().is_empty();
        answer(200, if is_list { "[]" } else { r#"{"spec": {"cloud": "AWS"}}"# })
    });
    let (server, run) = (server.await, DryRun::new());
    let client = server.builder().dry_run(&run).build().unwrap();
    (server, client, run)
}

#[track_caller]
fn planned<T>(outcome: Result<T, Error>) {
    let error = outcome.err();
    assert!(matches!(error, Some(Error::Planned)), "{error:?}");
}

#[tokio::test]
async fn no_write_of_any_api_version_is_sent() {
    let (server, client, run) = dry().await;
    let (cluster, environment) = (client.cluster("env-1", "lkc-1"), client.environment("env-1"));
    let connector = cluster.connector("orders");
    let config = || ConnectorConfig::from([("connector.class", "S3_SINK"), ("db.password", CANARY)]);
    planned(cluster.connectors().create("orders", config()).send().await);
    planned(connector.create_or_update(config()).await);
    planned(connector.pause().await);
    planned(connector.resume().await);
    planned(connector.restart().await);
    planned(connector.delete().await);
    let moved: Vec<ConnectorOffset> =
        serde_json::from_value(json!([{"partition": {"p": 1}, "offset": {"o": 1}}])).unwrap();
    planned(connector.offsets().alter(moved).await);
    planned(connector.offsets().reset().await);
    planned(client.custom_plugins().update("ccp-1").name("n").send().await);
    planned(client.custom_plugins().update("ccp-1").archive(ARCHIVE).preflight(false).send().await);
    planned(client.custom_plugins().delete("ccp-1").await);
    planned(environment.plugins().create("n", "AWS".into()).send().await);
    planned(environment.plugins().update("ccp-1").name("n").send().await);
    planned(environment.plugins().delete("ccp-1").await);
    planned(environment.plugin("ccp-1").version("ver-1").delete().await);
    planned(environment.artifacts().delete("AWS".into(), "cfa-1").await);
    planned(client.request(Method::PATCH, "/any/thing").body(json!({"a": 1})).send().await);
    planned(client.request(Method::DELETE, "/any/thing").send().await);
    let writes = run.writes();
    assert_eq!(writes.len(), 19);
    let reads = |line: &String| line.starts_with("GET ") || line.ends_with("/config/validate");
    assert!(server.lines().iter().all(reads), "{:?}", server.lines());
    let text = format!("{writes:?} {}", serde_json::to_string(&writes).unwrap());
    assert!(!text.contains(CANARY) && !text.contains("the-api-secret"), "{text}");
}

#[tokio::test]
async fn a_write_is_kept_as_it_would_be_sent_with_its_secrets_replaced() {
    let (server, client, run) = dry().await;
    let config = [("connector.class", "S3_SINK"), ("topics", "t"), ("db.password", CANARY)];
    planned(client.cluster("env-1", "lkc-1").connectors().create("orders", config.into()).send().await);
    let kept = serde_json::to_value(run.writes()).unwrap();
    assert_eq!(
        kept,
        json!([{
            "method": "POST",
            "url": format!("{}/connect/v1/environments/env-1/clusters/lkc-1/connectors", server.url()),
            "headers": {"accept": "application/json", "authorization": MASK, "content-type": "application/json"},
            "body": {"name": "orders", "config": {
                "name": "orders", "connector.class": "S3_SINK", "topics": "t", "db.password": MASK}},
        }])
    );
}

#[tokio::test]
async fn what_changes_nothing_is_sent() {
    let (server, client, run) = dry().await;
    let cluster = client.cluster("env-1", "lkc-1");
    cluster.plugins().validate("S3_SINK", ConnectorConfig::from([("a", "b")])).await.unwrap();
    cluster.plugins().translate("S3_SINK", ConnectorConfig::from([("a", "b")])).await.unwrap();
    client.request(Method::GET, "/any/thing").send().await.unwrap();
    client.request(Method::HEAD, "/any/thing").send().await.unwrap();
    assert_eq!((server.seen().len(), run.writes().len()), (4, 0));
}

#[tokio::test]
async fn an_upload_shows_its_first_and_its_last_call_and_the_store_sees_nothing() {
    let (server, client, run) = dry().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.zip");
    std::fs::write(&file, "PK\u{3}\u{4}").unwrap();
    let environment = client.environment("env-1");
    planned(
        client
            .custom_plugins()
            .upload(&file)
            .preflight(false)
            .class("io.example.A")
            .connector_type("sink".into())
            .send()
            .await,
    );
    planned(
        environment
            .plugin("ccp-1")
            .upload(&file, "1.0.0")
            .preflight(false)
            .class("io.example.A", "sink".into())
            .send()
            .await,
    );
    planned(environment.artifacts().upload(&file).cloud("AWS".into()).send().await);
    let paths = run.writes().into_iter().map(|write| {
        assert_eq!(write.method, "POST");
        let source = if write.url.contains("presigned") { None } else { find(&write.body) };
        (write.url.replace(&server.url(), ""), source)
    });
    let id = Some("<upload_id>".to_owned());
    let expected = [
        ("/connect/v1/presigned-upload-url", None),
        ("/connect/v1/custom-connector-plugins", id.clone()),
        ("/ccpm/v1/presigned-upload-url", None),
        ("/ccpm/v1/plugins/ccp-1/versions", id.clone()),
        ("/cam/v1/presigned-upload-url", None),
        ("/cam/v1/connect-artifacts", id),
    ];
    let shown: Vec<_> = paths.map(|(path, id)| (path.split('?').next().unwrap().to_owned(), id)).collect();
    assert_eq!(shown, expected.map(|(path, id)| (path.to_owned(), id)));
    assert_eq!(server.lines().iter().filter(|line| line.starts_with("POST")).count(), 0);
}

/// The upload's id, wherever that API version puts it.
fn find(body: &serde_json::Value) -> Option<String> {
    let source = body.get("upload_source").or_else(|| body.get("spec")?.get("upload_source"))?;
    source.get("upload_id")?.as_str().map(str::to_owned)
}

/// A server whose one plugin has a password, and a connector of it.
async fn defined() -> Server {
    let defined = |name: &str, kind: &str| json!({"definition": {"name": name, "type": kind}, "value": {"name": name}});
    let configs =
        [defined("database.user", "STRING"), defined("url", "STRING"), defined("azblob.account.key", "PASSWORD")];
    let validated = json!({"configs": configs}).to_string();
    let live = json!({"connector.class": "C", "database.user": "admin", "azblob.account.key": CANARY, "new": "x"});
    let list =
        json!([{"name": "a", "config": live}, {"name": "b", "config": {"connector.class": "D", "new": "admin"}}]);
    Server::start(move |seen: &Seen, _| match seen.path() {
        path if path.ends_with("/config/validate") => answer(200, validated.clone()),
        "/some/list" => answer(200, list.to_string()),
        _ => answer(200, "{}"),
    })
    .await
}

#[tokio::test]
async fn what_a_plugin_says_is_no_secret_is_shown() {
    let server = defined().await;
    let run = DryRun::new();
    let client = server.builder().dry_run(&run).build().unwrap();
    let url = format!("https://u:{CANARY}@h/db");
    let config = [("connector.class", "C"), ("database.user", "admin"), ("url", &url), ("azblob.account.key", CANARY)];
    planned(client.cluster("env-1", "lkc-1").connectors().create("orders", config.into()).send().await);
    let kept = &run.writes()[0].body["config"];
    let shown: Vec<_> = ["database.user", "azblob.account.key", "name"].map(|key| kept[key].as_str().unwrap()).into();
    assert_eq!(shown, ["admin", MASK, "orders"]);
    assert_eq!(kept["url"], format!("https://{MASK}@h/db"));
    // The same of any answer, for as long as it is known, and of no other plugin.
    let read = client.request(Method::GET, "/some/list").send().await.unwrap();
    let RawBody::Json(list) = read.body else { panic!("it is JSON") };
    let expected = json!({"connector.class": "C", "database.user": "admin", "azblob.account.key": MASK, "new": MASK});
    assert_eq!((&list[0]["config"], &list[1]["config"]["new"]), (&expected, &json!(MASK)));
}
