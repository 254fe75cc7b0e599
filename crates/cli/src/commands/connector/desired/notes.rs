//! What people should know of a plan beside what it does.

use std::collections::{BTreeMap, BTreeSet};

use ccloud_connect::desired::{Action, ConnectorPlan, Plan, PreparedPlan};

use crate::context::Context;

/// Beyond that many names a number says more.
const MOST: usize = 3;

pub(super) fn tell(context: &Context, prepared: &PreparedPlan) {
    let plan = prepared.plan();
    for connector in &plan.connectors {
        if let Some(old) = &connector.renamed_from {
            context.output.note(&format!(
                "`{}` would be created beside `{old}`, which no file names and which is the same but for the name: a \
                 connector cannot be renamed",
                connector.name
            ));
        }
    }
    let failed: BTreeSet<_> = prepared.failed().collect();
    if !failed.is_empty() {
        let which = told(&failed);
        context.output.note(&format!("FAILED, with nothing to change: {which}; `connector status` tells why"));
    }
    if let Some(text) = unknown(plan) {
        context.output.note(&text);
    }
}

/// The secrets of which nobody can tell whether they differ, of connectors that are otherwise as they should be: a write
/// sends them all.
fn unknown(plan: &Plan) -> Option<String> {
    let unwritten = plan.connectors.iter().filter(|one| one.action == Action::Unchanged || !one.writes_config());
    let mut by_key = BTreeMap::<&str, BTreeSet<&str>>::new();
    for (one, change) in unwritten.flat_map(|one: &ConnectorPlan| one.unknown().map(move |change| (one, change))) {
        by_key.entry(&change.key).or_default().insert(&one.name);
    }
    if by_key.is_empty() {
        return None;
    }
    let keys = by_key.iter().map(|(key, names)| format!("`{key}` of {}", told(names))).collect::<Vec<_>>().join(", ");
    Some(format!(
        "whether these are as they should be is unknown, as the service hides them and it is not recorded what was applied \
         last, or a reference was not resolved: {keys}; `--rotate KEY` or `--rotate-all` writes them in any case"
    ))
}

fn told(names: &BTreeSet<&str>) -> String {
    if names.len() > MOST {
        return format!("{} connectors", names.len());
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
