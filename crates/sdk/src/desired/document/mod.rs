//! JSON, YAML and Java property files that people write, read into values that know their place: every mistake is told
//! with line and column, and never with a value, which may be a secret.
//!
//! [`mod@json`], [`yaml`] and [`properties`] read the text, [`node`] is what they make of it.

mod json;
mod node;
mod properties;
#[cfg(test)]
mod tests;
mod yaml;

use std::path::Path;

use serde::de::IgnoredAny;

pub(super) use node::{Entry, Node, Value};

use super::problem::Mistake;
use super::{Place, source};
use crate::Error;

/// What is wrong with a mask where a value should be, and what to do about it.
pub(super) const IS_MASK: &str =
    "is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`";

/// What a text holds, as far as it could be read: one value, or with YAML one for each document.
#[derive(Default)]
pub(super) struct Parsed {
    pub roots: Vec<Node>,
    /// In the order they were found in.
    pub mistakes: Vec<Mistake>,
}

impl Parsed {
    fn new(root: Result<Node, Mistake>, mut mistakes: Vec<Mistake>) -> Self {
        let roots = root.map_err(|mistake| mistakes.push(mistake)).into_iter().collect();
        Self { roots, mistakes }
    }

    /// The one value there has to be.
    pub(super) fn one(mut self) -> Result<Node, Vec<Mistake>> {
        if let Some(second) = self.roots.get(1) {
            self.mistakes.push(Mistake::new(second.place, "a second document begins here: one is all there can be"));
        }
        match self.roots.pop() {
            Some(root) if self.mistakes.is_empty() => Ok(root),
            None if self.mistakes.is_empty() => Err(vec![Mistake::new(Place::START, "there is nothing in it")]),
            _ => Err(self.mistakes),
        }
    }
}

/// Reads a text as what the file's name says that it is: JSON or properties; without such a name, JSON where it is, and
/// YAML otherwise.
pub(super) fn parse(path: &Path, text: &str) -> Parsed {
    let text = without_mark(text);
    let is = |extension: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension));
    if is("properties") {
        return properties::read(text);
    }
    // YAML's reader does not take all of JSON, though YAML is said to hold it.
    if is("json") || is_json(text) { json::read(text) } else { yaml::read(text) }
}

/// Reads a file of JSON, or with `-` what comes from stdin, by the letter: no comments, no key twice, and no number that
/// would be another one afterwards.
///
/// # Errors
/// [`Error::Files`] with every mistake in its place.
pub fn read_json(path: &Path) -> Result<serde_json::Value, Error> {
    let (path, bytes) = source::read(path).map_err(Error::of_file)?;
    parse_json(path, &bytes)
}

/// Reads JSON from wherever it came, as [`read_json`] does; `from` names that in errors.
///
/// # Errors
/// [`Error::Files`] with every mistake in its place.
pub fn parse_json(from: &Path, bytes: &[u8]) -> Result<serde_json::Value, Error> {
    let text = source::text(bytes).map_err(|mistake| Error::of_files(from, vec![mistake]))?;
    let root = json::read(without_mark(text)).one();
    root.and_then(|root| root.json().map_err(|mistake| vec![mistake])).map_err(|all| Error::of_files(from, all))
}

/// Some editors begin a file with an invisible mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// A parser's words without the place, which stands beside them.
fn without_place(told: &str) -> &str {
    told.split_once(" at line ").map_or(told, |(message, _)| message)
}

/// Keys that stand there once, and of the others the first; the rest are mistakes.
fn once(entries: Vec<Entry>, mistakes: &mut Vec<Mistake>) -> Vec<Entry> {
    let mut seen = std::collections::BTreeMap::new();
    let mut is_first = |entry: &Entry| {
        let Some(Place { line, column }) = seen.insert(entry.key.clone(), entry.place) else { return true };
        let key = &entry.key;
        let message = format!("`{key}` stands here a second time, after {line}:{column}: leave one of them out");
        mistakes.push(Mistake::of_key(entry.place, key, message));
        false
    };
    entries.into_iter().filter(|entry| is_first(entry)).collect()
}
