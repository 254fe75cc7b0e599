//! What the calls around an upload are answered with.

use std::path::Path;

use ccloud_connect::plugins::{Cloud, PluginType};
use ccloud_connect::{Client, Error};
use serde_json::{Value, json};

use crate::server::{Answer, Server, empty, gzip, json as answer};
use crate::store;

/// Of every kind, and its id. Each is found again by what these say of it.
async fn uploaded(client: &Client, archive: &Path) -> [Result<String, Error>; 3] {
    let environment = client.environment("env-1");
    let version = environment
        .plugin("ccp-1")
        .upload(archive, "1.2.3")
        .preflight(false)
        .class("io.example.Source", PluginType::Source);
    let artifact = environment.artifacts().upload(archive).cloud(Cloud::Gcp).name("a");
    [
        store::upload(client, archive.to_owned()).cloud(Cloud::Gcp).name("a").send().await.map(|done| done.plugin.id),
        version.send().await.map(|done| done.version.id),
        artifact.send().await.map(|done| done.artifact.id),
    ]
}

fn live() -> Value {
    json!({"id": "x-1", "display_name": "a", "connector_class": "io.example.Source", "cloud": "gcp",
           "metadata": {"created_at": "2100-01-05T10:15:00.123456789+0000", "new": null}, "kind": "Another",
           "spec": {"cloud": "gcp", "display_name": "a", "version": "1.2.3", "plugins": null, "usages": null,
                    "connector_classes": [{"class_name": "io.example.Source"}], "environment": null},
           "status": {"phase": "QUEUED"}})
}

/// Presigns with this status, and answers a create so. What is asked for then is a list, or the plugin of a version.
async fn service(store: String, status: u16, created: Answer) -> Server {
    let permission = json!({"upload_id": "u-1", "cloud": "gcp", "upload_url": format!("{store}/bucket?sig=x"),
                            "content_format": "zip", "upload_form_data": null, "environment": null, "new": [1]});
    let plugin = live().to_string();
    Server::start(move |seen, _| match (seen.method.as_str(), seen.path()) {
        ("POST", path) if path.ends_with("presigned-upload-url") => answer(status, gzip(permission.to_string())),
        ("POST", _) => created.clone(),
        (_, "/ccpm/v1/plugins/ccp-1") => answer(200, plugin.clone()),
        _ => answer(200, json!({"data": [live()], "metadata": null}).to_string()),
    })
    .await
}

#[tokio::test]
async fn an_upload_succeeds_with_any_success_and_what_is_answered_with_nothing_is_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.zip");
    std::fs::write(&archive, "archive").unwrap();
    let told = live().to_string();
    for (status, created) in [
        (200, answer(200, told.clone())),
        (201, answer(201, told.clone())),
        (202, answer(202, gzip(&told))),
        (201, empty(204)),
        (200, empty(201)),
    ] {
        let store = Server::always(empty(201)).await;
        let service = service(store.url(), status, created.clone()).await;
        for outcome in Box::pin(uploaded(&service.client(), &archive)).await {
            assert_eq!(outcome.unwrap(), "x-1", "{status}, {created:?}");
        }
        assert_eq!(store.seen().len(), 3, "{status}, {created:?}");
    }
}
