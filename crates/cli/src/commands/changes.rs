//! Which keys a write made different, as all commands tell it.

use ccloud_connect::connectors::{Change, KeyChange};
use serde::Serialize;

use crate::output::table;

/// One key. No values: they may be secret.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ChangeRow {
    key: String,
    change: &'static str,
}

impl ChangeRow {
    /// How a text differs from what it was, if it does; one that is empty is not there.
    pub(super) fn between(key: &str, before: &str, after: &str) -> Option<Self> {
        let change = match (before, after) {
            (before, after) if before == after => return None,
            ("", _) => Change::Added,
            (_, "") => Change::Removed,
            _ => Change::Changed,
        };
        Some(Self { key: key.to_owned(), change: change.as_str() })
    }

    pub(super) fn cells(&self) -> [String; 2] {
        [self.key.clone(), self.change.to_owned()]
    }
}

impl From<KeyChange> for ChangeRow {
    fn from(change: KeyChange) -> Self {
        Self { key: change.key, change: change.change.as_str() }
    }
}

pub(super) fn rows(changes: Vec<KeyChange>) -> Vec<ChangeRow> {
    changes.into_iter().map(ChangeRow::from).collect()
}

/// For people.
pub(super) fn human(rows: &[ChangeRow]) -> String {
    table(&["KEY", "CHANGE"], rows.iter().map(ChangeRow::cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_becomes_empty_is_removed() {
        for (before, after, change) in [
            ("", "", None),
            ("a", "a", None),
            ("", "a", Some("added")),
            ("a", "b", Some("changed")),
            ("a", "", Some("removed")),
        ] {
            assert_eq!(ChangeRow::between("k", before, after).map(|row| row.change), change, "{before} {after}");
        }
    }
}
