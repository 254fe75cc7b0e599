//! Managed and custom connectors through their lives.

mod support;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, datagen};

const MASK: &str = "****************";

#[tokio::test]
async fn a_connector_is_provisioned_runs_pauses_resumes_and_goes() {
    let client = Client::start().await;
    let (status, created) = client.create_connector("orders", &datagen("orders")).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    assert_eq!((&created["tasks"], &created["type"], &created["offsets"]), (&json!([]), &json!("source"), &json!([])));
    assert_eq!(
        (&created["config"]["kafka.api.key"], &created["config"]["kafka.api.secret"]),
        (&json!(MASK), &json!(MASK))
    );
    assert_eq!(client.state_of("orders").await, "PROVISIONING");
    client.provision();
    assert_eq!(client.state_of("orders").await, "RUNNING");
    let (_, tasks) = client.cluster(Method::GET, "/connectors/orders/tasks", Value::Null).await;
    assert_eq!(tasks[1]["id"], json!({"connector": "orders", "task": 1}));
    for (verb, state) in [("pause", "PAUSED"), ("resume", "RUNNING")] {
        let (status, body) = client.cluster(Method::PUT, &format!("/connectors/orders/{verb}"), Value::Null).await;
        assert_eq!((status, body), (StatusCode::ACCEPTED, Value::Null));
        assert_eq!(client.state_of("orders").await, state);
    }
    let (status, deleted) = client.cluster(Method::DELETE, "/connectors/orders", Value::Null).await;
    assert_eq!((status, deleted), (StatusCode::OK, json!({"error": null})));
    let (status, missing) = client.cluster(Method::GET, "/connectors/orders", Value::Null).await;
    assert_eq!((status, missing), (StatusCode::NOT_FOUND, json!({"error_code": 404, "message": "resource not found"})));
}
