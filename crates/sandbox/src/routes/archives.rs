//! Announcing uploads, and finding them again when something is made from them; the same for all three kinds.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::archive;
use crate::body::Body;
use crate::cloud::{Cloud, Shared};
use crate::failure::PluginFailure;
use crate::random;
use crate::store::Store;
use crate::store::upload::{Cloud as Provider, Purpose, Upload};

/// Announces an upload and signs the URL for it.
pub(super) fn announce(
    cloud: &Cloud,
    purpose: Purpose,
    content_format: &str,
    provider: Provider,
) -> Result<Value, PluginFailure> {
    let now = cloud.now();
    let upload = Upload {
        id: random::uuid(),
        purpose,
        cloud: provider,
        content_format: content_format.to_ascii_uppercase(),
        expires_at: Store::expiry(now),
        arrived: None,
    };
    let target = cloud.store.target(&upload, now);
    let api_version = match purpose {
        Purpose::CustomPlugin => "connect/v1",
        Purpose::PluginVersion => "ccpm/v1",
        Purpose::Artifact => "cam/v1",
    };
    let answer = json!({
        "api_version": api_version,
        "kind": "PresignedUrl",
        "content_format": upload.content_format,
        "cloud": provider.word(),
        "upload_id": upload.id,
        "upload_url": target.url,
        "upload_form_data": target.form,
    });
    cloud.change(|state| {
        state.drop_expired_uploads(now);
        state.uploads.insert(upload.id.clone(), upload);
        Ok(answer)
    })
}

/// The upload that a creation must name.
pub(super) async fn needed(
    cloud: &Shared,
    purpose: Purpose,
    provider: &str,
    body: &mut Body<'_>,
) -> Result<Option<Upload>, PluginFailure> {
    let before = body.problems.len();
    let id = body.upload_id();
    if id.is_none() && body.problems.len() == before {
        return Ok(body.refuse("upload_source", "upload_source with an upload_id is required"));
    }
    uploaded(cloud, purpose, id, provider, body).await
}

/// The upload of this id, if it was made for this purpose and cloud, and its archive is there.
pub(super) async fn uploaded(
    cloud: &Shared,
    purpose: Purpose,
    id: Option<String>,
    provider: &str,
    body: &mut Body<'_>,
) -> Result<Option<Upload>, PluginFailure> {
    let Some(id) = id else { return Ok(None) };
    let member = "upload_source/upload_id";
    let known = cloud.read(|state| state.uploads.get(&id).cloned());
    let Some(upload) = known.filter(|upload| upload.purpose == purpose) else {
        return Ok(body.refuse(member, format!("no upload {id} was announced here, or it has expired")));
    };
    if !upload.cloud.word().eq_ignore_ascii_case(provider) {
        // A version has no cloud of its own.
        let member = if purpose == Purpose::PluginVersion { member } else { "cloud" };
        return Ok(body.refuse(member, format!("the archive was uploaded to {}", upload.cloud.word())));
    }
    match cloud.store.has(&upload).await {
        Ok(true) => Ok(Some(upload)),
        Ok(false) => Ok(body.refuse(member, format!("nothing was uploaded under {id}"))),
        Err(_) => Err(unreadable("the external store cannot be asked")),
    }
}

/// What processing will find wrong with an archive. One that lies with an external server is not looked into.
pub(super) async fn inspect(
    cloud: &Shared,
    upload: &Upload,
    classes: Vec<String>,
) -> Result<Option<String>, PluginFailure> {
    let Some(path) = cloud.store.own_file(upload) else { return Ok(None) };
    let found = tokio::task::spawn_blocking(move || archive::problem(&path, &classes)).await;
    found.ok().and_then(Result::ok).ok_or_else(|| unreadable("the archive cannot be read"))
}

fn unreadable(reason: &str) -> PluginFailure {
    PluginFailure::new(StatusCode::INTERNAL_SERVER_ERROR, reason)
}
