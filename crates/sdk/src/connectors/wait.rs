use std::time::Duration;

use super::{Connector, ConnectorState, Status, TaskState};
use crate::error::{Error, Kind};
use crate::wait::{FAILED, Look, Rule, Steady, WaitFor};

/// What a connector can be waited for to be. See [`Connector::wait_for`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// It runs.
    Running,
    /// It is paused.
    Paused,
    /// It is there no more.
    Deleted,
}

const LEFT_OVER: Steady = Steady { polls: 3, over: Duration::from_secs(10) };

/// A connector that begins to run has begun.
const RUNNING: Rule = Rule { from_the_start: LEFT_OVER, after_another: Steady { polls: 1, over: Duration::ZERO } };

/// A connector is also paused in passing, while its offsets change.
const PAUSED: Rule =
    Rule { from_the_start: LEFT_OVER, after_another: Steady { polls: 2, over: Duration::from_secs(5) } };

impl Condition {
    fn wanted(self) -> ConnectorState {
        match self {
            Self::Running => ConnectorState::Running,
            Self::Paused => ConnectorState::Paused,
            Self::Deleted => ConnectorState::Deleted,
        }
    }

    fn rule(self) -> Rule {
        match self {
            Self::Paused => PAUSED,
            Self::Running | Self::Deleted => RUNNING,
        }
    }
}

impl Connector {
    /// Waits until it is so, and stays so: `connector.wait_for(Condition::Running).await`.
    ///
    /// The service shows the old state for a while after a change, and nothing tells whether somebody changed the
    /// connector just now. So a state is never taken from one glimpse: RUNNING counts once another state was seen
    /// before it, or when three looks over 10 s agree; PAUSED when two looks 5 s apart agree after another state was
    /// seen, or three over 10 s; FAILED, or missing in the list, when two looks 5 s apart agree. Deleted is what a
    /// complete list lacks, and nothing else: its [`Status`] says no more than that.
    ///
    /// # Errors
    /// [`Error::ImpossibleState`] when it FAILED, with trace, validation errors and task states, or when it is not
    /// there, while waiting for it to run or be paused; [`Error::Timeout`] at the deadline. See [`WaitFor`].
    pub fn wait_for(&self, condition: Condition) -> WaitFor<Status> {
        let connector = self.clone();
        WaitFor::new(Kind::Connector, self.name(), move || {
            let connector = connector.clone();
            async move {
                match condition {
                    Condition::Deleted => connector.look_for_absence().await,
                    wanted => connector.look(wanted).await,
                }
            }
        })
    }

    async fn look_for_absence(&self) -> Result<Look<Status>, Error> {
        Ok(match self.absence().await? {
            Some(_) => Look::end(ConnectorState::Deleted.as_str(), Ok(Status::deleted(self.name()))),
            None => Look::pending("still there"),
        })
    }

    async fn look(&self, condition: Condition) -> Result<Look<Status>, Error> {
        let (status, asked) = match self.read_status().await {
            Ok(read) => read,
            Err(Error::NotFound { what: Kind::Connector, .. }) => return self.look_for_presence(condition).await,
            Err(error) => return Err(error),
        };
        let state = status.state.to_string();
        let look = match &status.state {
            wanted if *wanted == condition.wanted() => Look::settling(state, condition.rule(), Ok(status)),
            ConnectorState::Failed | ConnectorState::Deleted => {
                Look::settling(state, FAILED, Err(ruled_out(condition, self.name(), status)))
            }
            _ => Look::pending(state),
        };
        Ok(look.asked(asked))
    }

    /// A status that is not found proves nothing; a complete list without the connector does, unless that was created
    /// a moment ago: the list too shows the old state for a while.
    async fn look_for_presence(&self, condition: Condition) -> Result<Look<Status>, Error> {
        Ok(match self.absence().await? {
            Some(near) => Look::settling("absent", FAILED, Err(absent(condition, self.name(), &near))),
            None => Look::pending("listed, but without a status"),
        })
    }
}

/// Why a connector of this status can no longer become what is wanted.
pub(crate) fn ruled_out(condition: Condition, name: &str, status: Status) -> Error {
    Error::ImpossibleState {
        what: Kind::Connector,
        name: name.to_owned(),
        wanted: condition.wanted().to_string(),
        state: status.state.to_string(),
        reasons: reasons(&status),
        trace: status.trace,
    }
}

/// All that the service tells but the trace: what its operators say, what it makes of the errors, what is wrong with the
/// config, and which tasks do not run.
fn reasons(status: &Status) -> Vec<String> {
    let summaries = [&status.override_message, &status.error_summary].into_iter().filter(|text| !text.is_empty());
    let mut reasons: Vec<String> = summaries.chain(&status.validation_errors).cloned().collect();
    for error in &status.errors_from_trace {
        if !status.trace.contains(error) && !reasons.contains(error) {
            reasons.push(error.clone());
        }
    }
    let halted = status.tasks.iter().filter(|task| !task.state.eq_ignore_ascii_case("RUNNING"));
    reasons.extend(halted.map(told));
    reasons
}

fn told(task: &TaskState) -> String {
    let number = task.id.map(|id| format!(" {id}")).unwrap_or_default();
    let message = if task.message.is_empty() { String::new() } else { format!(": {}", task.message) };
    format!("task{number} is {}{message}", task.state)
}

fn absent(condition: Condition, name: &str, near: &[String]) -> Error {
    let near = near.iter().map(|near| format!("there is a connector `{near}`"));
    Error::ImpossibleState {
        what: Kind::Connector,
        name: name.to_owned(),
        wanted: condition.wanted().to_string(),
        state: "absent".to_owned(),
        reasons: std::iter::once("the cluster's list lacks it".to_owned()).chain(near).collect(),
        trace: String::new(),
    }
}
