use super::{message, place};
use crate::desired::validate::{Finding, Validated};

/// A heading that says how it went, and a table of what was found, errors first.
pub(super) fn text(validated: &Validated) -> String {
    let heading = if validated.is_valid() { "Connectors are valid" } else { "Connectors are not valid" };
    let head = format!("### {heading}\n\n{validated}.\n");
    if validated.findings.is_empty() {
        return head;
    }
    let rows: String = validated.errors().chain(validated.warnings()).map(row).collect();
    format!("{head}\n| | Connector | Where | What | Recommended |\n|---|---|---|---|---|\n{rows}")
}

fn row(finding: &Finding) -> String {
    let cells = [
        finding.connector.clone().unwrap_or_default(),
        place(finding).unwrap_or_default(),
        message(finding),
        finding.recommended.join(", "),
    ];
    let cells: Vec<_> = cells.iter().map(|cell| code(cell)).collect();
    format!("| {} | {} |\n", finding.level.as_str(), cells.join(" | "))
}

/// A text in Markdown that means nothing but itself, in one line, in a table too: as code, in which there is no markup, no
/// link and no mention of anybody.
#[must_use]
pub fn code(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.trim().is_empty() {
        return String::new();
    }
    // A table ends a cell at what follows two backslashes.
    let text = text.replace("\\|", "\\ |").replace('|', "\\|");
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
