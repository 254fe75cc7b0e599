//! Plans and what became of them, as people and programs read them.

use ccloud_connect::desired::{Action, AppliedConnector, Change, ConnectorPlan, Outcome, Plan};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{printable, sections};

const DONE: &str = "done";
const FAILED: &str = "failed";
const SKIPPED: &str = "skipped";

/// A plan, or what became of it.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub summary: Counts,
    pub connectors: Vec<Row>,
}

/// How many connectors there are of each kind.
#[derive(Debug, Default, Serialize)]
pub(super) struct Counts {
    pub create: usize,
    pub update: usize,
    pub unchanged: usize,
    pub prune: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<usize>,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    action: Action,
    changes: Vec<Change>,
    /// What became of it, in the words of `connector delete` and one more.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

impl Report {
    pub(super) fn of(plan: &Plan) -> Self {
        let summary = plan.summary();
        let summary = Counts {
            create: summary.create,
            update: summary.update,
            unchanged: summary.unchanged,
            prune: summary.prune,
            ..Counts::default()
        };
        Self { summary, connectors: plan.connectors.iter().map(Row::of).collect() }
    }

    /// Of what was done, what was, and of the rest, that it was not.
    pub(super) fn of_applied(connectors: Vec<Row>) -> Self {
        let count =
            |result, action| connectors.iter().filter(|row| row.result == result && action == row.action).count();
        let of_result = |result| connectors.iter().filter(|row| row.result == Some(result)).count();
        let summary = Counts {
            create: count(Some(DONE), Action::Create),
            update: count(Some(DONE), Action::Update),
            unchanged: count(None, Action::Unchanged),
            prune: count(Some(DONE), Action::Prune),
            failed: Some(of_result(FAILED)),
            skipped: Some(of_result(SKIPPED)),
        };
        Self { summary, connectors }
    }

    /// The connectors that are not as they should be, each with what differs, and how many there are of each kind.
    pub(super) fn human(&self) -> String {
        let differing = self.connectors.iter().filter(|row| row.action != Action::Unchanged);
        let connectors = differing.map(Row::human).collect::<Vec<_>>().join("\n");
        sections(&[connectors, self.summary.human()])
    }
}

impl Counts {
    /// What there is to do, or what was done.
    fn human(&self) -> String {
        let words = if self.failed.is_some() {
            ["created", "updated", "unchanged", "pruned"]
        } else {
            ["to create", "to update", "unchanged", "to prune"]
        };
        let counts = [self.create, self.update, self.unchanged, self.prune];
        let more = [(self.failed, "failed"), (self.skipped, "not begun")];
        let more = more.into_iter().filter_map(|(count, word)| Some((count?, word)));
        let all = counts.into_iter().zip(words).chain(more.filter(|(count, _)| *count > 0));
        all.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }
}

impl Row {
    fn of(plan: &ConnectorPlan) -> Self {
        Self {
            name: plan.name.clone(),
            id: plan.id.clone(),
            action: plan.action,
            changes: changes(plan),
            result: None,
            status: None,
            error: None,
        }
    }

    /// One that a plan was carried out with, and why it failed.
    pub(super) fn applied(
        one: AppliedConnector,
        failure: impl FnOnce(&ConnectorPlan, Outcome) -> Option<Failure>,
    ) -> Self {
        let AppliedConnector { plan, outcome, id, status, .. } = one;
        let result = match &outcome {
            Outcome::Unchanged => None,
            Outcome::Skipped => Some(SKIPPED),
            Outcome::Failed(_) | Outcome::KeptPrevious(_) => Some(FAILED),
            _ => Some(DONE),
        };
        let status = status.map(|status| status.state.to_string());
        Self { id, result, status, error: failure(&plan, outcome), ..Self::of(&plan) }
    }

    fn human(&self) -> String {
        let id = self.id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        let state = [self.result, self.status.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let state = if state.is_empty() { state } else { format!(": {state}") };
        let head = format!("{} {}{}{}", self.action.as_str(), printable(&self.name), id, state);
        let lines = self.changes.iter().map(|change| format!("  {}", printable(&change.to_string())));
        std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
    }
}

/// A state that has to change is told as the file's key that asks for it.
fn changes(plan: &ConnectorPlan) -> Vec<Change> {
    let mut changes = plan.changes.clone();
    changes.extend(plan.state_as_change());
    changes
}
