//! Pausing and resuming connectors, and how they fare.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::body::Named;
use super::connectors::missing;
use crate::cloud::{Cloud, Shared};
use crate::failure::ConnectFailure;

pub(super) async fn pause(State(cloud): State<Shared>, Named(name): Named) -> Result<StatusCode, ConnectFailure> {
    set_paused(&cloud, &name, true)
}

/// Harmless when the connector is not paused.
pub(super) async fn resume(State(cloud): State<Shared>, Named(name): Named) -> Result<StatusCode, ConnectFailure> {
    set_paused(&cloud, &name, false)
}

fn set_paused(cloud: &Cloud, name: &str, paused: bool) -> Result<StatusCode, ConnectFailure> {
    let now = cloud.now();
    cloud.change(|state| {
        state.connectors.get_mut(name).ok_or_else(missing)?.set_paused(paused, now);
        Ok(StatusCode::ACCEPTED)
    })
}

pub(super) async fn status(State(cloud): State<Shared>, Named(name): Named) -> Result<Json<Value>, ConnectFailure> {
    let now = cloud.now();
    cloud.read(|state| {
        let connector = state.connectors.get(&name).ok_or_else(missing)?;
        Ok(Json(connector.status(state, now)))
    })
}

pub(super) async fn tasks(State(cloud): State<Shared>, Named(name): Named) -> Result<Json<Value>, ConnectFailure> {
    let now = cloud.now();
    cloud.read(|state| {
        let connector = state.connectors.get(&name).ok_or_else(missing)?;
        let config = connector.config(state);
        let task = |number| json!({"id": {"connector": name, "task": number}, "config": config});
        Ok(Json((0..connector.task_count(now)).map(task).collect()))
    })
}
