//! What was found, in the forms that programs around a pipeline read. Each is a text to be written to a file; what a
//! server said is escaped in it.

mod junit;
mod markdown;
mod sarif;
#[cfg(test)]
mod tests;

pub use markdown::code as markdown_code;

use std::path::Path;

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

/// `3 errors`
fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// How many were checked, and what was found.
fn summary(validated: &Validated) -> String {
    let (errors, warnings) = (validated.errors().count(), validated.warnings().count());
    let (errors, warnings) = (count(errors, "error"), count(warnings, "warning"));
    format!("{} checked: {errors}, {warnings}", count(validated.connectors.len(), "connector"))
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
