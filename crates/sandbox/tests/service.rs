//! The service as a whole: who may call, what lasts, what never lies about.

mod support;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use ccloud_connect_sandbox::{Error, ExternalStore, Sandbox, reset};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, datagen, read};

#[tokio::test]
async fn wrong_credentials_are_refused_in_the_shape_of_each_api() {
    let client = Client::start().await;
    let at = |path: &str| client.http.get(format!("{}/connect/v1{path}", client.sandbox.endpoint()));
    let connectors = "/environments/env-sandbox/clusters/lkc-sandbox/connectors";
    let refused = read(at(connectors).basic_auth("key", Some("secret")).send().await.unwrap()).await;
    assert_eq!(refused, (StatusCode::UNAUTHORIZED, json!({"error": {"code": 401, "message": "Unauthorized"}})));
    let response = at("/custom-connector-plugins").send().await.unwrap();
    assert!(response.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic error="));
    let (status, failure) = read(response).await;
    assert_eq!((status.as_u16(), &failure["errors"][0]["status"]), (401, &json!("401")));
}

#[tokio::test]
async fn answers_tell_the_time_of_the_sandboxs_own_clock() {
    let client = Client::start().await;
    let year = async |client: &Client| {
        let answer = client.http.get(client.sandbox.endpoint()).send().await.unwrap();
        answer.headers()["date"].to_str().unwrap()[12..16].parse::<u16>().unwrap()
    };
    let before = year(&client).await;
    client.sandbox.advance(Duration::from_hours(24 * 366 * 10));
    assert!(year(&client).await >= before + 10);
}

#[tokio::test]
async fn a_token_serves_everywhere_but_for_presigning() {
    let client = Client::start().await;
    let url = |path: &str| format!("{}/connect/v1{path}", client.sandbox.endpoint());
    let token = client.sandbox.access_token();
    let listed = client.http.get(url("/custom-connector-plugins")).bearer_auth(token).send().await.unwrap();
    assert_eq!(listed.status(), StatusCode::OK);
    let presign =
        client.http.post(url("/presigned-upload-url")).bearer_auth(token).json(&json!({"content_format": "zip"}));
    assert_eq!(presign.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn other_environments_and_clusters_have_no_account_here() {
    let client = Client::start().await;
    for path in ["/environments/env-other/clusters/lkc-sandbox", "/environments/env-sandbox/clusters/lkc-other"] {
        let refused = client.get(&format!("{path}/connectors")).await;
        assert_eq!(refused, (StatusCode::NOT_FOUND, json!({"error": {"code": 404, "message": "account not found"}})));
    }
}

#[tokio::test]
async fn unknown_paths_methods_and_bodies_are_refused_in_json() {
    let client = Client::start().await;
    assert_eq!(client.get("/nothing").await.0, StatusCode::NOT_FOUND);
    let refused = client.cluster(Method::GET, "/connectors/%FF", Value::Null).await;
    let message = "the path is not UTF-8";
    assert_eq!(refused, (StatusCode::BAD_REQUEST, json!({"error": {"code": 400, "message": message}})));
    for (method, body) in [(Method::GET, Value::Null), (Method::PATCH, json!({})), (Method::DELETE, Value::Null)] {
        let (status, refused) = client.call(method, "/custom-connector-plugins/%FF", body).await;
        let entry = &refused["errors"][0];
        assert_eq!(
            (status, &entry["status"], &entry["code"], &entry["detail"]),
            (StatusCode::BAD_REQUEST, &json!("400"), &json!("bad_request"), &json!(message))
        );
    }
    assert_eq!(
        client.call(Method::DELETE, "/custom-connector-plugins", Value::Null).await.0,
        StatusCode::METHOD_NOT_ALLOWED
    );
    let url = format!("{}/connect/v1/custom-connector-plugins", client.sandbox.endpoint());
    let post = |body: String| {
        let (key, secret) = (client.sandbox.api_key(), client.sandbox.api_secret());
        client.http.post(&url).basic_auth(key, Some(secret)).body(body).send()
    };
    assert_eq!(read(post("{".to_owned()).await.unwrap()).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(read(post(" ".repeat(5 << 20)).await.unwrap()).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![std::fs::read(path).unwrap()] }).collect()
}

#[tokio::test]
async fn state_and_credentials_last_and_no_secret_lies_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Sandbox::builder().state_dir(folder.path()).start();
    let client = Client::with(start().await.unwrap());
    let id = client.plugin(json!({"sensitive_config_properties": ["token"]})).await["id"].as_str().unwrap().to_owned();
    let mut config = support::custom("echo", &id);
    config["token"] = "token-canary".into();
    client.create_connector("echo", &config).await;
    client.create_connector("orders", &datagen("orders")).await;
    let secret = client.sandbox.api_secret().to_owned();
    client.sandbox.shutdown().await;
    for bytes in files(folder.path()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("canary") && !text.contains(&secret), "{text}");
    }
    let again = Client::with(start().await.unwrap());
    assert_eq!(again.sandbox.api_secret(), secret);
    let (_, names) = again.cluster(Method::GET, "/connectors", Value::Null).await;
    assert_eq!(names, json!(["echo", "orders"]));
    let (_, plugin) = again.get(&format!("/custom-connector-plugins/{id}")).await;
    assert_eq!(plugin["display_name"], "echo");
}

#[tokio::test]
async fn a_reset_folder_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Sandbox::builder().state_dir(folder.path()).start();
    let client = Client::with(start().await.unwrap());
    client.create_connector("n", &datagen("n")).await;
    let secret = client.sandbox.api_secret().to_owned();
    drop(client);
    reset(folder.path()).unwrap();
    let again = Client::with(start().await.unwrap());
    assert_ne!(again.sandbox.api_secret(), secret);
    assert_eq!(again.cluster(Method::GET, "/connectors", Value::Null).await.1, json!([]));
    reset(&folder.path().join("missing")).unwrap();
}

