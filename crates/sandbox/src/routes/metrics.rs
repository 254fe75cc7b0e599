//! The metrics API, its second version and what is left of the first.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Query as Parameters, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use serde_json::{Map, Value, json};

use super::page::{number_in, parameter, token};
use crate::cloud::{Cloud, Shared};
use crate::failure::MetricsFailure;
use crate::metrics::{self, Attributes, CONNECTOR_ID, ExportFormat, Query};

type Answer = Result<Json<Value>, MetricsFailure>;
type Pairs = Parameters<Vec<(String, String)>>;
type Body = Result<Bytes, BytesRejection>;

const DEFAULT_SIZE: usize = 100;
const LARGEST_SIZE: usize = 1000;

pub(super) async fn metrics(State(cloud): State<Shared>, Parameters(query): Pairs) -> Answer {
    let all = metrics::metric_descriptors(parameter(&query, "resource_type"));
    listed(&cloud, &query, page_size(&query)?, all)
}

pub(super) async fn resources(State(cloud): State<Shared>, Parameters(query): Pairs) -> Answer {
    listed(&cloud, &query, page_size(&query)?, metrics::resource_descriptors())
}

/// Points of one metric. Pages are of groups.
pub(super) async fn query(State(cloud): State<Shared>, Parameters(pairs): Pairs, body: Body) -> Answer {
    let now = cloud.now();
    let query = Query::read(&object(body)?, now).map_err(MetricsFailure::invalid)?;
    if !query.is_grouped && parameter(&pairs, "page_token").is_some() {
        return Err(refused("page_token goes with group_by only"));
    }
    let groups = cloud.read(|state| metrics::groups(state, &query, now));
    if !query.is_grouped {
        return Ok(Json(json!({"data": metrics::shown(&groups, query.nests)})));
    }
    let page = Page::of(&cloud, &pairs, query.limit, groups.len())?;
    Ok(Json(json!({"data": metrics::shown(&groups[page.range()], query.nests), "meta": page.meta(&cloud)})))
}

pub(super) async fn attributes(State(cloud): State<Shared>, Parameters(pairs): Pairs, body: Body) -> Answer {
    values(&cloud, &pairs, body, false)
}

pub(super) async fn attributes_v1(State(cloud): State<Shared>, Parameters(pairs): Pairs, body: Body) -> Answer {
    values(&cloud, &pairs, body, true)
}

fn values(cloud: &Cloud, pairs: &[(String, String)], body: Body, wants_metric: bool) -> Answer {
    let asked = Attributes::read(&object(body)?, cloud.now(), wants_metric).map_err(MetricsFailure::invalid)?;
    let mut ids: Vec<String> = cloud.read(|state| {
        let ids = state.connectors.values().map(|connector| &connector.id);
        ids.filter(|id| asked.matches(id)).cloned().collect()
    });
    ids.sort_unstable();
    listed(cloud, pairs, asked.limit, ids.into_iter().map(|id| json!({CONNECTOR_ID: id})).collect())
}

/// The latest point of every metric, for the resources that are named.
pub(super) async fn export(
    State(cloud): State<Shared>,
    Parameters(pairs): Pairs,
    headers: HeaderMap,
) -> Result<([(HeaderName, &'static str); 1], String), MetricsFailure> {
    let named = |wanted: &str| -> Vec<&str> {
        pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str()).collect()
    };
    if !pairs.iter().any(|(name, _)| name.starts_with("resource.")) {
        return Err(refused(format!("an export names its resources, as {CONNECTOR_ID}")));
    }
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let format = ExportFormat::read(accept);
    let now = cloud.now();
    let text = cloud.read(|state| metrics::export(state, &named(CONNECTOR_ID), &named("metric"), now, format));
    Ok(([(header::CONTENT_TYPE, format.media_type())], text))
}

fn refused(detail: impl Into<String>) -> MetricsFailure {
    MetricsFailure::new(StatusCode::BAD_REQUEST, detail)
}

fn object(body: Body) -> Result<Map<String, Value>, MetricsFailure> {
    let bytes = body.map_err(|reason| MetricsFailure::new(reason.status(), reason.body_text()))?;
    serde_json::from_slice(&bytes).map_err(|_| refused("the body is not a JSON object"))
}

fn page_size(query: &[(String, String)]) -> Result<usize, MetricsFailure> {
    let Some(text) = parameter(query, "page_size") else { return Ok(DEFAULT_SIZE) };
    let size = text.parse().ok().filter(|size| (1..=LARGEST_SIZE).contains(size));
    size.ok_or_else(|| refused(format!("page_size must be from 1 to {LARGEST_SIZE}")))
}

fn listed(cloud: &Cloud, query: &[(String, String)], size: usize, all: Vec<Value>) -> Answer {
    let page = Page::of(cloud, query, size, all.len())?;
    Ok(Json(json!({"data": all[page.range()], "meta": page.meta(cloud), "links": null})))
}

/// A part of a list that has an order of its own.
struct Page {
    start: usize,
    size: usize,
    total: usize,
}

impl Page {
    fn of(cloud: &Cloud, query: &[(String, String)], size: usize, total: usize) -> Result<Self, MetricsFailure> {
        let start = match parameter(query, "page_token") {
            None => 0,
            Some(text) => number_in(text, &cloud.key).ok_or_else(|| refused("page_token is not one of this list"))?,
        };
        // A list that became shorter in between has come to its end.
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(total);
        Ok(Self { start, size, total })
    }

    fn range(&self) -> std::ops::Range<usize> {
        self.start..self.total.min(self.start.saturating_add(self.size))
    }

    fn meta(&self, cloud: &Cloud) -> Value {
        let mut pagination = json!({"page_size": self.size, "total_size": self.total});
        let end = self.range().end;
        if end < self.total {
            pagination["next_page_token"] = token(end as u64, &cloud.key).into();
        }
        json!({"pagination": pagination})
    }
}
