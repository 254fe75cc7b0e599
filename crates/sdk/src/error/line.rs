//! Texts that fit into an error of one line.

use crate::redaction::references::Unresolved;

/// A text of several lines in one.
pub(super) fn one_line(text: &str) -> String {
    lines(text).collect::<Vec<_>>().join(" ")
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Why a state is final, in one line. A trace that a reason quotes, or the other way round, is told once.
pub(super) fn told(reasons: &[String], trace: &str) -> String {
    let mut told: Vec<String> = reasons.iter().map(|reason| one_line(reason)).collect();
    let untold = lines(trace).filter(|line| !reasons.iter().any(|reason| reason.contains(line)));
    told.extend(untold.map(str::to_owned));
    if told.is_empty() { String::new() } else { format!(": {}", told.join("; ")) }
}

pub(crate) fn quoted(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// What could not be resolved, by key.
pub(super) fn unresolved(references: &[Unresolved]) -> String {
    references.iter().map(|one| format!("`{}`: {one}", one.key)).collect::<Vec<_>>().join("; ")
}

/// Everything that the service finds fault with, by connector and key.
#[cfg(feature = "desired")]
pub(super) fn invalid(connectors: &[crate::desired::InvalidConnector]) -> String {
    let all = connectors.iter().flat_map(|one| one.errors.iter().map(|error| (&one.name, error)));
    let all = all.map(|(name, error)| format!("`{name}`: {}", one_line(&error.message)));
    format!("the service finds fault with settings: {}", all.collect::<Vec<_>>().join("; "))
}

/// Everything that is wrong with an archive.
#[cfg(feature = "inspect")]
pub(super) fn problems(found: &[crate::inspect::Warning]) -> String {
    found.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// The first mistake in files, and how many there are.
#[cfg(feature = "desired")]
pub(super) fn mistakes(problems: &[crate::desired::Problem]) -> String {
    match problems {
        [] => String::new(),
        [one] => one.to_string(),
        [first, others @ ..] => format!("{first}, and {} more", others.len()),
    }
}
