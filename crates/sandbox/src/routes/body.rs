//! JSON bodies and names in paths, refused in the shape of the API they belong to.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde_json::Value;

use crate::failure::{ConnectFailure, PluginFailure};

/// A JSON body of the connector API. One that cannot be read is kept as the reason, because create and replace refuse
/// in different shapes.
pub(super) struct ConnectBody(pub(super) Result<Value, String>);

impl<S: Send + Sync> FromRequest<S> for ConnectBody {
    type Rejection = ConnectFailure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejection| ConnectFailure::nested(rejection.status(), rejection.body_text()))?;
        Ok(Self(serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))))
    }
}

/// A JSON object of the plugin and artifact APIs.
pub(super) struct PluginBody(pub(super) serde_json::Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for PluginBody {
    type Rejection = PluginFailure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejection| PluginFailure::new(rejection.status(), rejection.body_text()))?;
        let refuse = |reason| PluginFailure::new(StatusCode::BAD_REQUEST, reason);
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(refuse("the body is not a JSON object".to_owned())),
            Err(error) => Err(refuse(unreadable(&error))),
        }
    }
}

/// Says where, not what: the text of a body may be secret.
fn unreadable(error: &serde_json::Error) -> String {
    format!("the body is not JSON: line {}, column {}", error.line(), error.column())
}

/// The connector or managed plugin a path names, decoded.
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = ConnectFailure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let name = parameter(parts, state, "name").await.map_err(ConnectFailure::bad_request)?;
        Ok(Self(name))
    }
}

/// The id of the plugin or artifact a path names, decoded.
pub(super) struct PluginId(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for PluginId {
    type Rejection = PluginFailure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parameter(parts, state, "id").await.map_err(no_id)?))
    }
}

/// The ids of a plugin and its version that a path names, decoded.
pub(super) struct VersionId {
    pub(super) plugin: String,
    pub(super) version: String,
}

impl<S: Send + Sync> FromRequestParts<S> for VersionId {
    type Rejection = PluginFailure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let plugin = parameter(parts, state, "id").await.map_err(no_id)?;
        let version = parameter(parts, state, "version").await.map_err(no_id)?;
        Ok(Self { plugin, version })
    }
}

fn no_id(reason: &'static str) -> PluginFailure {
    PluginFailure::new(StatusCode::BAD_REQUEST, reason)
}

/// One part of the path, by its name in the route.
async fn parameter<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Result<String, &'static str> {
    let parameters = RawPathParams::from_request_parts(parts, state).await.map_err(|_| "the path is not UTF-8")?;
    let found = parameters.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.to_owned()).ok_or("the path holds no name")
}
