use super::{FAILED, Look};
use crate::error::{Error, Kind};

/// What is told about an archive that the service looks into after it has accepted it.
pub(crate) struct Processing {
    pub(crate) what: Kind,
    pub(crate) id: String,
    /// In the service's word, where it tells one.
    pub(crate) phase: Option<String>,
    /// Why it was rejected, where the service tells.
    pub(crate) reason: Option<String>,
}

impl Processing {
    /// The archive is done when it can be used. Phases that nobody knows are on their way, and so is none: a status may
    /// be missing right after the archive was accepted.
    pub(crate) fn look<T>(self, found: T) -> Look<T> {
        let state = self.phase.clone().unwrap_or_else(|| "without a status".to_owned());
        match state.to_ascii_uppercase().as_str() {
            // The second is what Confluent's own clients take for the first.
            "READY" | "PROVISIONED" => Look::end(state, Ok(found)),
            "FAILED" => Look::settling(state.clone(), FAILED, Err(self.failed(state))),
            _ => Look::pending(state),
        }
    }

    fn failed(self, state: String) -> Error {
        Error::ImpossibleState {
            what: self.what,
            name: self.id,
            wanted: "READY".to_owned(),
            state,
            reasons: self.reason.into_iter().collect(),
            trace: String::new(),
        }
    }
}
