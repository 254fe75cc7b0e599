use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Action, Change, ChangeKind, DesiredState};

/// What it takes to make the connectors of a cluster what they should be. Data, without any secret: it can be shown, kept
/// and compared.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The environment.
    pub environment: String,
    /// The Kafka cluster.
    pub cluster: String,
    /// Every connector that is desired, in its order, then those to be pruned, by name.
    pub connectors: Vec<ConnectorPlan>,
}

/// What has to be done with one connector.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConnectorPlan {
    /// Its name.
    pub name: String,
    /// Its id, where there is one.
    #[serde(default)]
    pub id: Option<String>,
    /// What has to be done.
    pub action: Action,
    /// How its settings differ, sorted by key. A change that is unknown is alone no reason to write.
    pub changes: Vec<Change>,
    /// How its state has to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateChange>,
    /// The one connector that nothing names and that is the same but for the name: a connector cannot be renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
}

/// A connector that should run and does not, or the other way round.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StateChange {
    /// The service's word for what it is; none before it is created.
    #[serde(default)]
    pub before: Option<String>,
    /// What it should be.
    pub after: DesiredState,
}

/// How many connectors a plan does what with.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// To be created.
    pub create: usize,
    /// To be changed.
    pub update: usize,
    /// As they should be.
    pub unchanged: usize,
    /// To be deleted.
    pub prune: usize,
}

/// `2 to create, 1 to update, 47 unchanged, 0 to prune`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { create, update, unchanged, prune } = self;
        write!(f, "{create} to create, {update} to update, {unchanged} unchanged, {prune} to prune")
    }
}

impl Plan {
    /// How many connectors it does what with.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |action| self.connectors.iter().filter(|one| one.action == action).count();
        Summary {
            create: count(Action::Create),
            update: count(Action::Update),
            unchanged: count(Action::Unchanged),
            prune: count(Action::Prune),
        }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.connectors.iter().all(|one| one.action == Action::Unchanged)
    }

    /// The names of the connectors that it deletes.
    pub fn pruned(&self) -> impl Iterator<Item = &str> {
        self.connectors.iter().filter(|one| one.action == Action::Prune).map(|one| one.name.as_str())
    }

    /// The connectors with which another plan does something else: names, sorted. What is unknown is no difference.
    #[must_use]
    pub fn differs_from(&self, other: &Self) -> Vec<String> {
        let (own, others) = (self.by_name(), other.by_name());
        let all: BTreeSet<_> = own.keys().chain(others.keys()).collect();
        all.into_iter().filter(|name| own.get(**name) != others.get(**name)).map(|name| (*name).to_owned()).collect()
    }

    /// What is certain of each.
    fn by_name(&self) -> BTreeMap<&str, ConnectorPlan> {
        self.connectors.iter().map(|one| (one.name.as_str(), one.known())).collect()
    }
}

impl ConnectorPlan {
    /// The changes of which nobody can tell whether they are any.
    pub fn unknown(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| !change.is_known())
    }

    /// How its state has to change, in the way that settings do: as the file's key that asks for it.
    #[must_use]
    pub fn state_as_change(&self) -> Option<Change> {
        let StateChange { before, after } = self.state.as_ref()?;
        let change = if before.is_some() { ChangeKind::Changed } else { ChangeKind::Added };
        let (before, after) = (before.clone(), Some(after.as_str().to_owned()));
        Some(Change { key: "state".to_owned(), change, secret: false, before, after })
    }

    /// Whether its settings have to be written.
    #[must_use]
    pub fn writes_config(&self) -> bool {
        self.changes.iter().any(Change::is_known)
    }

    /// What is certain of it.
    fn known(&self) -> Self {
        let mut known = self.clone();
        known.changes.retain(Change::is_known);
        known
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(connectors: serde_json::Value) -> Plan {
        serde_json::from_value(json!({"environment": "env-1", "cluster": "lkc-1", "connectors": connectors})).unwrap()
    }

    #[test]
    fn a_plan_is_the_same_data_after_it_was_kept() {
        let kept = json!([
            {"name": "a", "id": "lcc-1", "action": "update", "state": {"before": "PAUSED", "after": "running"}, "changes": [
                {"key": "k", "change": "changed", "before": "1", "after": "2"},
                {"key": "s", "change": "unknown", "secret": true}]},
            {"name": "b", "id": null, "action": "create", "changes": [], "renamed_from": "c"},
        ]);
        let plan = plan(kept.clone());
        assert_eq!(serde_json::to_value(&plan).unwrap()["connectors"], kept);
        assert_eq!(plan.summary(), Summary { create: 1, update: 1, unchanged: 0, prune: 0 });
        assert!(!plan.is_empty());
    }

    #[test]
    fn a_comment_tells_what_is_to_be_done_and_what_is_unknown_as_code() {
        let told = plan(json!([
            {"name": "a|b", "action": "update", "state": {"before": "RUNNING", "after": "paused"}, "changes": [
                {"key": "k", "change": "changed", "before": "1", "after": "2"},
                {"key": "u", "change": "unknown", "before": "1", "after": "${env:U}"},
                {"key": "s", "change": "changed", "secret": true}]},
            {"name": "same", "action": "unchanged", "changes": []},
            {"name": "old", "action": "prune", "changes": []},
        ]));
        let expected = "### Connectors differ\n\n0 to create, 1 to update, 1 unchanged, 1 to prune.\n\n\
            | | Connector | Change |\n|---|---|---|\n\
            | update | `a\\|b` | `~ k: 1 -> 2` |\n\
            | update | `a\\|b` | `? u: (unknown)` |\n\
            | update | `a\\|b` | `~ s: (secret, changed)` |\n\
            | update | `a\\|b` | `~ state: RUNNING -> paused` |\n\
            | prune | `old` |  |\n";
        assert_eq!(told.markdown(), expected);
        assert_eq!(
            plan(json!([])).markdown(),
            "### Connectors are as they should be\n\n0 to create, 0 to update, 0 unchanged, 0 to prune.\n"
        );
    }

    #[test]
    fn plans_differ_where_they_do_something_else_and_not_in_what_is_unknown() {
        let one = |name: &str, action: &str, changes: serde_json::Value| json!({"name": name, "action": action, "changes": changes});
        let (unknown, changed) =
            (json!([{"key": "s", "change": "unknown"}]), json!([{"key": "s", "change": "changed", "after": "1"}]));
        let before = plan(json!([one("a", "unchanged", unknown), one("b", "update", changed.clone())]));
        for (after, differs) in [
            (json!([one("b", "update", changed.clone()), one("a", "unchanged", json!([]))]), &[][..]),
            (json!([one("a", "update", changed.clone()), one("b", "update", changed.clone())]), &["a"]),
            (json!([one("a", "unchanged", json!([])), one("c", "create", json!([]))]), &["b", "c"]),
        ] {
            assert_eq!(before.differs_from(&plan(after)), differs);
        }
    }
}
