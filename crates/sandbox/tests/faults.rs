//! Disturbances on order, as a plain client sees them.

mod support;

use std::error::Error as _;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

use ccloud_connect_sandbox::Sandbox;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use support::{Client, datagen, read};

const CONNECTORS: &str = "/environments/env-sandbox/clusters/lkc-sandbox/connectors";

async fn with(faults: &[&str]) -> Client {
    let builder = faults.iter().fold(Sandbox::builder(), |builder, spec| builder.fault(spec.parse().unwrap()));
    Client::with(builder.start().await.unwrap())
}

impl Client {
    async fn attempt(&self, method: Method, path: &str, body: Value) -> reqwest::Result<Response> {
        let url = format!("{}/connect/v1{path}", self.sandbox.endpoint());
        let request =
            self.http.request(method, url).basic_auth(self.sandbox.api_key(), Some(self.sandbox.api_secret()));
        if body.is_null() { request.send().await } else { request.json(&body).send().await }
    }

    async fn try_create(&self, name: &str) -> reqwest::Result<Response> {
        self.attempt(Method::POST, CONNECTORS, json!({"name": name, "config": datagen(name)})).await
    }

    async fn names(&self) -> Value {
        self.get(CONNECTORS).await.1
    }
}

/// Whether the cause of all was a TCP reset.
fn is_reset(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == ErrorKind::ConnectionReset) {
            return true;
        }
        source = cause.source();
    }
    false
}

#[tokio::test]
async fn a_status_comes_in_the_shape_of_what_was_called() {
    let client = with(&["status=503,path=*/connectors", "status=500,method=POST", "status=503,path=/azure/*"]).await;
    let message = "a fault of the sandbox, on order";
    let (status, nested) = client.get(CONNECTORS).await;
    assert_eq!((status.as_u16(), nested), (503, json!({"error": {"code": 503, "message": message}})));
    let (_, errors) = client.call(Method::POST, "/presigned-upload-url", json!({})).await;
    assert_eq!((&errors["errors"][0]["status"], &errors["errors"][0]["detail"]), (&json!("500"), &json!(message)));
    let stored = client.http.put(format!("{}/azure/a/b/c", client.sandbox.endpoint())).send().await.unwrap();
    assert!(stored.text().await.unwrap().contains("<Code>SlowDown</Code>"));
    client.sandbox.clear_faults();
    client.sandbox.add_fault("status=500,path=*/connectors,call=2".parse().unwrap());
    assert_eq!(client.names().await, json!([]));
    let answer = client.try_create("n").await.unwrap();
    assert_eq!(read(answer).await.1, json!({"error_code": 500, "message": message}));
    assert_eq!(client.names().await, json!([]));
}

