//! After a write: what the service takes is not yet what runs.

use futures_util::stream::{self, StreamExt as _};

use super::{Apply, Outcome};
use crate::Error;
use crate::connectors::{Connector, ConnectorState, ConnectorSummary, Status, ruled_out};
use crate::desired::planning::has_failed;
use crate::desired::{Action, ConnectorPlan, PreparedPlan};

/// How many are looked at meanwhile.
const AT_ONCE: usize = 64;

impl Apply {
    /// Waits for all that were written. Those that do not settle as they should have failed; of the others, what they do.
    pub(super) async fn settle_all(&self, outcomes: &mut [Outcome]) -> Vec<(usize, Status)> {
        let written = self.prepared.writes().filter(|(at, ..)| matches!(outcomes[*at], Outcome::Done));
        let waits = written.map(|(at, plan, desired)| async move {
            let connector = self.prepared.connector(&plan.name);
            let mut wait = connector.wait_for(self.prepared.settles_in(desired));
            if let Some(deadline) = self.deadline {
                wait = wait.deadline(deadline);
            }
            if let Some(progress) = self.progress.clone() {
                wait = wait.progress(move |event| progress(event));
            }
            let outcome = match wait.await {
                Err(error) if plan.action == Action::Update => Err(told_apart(&connector, error).await),
                outcome => outcome.map_err(Outcome::Failed),
            };
            (at, outcome)
        });
        let waited: Vec<_> = stream::iter(waits.collect::<Vec<_>>()).buffer_unordered(AT_ONCE).collect().await;
        let mut settled = Vec::new();
        for (at, outcome) in waited {
            match outcome {
                Ok(status) => settled.push((at, status)),
                Err(failed) => outcomes[at] = failed,
            }
        }
        settled
    }

    /// Where nothing is waited for, one look at what was written: what it shows to have FAILED has.
    pub(super) fn look_at_all(&self, listed: &[ConnectorSummary], outcomes: &mut [Outcome]) {
        let written = self.prepared.writes().filter(|(at, ..)| matches!(outcomes[*at], Outcome::Done));
        for (at, plan, desired) in written.collect::<Vec<_>>() {
            let live = listed.iter().find(|live| live.name == plan.name);
            let seen = live.and_then(|live| self.prepared.seen(plan, live));
            let Some(status) = seen.filter(|status| status.state == ConnectorState::Failed) else { continue };
            let error = ruled_out(self.prepared.settles_in(desired), &plan.name, status.clone());
            let goes_on = plan.action == Action::Update && (says_previous(&status.trace) || runs(status));
            outcomes[at] = if goes_on { Outcome::KeptPrevious(error) } else { Outcome::Failed(error) };
        }
    }
}

impl PreparedPlan {
    /// What a list tells of a connector after it was written. That it has FAILED as before tells nothing: the service
    /// shows the old state for a while.
    pub(super) fn seen<'a>(&self, plan: &ConnectorPlan, listed: &'a ConnectorSummary) -> Option<&'a Status> {
        let is_old = has_failed(listed) && self.live.get(&plan.name).is_some_and(has_failed);
        let is_written = matches!(plan.action, Action::Create | Action::Update);
        listed.status.as_ref().filter(|_| is_written && !is_old)
    }
}

/// A connector that FAILED for its new settings may go on with those it had: its tasks run, or the service says so.
async fn told_apart(connector: &Connector, error: Error) -> Outcome {
    let Error::ImpossibleState { trace, .. } = &error else { return Outcome::Failed(error) };
    if says_previous(trace) {
        return Outcome::KeptPrevious(error);
    }
    match connector.status().await {
        Ok(status) if runs(&status) => Outcome::KeptPrevious(error),
        _ => Outcome::Failed(error),
    }
}

fn says_previous(trace: &str) -> bool {
    trace.to_ascii_lowercase().contains("previous configuration")
}

fn runs(status: &Status) -> bool {
    status.tasks.iter().any(|task| task.state.eq_ignore_ascii_case("RUNNING"))
}
