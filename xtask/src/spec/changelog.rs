//! What an import tells users in CHANGELOG.md.

use std::collections::BTreeSet;

use super::diff::{Class, Report};

/// Seen from the root.
pub const FILE: &str = "CHANGELOG.md";

const NEXT: &str = "## Unreleased\n";

/// The entry of a document that takes the place of another.
pub fn changed(report: &Report, revision: &str) -> String {
    let mut entry = format!("- **{}**: revision {revision} of the document.\n", report.summary());
    for (class, title) in [(Class::Breaking, "breaking"), (Class::Additive, "additive")] {
        let changes = report.changes.iter().filter(|change| change.class == class);
        // What is reached at several places is one thing in Rust.
        let lines: BTreeSet<_> =
            changes.map(|change| format!("  - {title}: `{}`: {}\n", change.item, change.what)).collect();
        entry.extend(lines);
    }
    entry
}

/// The entry of a document without a predecessor.
pub fn added(id: &str, about: &str, revision: &str) -> String {
    format!("- **{id}**: new feature `{id}` of library, low-level client and mocks: {about}; revision {revision}.\n")
}

/// The changelog with this entry on top of what is not released.
pub fn with_entry(text: &str, entry: &str) -> String {
    if let Some((before, rest)) = text.split_once(NEXT) {
        let rest = rest.trim_start_matches('\n');
        let gap = if rest.starts_with("- ") { "" } else { "\n" };
        return format!("{before}{NEXT}\n{entry}{gap}{rest}");
    }
    let (before, released) = text.split_at(text.find("\n## ").map_or(text.len(), |at| at + 1));
    format!("{before}{NEXT}\n{entry}\n{released}")
}

#[cfg(test)]
mod tests {
    use super::super::diff::Change;
    use super::*;

    #[test]
    fn users_are_told_what_breaks_them_and_what_is_new_by_its_name_in_rust() {
        let change = |class, item: &str, what: &str| Change {
            class,
            item: item.into(),
            what: what.into(),
            pointer: String::new(),
        };
        let mut report = Report {
            api: "t-v1".into(),
            changes: vec![
                change(Class::Breaking, "t_v1::types::T.a", "removed"),
                change(Class::Additive, "t_v1::types::T.b", "added"),
                change(Class::WordsOnly, "t_v1", "info changed"),
            ],
        };
        report.changes.extend(report.changes.clone().into_iter().take(1));
        assert_eq!(
            changed(&report, "2"),
            "- **t-v1: 2 breaking, 1 additive, 1 words only**: revision 2 of the document.\n  \
             - breaking: `t_v1::types::T.a`: removed\n  - additive: `t_v1::types::T.b`: added\n"
        );
    }

    #[test]
    fn an_entry_stands_on_top_of_what_is_not_released() {
        for (before, after) in [
            ("# C\n\n## Unreleased\n\n- old\n", "# C\n\n## Unreleased\n\n- new\n- old\n"),
            ("# C\n\n## Unreleased\n\nText.\n", "# C\n\n## Unreleased\n\n- new\n\nText.\n"),
            ("# C\n\n## 0.1.0\n\n- old\n", "# C\n\n## Unreleased\n\n- new\n\n## 0.1.0\n\n- old\n"),
        ] {
            assert_eq!(with_entry(before, "- new\n"), after);
        }
    }
}
