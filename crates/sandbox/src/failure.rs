//! Refusals in the body shapes of the real service; which shape belongs where is told in the API's documents.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::random;
use crate::store::signing::hex;

/// The state could not be written to its folder.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox cannot save its state")]
pub(crate) struct NotSaved;

/// A refusal of the connector API, which knows three shapes.
#[derive(Debug)]
pub(crate) struct ConnectFailure {
    status: StatusCode,
    shape: Shape,
    message: String,
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    Nested,
    Flat,
    KafkaConnect,
}

impl ConnectFailure {
    /// `{"error": {"code", "message"}}`: almost everywhere.
    pub(crate) fn nested(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, shape: Shape::Nested, message: message.into() }
    }

    /// `{"code", "message"}`: 400 of the create operation.
    pub(crate) fn flat(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, shape: Shape::Flat, message: message.into() }
    }

    /// `{"error_code", "message"}`: as Kafka Connect itself answers.
    pub(crate) fn kafka_connect(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, shape: Shape::KafkaConnect, message: message.into() }
    }

    /// As create and replace tell it: their 500 has Kafka Connect's own shape, and no other status of theirs changes.
    pub(crate) fn of_a_write(self) -> Self {
        let shape = if self.status.is_server_error() { Shape::KafkaConnect } else { self.shape };
        Self { shape, ..self }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::nested(StatusCode::BAD_REQUEST, message)
    }

    /// The environment or cluster is not this sandbox's.
    pub(crate) fn account_not_found() -> Self {
        Self::nested(StatusCode::NOT_FOUND, "account not found")
    }

    pub(crate) fn resource_not_found() -> Self {
        Self::nested(StatusCode::NOT_FOUND, "resource not found")
    }
}

impl From<NotSaved> for ConnectFailure {
    fn from(reason: NotSaved) -> Self {
        Self::nested(StatusCode::INTERNAL_SERVER_ERROR, reason.to_string())
    }
}

impl IntoResponse for ConnectFailure {
    fn into_response(self) -> Response {
        let (code, message) = (self.status.as_u16(), self.message);
        let body = match self.shape {
            Shape::Nested => json!({"error": {"code": code, "message": message}}),
            Shape::Flat => json!({"code": code, "message": message}),
            Shape::KafkaConnect => json!({"error_code": code, "message": message}),
        };
        (self.status, Json(body)).into_response()
    }
}

/// A refusal of the plugin and artifact APIs: `{"errors": […]}` with one entry per problem.
#[derive(Debug)]
pub(crate) struct PluginFailure {
    status: StatusCode,
    problems: Vec<Problem>,
    /// Address of what is in the way.
    conflicts_with: Option<String>,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) place: Place,
    pub(crate) detail: String,
}

/// The part of a request that is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Nowhere,
    /// A `source` that says nothing, as live answers about missing plugins have it.
    Blank,
    /// As live answers about missing artifacts have it: with `message` and `details` instead of `detail`.
    Details,
    /// JSON pointer into the body.
    Pointer(String),
    /// Name of a query parameter.
    Parameter(&'static str),
}

impl Problem {
    pub(crate) fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { place: Place::Pointer(pointer.into()), detail: detail.into() }
    }
}

