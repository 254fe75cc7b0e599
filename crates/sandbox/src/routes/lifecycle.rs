//! Pausing, resuming and restarting connectors, and how they fare.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::Named;
use super::connectors::missing;
use crate::cloud::{Cloud, Shared};
use crate::connector::Connector;
use crate::failure::ConnectFailure;

pub(super) async fn pause(State(cloud): State<Shared>, Named(name): Named) -> Result<StatusCode, ConnectFailure> {
    set_paused(&cloud, &name, true)
}

/// Harmless when the connector is not paused.
pub(super) async fn resume(State(cloud): State<Shared>, Named(name): Named) -> Result<StatusCode, ConnectFailure> {
    set_paused(&cloud, &name, false)
}

fn set_paused(cloud: &Cloud, name: &str, paused: bool) -> Result<StatusCode, ConnectFailure> {
    change(cloud, name, |connector, now| {
        if connector.paused != paused {
            connector.linger(now, cloud.lag);
            connector.set_paused(paused, now);
        }
    })
}

/// Starts a connector over, whatever became of it.
pub(super) async fn restart(State(cloud): State<Shared>, Named(name): Named) -> Result<StatusCode, ConnectFailure> {
    change(&cloud, &name, |connector, now| {
        connector.linger(now, cloud.lag);
        connector.restart(now, cloud.provisioning);
    })
}

fn change(
    cloud: &Cloud,
    name: &str,
    change: impl FnOnce(&mut Connector, Timestamp),
) -> Result<StatusCode, ConnectFailure> {
    let now = cloud.now();
    cloud.change(|state| {
        change(state.connectors.get_mut(name).ok_or_else(missing)?, now);
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
        Ok(Json((0..connector.look(now).tasks).map(task).collect()))
    })
}
