use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};

use super::printable;

/// A plain table: one row a line, columns apart by two spaces, nothing cut, so that it can be searched and copied.
/// Without rows it is nothing at all.
pub(crate) fn table<R: IntoIterator<Item = String>>(head: &[&str], body: impl IntoIterator<Item = R>) -> String {
    let mut table = plain();
    table.set_header(head.iter().copied());
    for row in body {
        table.add_row(row.into_iter().map(|cell| printable(&cell)));
    }
    if table.is_empty() { String::new() } else { lines(table) }
}

/// A table that is printed in parts, with columns no narrower than those of the parts before.
pub(super) struct Columns<'a> {
    head: Option<&'a [&'a str]>,
    widths: Vec<u16>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(head: &'a [&'a str]) -> Self {
        Self { head: Some(head), widths: Vec::new() }
    }

    /// The next rows, the first of them below the head.
    pub(super) fn rows<R: IntoIterator<Item = String>>(&mut self, body: impl IntoIterator<Item = R>) -> String {
        let mut table = plain();
        if let Some(head) = self.head.take() {
            table.set_header(head.iter().copied());
        }
        for row in body {
            table.add_row(row.into_iter().map(|cell| printable(&cell)));
        }
        for (column, width) in table.column_iter_mut().zip(&self.widths) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(*width)));
        }
        let before = std::mem::take(&mut self.widths).into_iter().chain(std::iter::repeat(0));
        let now = table.column_max_content_widths();
        self.widths = now.into_iter().zip(before).map(|(now, before)| now.saturating_add(GAP).max(before)).collect();
        lines(table)
    }
}

/// Names and values below each other; what is empty is left out.
pub(crate) fn rows(pairs: &[(&str, &str)]) -> String {
    let mut table = plain();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        table.add_row([format!("{name}:"), printable(value)]);
    }
    lines(table)
}

/// Parts of an answer, an empty line between them.
pub(crate) fn sections(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n\n")
}

/// Between two columns.
const GAP: u16 = 2;

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn lines(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
