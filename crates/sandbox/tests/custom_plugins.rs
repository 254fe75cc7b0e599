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

#[tokio::test]
async fn every_violation_of_a_body_is_told_with_its_place() {
    let client = Client::start().await;
    let presigned = client.presign("zip", "AWS").await;
    client.post_form(&presigned, b"PK").await;
    let wrong = json!({
        "display_name": "x".repeat(61), "connector_class": "not a class", "connector_type": null, "description": 1,
        "documentation_link": "ftp://x", "sensitive_config_properties": ["fine", "not fine"],
    });
    let (status, failure) = client.call(Method::POST, "/custom-connector-plugins", plugin(&presigned, wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut pointers: Vec<&str> = failure["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["source"]["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    let expected = [
        "/connector_class",
        "/connector_type",
        "/description",
        "/display_name",
        "/documentation_link",
        "/sensitive_config_properties/1",
    ];
    assert_eq!(pointers, expected);
    assert!(failure["errors"][0]["status"].is_string());
}

#[tokio::test]
async fn pages_hold_every_plugin_once_and_end_with_an_empty_link() {
    let client = Client::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(client.plugin(json!({})).await["id"].clone());
    }
    let mut seen = Vec::new();
    let mut path = "/custom-connector-plugins?page_size=2&cloud=aws".to_owned();
    loop {
        let (_, page) = client.get(&path).await;
        seen.extend(page["data"].as_array().unwrap().iter().map(|plugin| plugin["id"].clone()));
        let next = page["metadata"]["next"].as_str().unwrap();
        assert!(page["metadata"]["first"].as_str().unwrap().starts_with("http://"));
        if next.is_empty() {
            break;
        }
        path = next.split_once("/connect/v1").unwrap().1.to_owned();
        assert!(path.contains("cloud=aws&page_size=2&page_token="), "{path}");
    }
    assert_eq!(seen, ids);
    let (_, page) = client.get("/custom-connector-plugins?cloud=GCP").await;
    assert_eq!((&page["data"], &page["metadata"]["next"]), (&json!([]), &json!("")));
}

#[tokio::test]
async fn page_parameters_are_checked() {
    let client = Client::start().await;
    for (query, parameter) in [
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
        ("page_size=x", "page_size"),
        ("page_token=x", "page_token"),
        ("page_token=AAAAAAAAAAEAAAAAAAAAAA", "page_token"),
    ] {
        let (status, failure) = client.get(&format!("/custom-connector-plugins?{query}")).await;
        assert_eq!(
            (status.as_u16(), &failure["errors"][0]["source"]["parameter"]),
            (400, &json!(parameter)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_update_changes_what_is_sent_and_keeps_what_never_changes() {
    let client = Client::start().await;
    let id = client.plugin(json!({"description": "before", "documentation_link": "https://example.org"})).await["id"]
        .clone();
    let path = format!("/custom-connector-plugins/{}", id.as_str().unwrap());
    let changes = json!({"description": "", "sensitive_config_properties": ["token"], "connector_type": "sink"});
    let (status, plugin) = client.call(Method::PATCH, &path, changes).await;
    assert_eq!(status, StatusCode::OK, "{plugin}");
    assert_eq!((&plugin["description"], &plugin["documentation_link"]), (&json!(""), &json!("https://example.org")));
    assert_eq!(plugin["sensitive_config_properties"], json!(["token"]));
    for (name, value) in [("connector_class", "other.Class"), ("connector_type", "SOURCE"), ("cloud", "GCP")] {
        let (status, failure) = client.call(Method::PATCH, &path, json!({name: value})).await;
        assert_eq!((status.as_u16(), &failure["errors"][0]["source"]["pointer"]), (422, &json!(format!("/{name}"))));
    }
}

#[tokio::test]
async fn a_plugin_in_use_stays_and_an_unused_one_goes() {
    let client = Client::start().await;
    let id = client.plugin(json!({})).await["id"].as_str().unwrap().to_owned();
    let path = format!("/custom-connector-plugins/{id}");
    assert_eq!(client.create_connector("echo", &support::custom("echo", &id)).await.0, StatusCode::CREATED);
    assert_eq!(client.call(Method::DELETE, &path, Value::Null).await.0, StatusCode::CONFLICT);
    client.cluster(Method::DELETE, "/connectors/echo", Value::Null).await;
    assert_eq!(client.call(Method::DELETE, &path, Value::Null).await, (StatusCode::NO_CONTENT, Value::Null));
    for method in [Method::GET, Method::DELETE, Method::PATCH] {
        let (status, failure) = client.call(method, &path, json!({})).await;
        assert_eq!((status.as_u16(), &failure["errors"][0]["code"]), (404, &json!("not_found")));
    }
}

#[tokio::test]
async fn runtimes_are_listed_page_by_page() {
    let client = Client::start().await;
    let (_, first) = client.get("/custom-connector-runtimes?page_size=2").await;
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let next = first["metadata"]["next"].as_str().unwrap().split_once("/connect/v1").unwrap().1;
    let (_, second) = client.get(next).await;
    assert_eq!((second["data"].as_array().unwrap().len(), &second["metadata"]["next"]), (1, &json!("")));
}
