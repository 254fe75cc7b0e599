//! After a write: what the service takes is not yet what runs.

use futures_util::stream::{self, StreamExt as _};

use super::{Apply, Outcome};
use crate::Error;
use crate::connectors::{Connector, Status};
use crate::desired::Action;

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
}

/// A connector that FAILED for its new settings may go on with those it had: its tasks run, or the service says so.
async fn told_apart(connector: &Connector, error: Error) -> Outcome {
    let Error::ImpossibleState { trace, .. } = &error else { return Outcome::Failed(error) };
    if trace.to_ascii_lowercase().contains("previous configuration") {
        return Outcome::KeptPrevious(error);
    }
    let runs = |status: &Status| status.tasks.iter().any(|task| task.state.eq_ignore_ascii_case("RUNNING"));
    match connector.status().await {
        Ok(status) if runs(&status) => Outcome::KeptPrevious(error),
        _ => Outcome::Failed(error),
    }
}
