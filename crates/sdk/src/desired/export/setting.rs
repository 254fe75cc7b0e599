use ccloud_connect_secret::{MASK, Secret, holds_mask};

use crate::connectors::LiveValue;
use crate::redaction::references::escaped;
use crate::redaction::{Classification, Shown};

/// A value as it is written in a file; `variable` names another variable for each secret in it.
pub(super) fn written(
    key: &str,
    value: LiveValue<'_>,
    class: &Classification,
    variable: &mut impl FnMut() -> String,
) -> String {
    let Some(told) = value.told() else { return reference(variable) };
    if told.is_empty() {
        // That is no secret, and no variable can stand for it.
        return String::new();
    }
    match class.shown(key, told) {
        // Compared with what may be shown of it.
        Shown::Text(shown) if shown == told.expose() && !holds_mask(&shown) => escaped(&shown),
        Shown::Text(shown) => match parts(&shown, told) {
            Some(parts) => joined(&parts, variable),
            None => reference(variable),
        },
        _ => reference(variable),
    }
}

fn reference(variable: &mut impl FnMut() -> String) -> String {
    format!("${{env:{}}}", variable())
}

fn joined(parts: &[String], variable: &mut impl FnMut() -> String) -> String {
    let mut written = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            written.push_str(&reference(variable));
        }
        written.push_str(&escaped(part));
    }
    written
}

/// What stands around the credentials in a value. `None` where that cannot be told from them, and where people would have
/// to write them otherwise than they know them, as inside a document: the whole is a secret then.
fn parts(shown: &str, value: &Secret) -> Option<Vec<String>> {
    if shown.trim_start().starts_with(['{', '[']) {
        return None;
    }
    // Taken apart where it is shown otherwise.
    let (harmless, hidden) = aligned(shown, value.expose())?;
    let mut parts: Vec<String> = harmless.into_iter().map(str::to_owned).collect();
    for (at, credential) in hidden.into_iter().enumerate() {
        let (before, behind) = frame(credential);
        parts[at].push_str(before);
        parts[at + 1].insert_str(0, behind);
    }
    Some(parts)
}

/// What is hidden with a credential and belongs to the text around it: quotes, and the slashes of a URL.
fn frame(credential: &str) -> (&str, &str) {
    let is_quoted = |quote| credential.len() > 2 && credential.starts_with(quote) && credential.ends_with(quote);
    if is_quoted('"') || is_quoted('\'') {
        (&credential[..1], &credential[credential.len() - 1..])
    } else if credential.len() > 2 && credential.starts_with("//") {
        ("//", "")
    } else {
        ("", "")
    }
}

/// The parts of a text that are shown, and those between them that are not.
fn aligned<'a>(shown: &'a str, text: &'a str) -> Option<(Vec<&'a str>, Vec<&'a str>)> {
    let harmless: Vec<_> = shown.split(MASK).collect();
    let [first, middle @ .., last] = harmless.as_slice() else { return None };
    let mut rest = text.strip_prefix(first)?.strip_suffix(last)?;
    let mut hidden = Vec::new();
    for part in middle {
        // At least one character is hidden.
        let mut starts = rest.char_indices().skip(1).map(|(at, _)| at);
        let at = starts.find(|at| rest[*at..].starts_with(part))?;
        hidden.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    hidden.push(rest);
    (!rest.is_empty()).then_some((harmless, hidden))
}
