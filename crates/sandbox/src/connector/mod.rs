//! A connector: what is stored of it, and which state it is in at a given time.

pub(crate) mod answer;
pub(crate) mod draft;
pub(crate) mod history;
pub(crate) mod look;
pub(crate) mod offsets;
mod spelling;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::later;
use crate::random;
use draft::FAIL_ONCE;
use history::{Event, What};
use look::Afterimage;
use offsets::Alteration;

/// What the service shows instead of a secret.
pub(crate) const MASK: &str = "****************";

/// A connector as it lies in the state file. Its state is not stored but follows from the times.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Connector {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) settings: BTreeMap<String, Setting>,
    /// The version of its plugin it was made from, where plugins have versions.
    pub(crate) version_id: Option<String>,
    /// Problems found when the settings were stored, each `key: text`; they show once provisioning is over.
    pub(crate) problems: Vec<String>,
    /// When provisioning ends.
    pub(crate) ready_at: Timestamp,
    pub(crate) paused: bool,
    pub(crate) offsets: Vec<Value>,
    pub(crate) alteration: Option<Alteration>,
    #[serde(deserialize_with = "history::understood")]
    pub(crate) history: Vec<Event>,
    /// Whether its tasks go on with settings it had before, since it cannot start with those it has.
    pub(crate) runs_as_before: bool,
    pub(crate) afterimage: Option<Afterimage>,
}

/// A setting at rest: of a secret there is only its HMAC.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Setting {
    Clear(String),
    Sealed { hmac: String },
}

/// The states a connector of this sandbox can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Provisioning,
    Running,
    Paused,
    Failed,
}

impl Phase {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Running => "RUNNING",
            Self::Paused => "PAUSED",
            Self::Failed => "FAILED",
        }
    }
}

/// Settings that passed the checks of a create or a replacement, ready to be stored.
pub(crate) struct Prepared {
    pub(crate) settings: BTreeMap<String, Setting>,
    pub(crate) problems: Vec<String>,
    pub(crate) custom: bool,
    pub(crate) version_id: Option<String>,
}

impl Connector {
    pub(crate) fn new(
        name: &str,
        prepared: Prepared,
        offsets: Vec<Value>,
        now: Timestamp,
        ready_at: Timestamp,
    ) -> Self {
        let mut connector = Self {
            id: random::id(if prepared.custom { "clcc" } else { "lcc" }),
            name: name.to_owned(),
            settings: prepared.settings,
            version_id: prepared.version_id,
            problems: prepared.problems,
            ready_at,
            paused: false,
            offsets,
            alteration: None,
            history: Vec::new(),
            runs_as_before: false,
            afterimage: None,
        };
        connector.note(now, What::Created);
        connector.expect_outcome(now);
        connector
    }

    /// Puts other settings in place. A running connector takes them at once, and runs on with the old ones if it cannot
    /// start with the new ones; a failed one starts over.
    pub(crate) fn replace(&mut self, prepared: Prepared, now: Timestamp, provisioning: SignedDuration) {
        let phase = self.phase(now);
        let runs = phase == Phase::Running || (phase == Phase::Failed && self.runs_as_before);
        self.runs_as_before = runs && !prepared.problems.is_empty();
        if phase == Phase::Failed {
            self.ready_at = later(now, provisioning);
        }
        self.settings = prepared.settings;
        self.version_id = prepared.version_id;
        self.problems = prepared.problems;
        self.note(now, What::Replaced);
        self.expect_outcome(now);
    }

    /// Starts over, with the settings it has. A failure that was ordered for once does not come again.
    pub(crate) fn restart(&mut self, now: Timestamp, provisioning: SignedDuration) {
        self.problems.retain(|problem| !problem.starts_with(FAIL_ONCE));
        self.runs_as_before = false;
        self.ready_at = later(now, provisioning);
        self.note(now, What::Restarted);
        self.expect_outcome(now);
    }

    pub(crate) fn set_paused(&mut self, paused: bool, now: Timestamp) {
        self.paused = paused;
        self.note(now, if paused { What::Paused } else { What::Resumed });
    }

    pub(crate) fn phase(&self, now: Timestamp) -> Phase {
        let provisioned = now >= self.ready_at;
        if provisioned && !self.problems.is_empty() {
            Phase::Failed
        } else if self.paused || self.alteration.as_ref().is_some_and(|change| change.is_pending(now)) {
            Phase::Paused
        } else if provisioned {
            Phase::Running
        } else {
            Phase::Provisioning
        }
    }

    /// The value of a setting that is no secret.
    pub(crate) fn clear(&self, setting: &str) -> Option<&str> {
        match self.settings.get(setting)? {
            Setting::Clear(value) => Some(value),
            Setting::Sealed { .. } => None,
        }
    }

    /// The custom plugin it is made from, if it is a custom connector.
    pub(crate) fn plugin_id(&self) -> Option<&str> {
        self.is_custom().then(|| self.clear("confluent.custom.plugin.id")).flatten()
    }

    pub(crate) fn is_custom(&self) -> bool {
        self.clear("confluent.connector.type").is_some_and(|kind| kind.eq_ignore_ascii_case("CUSTOM"))
    }
}
