//! Custom plugins from the first byte of an archive to their deletion.

mod support;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, plugin};

#[tokio::test]
async fn an_uploaded_archive_becomes_a_plugin_that_is_listed() {
    let client = Client::start().await;
    let presigned = client.presign("zip", "aws").await;
    assert_eq!((&presigned["content_format"], &presigned["cloud"]), (&json!("ZIP"), &json!("AWS")));
    assert_eq!(client.post_form(&presigned, b"PK bytes").await.0, StatusCode::NO_CONTENT);
    let stored = client.sandbox.stored(presigned["upload_id"].as_str().unwrap()).unwrap();
    assert_eq!(std::fs::read(stored).unwrap(), b"PK bytes");

    let body = plugin(&presigned, json!({}));
    let response = client.send(Method::POST, "/custom-connector-plugins", body).await;
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    for name in ["x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
        assert!(response.headers().contains_key(name), "{name}");
    }
    let (status, created) = support::read(response).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(created.get("upload_source").is_none() && location.ends_with(created["id"].as_str().unwrap()));
    assert_eq!(created["content_format"], "ZIP");
    let (_, listed) = client.get("/custom-connector-plugins").await;
    assert_eq!((&listed["data"], &listed["metadata"]["next"]), (&json!([created]), &json!("")));
}

#[tokio::test]
async fn a_plugin_whose_archive_never_came_is_refused() {
    let client = Client::start().await;
    let presigned = client.presign("jar", "AWS").await;
    for upload_id in [presigned["upload_id"].clone(), json!("unknown"), Value::Null] {
        let body = plugin(&json!({"upload_id": upload_id}), json!({}));
        let (status, failure) = client.call(Method::POST, "/custom-connector-plugins", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(failure["errors"][0]["source"]["pointer"].as_str().unwrap().starts_with("/upload_source"), "{failure}");
    }
}
