//! What is asked of whom, and how long it takes: events for `tracing`, without a secret in them.
//!
//! DEBUG tells each attempt and its outcome, TRACE also headers and bodies, WARN what keeps calls from being made. All
//! have the target `ccloud_connect`.

use std::time::{Duration, Instant};

use ccloud_connect_secret::Redactor;
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use tracing::Level;
use url::Url;

use super::view;
use crate::Error;

/// A request under way.
pub(crate) struct Asked<'a> {
    method: &'a Method,
    url: String,
    /// Which one of the same call it is, from 1.
    attempt: u32,
    redactor: &'a Redactor,
    at: Instant,
}

impl<'a> Asked<'a> {
    /// Begins.
    pub(crate) fn new(method: &'a Method, url: &Url, attempt: u32, redactor: &'a Redactor) -> Self {
        Self { method, url: view::url(url, redactor), attempt, redactor, at: Instant::now() }
    }

    /// What is sent; `body` gives what of it may be seen.
    pub(crate) fn sends(&self, headers: &HeaderMap, body: impl FnOnce() -> Value) {
        if !tracing::enabled!(target: "ccloud_connect", Level::TRACE) {
            return;
        }
        let (method, url, attempt) = (self.method, &self.url, self.attempt);
        let (headers, body) = (view::headers(headers, self.redactor), view::excerpt(&body(), self.redactor));
        tracing::trace!(target: "ccloud_connect", attempt, %method, %url, ?headers, %body, "asks");
    }

    /// What has come; likewise.
    pub(crate) fn receives(&self, status: StatusCode, headers: &HeaderMap, body: impl FnOnce() -> Value) {
        if !tracing::enabled!(target: "ccloud_connect", Level::TRACE) {
            return;
        }
        let (attempt, status) = (self.attempt, status.as_u16());
        let (headers, body) = (view::headers(headers, self.redactor), view::excerpt(&body(), self.redactor));
        tracing::trace!(target: "ccloud_connect", attempt, status, ?headers, %body, "is told");
    }

    /// It was answered, or not.
    pub(crate) fn done(&self, outcome: Result<StatusCode, &Error>) {
        let (method, url, ms) = (self.method, &self.url, self.at.elapsed().as_millis());
        match outcome {
            Ok(status) => {
                tracing::debug!(target: "ccloud_connect", %method, %url, status = status.as_u16(), ms, "answered");
            }
            Err(error) => tracing::debug!(target: "ccloud_connect", %method, %url, %error, ms, "no answer"),
        }
    }
}

/// Another attempt follows.
pub(crate) fn trying_again(operation: &str, attempt: u32, why: &str, wait: Duration) {
    let ms = wait.as_millis();
    tracing::debug!(target: "ccloud_connect", operation, attempt, why, wait_ms = ms, "trying again");
}

/// All calls to a host are held back.
pub(crate) fn rate_limited(host: &str, wait: Duration) {
    let ms = wait.as_millis();
    tracing::warn!(target: "ccloud_connect", host, wait_ms = ms, "rate limited: calls wait until the server takes more");
}

/// No new token could be had, but the old one is good for a while.
pub(crate) fn old_token_serves(error: &Error) {
    tracing::warn!(target: "ccloud_connect", %error, "no new access token: the old one serves to its end");
}
