use std::collections::BTreeMap;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::super::row::{ConnectorRow, TaskRow, tasks};
use super::super::status::Seen;
use crate::output::{printable, table};

/// What stands above the connectors.
pub(super) struct Screen<'a> {
    pub cluster: &'a str,
    /// When they were seen.
    pub at: &'a str,
    /// What could not be found out.
    pub lacks: Option<&'a str>,
}

/// States by how much they want somebody's attention; those that nobody knows stand behind the troubled ones.
const TROUBLE: [&str; 6] = ["FAILED", "DEGRADED", "", "PROVISIONING", "PAUSED", "RUNNING"];
const UNKNOWN: usize = 2;
const DEGRADED: usize = 1;

impl Screen<'_> {
    /// The lines of a terminal of so many columns and rows, none longer and none more.
    pub(super) fn lines(&self, seen: &Seen, (columns, rows): (u16, u16)) -> Vec<String> {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        let mut lines = vec![self.head(&seen.rows)];
        lines.extend(self.lacks.map(printable));
        lines.push(String::new());
        lines.extend(connectors(&seen.rows, columns).lines().map(ToOwned::to_owned));
        if let (true, [row]) = (seen.is_one, seen.rows.as_slice()) {
            let tasks = tasks(row.tasks.iter().flatten());
            lines.extend(["", tasks.as_str()].iter().flat_map(|part| part.split('\n')).map(ToOwned::to_owned));
        }
        // The last row is the cursor's.
        let room = rows.saturating_sub(1).max(1);
        if lines.len() > room {
            let more = lines.len() - room + 1;
            lines.truncate(room - 1);
            lines.push(format!("… and {more} more, in less trouble"));
        }
        lines.iter().map(|line| cut(line, columns)).collect()
    }

    fn head(&self, rows: &[ConnectorRow]) -> String {
        let mut count = BTreeMap::new();
        for row in rows {
            let state = row.status.as_deref().unwrap_or("unknown");
            *count.entry((trouble(state), state)).or_insert(0) += 1;
        }
        let told: Vec<_> = count.iter().map(|((_, state), number)| format!("{number} {state}")).collect();
        let told = if told.is_empty() { "no connectors".to_owned() } else { told.join(", ") };
        printable(&format!("{}  {}  {told}", self.at, self.cluster))
    }
}

fn trouble(state: &str) -> usize {
    TROUBLE.iter().position(|known| *known == state).unwrap_or(UNKNOWN)
}

/// One that runs with a task that does not is in trouble.
fn rank(row: &ConnectorRow) -> usize {
    let rank = trouble(row.status.as_deref().unwrap_or_default());
    let has_failed = |task: &TaskRow| task.state.contains("FAILED") || task.state.contains("ERROR");
    if row.tasks.iter().flatten().any(has_failed) { rank.min(DEGRADED) } else { rank }
}

/// Those in the most trouble first.
fn connectors(rows: &[ConnectorRow], columns: usize) -> String {
    let mut sorted: Vec<_> = rows.iter().collect();
    sorted.sort_by_key(|row| (rank(row), &row.name));
    let has_counts = rows.iter().any(|row| row.metrics.is_some());
    let mut head = vec!["STATUS", "NAME", "TASKS"];
    head.extend(if has_counts { &["RECEIVED/H", "SENT/H"][..] } else { &[] });
    head.push("TRACE");
    // What stands behind a name counts more than its end.
    let longest = (columns * 3 / 10).max(12);
    let cells = |row: &&ConnectorRow| {
        let name = cut(&printable(&row.name), longest);
        let mut cells = vec![row.status.clone().unwrap_or_default(), name, row.tasks_told()];
        if has_counts {
            cells.extend(row.counts_told());
        }
        cells.push(row.trouble());
        cells
    };
    table(&head, sorted.iter().map(cells))
}

/// A line of at most so many columns.
fn cut(line: &str, columns: usize) -> String {
    if line.width() <= columns {
        return line.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |letter: &char| {
        let width = letter.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let kept: String = line.chars().take_while(fits).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::connector::row::tests::row;

    const SCREEN: Screen<'_> = Screen { cluster: "lkc-1", at: "21:30:05Z", lacks: None };

    fn seen() -> Seen {
        let rows = vec![
            row("a-runs", "RUNNING", &["RUNNING", "RUNNING"], ""),
            row("b-half", "RUNNING", &["RUNNING", "USER_ACTIONABLE_ERROR"], ""),
            row("c-paused", "PAUSED", &["PAUSED"], ""),
            row("d-new", "RESTARTING", &[], ""),
            row(&"e-failed".repeat(9), "FAILED", &[], "\nwrong \u{1b}[2J password\nand more"),
            row(
                "f-日本語日本語日本語日本語日本語日本語日本語",
                "DEGRADED",
                &["FAILED"],
                "some task failed, and that is a long story",
            ),
            row("g-starts", "PROVISIONING", &[], ""),
        ];
        Seen { rows, is_one: false, failures: Vec::new() }
    }

    #[test]
    fn a_screen_shows_the_troubled_first_and_nothing_that_steers_it() {
        insta::assert_snapshot!(SCREEN.lines(&seen(), (100, 24)).join("\n"));
    }

    #[test]
    fn nothing_is_wider_or_higher_than_the_terminal() {
        let screen = Screen { lacks: Some("no answer: connection refused"), ..SCREEN };
        for (columns, rows) in [(100, 24), (40, 10), (20, 5), (3, 2), (1, 1)] {
            let lines = screen.lines(&seen(), (columns, rows));
            assert!(lines.len() <= usize::from(rows.saturating_sub(1).max(1)), "{columns}x{rows}: {lines:?}");
            assert!(lines.iter().all(|line| line.width() <= usize::from(columns)), "{columns}x{rows}: {lines:?}");
        }
        assert_eq!(screen.lines(&seen(), (100, 8)).last().unwrap(), "… and 5 more, in less trouble");
    }

    #[test]
    fn one_connector_is_shown_with_its_tasks() {
        let one = Seen { rows: vec![row("a", "RUNNING", &["RUNNING"], "")], is_one: true, failures: Vec::new() };
        let lines = SCREEN.lines(&one, (80, 24));
        assert!(lines.iter().any(|line| line.starts_with("TASK  STATE")), "{lines:?}");
    }
}
