//! Offsets of a connector, and the requests that change them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Connector;

/// A text in a partition that makes a request for it fail. See the crate's README.
const FAIL: &str = "sandbox.fail";

/// One accepted request to change offsets. It takes effect, or fails, at a stored time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Alteration {
    kind: Kind,
    requested: Vec<Value>,
    requested_at: Timestamp,
    applied_at: Timestamp,
    previous: Vec<Value>,
    failure: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    #[default]
    Patch,
    Delete,
}

impl Alteration {
    pub(crate) fn is_pending(&self, now: Timestamp) -> bool {
        now < self.applied_at
    }
}

/// A request body that has the right form.
pub(crate) struct Request {
    kind: Kind,
    offsets: Vec<Value>,
}

impl Request {
    pub(crate) fn offsets(&self) -> &[Value] {
        &self.offsets
    }

    pub(crate) fn read(body: &Value) -> Result<Self, String> {
        let kind = match body.get("type").and_then(Value::as_str) {
            Some("PATCH") => Kind::Patch,
            Some("DELETE") => Kind::Delete,
            _ => return Err("\"type\" must be PATCH or DELETE".to_owned()),
        };
        let offsets = read(body.get("offsets"))?;
        match kind {
            Kind::Patch if offsets.is_empty() => Err("a PATCH names the offsets to change".to_owned()),
            _ => Ok(Self { kind, offsets }),
        }
    }
}

/// A list of `{"partition": {…}, "offset": {…}}`; absent or null is an empty one.
pub(crate) fn read(offsets: Option<&Value>) -> Result<Vec<Value>, String> {
    let list = match offsets {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err("\"offsets\" must be a list".to_owned()),
    };
    let complete =
        |entry: &Value| entry["partition"].is_object() && (entry["offset"].is_object() || entry["offset"].is_null());
    if list.iter().all(complete) {
        return Ok(list.clone());
    }
    Err("each entry of \"offsets\" holds a partition object and an offset object".to_owned())
}

/// Checks that offsets have the form all sinks have; those of sources differ from plugin to plugin.
pub(crate) fn check_sink(offsets: &[Value]) -> Result<(), String> {
    let number = |value: &Value| value.is_u64() || value.as_str().is_some_and(|text| text.parse::<u64>().is_ok());
    let fits = |entry: &Value| {
        let (partition, offset) = (&entry["partition"], &entry["offset"]);
        partition["kafka_topic"].is_string()
            && number(&partition["kafka_partition"])
            && (offset.is_null() || number(&offset["kafka_offset"]))
    };
    if offsets.iter().all(fits) {
        return Ok(());
    }
    Err("offsets of a sink hold kafka_topic and kafka_partition, and kafka_offset".to_owned())
}

impl Connector {
    /// Accepts a request unless one is still under way.
    pub(crate) fn alter(&mut self, request: Request, now: Timestamp, applied_at: Timestamp) -> Result<(), String> {
        if self.alteration.as_ref().is_some_and(|change| change.is_pending(now)) {
            return Err("an offsets request for this connector is still pending".to_owned());
        }
        let Request { kind, offsets: listed } = request;
        let previous = self.offsets.clone();
        let changed = match kind {
            Kind::Patch => patched(&previous, &listed),
            Kind::Delete if listed.is_empty() => Vec::new(),
            Kind::Delete => without(&previous, &listed),
        };
        let failure = ordered(if listed.is_empty() { &previous } else { &listed });
        // A DELETE is answered without a list, whether it had one or not.
        let requested = if kind == Kind::Patch { listed } else { Vec::new() };
        if failure.is_none() {
            self.offsets = changed;
        }
        self.alteration = Some(Alteration { kind, requested, requested_at: now, applied_at, previous, failure });
        Ok(())
    }

    /// The offsets in force: the previous ones until a change has been applied.
    pub(crate) fn offsets_answer(&self, now: Timestamp) -> Value {
        let pending = self.alteration.as_ref().filter(|change| change.is_pending(now));
        let offsets = pending.map_or(&self.offsets, |change| &change.previous);
        json!({"name": self.name, "id": self.id, "offsets": offsets, "metadata": {"observed_at": now.to_string()}})
    }

    /// What was asked for last, if anything ever was.
    pub(crate) fn request_answer(&self) -> Option<Value> {
        let change = self.alteration.as_ref()?;
        Some(json!({
            "id": self.id,
            "name": self.name,
            "offsets": change.requested,
            "requested_at": precise(change.requested_at),
            "type": change.kind,
        }))
    }

    /// How far the last request is.
    pub(crate) fn request_status(&self, now: Timestamp) -> Option<Value> {
        let change = self.alteration.as_ref()?;
        let (phase, message, applied_at) = match &change.failure {
            _ if change.is_pending(now) => ("PENDING", "The change is being applied.", Value::Null),
            Some(reason) => ("FAILED", reason.as_str(), Value::Null),
            None => ("APPLIED", "The change is in force.", precise(change.applied_at).into()),
        };
        Some(json!({
            "request": self.request_answer()?,
            "status": {"phase": phase, "message": message},
            "previous_offsets": change.previous,
            "applied_at": applied_at,
        }))
    }
}

/// The offsets with those of the named partitions replaced, and dropped where the new offset is null.
fn patched(current: &[Value], changes: &[Value]) -> Vec<Value> {
    let new = changes.iter().filter(|change| !change["offset"].is_null()).cloned();
    without(current, changes).into_iter().chain(new).collect()
}

/// The offsets without those of the named partitions.
fn without(current: &[Value], named: &[Value]) -> Vec<Value> {
    let is_untouched = |entry: &&Value| named.iter().all(|change| change["partition"] != entry["partition"]);
    current.iter().filter(is_untouched).cloned().collect()
}

/// The failure that an order in a partition asks for.
fn ordered(touched: &[Value]) -> Option<String> {
    let orders = |entry: &Value| {
        entry["partition"].as_object().is_some_and(|partition| partition.values().any(|value| value == FAIL))
    };
    touched.iter().any(orders).then(|| format!("the offsets of partition {FAIL} cannot be changed"))
}

/// With nanoseconds, as the service tells times here.
fn precise(time: Timestamp) -> String {
    format!("{time:.9}")
}
