//! What a look at a connector shows. That need not be how it is: the service shows the old state for a while after a
//! change, and a configuration can order other states.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::draft::MOST_TASKS;
use super::{Connector, Phase};
use crate::clock::later;

/// Setting that orders states to be shown after each change. See the crate's README.
pub(crate) const FLAP: &str = "sandbox.flap";

/// How long an ordered state is shown unless told.
const FLAP_TIME: SignedDuration = SignedDuration::from_secs(2);

/// State, trace and tasks as one answer tells them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Look {
    pub(crate) state: String,
    /// Each `key: text`.
    pub(crate) problems: Vec<String>,
    pub(crate) trace: String,
    pub(crate) tasks: usize,
    /// State of each task.
    pub(crate) task_state: String,
}

/// What is still shown although it is no longer so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Afterimage {
    look: Look,
    until: Timestamp,
}

impl Connector {
    pub(crate) fn look(&self, now: Timestamp) -> Look {
        if let Some(old) = self.afterimage.as_ref().filter(|old| now < old.until) {
            return old.look.clone();
        }
        if let Some(state) = self.flapping(now) {
            return self.ordered(state);
        }
        let phase = self.phase(now);
        let problems = if phase == Phase::Failed { self.problems.clone() } else { Vec::new() };
        let (tasks, task_state) = match phase {
            Phase::Failed if self.runs_as_before => (self.tasks_max(), Phase::Running),
            // None before the connector runs, and none when it could not start.
            Phase::Provisioning | Phase::Failed => (0, phase),
            Phase::Running | Phase::Paused => (self.tasks_max(), phase),
        };
        let trace = self.trace(&problems);
        Look { state: phase.word().to_owned(), problems, trace, tasks, task_state: task_state.word().to_owned() }
    }

    /// Keeps what is shown now for a while; to be called before a change.
    pub(crate) fn linger(&mut self, now: Timestamp, lag: SignedDuration) {
        if lag.is_positive() {
            self.afterimage = Some(Afterimage { look: self.look(now), until: later(now, lag) });
        }
    }

    /// The state that the configuration orders for this time after the last change.
    fn flapping(&self, now: Timestamp) -> Option<String> {
        let mut until = self.changed_at(now);
        let (state, _) = flaps(self.clear(FLAP)?).ok()?.into_iter().find(|(_, time)| {
            until = later(until, *time);
            now < until
        })?;
        Some(state)
    }

    fn ordered(&self, state: String) -> Look {
        let failed = state == Phase::Failed.word();
        let problems = Vec::from_iter(failed.then(|| format!("{FLAP}: the configuration asked for this state")));
        let tasks = if state == Phase::Running.word() { self.tasks_max() } else { 0 };
        Look { task_state: state.clone(), state, trace: self.trace(&problems), problems, tasks }
    }

    /// As many tasks as its settings ask for, within reason: they may be settings it has FAILED for.
    pub(crate) fn tasks_max(&self) -> usize {
        let wanted = self.clear("tasks.max").and_then(|value| value.trim().parse::<usize>().ok());
        wanted.unwrap_or(1).min(MOST_TASKS)
    }

    /// One `key: text` a line under a headline; empty when nothing is wrong.
    fn trace(&self, problems: &[String]) -> String {
        let headline = if self.runs_as_before {
            "Unable to validate configuration, the connector continues to operate on a previous configuration:"
        } else {
            "Configuration rejected:"
        };
        if problems.is_empty() { String::new() } else { format!("{headline}\n{}\n", problems.join("\n")) }
    }
}

/// States with their times: `RUNNING 2s, FAILED 500ms`.
pub(crate) fn flaps(text: &str) -> Result<Vec<(String, SignedDuration)>, String> {
    let one = |part: &str| {
        let part = part.trim();
        let (state, time) = match part.split_once(char::is_whitespace) {
            Some((state, time)) => (state, time.trim().parse().ok()),
            None => (part, Some(FLAP_TIME)),
        };
        let time = time.filter(|_| !state.is_empty());
        time.map(|time| (state.to_owned(), time)).ok_or_else(|| format!("{FLAP}: {part:?} is no state with a time"))
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordered_states_are_words_with_a_time_of_two_seconds_unless_told() {
        let expected = [("RUNNING", 500), ("SOMETHING_NEW", 2000)].map(|(state, time)| (state.to_owned(), time));
        let found = flaps("RUNNING 500ms, SOMETHING_NEW").unwrap().into_iter();
        assert!(found.map(|(state, time)| (state, time.as_millis())).eq(expected));
        for wrong in ["", "RUNNING soon", "RUNNING,"] {
            assert!(flaps(wrong).is_err(), "{wrong}");
        }
    }
}
