//! Offsets of a connector, and the requests that change them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Connector;

/// One accepted request to change offsets. It takes effect at a stored time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Alteration {
    kind: Kind,
    requested: Vec<Value>,
    requested_at: Timestamp,
    applied_at: Timestamp,
    previous: Vec<Value>,
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
    pub(crate) fn read(body: &Value) -> Result<Self, String> {
        let kind = match body.get("type").and_then(Value::as_str) {
            Some("PATCH") => Kind::Patch,
            Some("DELETE") => Kind::Delete,
            _ => return Err("\"type\" must be PATCH or DELETE".to_owned()),
        };
        let offsets = read(body.get("offsets"))?;
        match kind {
            Kind::Patch if offsets.is_empty() => Err("a PATCH names the offsets to change".to_owned()),
            Kind::Patch => Ok(Self { kind, offsets }),
            Kind::Delete => Ok(Self { kind, offsets: Vec::new() }),
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

impl Connector {
    /// Accepts a request unless one is still under way.
    pub(crate) fn alter(&mut self, request: Request, now: Timestamp, applied_at: Timestamp) -> Result<(), String> {
        if self.alteration.as_ref().is_some_and(|change| change.is_pending(now)) {
            return Err("an offsets request for this connector is still pending".to_owned());
        }
        let previous = std::mem::take(&mut self.offsets);
        self.offsets = match request.kind {
            Kind::Delete => Vec::new(),
            Kind::Patch => patched(&previous, &request.offsets),
        };
        let requested = request.offsets;
        self.alteration = Some(Alteration { kind: request.kind, requested, requested_at: now, applied_at, previous });
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
            "requested_at": change.requested_at.to_string(),
            "type": change.kind,
        }))
    }

    /// How far the last request is.
    pub(crate) fn request_status(&self, now: Timestamp) -> Option<Value> {
        let change = self.alteration.as_ref()?;
        let (phase, message, applied_at) = if change.is_pending(now) {
            ("PENDING", "The change is being applied.", Value::Null)
        } else {
            ("APPLIED", "The change is in force.", change.applied_at.to_string().into())
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
    let untouched = |entry: &&Value| changes.iter().all(|change| change["partition"] != entry["partition"]);
    let kept = current.iter().filter(untouched);
    kept.chain(changes.iter().filter(|change| !change["offset"].is_null())).cloned().collect()
}