impl PluginFailure {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self::at(status, Place::Nowhere, detail)
    }

    fn at(status: StatusCode, place: Place, detail: impl Into<String>) -> Self {
        Self { status, problems: vec![Problem { place, detail: detail.into() }], conflicts_with: None }
    }

    pub(crate) fn parameter(name: &'static str, detail: impl Into<String>) -> Self {
        Self::at(StatusCode::BAD_REQUEST, Place::Parameter(name), detail)
    }

    /// What is wrong with a form, all of it.
    pub(crate) fn bad_request(problems: Vec<Problem>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, problems, conflicts_with: None }
    }

    /// What is wrong with the members of a body, all of it.
    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, problems, conflicts_with: None }
    }

    pub(crate) fn not_found(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("custom connector plugin {id} was not found"))
    }

    /// A plugin or version of an environment is missing.
    pub(crate) fn not_retrieved(what: &str, id: &str) -> Self {
        Self::at(StatusCode::NOT_FOUND, Place::Blank, format!("failed to retrieve {what} {id}"))
    }

    pub(crate) fn no_artifact(id: &str) -> Self {
        Self::at(StatusCode::NOT_FOUND, Place::Details, format!("artifact {id} was not found"))
    }

    /// Nothing can be made in an environment that is not this sandbox's.
    pub(crate) fn elsewhere(environment: &str) -> Self {
        let detail = format!("environment {environment} does not exist, or this key may not use it");
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// Something of this name exists, at this address.
    pub(crate) fn exists(detail: impl Into<String>, address: String) -> Self {
        Self { conflicts_with: Some(address), ..Self::new(StatusCode::CONFLICT, detail) }
    }

    fn entry(&self, problem: &Problem) -> Value {
        let (mut code, title) = words(self.status);
        if self.conflicts_with.is_some() {
            code = "resource_already_exists";
        }
        let mut entry = json!({
            "id": hex(&random::bytes::<16>()),
            "status": self.status.as_u16().to_string(),
            "code": code,
            "title": title,
            "detail": problem.detail,
        });
        match &problem.place {
            Place::Nowhere => {}
            Place::Blank => entry["source"] = json!({}),
            Place::Pointer(pointer) => entry["source"] = json!({"pointer": pointer}),
            Place::Parameter(name) => entry["source"] = json!({"parameter": name}),
            Place::Details => {
                let details = json!([{"type": "ERROR_INFO", "detail": problem.detail}]);
                let (status, message) = (&entry["status"], "resource not found");
                entry = json!({"status": status, "code": "RESOURCE_NOT_FOUND", "message": message, "details": details});
            }
        }
        entry
    }
}

/// The machine-readable code and the short title of a status.
fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        400 => ("bad_request", "Bad Request"),
        401 => ("unauthenticated", "Unauthorized"),
        403 => ("user_unauthorized", "Forbidden"),
        404 => ("not_found", "Not Found"),
        409 => ("resource_conflict", "Conflict"),
        413 => ("payload_too_large", "Payload Too Large"),
        429 => ("rate_limit_exceeded", "Too Many Requests"),
        422 => ("invalid_configuration", "Invalid Configuration"),
        _ => ("internal_error", "Internal Error"),
    }
}

impl From<NotSaved> for PluginFailure {
    fn from(reason: NotSaved) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, reason.to_string())
    }
}

impl IntoResponse for PluginFailure {
    fn into_response(self) -> Response {
        let errors: Vec<Value> = self.problems.iter().map(|problem| self.entry(problem)).collect();
        let mut response = (self.status, Json(json!({"errors": errors}))).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let why = "Basic error=\"invalid_key\", error_description=\"The API key or token is invalid\"";
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(why));
        }
        if let Some(address) = self.conflicts_with.and_then(|address| HeaderValue::try_from(address).ok()) {
            response.headers_mut().insert(header::LOCATION, address);
        }
        response
    }
}

/// A refusal of the metrics API: as those of custom plugins, without titles and places.
#[derive(Debug)]
pub(crate) struct MetricsFailure {
    status: StatusCode,
    details: Vec<String>,
}

impl MetricsFailure {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, details: vec![detail.into()] }
    }

    /// What is wrong with a query, all of it.
    pub(crate) fn invalid(details: Vec<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, details }
    }
}

impl IntoResponse for MetricsFailure {
    fn into_response(self) -> Response {
        let status = self.status.as_u16().to_string();
        let entry = |detail: &String| json!({"id": random::uuid(), "status": status, "code": status, "detail": detail});
        let errors: Vec<Value> = self.details.iter().map(entry).collect();
        (self.status, Json(json!({"errors": errors}))).into_response()
    }
}
