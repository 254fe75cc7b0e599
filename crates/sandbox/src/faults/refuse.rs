//! Errors on order, in the shape of whatever was called.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::Fault;
use crate::failure::{ConnectFailure, MetricsFailure, PluginFailure};
use crate::store::refusal::Refusal;
use crate::store::{self, DRAINED};

const MESSAGE: &str = "a fault of the sandbox, on order";

/// Where a call went.
pub(super) struct About {
    method: Method,
    path: String,
}

impl About {
    pub(super) fn of(request: &Request) -> Self {
        Self { method: request.method().clone(), path: request.uri().path().to_owned() }
    }

    fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    fn refusal(&self, status: StatusCode) -> Response {
        if self.is_in(&["/s3/", "/azure/", "/google/"]) {
            return Refusal::new(status, store_code(status), MESSAGE).into_response();
        }
        if self.is_in(&["/v1/metrics/", "/v2/metrics/"]) {
            return MetricsFailure::new(status, MESSAGE).into_response();
        }
        if !self.is_in(&["/connect/v1/environments/"]) {
            return PluginFailure::new(status, MESSAGE).into_response();
        }
        let creates = self.method == Method::POST && self.path.ends_with("/connectors");
        let replaces = self.method == Method::PUT && self.path.ends_with("/config");
        if creates && status == StatusCode::BAD_REQUEST {
            return ConnectFailure::flat(MESSAGE).into_response();
        }
        let failure = ConnectFailure::nested(status, MESSAGE);
        if creates || replaces { failure.of_a_write() } else { failure }.into_response()
    }
}

/// The code that a store's client looks at.
fn store_code(status: StatusCode) -> &'static str {
    match status.as_u16() {
        403 => "AccessDenied",
        404 => "NoSuchKey",
        408 => "RequestTimeout",
        429 | 503 => "SlowDown",
        500.. => "InternalError",
        _ => "InvalidRequest",
    }
}

/// The answer of this status that a fault orders. A 429 has no body in the documents.
pub(super) fn answer(status: StatusCode, fault: &Fault, about: &About) -> Response {
    let limited = status == StatusCode::TOO_MANY_REQUESTS;
    let is_error = status.is_client_error() || status.is_server_error();
    let mut answer =
        if fault.empty_body.unwrap_or(limited) || !is_error { status.into_response() } else { about.refusal(status) };
    if let Some(seconds) = fault.retry_after.or(limited.then_some(1)) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        if limited {
            answer.headers_mut().insert(HeaderName::from_static("x-ratelimit-reset"), HeaderValue::from(seconds));
        }
    }
    answer
}

pub(super) fn tell_allowance(headers: &mut HeaderMap, limit: u32, left: u32) {
    for (name, value) in [("x-ratelimit-limit", limit), ("x-ratelimit-remaining", left), ("x-ratelimit-reset", 1)] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
}

/// Lets a client that is still sending hear the answer.
pub(super) async fn drain(request: Request) {
    store::drain(request.into_body().into_data_stream(), DRAINED).await;
}
