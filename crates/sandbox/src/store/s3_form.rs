//! Uploads as a form, in Amazon's style.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::multipart::Multipart;
use super::policy::{self, Fields};
use super::receive::Incoming;
use super::refusal::Refusal;
use super::upload::id_in;
use crate::cloud::{Cloud, Shared};

/// Longest form in front of the file, in bytes, as at Amazon's.
const LONGEST_FIELDS: usize = 20 * 1024;

pub(crate) async fn post(State(cloud): State<Shared>, Path(bucket): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut form = match Multipart::new(&parts.headers, body) {
        Ok(form) => form,
        Err(refusal) => return refusal.into_response(),
    };
    match take(&cloud, &bucket, &parts.headers, &mut form).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => {
            form.drain(super::DRAINED).await;
            refusal.into_response()
        }
    }
}

async fn take(cloud: &Cloud, bucket: &str, headers: &HeaderMap, form: &mut Multipart) -> Result<(), Refusal> {
    super::check_headers(headers)?;
    if bucket != super::BUCKET {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "NoSuchBucket", "There is no such bucket."));
    }
    let fields = fields(form).await?;
    let allowed = policy::check(&cloud.store.s3, bucket, &fields, cloud.now())?;
    let upload_id = upload_of(cloud, &fields)?;
    let mut incoming = Incoming::begin(&cloud.store, allowed)?;
    while let Some(bytes) = form.chunk().await? {
        incoming.write(&bytes).await?;
    }
    if let Some(name) = form.next_part().await? {
        let reason = format!("The field {name} comes after the file, which must be the last one.");
        return Err(Refusal::bad_request("MalformedPOSTRequest", reason));
    }
    incoming.finish(cloud, &upload_id).await
}

/// The fields up to the file, which is next to be read.
async fn fields(form: &mut Multipart) -> Result<Vec<(String, String)>, Refusal> {
    let mut fields = Vec::new();
    let mut left = LONGEST_FIELDS;
    while let Some(name) = form.next_part().await? {
        if name.eq_ignore_ascii_case("file") {
            return Ok(fields);
        }
        let value = form.text(left).await?;
        left -= value.len();
        fields.push((name.to_ascii_lowercase(), value));
    }
    Err(Refusal::bad_request("InvalidArgument", "POST requires exactly one file upload per request."))
}

/// The upload this form is for; only keys that were handed out are signed, so that it exists unless it was forgotten.
fn upload_of(cloud: &Cloud, fields: &Fields) -> Result<String, Refusal> {
    let key = policy::field(fields, "key")?;
    let known = cloud.read(|state| {
        let upload = state.uploads.get(id_in(key)?)?;
        (upload.object() == key).then(|| upload.id.clone())
    });
    known.ok_or_else(|| Refusal::forbidden("AccessDenied", "No upload was announced under this key."))
}
