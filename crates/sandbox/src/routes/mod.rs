//! What the sandbox answers under which path.
//!
//! The APIs differ in whom they admit and how they refuse: each group has its gate ([`gate`]) and its failure type.

mod archives;
mod artifacts;
mod body;
mod connect_plugins;
mod connectors;
mod custom_plugins;
mod gate;
mod lifecycle;
mod logs;
mod metrics;
mod offsets;
mod page;
mod plugin_versions;
mod plugins;
mod scope;
mod sts;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post, put};
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::cloud::Shared;
use crate::failure::ConnectFailure;
use crate::faults;
use crate::store;

/// Largest JSON body, in bytes.
const LARGEST_BODY: usize = 4 << 20;

pub(crate) fn router(cloud: Shared) -> Router {
    let api = Router::new()
        .nest("/connect/v1/environments/{environment}/clusters/{cluster}", of_cluster(&cloud))
        .nest("/connect/v1", of_organization(&cloud))
        .nest("/ccpm/v1", of_plugins(&cloud))
        .nest("/cam/v1", of_artifacts(&cloud))
        .nest("/v1/metrics/{dataset}", of_metrics_v1(&cloud))
        .nest("/v2/metrics/{dataset}", of_metrics(&cloud))
        .nest("/logs/v1", of_logs(&cloud))
        .route("/sts/v1/oauth2/token", post(sts::exchange))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    let disturbed = from_fn_with_state(cloud.clone(), faults::disturb);
    let all = api.merge(store::routes()).fallback(unknown).method_not_allowed_fallback(other_method);
    all.layer(disturbed).layer(from_fn_with_state(cloud.clone(), dated)).with_state(cloud)
}

/// The connector API: everything within one Kafka cluster.
fn of_cluster(cloud: &Shared) -> Router<Shared> {
    Router::new()
        .route("/connectors", get(connectors::list).post(connectors::create))
        .route("/connectors/{name}", get(connectors::read).delete(connectors::delete))
        .route("/connectors/{name}/config", get(connectors::config).put(connectors::replace))
        .route("/connectors/{name}/pause", put(lifecycle::pause))
        .route("/connectors/{name}/resume", put(lifecycle::resume))
        .route("/connectors/{name}/restart", post(lifecycle::restart))
        .route("/connectors/{name}/status", get(lifecycle::status))
        .route("/connectors/{name}/tasks", get(lifecycle::tasks))
        .route("/connectors/{name}/offsets", get(offsets::read))
        .route("/connectors/{name}/offsets/request", post(offsets::alter))
        .route("/connectors/{name}/offsets/request/status", get(offsets::status))
        .route("/connector-plugins", get(plugins::list))
        .route("/connector-plugins/{name}/config/translate", put(plugins::translate))
        .route("/connector-plugins/{name}/config/validate", put(plugins::validate))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_cluster))
}

/// The custom plugin API: everything that belongs to the organization.
fn of_organization(cloud: &Shared) -> Router<Shared> {
    let plugins = Router::new()
        .route("/custom-connector-plugins", get(custom_plugins::list).post(custom_plugins::create))
        .route(
            "/custom-connector-plugins/{id}",
            get(custom_plugins::read).patch(custom_plugins::update).delete(custom_plugins::delete),
        )
        .route("/custom-connector-runtimes", get(custom_plugins::runtimes))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_organization));
    let presign = Router::new()
        .route("/presigned-upload-url", post(custom_plugins::presign))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_keys_only));
    plugins.merge(presign)
}

/// The API of plugins with versions, within an environment.
fn of_plugins(cloud: &Shared) -> Router<Shared> {
    let plugins = Router::new()
        .route("/plugins", get(connect_plugins::list).post(connect_plugins::create))
        .route(
            "/plugins/{id}",
            get(connect_plugins::read).patch(connect_plugins::update).delete(connect_plugins::delete),
        )
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_organization));
    let versions = Router::new()
        .route("/plugins/{id}/versions", get(plugin_versions::list).post(plugin_versions::create))
        .route("/plugins/{id}/versions/{version}", get(plugin_versions::read).delete(plugin_versions::delete))
        .route("/presigned-upload-url", post(connect_plugins::presign))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_keys_only));
    plugins.merge(versions)
}

/// The API of artifacts, within an environment.
fn of_artifacts(cloud: &Shared) -> Router<Shared> {
    let artifacts = Router::new()
        .route("/connect-artifacts", get(artifacts::list).post(artifacts::create))
        .route("/connect-artifacts/{id}", get(artifacts::read).delete(artifacts::delete))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_organization));
    let presign = Router::new()
        .route("/presigned-upload-url", post(artifacts::presign))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_keys_only));
    artifacts.merge(presign)
}

/// The log search, which has a host of its own elsewhere.
fn of_logs(cloud: &Shared) -> Router<Shared> {
    let gate = from_fn_with_state(cloud.clone(), gate::of_logs);
    Router::new().route("/search", post(logs::search)).route_layer(gate)
}

/// The metrics API, which has a host of its own elsewhere.
fn of_metrics(cloud: &Shared) -> Router<Shared> {
    Router::new()
        .route("/descriptors/metrics", get(metrics::metrics))
        .route("/descriptors/resources", get(metrics::resources))
        .route("/query", post(metrics::query))
        .route("/attributes", post(metrics::attributes))
        .route("/export", get(metrics::export))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_metrics))
}

/// The same before resources were told apart: deprecated, and still served.
fn of_metrics_v1(cloud: &Shared) -> Router<Shared> {
    Router::new()
        .route("/descriptors", get(metrics::metrics))
        .route("/query", post(metrics::query))
        .route("/attributes", post(metrics::attributes_v1))
        .route_layer(from_fn_with_state(cloud.clone(), gate::of_metrics))
}

/// Tells the time of the sandbox's own clock, as services do: clients compare with it what else they are told.
async fn dated(State(cloud): State<Shared>, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&cloud.now());
    if let Some(date) = date.ok().and_then(|date| HeaderValue::try_from(date).ok()) {
        answer.headers_mut().insert(header::DATE, date);
    }
    answer
}

async fn unknown(uri: Uri) -> ConnectFailure {
    ConnectFailure::nested(StatusCode::NOT_FOUND, format!("there is nothing at {}", uri.path()))
}

async fn other_method(method: Method, uri: Uri) -> ConnectFailure {
    ConnectFailure::nested(StatusCode::METHOD_NOT_ALLOWED, format!("{method} is not allowed at {}", uri.path()))
}
