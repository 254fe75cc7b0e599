//! What has become of a connector, and when: logs tell it, and metrics count while it ran.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Connector;

/// How many events are kept; the oldest go first.
const MOST: usize = 1000;

/// One step in a connector's life. The outcome of provisioning is noted ahead of its time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    Created,
    Replaced,
    Restarted,
    Running,
    /// With the problems, each `key: text`.
    Failed(Vec<String>),
    Paused,
    Resumed,
}

/// A time in which a connector ran: from a moment on, up to another one or until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// The events of a state file without those that only another version of this program knows.
pub(super) fn understood<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Event>, D::Error> {
    let events = Vec::<Value>::deserialize(deserializer)?;
    Ok(events.into_iter().filter_map(|event| serde_json::from_value(event).ok()).collect())
}

impl Connector {
    pub(crate) fn note(&mut self, at: Timestamp, what: What) {
        self.history.push(Event { at, what });
        self.history.sort_by_key(|event| event.at);
        self.history.drain(..self.history.len().saturating_sub(MOST));
    }

    /// Notes how provisioning will end, instead of what was expected before.
    pub(super) fn expect_outcome(&mut self, now: Timestamp) {
        self.history.retain(|event| event.at <= now);
        let outcome = if self.problems.is_empty() { What::Running } else { What::Failed(self.problems.clone()) };
        self.note(self.ready_at.max(now), outcome);
    }

    /// What has happened by now, oldest first.
    pub(crate) fn past(&self, now: Timestamp) -> impl Iterator<Item = &Event> {
        self.history.iter().filter(move |event| event.at <= now)
    }

    /// When the connector ran, oldest first.
    pub(crate) fn runs(&self, now: Timestamp) -> Vec<Run> {
        let (mut provisioned, mut paused) = self.at_first();
        let first = self.created_at();
        let mut since = (provisioned && !paused && first <= now).then_some(first);
        let mut runs = Vec::new();
        for event in self.past(now) {
            match event.what {
                What::Running => provisioned = true,
                What::Failed(_) | What::Restarted => provisioned = false,
                What::Paused => paused = true,
                What::Resumed => paused = false,
                What::Created | What::Replaced => {}
            }
            match (provisioned && !paused, since) {
                (true, None) => since = Some(event.at),
                (false, Some(from)) => {
                    runs.push(Run { from, until: event.at });
                    since = None;
                }
                _ => {}
            }
        }
        runs.extend(since.map(|from| Run { from, until: now }));
        runs
    }

    /// Whether it was provisioned, and paused, before the first event. A folder of an older program has no events, and the
    /// oldest are not kept for ever: then it had its outcome before.
    fn at_first(&self) -> (bool, bool) {
        let turns = |event: &&Event| matches!(event.what, What::Paused | What::Resumed);
        let provisioned = self.problems.is_empty() && self.history.first().is_none_or(|first| turns(&first));
        let paused = self.history.iter().find(turns).map_or(self.paused, |turn| turn.what == What::Resumed);
        (provisioned, paused)
    }

    /// When somebody last changed something, as far as that is known.
    pub(crate) fn changed_at(&self, now: Timestamp) -> Timestamp {
        let changes = self.past(now).filter(|event| !matches!(event.what, What::Running | What::Failed(_)));
        changes.last().map_or(self.ready_at, |event| event.at)
    }

    /// When it was created, as far as that is known.
    pub(crate) fn created_at(&self) -> Timestamp {
        self.history.first().map_or(self.ready_at, |event| event.at)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::clock::later;

    #[test]
    fn events_of_a_newer_version_are_passed_over() {
        let at = "2026-01-05T10:00:00Z";
        let history = serde_json::json!([{"at": at, "what": "created"}, {"at": at, "what": {"moved": "lkc-2"}}]);
        let connector: Connector = serde_json::from_value(serde_json::json!({"history": history})).unwrap();
        assert!(matches!(connector.history.as_slice(), [Event { what: What::Created, .. }]));
    }

    #[test]
    fn a_connector_runs_between_its_outcome_and_pauses_and_not_while_it_has_failed() {
        let at = |minute| later(Timestamp::UNIX_EPOCH, SignedDuration::from_mins(minute));
        let mut connector = Connector { ready_at: at(1), ..Connector::default() };
        connector.note(at(0), What::Created);
        connector.expect_outcome(at(0));
        for (minute, what) in [(5, What::Paused), (7, What::Resumed)] {
            connector.note(at(minute), what);
        }
        connector.problems = vec!["topics: missing".to_owned()];
        connector.expect_outcome(at(9));
        let runs = |now| connector.runs(at(now)).iter().map(|run| (run.from, run.until)).collect::<Vec<_>>();
        assert_eq!(runs(0), []);
        assert_eq!(runs(3), [(at(1), at(3))]);
        assert_eq!(runs(6), [(at(1), at(5))]);
        assert_eq!(runs(20), [(at(1), at(5)), (at(7), at(9))]);
    }

    #[test]
    fn a_connector_of_a_folder_without_events_runs_from_the_end_of_its_provisioning_unless_paused_or_failed() {
        let at = |minute| later(Timestamp::UNIX_EPOCH, SignedDuration::from_mins(minute));
        let old = Connector { ready_at: at(1), ..Connector::default() };
        let runs = |connector: &Connector, now| {
            connector.runs(at(now)).iter().map(|run| (run.from, run.until)).collect::<Vec<_>>()
        };
        assert_eq!(runs(&old, 0), []);
        assert_eq!(runs(&old, 5), [(at(1), at(5))]);
        assert_eq!(runs(&Connector { problems: vec!["topics: missing".to_owned()], ..old.clone() }, 5), []);
        let mut paused = Connector { paused: true, ..old };
        assert_eq!(runs(&paused, 5), []);
        paused.set_paused(false, at(6));
        assert_eq!(runs(&paused, 8), [(at(6), at(8))]);
        paused.paused = true;
        paused.history.clear();
        paused.restart(at(8), SignedDuration::ZERO);
        assert_eq!(runs(&paused, 9), []);
    }
}
