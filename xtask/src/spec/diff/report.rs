//! Changes in order, for people, programs and pull requests.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;

use crate::spec::Format;

/// What a change means for those who use our crates, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Code that compiled or worked may not do so any more.
    Breaking,
    /// There is more than before.
    Additive,
    /// No type and no signature changes.
    WordsOnly,
}

impl Class {
    const ALL: [Self; 3] = [Self::Breaking, Self::Additive, Self::WordsOnly];

    fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::Additive => "Additive",
            Self::WordsOnly => "Words only",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub class: Class,
    /// The Rust item it reaches.
    pub item: String,
    /// What changes.
    pub what: String,
    /// Where, in the new document; in the vendored one for what is gone.
    pub pointer: String,
}

/// What a document changes.
#[derive(Debug, Serialize)]
pub struct Report {
    pub api: String,
    pub changes: Vec<Change>,
}

impl Report {
    pub fn breaks(&self) -> bool {
        self.count(Class::Breaking) > 0
    }

    pub fn print(&self, format: Format) -> Result<String> {
        Ok(match format {
            Format::Human => self.human(),
            Format::Json => serde_json::to_string_pretty(self)? + "\n",
            Format::Markdown => self.markdown(),
        })
    }

    fn human(&self) -> String {
        let mut text = self.summary() + "\n";
        for (class, changes) in self.classes() {
            let _ = write!(text, "\n{}\n", class.title());
            for Change { item, what, pointer, .. } in changes {
                let _ = write!(text, "  {item}: {what}\n    {pointer}\n");
            }
        }
        text
    }

    /// Words fold away: a review is about the others.
    fn markdown(&self) -> String {
        let mut text = format!("**{}**\n", self.summary());
        for (class, changes) in self.classes() {
            let (open, close) = match class {
                Class::WordsOnly => ("<details><summary>Words only</summary>".to_owned(), "\n</details>\n"),
                _ => (format!("### {}", class.title()), ""),
            };
            let _ = write!(text, "\n{open}\n\n| Rust item | change | pointer |\n|---|---|---|\n");
            for Change { item, what, pointer, .. } in changes {
                let _ = writeln!(text, "| {} | {} | {} |", code(item), cell(what), code(pointer));
            }
            text.push_str(close);
        }
        text
    }

    /// One line.
    pub fn summary(&self) -> String {
        if self.changes.is_empty() {
            return format!("{}: no changes", self.api);
        }
        let [breaking, additive, words] = Class::ALL.map(|class| self.count(class));
        format!("{}: {breaking} breaking, {additive} additive, {words} words only", self.api)
    }

    fn classes(&self) -> impl Iterator<Item = (Class, Vec<&Change>)> {
        let of = |class| self.changes.iter().filter(|change| change.class == class).collect::<Vec<_>>();
        Class::ALL.into_iter().map(move |class| (class, of(class))).filter(|(_, changes)| !changes.is_empty())
    }

    fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|change| change.class == class).count()
    }
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text))
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let change = |class, what: &str| Change {
            class,
            item: "m::types::A.b".into(),
            what: what.into(),
            pointer: "/components/schemas/A|B".into(),
        };
        Report {
            api: "m".into(),
            changes: vec![change(Class::Breaking, "removed"), change(Class::WordsOnly, "description changed")],
        }
    }

    #[test]
    fn each_reader_is_told_class_item_change_and_pointer() {
        let human = "m: 1 breaking, 0 additive, 1 words only\n\nBreaking\n  m::types::A.b: removed\n    \
                     /components/schemas/A|B\n\nWords only\n  m::types::A.b: description changed\n    \
                     /components/schemas/A|B\n";
        assert_eq!(report().print(Format::Human).unwrap(), human);
        let json: serde_json::Value = serde_json::from_str(&report().print(Format::Json).unwrap()).unwrap();
        let words = serde_json::json!({"class": "words-only", "item": "m::types::A.b", "what": "description changed",
            "pointer": "/components/schemas/A|B"});
        assert_eq!((&json["api"], &json["changes"][1]), (&serde_json::json!("m"), &words));
        let markdown = report().print(Format::Markdown).unwrap();
        assert!(markdown.contains("\n### Breaking\n\n| Rust item | change | pointer |\n|---|---|---|\n"));
        assert!(
            markdown.contains("\n| `m::types::A.b` | removed | `/components/schemas/A\\|B` |\n"),
            "a bar stays text"
        );
        assert!(markdown.ends_with("\n</details>\n"), "words fold away");
    }

    #[test]
    fn a_report_breaks_by_what_is_breaking_alone() {
        assert!(report().breaks());
        let mut words = report();
        words.changes.remove(0);
        assert!(!words.breaks());
    }
}
