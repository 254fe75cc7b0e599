//! An object store beside a service that presigns uploads to it, and the forms and refusals such stores speak.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccloud_connect::plugins::{Cloud, PluginType, UploadCustomPlugin};
use ccloud_connect::{Client, RetryPolicy};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{self, Answer, Reply, Seen, Server, empty, find};

const PRESIGN: &str = "/connect/v1/presigned-upload-url";
const PLUGINS: &str = "/connect/v1/custom-connector-plugins";

/// A service, a store and a folder for archives.
pub(crate) struct Scene {
    pub(crate) service: Server,
    pub(crate) store: Server,
    folder: TempDir,
}

impl Scene {
    /// AWS, with a form of a few fields and a policy that lasts.
    pub(crate) async fn aws<R: Into<Reply>>(store: impl Fn(&Seen, usize) -> R + Send + Sync + 'static) -> Self {
        Self::with(store, json!({"cloud": "AWS", "upload_form_data": form(&policy(1, 1 << 30))})).await
    }

    /// A service that presigns with these members beside the id and the URL, which they may replace.
    pub(crate) async fn with<R: Into<Reply>>(
        store: impl Fn(&Seen, usize) -> R + Send + Sync + 'static,
        presigned: Value,
    ) -> Self {
        Self::at(store, presigned, Duration::ZERO).await
    }

    /// The same of a service whose clock is an hour slow.
    pub(crate) async fn with_slow_clock<R: Into<Reply>>(
        store: impl Fn(&Seen, usize) -> R + Send + Sync + 'static,
        presigned: Value,
    ) -> Self {
        Self::at(store, presigned, Duration::from_hours(1)).await
    }

    async fn at<R: Into<Reply>>(
        store: impl Fn(&Seen, usize) -> R + Send + Sync + 'static,
        presigned: Value,
        behind: Duration,
    ) -> Self {
        let store = Server::start(store).await;
        let url = store.url();
        let service = Server::start(move |seen, before| match (seen.method.as_str(), seen.path()) {
            ("POST", PRESIGN) => server::json(200, presign(&url, before, &presigned)).header("date", &now(behind)),
            ("POST", PLUGINS) => server::json(201, r#"{"id": "ccp-1"}"#),
            _ => empty(404),
        });
        Self { service: service.await, store, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A file of so many bytes that takes no room.
    pub(crate) fn sparse(&self, name: &str, size: u64) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::File::create(&path).unwrap().set_len(size).unwrap();
        path
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub(crate) fn upload(&self, archive: PathBuf) -> UploadCustomPlugin {
        upload(&self.service.client(), archive)
    }

    /// The same, with the first attempt as the last.
    pub(crate) fn upload_once(&self, archive: PathBuf) -> UploadCustomPlugin {
        let once = RetryPolicy::default().max_retries(0);
        upload(&self.service.builder().retry(once).build().unwrap(), archive)
    }

    /// What the create calls said.
    pub(crate) fn created(&self) -> Vec<Value> {
        let seen = self.service.seen();
        let creates = seen.iter().filter(|seen| seen.method == "POST" && seen.path() == PLUGINS);
        creates.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
    }

    /// How many uploads were presigned.
    pub(crate) fn presigned(&self) -> usize {
        self.service.seen().iter().filter(|seen| seen.path() == PRESIGN).count()
    }
}

/// The n-th request to the service gets the upload id `u-n`.
fn presign(store: &str, before: usize, members: &Value) -> String {
    let mut answer =
        json!({"upload_id": format!("u-{before}"), "upload_url": format!("{store}/bucket?sig=of-the-url")});
    let members = members.as_object().unwrap().clone();
    answer.as_object_mut().unwrap().extend(members);
    answer.to_string()
}

/// Of any bytes: nothing looks into them.
pub(crate) fn upload(client: &Client, archive: PathBuf) -> UploadCustomPlugin {
    let upload = client.custom_plugins().upload(archive);
    upload.class("io.example.Source").connector_type(PluginType::Source).cloud(Cloud::Aws).preflight(false)
}

/// The fields of a signed form, one of them with characters that a form has to survive.
pub(crate) fn form(policy: &str) -> Value {
    json!({"bucket": "bucket", "key": "in coming/é \"x\".zip", "policy": policy, "x-amz-algorithm": "AWS4-HMAC-SHA256",
           "x-amz-credential": "ASIAEXAMPLE/20260105/r/s3/aws4_request", "x-amz-date": "20260105T101500Z",
           "x-amz-security-token": "a-session-token==", "x-amz-signature": "a-form-signature"})
}

/// A policy for the next hour.
pub(crate) fn policy(least: u64, most: u64) -> String {
    policy_until(jiff::Timestamp::now() + Duration::from_hours(1), least, most)
}

pub(crate) fn policy_until(expires: jiff::Timestamp, least: u64, most: u64) -> String {
    let policy = json!({"expiration": expires.to_string(), "conditions": [["content-length-range", least, most]]});
    STANDARD.encode(policy.to_string())
}

/// As services tell the time.
fn now(behind: Duration) -> String {
    let now = jiff::Timestamp::now() - behind;
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap()
}

/// A store's refusal.
pub(crate) fn refusal(status: u16, code: &str, message: &str) -> Answer {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
         <RequestId>STORE-7</RequestId></Error>"
    );
    server::json(status, xml).header("content-type", "application/xml")
}

/// One part of a `multipart/form-data` body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) head: String,
    pub(crate) content: Vec<u8>,
}

/// Takes a form apart, strictly.
pub(crate) fn parts(request: &Seen) -> Vec<Part> {
    let kind = request.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let mut rest = [b"\r\n", request.body.as_slice()].concat();
    let mut parts = Vec::new();
    loop {
        assert!(rest.starts_with(&delimiter));
        rest.drain(..delimiter.len());
        if rest == b"--\r\n" {
            return parts;
        }
        let part: Vec<u8> = rest.drain(..find(&rest, &delimiter).unwrap()).collect();
        let split = find(&part, b"\r\n\r\n").unwrap();
        let head = String::from_utf8(part[2..split].to_vec()).unwrap();
        let name = head.split("name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        parts.push(Part { name, head, content: part[split + 4..].to_vec() });
    }
}
