use std::collections::BTreeMap;

use ccloud_connect_api::connect_v1::types;
use ccloud_connect_secret::{Redactor, Unknown};
use serde_json::Value;

use super::{ConnectorState, ConnectorType, text};

/// What a connector is doing, as the service last saw it. The service shows an old state for a while after a change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {
    /// The connector's name.
    pub name: String,
    /// The connector's state; `NONE` where the service told none.
    pub state: ConnectorState,
    /// Source or sink; the service has also been seen to say `unknown`.
    pub connector_type: Option<ConnectorType>,
    /// Equals the connector's name in practice.
    pub worker_id: String,
    /// Why it failed, one `key: message` a line for a rejected config; empty when all is well.
    pub trace: String,
    /// The tasks; none right after creation.
    pub tasks: Vec<TaskState>,
    /// Problems of single settings as `key: message`. Not in the API document, but in its answers.
    pub validation_errors: Vec<String>,
    /// Errors that the service picked out of traces. Not in the API document, but in its answers.
    pub errors_from_trace: Vec<String>,
    /// What the service makes of all that, in a sentence or two; usually empty. Not in the API document.
    pub error_summary: String,
    /// A message of the operators that outranks others; usually empty. Not in the API document.
    pub override_message: String,
}

/// What one task of a connector is doing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TaskState {
    /// The task's number, where the service told one.
    pub id: Option<i64>,
    /// Its state, such as `RUNNING`, `STOPPED` or `USER_ACTIONABLE_ERROR`: the service names no closed set.
    pub state: String,
    /// Equals the connector's name in practice.
    pub worker_id: String,
    /// Why it failed; empty when all is well.
    pub message: String,
}

impl Status {
    /// Of a connector that is there no more.
    pub(super) fn deleted(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            state: ConnectorState::Deleted,
            connector_type: None,
            worker_id: String::new(),
            trace: String::new(),
            tasks: Vec::new(),
            validation_errors: Vec::new(),
            errors_from_trace: Vec::new(),
            error_summary: String::new(),
            override_message: String::new(),
        }
    }

    /// Traces and messages quote settings, so they are scrubbed of the values that were sent.
    pub(crate) fn from_wire(status: types::ConnectorStatus, redactor: &Redactor) -> Self {
        let connector = status.connector.unwrap_or_default();
        let texts = |name| texts(member(&status.extra, name)).map(|text| redactor.scrub(text)).collect();
        let word = |name| redactor.scrub(&word(&status.extra, name));
        Self {
            name: text(status.name),
            state: connector.state.unwrap_or(ConnectorState::None),
            connector_type: status.type_,
            worker_id: text(connector.worker_id),
            trace: redactor.scrub(&text(connector.trace)),
            tasks: status.tasks.into_iter().map(|task| TaskState::from_wire(task, redactor)).collect(),
            validation_errors: texts("validation_errors"),
            errors_from_trace: texts("errors_from_trace"),
            error_summary: word("error_summary"),
            override_message: word("override_message"),
        }
    }
}

impl TaskState {
    fn from_wire(task: types::TaskStatus, redactor: &Redactor) -> Self {
        let trace = word(&task.extra, "trace");
        Self {
            id: task.id,
            state: text(task.state),
            worker_id: text(task.worker_id),
            message: redactor.scrub(&task.msg.filter(|message| !message.is_empty()).unwrap_or(trace)),
        }
    }
}

/// A member that live answers have and the document lacks.
fn member<'a>(extra: &'a BTreeMap<String, Unknown>, name: &str) -> Option<&'a Value> {
    // Known by name, and known to be no secret.
    extra.get(name).map(Unknown::expose)
}

fn word(extra: &BTreeMap<String, Unknown>, name: &str) -> String {
    member(extra, name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Its texts, each bare or the `error` of an object.
fn texts(list: Option<&Value>) -> impl Iterator<Item = &str> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().or_else(|| item.get("error")?.as_str()))
}
