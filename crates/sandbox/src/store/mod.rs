//! The object store that archives are uploaded to.
//!
//! A client gets a URL that is signed for one upload, and the store checks what it gets against that signature alone:
//! a form in Amazon's style ([`s3_form`]), a [`put`] in Azure's or Google's ([`azure`], [`google`]). With an [`external`]
//! S3 server, Amazon's forms are signed for that one.

mod azure;
pub(crate) mod external;
mod google;
mod multipart;
pub(crate) mod policy;
mod put;
mod receive;
pub(crate) mod refusal;
mod s3_form;
pub(crate) mod signing;
pub(crate) mod upload;

pub(crate) use receive::drain;

use std::io;
use std::path::PathBuf;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{DefaultBodyLimit, RawPathParams, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post, put};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::clock::later;
use crate::cloud::Shared;
use crate::key::Key;
use external::ExternalStore;
use refusal::Refusal;
use upload::{Cloud, Upload};

/// The bucket of Amazon's and Google's style, the container of Azure's.
const BUCKET: &str = "sandbox-uploads";

/// Largest archive the real service takes: 1 GiB.
const LARGEST: u64 = 1 << 30;

/// How long a signed URL can be used.
const LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// How much of a refused upload is still read, in bytes.
pub(crate) const DRAINED: usize = 8 << 20;

tokio::task_local! {
    /// How long URLs signed by the call at hand can be used, where a fault says so.
    pub(crate) static POLICY_LIFE: SignedDuration;
}

/// Where uploads lie, and the keys their URLs are signed with.
pub(crate) struct Store {
    folder: PathBuf,
    /// Removes the folder of a sandbox in memory when it goes.
    _temporary: Option<tempfile::TempDir>,
    /// `host:port` of the sandbox.
    host: String,
    s3: policy::Keys,
    google: policy::Keys,
    azure: [u8; 32],
    external: Option<ExternalStore>,
}

/// What a client is told about where to send an archive.
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) form: Value,
}

impl Store {
    pub(crate) fn new(
        key: &Key,
        folder: PathBuf,
        temporary: Option<tempfile::TempDir>,
        host: String,
        external: Option<ExternalStore>,
    ) -> Self {
        let pair = |store: &str, region: &str| policy::Keys {
            access_key: key.derive_text(&format!("{store} access key"), 20),
            secret_key: key.derive_text(&format!("{store} secret key"), 40),
            session_token: None,
            region: region.to_owned(),
        };
        let s3 =
            policy::Keys { session_token: Some(key.derive_text("s3 session token", 43)), ..pair("s3", "us-west-2") };
        let azure = key.derive("azure account key");
        Self { folder, _temporary: temporary, host, s3, google: pair("google", "auto"), azure, external }
    }

    /// When a URL signed now can no longer be used.
    pub(crate) fn expiry(now: Timestamp) -> Timestamp {
        later(now, POLICY_LIFE.try_get().unwrap_or(LIFETIME))
    }

    /// The signed URL, and the form fields that go with it, for one upload.
    pub(crate) fn target(&self, upload: &Upload, now: Timestamp) -> Target {
        let object = upload.object();
        match (upload.cloud, &self.external) {
            (Cloud::Aws, None) => {
                let form = policy::sign(&self.s3, BUCKET, &object, now, upload.expires_at);
                Target { url: format!("http://{}/s3/{BUCKET}", self.host), form }
            }
            (Cloud::Aws, Some(external)) => {
                // The other server goes by the real time, whatever ours is set to.
                let now = Timestamp::now();
                let form = policy::sign(&external.keys(), &external.bucket, &object, now, Self::expiry(now));
                Target { url: external.url(), form }
            }
            (Cloud::Azure, _) => {
                let sas = azure::sign(&self.azure, BUCKET, &object, upload.expires_at);
                let url = format!("http://{}/azure/{}/{BUCKET}/{object}?{sas}", self.host, azure::ACCOUNT);
                Target { url, form: azure::form(BUCKET, &object, &sas) }
            }
            (Cloud::Gcp, _) => {
                let path = format!("/google/{BUCKET}/{object}");
                let seconds = upload.expires_at.duration_since(now).as_secs();
                let url = google::sign(&self.google, &self.host, &path, upload.content_type(), now, seconds);
                Target { url, form: google::form(BUCKET, &object) }
            }
        }
    }

    /// Whether the archive of an upload is where it belongs.
    pub(crate) async fn has(&self, upload: &Upload) -> io::Result<bool> {
        match (&self.external, upload.cloud) {
            (Some(external), Cloud::Aws) => external.has(&upload.object()).await,
            _ => Ok(upload.arrived.is_some()),
        }
    }

    /// Where the archive of an upload lies, unless it is with an external server.
    pub(crate) fn own_file(&self, upload: &Upload) -> Option<PathBuf> {
        (self.external.is_none() || upload.cloud != Cloud::Aws).then(|| self.file(&upload.id))
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/s3/{bucket}", uploads(post(s3_form::post)))
        .route("/azure/{account}/{container}/{*blob}", uploads(put(put::azure)))
        .route("/google/{bucket}/{*object}", uploads(put(put::google)))
        .route_layer(from_fn(readable))
        .layer(DefaultBodyLimit::disable())
}

/// Refuses paths that are not UTF-8 as the stores do, before any handler looks at them.
async fn readable(path: Result<RawPathParams, RawPathParamsRejection>, request: Request, next: Next) -> Response {
    match path {
        Ok(_) => next.run(request).await,
        Err(_) => Refusal::bad_request("InvalidURI", "The path is not UTF-8.").into_response(),
    }
}

/// What was uploaded cannot be read again, nor anything else be done with it.
fn uploads(route: MethodRouter<Shared>) -> MethodRouter<Shared> {
    route.fallback(async |method: Method| {
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", format!("{method} is not allowed here."))
    })
}

/// What no signed upload may carry, and what each must.
fn check_headers(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.contains_key(AUTHORIZATION) {
        return Err(Refusal::authorization_sent());
    }
    if !headers.contains_key(CONTENT_LENGTH) {
        let reason = "An upload says its length in front; chunked transfer is not taken.";
        return Err(Refusal::new(StatusCode::LENGTH_REQUIRED, "MissingContentLength", reason));
    }
    Ok(())
}
