use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::redaction::Viewer;
use ccloud_connect_api::runtime::OperationInfo;
use ccloud_connect_secret::MASK;
use http::header::AUTHORIZATION;
use serde::Serialize;
use serde_json::Value;

use super::view;

/// Operations that change nothing, although their method is one of those that do.
const READS: &[&str] = &[
    "exchange_token",
    "query_metric_attributes",
    "query_metric_attributes_v1",
    "query_metrics",
    "query_metrics_v1",
    "search_logs",
    "translate_connector_config",
    "validate_connector_plugin",
];

/// The writes that a client was asked for and did not send. See
/// [`ClientBuilder::dry_run`](crate::ClientBuilder::dry_run). Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct DryRun(Arc<Mutex<Vec<PlannedWrite>>>);

/// A request that would have been sent, with its secrets replaced.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PlannedWrite {
    /// The method.
    pub method: String,
    /// Where to.
    pub url: String,
    /// The headers, by name, without those that the connection brings with it.
    pub headers: BTreeMap<String, String>,
    /// JSON, any other text as a string, or null.
    pub body: Value,
}

impl DryRun {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// All so far, in their order.
    #[must_use]
    pub fn writes(&self) -> Vec<PlannedWrite> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a request that is not to be sent; tells whether it is one.
    pub(super) fn keeps(
        &self,
        request: &reqwest::Request,
        signed: bool,
        operation: &OperationInfo,
        viewer: &Viewer,
    ) -> bool {
        let is_write = !request.method().is_safe() && !READS.contains(&operation.id);
        if is_write {
            let write = PlannedWrite::of(request, signed, viewer);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(write);
        }
        is_write
    }
}

impl PlannedWrite {
    fn of(request: &reqwest::Request, signed: bool, viewer: &Viewer) -> Self {
        let (url, sent) = (request.url(), request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default());
        let mut headers = view::headers(request.headers(), viewer);
        if signed {
            headers.insert(AUTHORIZATION.to_string(), MASK.to_owned());
        }
        Self {
            method: request.method().to_string(),
            url: view::url(url, viewer),
            headers,
            body: view::body(sent, request.headers(), view::sent_place(url.path()), viewer),
        }
    }
}
