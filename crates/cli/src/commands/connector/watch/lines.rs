use super::super::row::ConnectorRow;
use crate::output::printable;

/// A line for each connector that is not as it was, and for each that is gone. How many records it has handled is no
/// change.
pub(super) fn changed(before: &[ConnectorRow], now: &[ConnectorRow]) -> Vec<String> {
    let was = |row: &ConnectorRow| before.iter().find(|old| old.name == row.name).map(line);
    let changed = now.iter().filter(|row| was(row).as_ref() != Some(&line(row))).map(line);
    let is_gone = |row: &&ConnectorRow| !now.iter().any(|new| new.name == row.name);
    let gone = before.iter().filter(is_gone).map(|row| format!("{}  is gone", printable(&row.name)));
    changed.chain(gone).collect()
}

fn line(row: &ConnectorRow) -> String {
    let parts = [row.name.clone(), row.status.clone().unwrap_or_default(), row.tasks_told(), row.trouble()];
    let parts: Vec<_> = parts.iter().filter(|part| !part.is_empty()).map(|part| printable(part)).collect();
    parts.join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::connector::row::tests::row;

    #[test]
    fn only_what_has_changed_is_told() {
        let before = [row("a", "RUNNING", &["RUNNING"], ""), row("b", "RUNNING", &[], ""), row("c", "PAUSED", &[], "")];
        let now = [
            row("a", "RUNNING", &["FAILED", "RUNNING"], ""),
            row("b", "RUNNING", &[], ""),
            row("d", "FAILED", &[], "why\nmore"),
        ];
        assert_eq!(changed(&before, &now), ["a  RUNNING  1 FAILED, 1 RUNNING", "d  FAILED  why", "c  is gone"]);
        assert_eq!(changed(&before, &before), [""; 0]);
        assert_eq!(changed(&[], &before).len(), 3);
    }
}
