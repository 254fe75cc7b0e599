//! Uploads as a signed PUT of the bare bytes, in Azure's and in Google's style.

use axum::body::{Body, BodyDataStream};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;

use super::policy::SizeRange;
use super::receive::{Incoming, drain};
use super::refusal::Refusal;
use super::upload::{Cloud as Provider, Upload, id_in};
use super::{DRAINED, LARGEST, azure, google};
use crate::cloud::{Cloud, Shared};

/// `PUT /azure/{account}/{container}/{blob}`: answers 201.
pub(crate) async fn azure(
    State(cloud): State<Shared>,
    Path((account, container, blob)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let allowed = || {
        azure::check(&cloud.store.azure, &account, &container, &blob, &parts, cloud.now())?;
        announced(&cloud, Provider::Azure, &blob)
    };
    put(&cloud, &parts.headers, allowed, body, StatusCode::CREATED).await
}

/// `PUT /google/{bucket}/{object}`: answers 200.
pub(crate) async fn google(
    State(cloud): State<Shared>,
    Path((_, object)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let allowed = || google_upload(&cloud, &object, &parts);
    put(&cloud, &parts.headers, allowed, body, StatusCode::OK).await
}

fn google_upload(cloud: &Cloud, object: &str, parts: &Parts) -> Result<Upload, Refusal> {
    google::check(&cloud.store.google, parts, cloud.now())?;
    announced(cloud, Provider::Gcp, object)
}

async fn put(
    cloud: &Cloud,
    headers: &HeaderMap,
    allowed: impl Fn() -> Result<Upload, Refusal> + Send,
    body: Body,
    done: StatusCode,
) -> Response {
    let mut body = body.into_data_stream();
    let upload = super::check_headers(headers).and_then(|()| allowed());
    let outcome = match upload {
        Ok(upload) => keep(cloud, &upload, &mut body).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => done.into_response(),
        Err(refusal) => {
            drain(body, DRAINED).await;
            refusal.into_response()
        }
    }
}

async fn keep(cloud: &Cloud, upload: &Upload, body: &mut BodyDataStream) -> Result<(), Refusal> {
    let mut incoming = Incoming::begin(&cloud.store, SizeRange { least: 0, most: LARGEST })?;
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|_| Refusal::bad_request("IncompleteBody", "The body ended too early."))?;
        incoming.write(&bytes).await?;
    }
    incoming.finish(cloud, &upload.id).await
}

/// The upload that was announced for this object at this provider.
fn announced(cloud: &Cloud, provider: Provider, object: &str) -> Result<Upload, Refusal> {
    let upload = cloud.read(|state| state.uploads.get(id_in(object)?).cloned());
    upload
        .filter(|upload| upload.cloud == provider && upload.object() == object)
        .ok_or_else(|| Refusal::forbidden("AccessDenied", "No upload was announced under this name."))
}
