//! What every request passes before its handler: who calls, and for which cluster.

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::auth::Accepts;
use crate::cloud::{CLUSTER, ENVIRONMENT, Shared};
use crate::failure::{ConnectFailure, MetricsFailure, PluginFailure};
use crate::random;
use crate::store::signing::hex;

/// The one dataset of the metrics API.
const DATASET: &str = "cloud";

/// The connector API, within the one environment and cluster there is.
pub(super) async fn of_cluster(
    State(cloud): State<Shared>,
    parameters: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Response {
    let response = if cloud.check(request.headers(), Accepts::KeyOrToken).is_err() {
        ConnectFailure::nested(StatusCode::UNAUTHORIZED, "Unauthorized").into_response()
    } else {
        match parameters {
            Ok(parameters) if is_elsewhere(&parameters) => ConnectFailure::account_not_found().into_response(),
            Ok(_) => next.run(request).await,
            Err(_) => ConnectFailure::bad_request("the path is not UTF-8").into_response(),
        }
    };
    identified(response)
}

fn is_elsewhere(parameters: &RawPathParams) -> bool {
    let differs = |(name, value): (&str, &str)| match name {
        "environment" => value != ENVIRONMENT,
        "cluster" => value != CLUSTER,
        _ => false,
    };
    parameters.iter().any(differs)
}

/// The plugin and artifact APIs.
pub(super) async fn of_organization(State(cloud): State<Shared>, request: Request, next: Next) -> Response {
    organization(&cloud, Accepts::KeyOrToken, request, next).await
}

/// The operations of those APIs that take no token.
pub(super) async fn of_keys_only(State(cloud): State<Shared>, request: Request, next: Next) -> Response {
    organization(&cloud, Accepts::KeyOnly, request, next).await
}

/// The log search.
pub(super) async fn of_logs(State(cloud): State<Shared>, request: Request, next: Next) -> Response {
    match cloud.check(request.headers(), Accepts::LoginToken) {
        Ok(()) => identified(next.run(request).await),
        Err(reason) => identified(PluginFailure::new(StatusCode::UNAUTHORIZED, reason).into_response()),
    }
}

async fn organization(cloud: &Shared, accepts: Accepts, request: Request, next: Next) -> Response {
    let response = match cloud.check(request.headers(), accepts) {
        Ok(()) => next.run(request).await,
        Err(reason) => PluginFailure::new(StatusCode::UNAUTHORIZED, reason).into_response(),
    };
    let mut response = identified(response);
    if response.status().is_success() {
        // The sandbox counts nothing: the numbers say that there is plenty left.
        for (name, value) in
            [("x-ratelimit-limit", "1000"), ("x-ratelimit-remaining", "999"), ("x-ratelimit-reset", "60")]
        {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    response
}

/// The metrics API, which takes keys only and knows one dataset.
pub(super) async fn of_metrics(
    State(cloud): State<Shared>,
    parameters: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(reason) = cloud.check(request.headers(), Accepts::KeyOnly) {
        return MetricsFailure::new(StatusCode::UNAUTHORIZED, reason).into_response();
    }
    let known = parameters.is_ok_and(|parameters| parameters.iter().any(|(_, dataset)| dataset == DATASET));
    if known {
        return next.run(request).await;
    }
    MetricsFailure::new(StatusCode::NOT_FOUND, format!("the only dataset is {DATASET}")).into_response()
}

fn identified(mut response: Response) -> Response {
    if let Ok(id) = HeaderValue::try_from(hex(&random::bytes::<16>())) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}
