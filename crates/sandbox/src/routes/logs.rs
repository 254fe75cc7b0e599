//! The log search, which no published document has.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::body::PluginBody;
use super::page::{number_in, parameter, token};
use crate::cloud::{CLUSTER, ENVIRONMENT, Shared};
use crate::connector::Connector;
use crate::failure::PluginFailure;
use crate::logs::{self, Entry, PER_MINUTE, Search};
use crate::state::State as Everything;

/// Entries of a page, unless told and at most.
const DEFAULT_SIZE: usize = 200;
const LARGEST_SIZE: usize = 1000;

pub(super) async fn search(
    State(cloud): State<Shared>,
    Query(query): Query<Vec<(String, String)>>,
    PluginBody(body): PluginBody,
) -> Result<Response, PluginFailure> {
    let now = cloud.now();
    let crn = body.get("crn").and_then(Value::as_str).unwrap_or_default();
    let name = logs::connector_in(crn, &cloud.identity.organization, ENVIRONMENT, CLUSTER).ok_or_else(foreign)?;
    let search = Search::read(&body, now).map_err(PluginFailure::bad_request)?;
    let size = page_size(&query)?;
    let start = match parameter(&query, "page_token").filter(|token| !token.is_empty()) {
        None => 0,
        Some(text) => number_in(text, &cloud.key)
            .and_then(|number| usize::try_from(number).ok())
            .ok_or_else(|| PluginFailure::parameter("page_token", "page_token is not one of this search"))?,
    };
    let counted = |one: &Connector| cloud.searches.count(&one.id, now).map(|()| found(one, &search, now));
    let found = match cloud.read(|state| connector(state, name, &search).map(counted))? {
        Ok(found) => found,
        Err(seconds) => return Ok(too_many(seconds)),
    };
    let end = found.len().min(start.saturating_add(size));
    let page: Vec<Value> = found.get(start..end).unwrap_or_default().iter().map(Entry::shown).collect();
    let next = if end < found.len() {
        let token = token(end as u64, &cloud.key);
        format!("{}/logs/v1/search?page_size={size}&page_token={token}", cloud.endpoint)
    } else {
        String::new()
    };
    let answer = json!({
        "api_version": "v1", "kind": "LoggingSearchResponse", "crn": crn, "metadata": {"next": next}, "data": page,
    });
    Ok(Json(answer).into_response())
}

/// The connector of a name that may be percent-encoded.
fn connector<'a>(state: &'a Everything, name: &str, search: &Search) -> Result<&'a Connector, PluginFailure> {
    let decoded = percent_decode_str(name).decode_utf8_lossy();
    let connector = state.connectors.get(name).or_else(|| state.connectors.get(decoded.as_ref()));
    connector
        .filter(|connector| search.connector_id.as_ref().is_none_or(|id| *id == connector.id))
        .ok_or_else(|| PluginFailure::new(StatusCode::NOT_FOUND, format!("there is no connector {name}")))
}

fn found(connector: &Connector, search: &Search, now: Timestamp) -> Vec<Entry> {
    let mut entries = logs::entries(connector, search, now);
    entries.retain(|entry| search.wants(entry));
    if search.newest_first {
        entries.reverse();
    }
    entries
}

fn foreign() -> PluginFailure {
    let detail = "crn names no connector of this organization, environment and cluster";
    PluginFailure::new(StatusCode::FORBIDDEN, detail)
}

fn page_size(query: &[(String, String)]) -> Result<usize, PluginFailure> {
    let Some(text) = parameter(query, "page_size") else { return Ok(DEFAULT_SIZE) };
    let size = text.parse().ok().filter(|size| (1..=LARGEST_SIZE).contains(size));
    size.ok_or_else(|| PluginFailure::parameter("page_size", format!("page_size must be from 1 to {LARGEST_SIZE}")))
}

fn too_many(seconds: u64) -> Response {
    let detail = format!("a connector's log can be searched {PER_MINUTE} times a minute");
    let mut answer = PluginFailure::new(StatusCode::TOO_MANY_REQUESTS, detail).into_response();
    for name in [header::RETRY_AFTER, HeaderName::from_static("x-ratelimit-reset")] {
        answer.headers_mut().insert(name, HeaderValue::from(seconds));
    }
    answer
}
