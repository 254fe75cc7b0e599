//! The object store that archives are uploaded to.
//!
//! A client gets a URL that is signed for one upload, and the store checks what it gets against that signature alone:
//! a form in Amazon's style ([`s3_form`]), a PUT in Azure's or Google's ([`azure`], [`google`]). With an [`external`]
//! S3 server, Amazon's forms are signed for that one.

pub(crate) mod multipart;
pub(crate) mod policy;
pub(crate) mod receive;
pub(crate) mod refusal;
pub(crate) mod s3_form;
pub(crate) mod signing;
pub(crate) mod upload;

use std::path::PathBuf;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use jiff::Timestamp;
use serde_json::Value;

use crate::cloud::Shared;
use crate::key::Key;
use upload::{Cloud, Upload};

/// The bucket of Amazon's and Google's style, the container of Azure's.
pub(crate) const BUCKET: &str = "sandbox-uploads";

/// Largest archive the real service takes: 1 GiB.
pub(crate) const LARGEST: u64 = 1 << 30;

/// Where uploads lie, and the keys their URLs are signed with.
pub(crate) struct Store {
    pub(crate) folder: PathBuf,
    /// Removes the folder of a sandbox in memory when it goes.
    _temporary: Option<tempfile::TempDir>,
    pub(crate) s3: policy::Keys,
}

/// What a client is told about where to send an archive.
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) form: Value,
}

impl Store {
    pub(crate) fn new(key: &Key, folder: PathBuf, temporary: Option<tempfile::TempDir>) -> Self {
        let s3 = policy::Keys {
            access_key: key.derive_text("store access key", 20),
            secret_key: key.derive_text("store secret key", 40),
            session_token: Some(key.derive_text("store session token", 43)),
            region: "us-west-2".to_owned(),
        };
        Self { folder, _temporary: temporary, s3 }
    }

    /// The signed URL, and the form fields that go with it, for one upload.
    pub(crate) fn target(&self, endpoint: &str, upload: &Upload, now: Timestamp) -> Target {
        match upload.cloud {
            Cloud::Aws | Cloud::Azure | Cloud::Gcp => {
                let form = policy::sign(&self.s3, BUCKET, &upload.object(), now, upload.expires_at);
                Target { url: format!("{endpoint}/s3/{BUCKET}"), form }
            }
        }
    }

    pub(crate) fn file(&self, upload_id: &str) -> PathBuf {
        self.folder.join(upload_id)
    }
}

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/s3/{bucket}", post(s3_form::post)).layer(DefaultBodyLimit::disable())
}
