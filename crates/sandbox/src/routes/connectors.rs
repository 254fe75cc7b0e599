//! Listing, creating, reading, replacing and deleting connectors.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::body::{ConnectBody, Named};
use crate::cloud::Shared;
use crate::connector::Connector;
use crate::connector::draft::Draft;
use crate::connector::offsets::check_sink;
use crate::failure::ConnectFailure;

type Answer = Result<Json<Value>, ConnectFailure>;

/// The names alone, or with `expand` a map of what was asked for. Clients send `expand` as a list with commas, repeat
/// it, or both.
pub(super) async fn list(State(cloud): State<Shared>, Query(query): Query<Vec<(String, String)>>) -> Json<Value> {
    let expand: Vec<&str> =
        query.iter().filter(|(name, _)| name == "expand").flat_map(|(_, value)| value.split(',')).collect();
    let now = cloud.now();
    cloud.read(|state| {
        if expand.iter().all(|block| block.is_empty()) {
            return Json(state.connectors.keys().cloned().collect());
        }
        let one = |connector: &Connector| {
            let mut blocks = Map::from_iter([("extensions".to_owned(), json!({}))]);
            for block in &expand {
                let value = match block.trim() {
                    "id" => json!({"id": connector.id, "id_type": "ID"}),
                    "info" => connector.info(state, now),
                    "status" => connector.status(state, now),
                    _ => continue,
                };
                blocks.insert(block.trim().to_owned(), value);
            }
            (connector.name.clone(), Value::from(blocks))
        };
        Json(state.connectors.values().map(one).collect())
    })
}

pub(super) async fn create(
    State(cloud): State<Shared>,
    ConnectBody(body): ConnectBody,
) -> Result<(StatusCode, Json<Value>), ConnectFailure> {
    let draft = body.and_then(|body| Draft::from_create(&body)).map_err(ConnectFailure::flat)?;
    let (now, ready_at) = (cloud.now(), cloud.ready_at());
    let created = cloud.change(|state| {
        if state.connectors.contains_key(&draft.name) {
            let message = format!("Connector {} already exists", draft.name);
            return Err(ConnectFailure::kafka_connect(StatusCode::CONFLICT, message));
        }
        let prepared = draft.prepare(state, &cloud.key, now).map_err(ConnectFailure::flat)?;
        let connector = Connector::new(&draft.name, prepared, draft.offsets.clone(), now, ready_at);
        if connector.is_custom() && !connector.offsets.is_empty() {
            return Err(ConnectFailure::flat("offsets of custom connectors cannot be managed"));
        }
        if connector.direction(state) == "sink" {
            check_sink(&connector.offsets).map_err(ConnectFailure::flat)?;
        }
        let mut answer = connector.info(state, now);
        answer["offsets"] = draft.offsets.clone().into();
        state.connectors.insert(draft.name.clone(), connector);
        Ok((StatusCode::CREATED, Json(answer)))
    });
    created.map_err(ConnectFailure::of_a_write)
}

pub(super) async fn read(State(cloud): State<Shared>, Named(name): Named) -> Answer {
    let now = cloud.now();
    cloud.read(|state| match state.connectors.get(&name) {
        Some(connector) => Ok(Json(connector.info(state, now))),
        None => Err(missing()),
    })
}

pub(super) async fn config(State(cloud): State<Shared>, Named(name): Named) -> Answer {
    cloud.read(|state| match state.connectors.get(&name) {
        Some(connector) => Ok(Json(connector.config(state))),
        None => Err(missing()),
    })
}

/// Puts exactly these settings in place, or creates the connector; 200 either way.
pub(super) async fn replace(State(cloud): State<Shared>, Named(name): Named, ConnectBody(body): ConnectBody) -> Answer {
    let draft = body.and_then(|body| Draft::from_config(&name, &body)).map_err(ConnectFailure::bad_request)?;
    let (now, ready_at) = (cloud.now(), cloud.ready_at());
    let replaced = cloud.change(|state| {
        let prepared = draft.prepare(state, &cloud.key, now).map_err(ConnectFailure::bad_request)?;
        match state.connectors.get_mut(&name) {
            Some(connector) if connector.is_custom() != prepared.custom => {
                let message = "a managed connector cannot become a custom one, nor the other way round";
                return Err(ConnectFailure::bad_request(message));
            }
            Some(connector) => {
                connector.linger(now, cloud.lag);
                connector.replace(prepared, now, cloud.provisioning);
            }
            None => {
                let connector = Connector::new(&name, prepared, Vec::new(), now, ready_at);
                state.connectors.insert(name.clone(), connector);
            }
        }
        Ok(Json(state.connectors[&name].info(state, now)))
    });
    replaced.map_err(ConnectFailure::of_a_write)
}

pub(super) async fn delete(State(cloud): State<Shared>, Named(name): Named) -> Answer {
    cloud.change(|state| match state.connectors.remove(&name) {
        Some(_) => Ok(Json(json!({"error": null}))),
        None => Err(missing()),
    })
}

/// What live answers say where the document has `{"error": …}`.
pub(super) fn missing() -> ConnectFailure {
    ConnectFailure::kafka_connect(StatusCode::NOT_FOUND, "resource not found")
}
