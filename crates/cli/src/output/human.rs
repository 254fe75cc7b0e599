use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

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

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn lines(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