#[tokio::test]
async fn it_listens_on_loopback_only_and_signs_for_plain_http_stores_only() {
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    assert!(matches!(Sandbox::builder().listen(everywhere).start().await, Err(Error::NotLoopback(_))));
    let store = store("https://localhost:9000");
    assert!(matches!(Sandbox::builder().external_store(store).start().await, Err(Error::StoreEndpoint)));
}

fn store(endpoint: &str) -> ExternalStore {
    ExternalStore {
        endpoint: endpoint.to_owned(),
        bucket: "uploads".to_owned(),
        access_key: "access".to_owned(),
        secret_key: "secret-canary".to_owned(),
        region: "us-east-1".to_owned(),
    }
}

#[tokio::test]
async fn forms_of_an_external_store_are_signed_for_it_and_it_is_asked_for_the_archive() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut seen = Vec::new();
        for answer in ["404 Not Found", "200 OK"] {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut request = [0; 2048];
            let length = tokio::io::AsyncReadExt::read(&mut connection, &mut request).await.unwrap();
            seen.push(String::from_utf8_lossy(&request[..length]).into_owned());
            let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n");
            tokio::io::AsyncWriteExt::write_all(&mut connection, answer.as_bytes()).await.unwrap();
        }
        seen
    });
    let client = Client::with(Sandbox::builder().external_store(store(&endpoint)).start().await.unwrap());
    let presigned = client.presign("zip", "AWS").await;
    assert_eq!(presigned["upload_url"], format!("{endpoint}/uploads"));
    for status in [422, 201] {
        let body = support::plugin(&presigned, json!({}));
        let (answered, _) = client.call(Method::POST, "/custom-connector-plugins", body).await;
        assert_eq!(answered.as_u16(), status);
    }
    for request in server.await.unwrap() {
        let key = presigned["upload_form_data"]["key"].as_str().unwrap();
        assert!(request.starts_with(&format!("HEAD /uploads/{key} HTTP/1.1\r\n")), "{request}");
        assert!(request.contains("Signature=") && !request.contains("canary"), "{request}");
    }
}

#[tokio::test]
async fn sandbox_debug_shows_no_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let shown = format!("{sandbox:?} {:?}", Sandbox::builder().external_store(store("http://x")));
    for secret in [sandbox.api_secret(), sandbox.access_token(), "canary"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
