use super::markdown_code;
use crate::desired::{Action, ConnectorPlan, Plan};

/// A heading that says whether anything is to be done, how much, and a table of that; and what is unknown.
pub(super) fn text(plan: &Plan) -> String {
    let heading = if plan.is_empty() { "Connectors are as they should be" } else { "Connectors differ" };
    let head = format!("### {heading}\n\n{}.\n", plan.summary());
    let rows: String = plan.connectors.iter().flat_map(rows).collect();
    if rows.is_empty() {
        return head;
    }
    format!("{head}\n| | Connector | Change |\n|---|---|---|\n{rows}")
}

/// One for each change, and one for a connector of which only the action is to be told.
fn rows(connector: &ConnectorPlan) -> Vec<String> {
    let row = |change: &str| {
        let (action, name) = (connector.action.as_str(), markdown_code(&connector.name));
        format!("| {action} | {name} | {} |\n", markdown_code(change))
    };
    let changes: Vec<_> = connector.changes.iter().cloned().chain(connector.state_as_change()).collect();
    match (connector.action, changes.is_empty()) {
        (Action::Unchanged, true) => Vec::new(),
        (_, true) => vec![row("")],
        _ => changes.iter().map(|change| row(&change.to_string())).collect(),
    }
}
