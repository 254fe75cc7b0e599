//! What was found, in the forms that programs around a pipeline read. Each is a text to be written to a file; what a
//! server said is escaped in it.

mod junit;
mod markdown;
mod plan;
mod sarif;
#[cfg(test)]
mod tests;

pub use markdown::code as markdown_code;

use std::fmt;
use std::path::Path;

use super::Plan;
use super::validate::{Finding, Validated};

impl Validated {
    /// As JUnit's XML: a test suite with a test case for each connector, and for each file that could not be read.
    #[must_use]
    pub fn junit(&self) -> String {
        junit::text(self)
    }

    /// As SARIF 2.1.0, for code scanning. `version` is that of the program that reports.
    #[must_use]
    pub fn sarif(&self, program: &str, version: &str) -> String {
        sarif::text(self, program, version)
    }

    /// As Markdown, for a comment on a change.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::text(self)
    }
}

impl Plan {
    /// As Markdown, for a comment on a change: without any secret.
    #[must_use]
    pub fn markdown(&self) -> String {
        plan::text(self)
    }
}

/// `2 connectors checked: 3 errors, 1 warning`
impl fmt::Display for Validated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (errors, warnings) = (self.errors().count(), self.warnings().count());
        let (errors, warnings) = (count(errors, "error"), count(warnings, "warning"));
        write!(f, "{} checked: {errors}, {warnings}", count(self.connectors.len(), "connector"))
    }
}

/// `FILE:LINE:COLUMN: error: CONNECTOR: message (recommended: …)`, as compilers write it.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = place(self) {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}: ", self.level.as_str())?;
        if let Some(connector) = &self.connector {
            write!(f, "{connector}: ")?;
        }
        write!(f, "{}", message(self))?;
        match (&self.recommended[..self.recommended.len().min(MOST)], self.recommended.len() > MOST) {
            ([], _) => Ok(()),
            (some, false) => write!(f, " (recommended: {})", some.join(", ")),
            (some, true) => write!(f, " (recommended: {}, …)", some.join(", ")),
        }
    }
}

/// So many recommended values are told in a line.
const MOST: usize = 12;

/// `3 errors`
fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// `FILE:LINE:COLUMN`, as far as it is known.
fn place(finding: &Finding) -> Option<String> {
    let file = finding.file.as_deref().map(Path::display)?;
    Some(match finding.place {
        Some(place) => format!("{file}:{}:{}", place.line, place.column),
        None => file.to_string(),
    })
}

/// The message, with the key where it does not say it.
fn message(finding: &Finding) -> String {
    match &finding.key {
        Some(key) if !finding.message.contains(key.as_str()) => format!("{key}: {}", finding.message),
        _ => finding.message.clone(),
    }
}
