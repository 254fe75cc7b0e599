//! Connect artifacts, filtered by cloud and environment.

mod support;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, archive, read};

const ARTIFACTS: &str = "/cam/v1/connect-artifacts";
const SCOPE: &str = "spec.cloud=AWS&environment=env-sandbox";

async fn body(client: &Client, name: &str, bytes: &[u8]) -> Value {
    let presign = json!({"content_format": "jar", "cloud": "aws", "environment": "env-sandbox"});
    let source = client.uploaded("/cam/v1/presigned-upload-url", presign, bytes).await;
    json!({"spec": {
        "display_name": name, "cloud": "aws", "environment": "env-sandbox", "description": "", "upload_source": source,
    }})
}

async fn create(client: &Client, body: Value) -> (StatusCode, Value) {
    read(client.ask(Method::POST, &format!("{ARTIFACTS}?{SCOPE}"), body).await).await
}

fn good() -> Vec<u8> {
    archive(&["org/example/Upper.class"])
}

async fn get(client: &Client, path: &str) -> (StatusCode, Value) {
    read(client.ask(Method::GET, path, Value::Null).await).await
}

#[tokio::test]
async fn an_artifact_waits_is_processed_and_becomes_ready() {
    let client = Client::start().await;
    let (created, artifact) = create(&client, body(&client, "upper", &good()).await).await;
    assert_eq!(created, StatusCode::ACCEPTED, "{artifact}");
    let id = artifact["id"].as_str().unwrap();
    assert!(id.starts_with("cca-"), "{id}");
    assert_eq!((&artifact["spec"]["content_format"], &artifact["spec"]["cloud"]), (&json!("JAR"), &json!("aws")));
    let path = format!("{ARTIFACTS}/{id}?{SCOPE}");
    for (phase, plugins, seconds) in
        [("WAITING_FOR_PROCESSING", Value::Null, 2), ("PROCESSING", Value::Null, 2), ("READY", json!([]), 0)]
    {
        let (_, artifact) = get(&client, &path).await;
        let spec = &artifact["spec"];
        assert_eq!((&artifact["status"]["phase"], &spec["plugins"]), (&json!(phase), &plugins), "{artifact}");
        assert_eq!(spec["usages"], json!([]));
        client.sandbox.advance(std::time::Duration::from_secs(seconds));
    }
}

#[tokio::test]
async fn an_unusable_or_marked_artifact_fails() {
    let client = Client::start().await;
    let mut marked = body(&client, "marked", &good()).await;
    marked["spec"]["description"] = "sandbox.fail".into();
    for body in [marked, body(&client, "unusable", b"hello").await] {
        let (_, artifact) = create(&client, body).await;
        client.provision();
        let (_, artifact) = get(&client, &format!("{ARTIFACTS}/{}?{SCOPE}", artifact["id"].as_str().unwrap())).await;
        assert_eq!(artifact["status"], json!({"phase": "FAILED"}), "{artifact}");
    }
}

#[tokio::test]
async fn cloud_and_environment_are_asked_for_on_every_call_and_decide_what_is_seen() {
    let client = Client::start().await;
    let (_, artifact) = create(&client, body(&client, "upper", &good()).await).await;
    let one = format!("{ARTIFACTS}/{}", artifact["id"].as_str().unwrap());
    for (query, missing) in [("spec.cloud=AWS", "environment"), ("environment=env-sandbox", "spec.cloud")] {
        for (method, path) in
            [(Method::GET, ARTIFACTS), (Method::POST, ARTIFACTS), (Method::GET, &one), (Method::DELETE, &one)]
        {
            let (status, failure) = read(client.ask(method, &format!("{path}?{query}"), json!({})).await).await;
            let expected = json!({"parameter": missing});
            assert_eq!((status, &failure["errors"][0]["source"]), (StatusCode::BAD_REQUEST, &expected), "{path}");
        }
    }
    for (query, count) in [
        ("spec.cloud=aws&environment=env-sandbox", 1),
        ("spec.cloud=GCP&environment=env-sandbox", 0),
        ("spec.cloud=AWS&environment=env-other", 0),
    ] {
        let (_, list) = get(&client, &format!("{ARTIFACTS}?{query}")).await;
        assert_eq!(list["data"].as_array().unwrap().len(), count, "{query}");
        let (status, failure) = get(&client, &format!("{one}?{query}")).await;
        assert_eq!(status.is_success(), count == 1, "{query}");
        if count == 0 {
            assert_eq!(failure["errors"][0]["code"], "RESOURCE_NOT_FOUND", "{failure}");
        }
    }
}

#[tokio::test]
async fn a_body_must_agree_with_the_query_and_name_an_upload_of_its_own_kind() {
    let client = Client::start().await;
    let fine = body(&client, "upper", &good()).await;
    let mut other = client.presign("zip", "AWS").await;
    assert_eq!(client.post_form(&other, &good()).await.0, StatusCode::NO_CONTENT);
    let other = other["upload_id"].take();
    for (pointer, value, told) in [
        ("/spec/cloud", json!("GCP"), "/spec/cloud"),
        ("/spec/environment", json!("env-other"), "/spec/environment"),
        ("/spec/environment", json!({"id": "env-sandbox"}), "/spec/environment"),
        ("/spec/display_name", json!("x".repeat(61)), "/spec/display_name"),
        ("/spec/upload_source", Value::Null, "/spec/upload_source"),
        ("/spec/upload_source/upload_id", other, "/spec/upload_source/upload_id"),
    ] {
        let mut body = fine.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        let (status, failure) = create(&client, body).await;
        let expected = json!({"pointer": told});
        let place = &failure["errors"][0]["source"];
        assert_eq!((status, place), (StatusCode::UNPROCESSABLE_ENTITY, &expected), "{failure}");
    }
    assert_eq!(create(&client, fine.clone()).await.0, StatusCode::ACCEPTED);
    let (status, failure) = create(&client, fine).await;
    assert_eq!((status, &failure["errors"][0]["status"]), (StatusCode::CONFLICT, &json!("409")), "names are unique");
}

#[tokio::test]
async fn an_artifact_stays_while_a_connector_uses_it() {
    let client = Client::start().await;
    let (_, artifact) = create(&client, body(&client, "upper", &good()).await).await;
    let path = format!("{ARTIFACTS}/{}?{SCOPE}", artifact["id"].as_str().unwrap());
    let mut config = support::datagen("orders");
    config["transforms.upper.custom.smt.artifact.id"] = artifact["id"].clone();
    assert_eq!(client.create_connector("orders", &config).await.0, StatusCode::CREATED);
    let (_, used) = get(&client, &path).await;
    let usage = format!(
        "crn://confluent.cloud/organization={}/environment=env-sandbox/cloud-cluster=lkc-sandbox/connector=orders",
        client.sandbox.organization()
    );
    assert_eq!(used["spec"]["usages"], json!([usage]));
    let remove = async || client.ask(Method::DELETE, &path, Value::Null).await.status();
    assert_eq!(remove().await, StatusCode::CONFLICT);
    client.cluster(Method::DELETE, "/connectors/orders", Value::Null).await;
    assert_eq!(remove().await, StatusCode::NO_CONTENT);
    assert_eq!(get(&client, &path).await.0, StatusCode::NOT_FOUND);
}