#[tokio::test]
async fn a_rate_limit_tells_when_to_try_again_and_holds_for_a_second_of_the_sandbox() {
    let client = with(&["rate=2"]).await;
    let send = async || client.send(Method::GET, "/custom-connector-plugins", Value::Null).await;
    let first = send().await;
    assert_eq!((first.status().as_u16(), &first.headers()["x-ratelimit-remaining"]), (200, &"1".parse().unwrap()));
    let mut refused = send().await;
    while refused.status().is_success() {
        refused = send().await;
    }
    let header = |name: &str| refused.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((refused.status(), header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1".to_owned()));
    assert_eq!((header("x-ratelimit-reset"), refused.content_length()), ("1".to_owned(), Some(0)));
    assert_eq!((header("x-ratelimit-limit"), header("x-ratelimit-remaining")), ("2".to_owned(), "0".to_owned()));
    client.sandbox.advance(Duration::from_secs(1));
    assert_eq!(send().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_call_is_delayed() {
    let client = with(&["delay=20ms"]).await;
    let before = Instant::now();
    assert_eq!(client.names().await, json!([]));
    assert!(before.elapsed() >= Duration::from_millis(20));
}

#[tokio::test]
async fn a_stalled_call_waits_until_the_sandbox_ends_and_does_not_hold_it_up() {
    let client = with(&["stall,path=*/connectors"]).await;
    let url = format!("{}/connect/v1{CONNECTORS}", client.sandbox.endpoint());
    let mut call = tokio::spawn(client.http.get(url).send());
    assert!(tokio::time::timeout(Duration::from_millis(20), &mut call).await.is_err());
    let before = Instant::now();
    client.sandbox.shutdown().await;
    assert!(before.elapsed() < Duration::from_secs(2), "the longest that running requests are waited for");
    assert!(call.await.unwrap().is_err());
}

#[tokio::test]
async fn a_connection_is_reset_before_or_after_the_call_took_effect() {
    let client = with(&["reset,method=POST,call=1", "reset,method=POST,call=2,when=after"]).await;
    for (name, left) in [("lost", json!([])), ("kept", json!(["kept"]))] {
        let error = client.try_create(name).await.unwrap_err();
        assert!(is_reset(&error), "{error:?}");
        assert_eq!(client.names().await, left);
    }
}

#[tokio::test]
async fn a_status_after_the_effect_hides_that_the_call_went_well() {
    let client = with(&["status=504,method=POST,when=after"]).await;
    assert_eq!(client.try_create("n").await.unwrap().status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(client.names().await, json!(["n"]));
}

#[tokio::test]
async fn a_request_that_is_cut_off_has_no_effect_and_a_shorter_one_passes() {
    let client = with(&["cut-request=100,method=POST,path=*/connectors", "cut-request=100000,path=/s3/*"]).await;
    assert!(client.try_create("n").await.is_err_and(|error| is_reset(&error)));
    assert_eq!(client.names().await, json!([]));
    let presigned = client.presign("zip", "AWS").await;
    let form = || support::fields(&presigned);
    let url = presigned["upload_url"].as_str().unwrap();
    let large = client.http.post(url).multipart(form().part("file", support::file(&vec![7; 200_000]))).send().await;
    assert!(large.is_err());
    assert_eq!(client.sandbox.stored(presigned["upload_id"].as_str().unwrap()), None);
    assert_eq!(client.post_form(&presigned, &[7; 1000]).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_request_that_is_no_longer_read_gets_no_answer_and_has_no_effect() {
    let client = with(&["stall-request=100000,path=/s3/*"]).await;
    let presigned = client.presign("zip", "AWS").await;
    let url = presigned["upload_url"].as_str().unwrap();
    let form = support::fields(&presigned).part("file", support::file(&vec![7; 200_000]));
    let large = client.http.post(url).multipart(form).timeout(Duration::from_millis(200)).send().await;
    assert!(large.is_err_and(|error| error.is_timeout()));
    assert_eq!(client.sandbox.stored(presigned["upload_id"].as_str().unwrap()), None);
    assert_eq!(client.post_form(&presigned, &[7; 1000]).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_request_that_is_read_slowly_arrives_whole_in_its_time() {
    let client = with(&["slow-request=1000000,path=/s3/*"]).await;
    let presigned = client.presign("zip", "AWS").await;
    let began = Instant::now();
    assert_eq!(client.post_form(&presigned, &vec![7; 200_000]).await.0, StatusCode::NO_CONTENT);
    assert!(began.elapsed() >= Duration::from_millis(200), "{:?}", began.elapsed());
    assert!(client.sandbox.stored(presigned["upload_id"].as_str().unwrap()).is_some());
}

#[tokio::test]
async fn an_answer_that_is_cut_off_has_its_beginning_and_its_effect() {
    let client = with(&["cut-answer=10,method=POST"]).await;
    let mut answer = client.try_create("n").await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert!(answer.content_length().is_some_and(|length| length > 10));
    assert_eq!(answer.chunk().await.unwrap().unwrap().len(), 10);
    assert!(answer.chunk().await.is_err());
    assert_eq!(client.names().await, json!(["n"]));
}

#[tokio::test]
async fn an_upload_url_expires_early() {
    let client = with(&["policy-life=5s,path=*/presigned-upload-url"]).await;
    for cloud in ["AWS", "AZURE", "GCP"] {
        let presigned = client.presign("zip", cloud).await;
        client.sandbox.advance(Duration::from_secs(6));
        let url = presigned["upload_url"].as_str().unwrap();
        let status = if cloud == "AWS" {
            client.post_form(&presigned, b"PK").await.0
        } else {
            let put =
                client.http.put(url).header("x-ms-blob-type", "BlockBlob").header("content-type", "application/zip");
            put.body("PK").send().await.unwrap().status()
        };
        assert!(status.is_client_error(), "{cloud}: {status}");
    }
}
