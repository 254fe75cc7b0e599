//! A plain HTTP client for a sandbox, so that its answers are seen as any client sees them.

#![allow(dead_code, reason = "each test file uses its part of it")]

use std::time::Duration;

use ccloud_connect_sandbox::Sandbox;
use reqwest::{Method, Response, StatusCode, multipart};
use serde_json::{Value, json};

pub(crate) struct Client {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: reqwest::Client,
}

/// A client that needs no TLS, but must be given some: other crates of the workspace bring TLS without a provider.
fn client() -> reqwest::Client {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls).build().unwrap()
}

impl Client {
    pub(crate) async fn start() -> Self {
        Self::with(Sandbox::start().await.unwrap())
    }

    pub(crate) fn with(sandbox: Sandbox) -> Self {
        Self { sandbox, http: client() }
    }

    /// A request below `/connect/v1`, authenticated, and its status and JSON (null for an empty body).
    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        read(self.send(method, path, body).await).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Value) -> Response {
        self.ask(method, &format!("/connect/v1{path}"), body).await
    }

    /// A request of any API, authenticated.
    pub(crate) async fn ask(&self, method: Method, path: &str, body: Value) -> Response {
        let url = format!("{}{path}", self.sandbox.endpoint());
        let pair = (self.sandbox.api_key(), self.sandbox.api_secret());
        let request = self.http.request(method, url).basic_auth(pair.0, Some(pair.1));
        let request = if body.is_null() { request } else { request.json(&body) };
        request.send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, Value::Null).await
    }

    /// A request below the cluster's path.
    pub(crate) async fn cluster(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(method, &format!("/environments/env-sandbox/clusters/lkc-sandbox{path}"), body).await
    }

    pub(crate) async fn create_connector(&self, name: &str, config: &Value) -> (StatusCode, Value) {
        self.cluster(Method::POST, "/connectors", json!({"name": name, "config": config})).await
    }

    pub(crate) async fn state_of(&self, name: &str) -> String {
        let (_, status) = self.cluster(Method::GET, &format!("/connectors/{name}/status"), Value::Null).await;
        status["connector"]["state"].as_str().unwrap_or_default().to_owned()
    }

    /// Lets new connectors become ready.
    pub(crate) fn provision(&self) {
        self.sandbox.advance(Duration::from_secs(4));
    }

    pub(crate) async fn presign(&self, format: &str, cloud: &str) -> Value {
        let body = json!({"content_format": format, "cloud": cloud});
        let (status, presigned) = self.call(Method::POST, "/presigned-upload-url", body).await;
        assert_eq!(status, 200, "{presigned}");
        presigned
    }

    /// Uploads bytes through the form of a presigned answer.
    pub(crate) async fn post_form(&self, presigned: &Value, bytes: &[u8]) -> (StatusCode, String) {
        let form = fields(presigned).part("file", file(bytes));
        let response = self.http.post(presigned["upload_url"].as_str().unwrap()).multipart(form).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// Announces an upload of any API, uploads these bytes and returns the `upload_source` of the creation.
    pub(crate) async fn uploaded(&self, path: &str, body: Value, bytes: &[u8]) -> Value {
        let (status, presigned) = read(self.ask(Method::POST, path, body).await).await;
        assert!(status.is_success(), "{presigned}");
        assert_eq!(self.post_form(&presigned, bytes).await.0, 204);
        json!({"location": "PRESIGNED_URL_LOCATION", "upload_id": presigned["upload_id"]})
    }

    /// A plugin of an archive that was uploaded.
    pub(crate) async fn plugin(&self, extra: Value) -> Value {
        let presigned = self.presign("zip", "AWS").await;
        assert_eq!(self.post_form(&presigned, b"PK archive").await.0, 204);
        let (status, plugin) = self.call(Method::POST, "/custom-connector-plugins", plugin(&presigned, extra)).await;
        assert_eq!(status, 201, "{plugin}");
        plugin
    }
}

/// A ZIP archive of empty files.
pub(crate) fn archive(names: &[&str]) -> Vec<u8> {
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let local = archive.len();
        let head = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &[0; 12], &short(name.len()), &[0; 2]].concat();
        archive.extend([&b"PK\x03\x04"[..], &head, name.as_bytes()].concat());
        directory.extend([&b"PK\x01\x02\x14\0"[..], &head, &[0; 10], &long(local), name.as_bytes()].concat());
    }
    let count = short(names.len());
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &long(directory.len()), &long(archive.len()), &[0; 2]];
    [archive, directory, end.concat()].concat()
}

/// The body of a plugin's creation from an upload.
pub(crate) fn plugin(presigned: &Value, extra: Value) -> Value {
    let mut body = json!({
        "display_name": "echo", "connector_class": "org.example.Echo", "connector_type": "SINK",
        "upload_source": {"location": "PRESIGNED_URL_LOCATION", "upload_id": presigned["upload_id"]},
    });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body
}

pub(crate) fn fields(presigned: &Value) -> multipart::Form {
    let fields = presigned["upload_form_data"].as_object().unwrap();
    fields
        .iter()
        .fold(multipart::Form::new(), |form, (name, value)| form.text(name.clone(), value.as_str().unwrap().to_owned()))
}

pub(crate) fn file(bytes: &[u8]) -> multipart::Part {
    multipart::Part::bytes(bytes.to_vec()).file_name("plugin.zip")
}

pub(crate) async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = response.bytes().await.unwrap();
    (status, if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() })
}

pub(crate) fn datagen(name: &str) -> Value {
    json!({
        "connector.class": "DatagenSource", "name": name, "kafka.api.key": "kafka-key-canary",
        "kafka.api.secret": "kafka-secret-canary", "kafka.topic": "orders", "quickstart": "ORDERS",
        "output.data.format": "JSON", "tasks.max": "2",
    })
}

pub(crate) fn custom(name: &str, plugin_id: &str) -> Value {
    json!({
        "confluent.connector.type": "CUSTOM", "confluent.custom.plugin.id": plugin_id, "name": name,
        "kafka.api.key": "kafka-key-canary", "kafka.api.secret": "kafka-secret-canary",
    })
}
