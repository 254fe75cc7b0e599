use ccloud_connect::connectors::KeyChange;
use serde::Serialize;

use super::create::Written;
use crate::output::table;

/// A key of a config that a write made different. No values: they may be secret.
#[derive(Debug, Serialize)]
pub(super) struct ChangeRow {
    key: String,
    change: &'static str,
}

pub(super) fn rows(changes: Vec<KeyChange>) -> Vec<ChangeRow> {
    changes.into_iter().map(|one| ChangeRow { key: one.key, change: one.change.as_str() }).collect()
}

/// The changed keys for people, with the connector's name where there are several.
pub(super) fn human(written: &[Written]) -> String {
    let rows = written.iter().flat_map(|one| one.changed.iter().flatten().map(|row| (one.name.clone(), row)));
    match written {
        [_] => table(&["KEY", "CHANGE"], rows.map(|(_, row)| [row.key.clone(), row.change.to_owned()])),
        _ => table(&["NAME", "KEY", "CHANGE"], rows.map(|(name, row)| [name, row.key.clone(), row.change.to_owned()])),
    }
}
