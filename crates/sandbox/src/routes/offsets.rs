//! Reading offsets and asking for other ones.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use super::body::{ConnectBody, Named};
use super::connectors::missing;
use crate::cloud::Shared;
use crate::connector::Connector;
use crate::connector::offsets::{Request, check_sink};
use crate::failure::ConnectFailure;
use crate::state::State as Everything;

pub(super) async fn read(State(cloud): State<Shared>, Named(name): Named) -> Result<Json<Value>, ConnectFailure> {
    let now = cloud.now();
    cloud.read(|state| Ok(Json(managed(state, &name)?.offsets_answer(now))))
}

/// Accepts a change, which takes effect after the provisioning time.
pub(super) async fn alter(
    State(cloud): State<Shared>,
    Named(name): Named,
    ConnectBody(body): ConnectBody,
) -> Result<(StatusCode, Json<Value>), ConnectFailure> {
    let request = body.and_then(|body| Request::read(&body)).map_err(ConnectFailure::bad_request)?;
    let (now, applied_at) = (cloud.now(), cloud.ready_at());
    cloud.change(|state| {
        if managed(state, &name)?.direction(state) == "sink" {
            check_sink(request.offsets()).map_err(ConnectFailure::bad_request)?;
        }
        let connector = state.connectors.get_mut(&name).ok_or_else(missing)?;
        connector.alter(request, now, applied_at).map_err(ConnectFailure::bad_request)?;
        let answer = connector.request_answer().ok_or_else(missing)?;
        Ok((StatusCode::ACCEPTED, Json(answer)))
    })
}

/// How far the latest request is; not found when there never was one.
pub(super) async fn status(State(cloud): State<Shared>, Named(name): Named) -> Result<Json<Value>, ConnectFailure> {
    let now = cloud.now();
    cloud.read(|state| {
        managed(state, &name)?.request_status(now).map(Json).ok_or_else(ConnectFailure::resource_not_found)
    })
}

/// The connector, if its offsets can be managed: those of custom connectors cannot.
fn managed<'a>(state: &'a Everything, name: &str) -> Result<&'a Connector, ConnectFailure> {
    let connector = state.connectors.get(name).ok_or_else(missing)?;
    if connector.is_custom() {
        return Err(ConnectFailure::bad_request("offsets of custom connectors cannot be managed"));
    }
    Ok(connector)
}
