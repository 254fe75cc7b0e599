//! JSON and YAML that people write, read into values that know their place: every mistake is told with file, line and
//! column, and never with a value, which may be a secret.
//!
//! [`mod@json`] and [`yaml`] read the text, [`node`] is what they make of it.

mod json;
mod node;
#[cfg(test)]
mod tests;
mod yaml;

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use serde::de::IgnoredAny;

use crate::failure::{Detail, ErrorKind, Failure};

pub(crate) use node::{Entry, Node, Place, Value};

/// What is wrong with a mask where a value should be, and what to do about it.
pub(crate) const IS_MASK: &str =
    "is a mask: write the real value in its place, or refer to it with `${env:NAME}` or `${file:PATH}`";

/// Reads a file, or with `-` what comes from stdin, and makes something of it. Messages name what was read.
pub(crate) fn load<T>(path: &Path, make: impl FnOnce(&Path, Node) -> Result<T, Vec<Problem>>) -> Result<T, Failure> {
    let (path, bytes) = read(path)?;
    let text = text(path, &bytes)?;
    let read = parse(path, text).map_err(|problem| vec![problem]);
    read.and_then(|root| make(path, root)).map_err(|problems| refuse(path, problems))
}

/// Reads a file of JSON; `-` stands for what comes from stdin.
pub(crate) fn load_json(path: &Path) -> Result<serde_json::Value, Failure> {
    let (path, bytes) = read(path)?;
    json(path, &bytes)
}

fn read(path: &Path) -> Result<(&Path, Vec<u8>), Failure> {
    if path != Path::new("-") {
        return Ok((path, fs::read(path).map_err(|error| unread(path, &error))?));
    }
    let (mut bytes, from) = (Vec::new(), Path::new("stdin"));
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| unread(from, &error))?;
    Ok((from, bytes))
}

/// Reads JSON from wherever it came; `from` names that in messages.
pub(crate) fn json(from: &Path, bytes: &[u8]) -> Result<serde_json::Value, Failure> {
    let text = text(from, bytes)?;
    json::read(without_mark(text)).and_then(Node::json).map_err(|problem| refuse(from, vec![problem]))
}

/// JSON where the file's name says so, or where it is; YAML otherwise.
pub(crate) fn parse(path: &Path, text: &str) -> Result<Node, Problem> {
    let text = without_mark(text);
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return json::read(text);
    }
    // YAML's reader does not take all of JSON, though YAML is said to hold it.
    if is_json(text) { json::read(text) } else { yaml::read(text) }
}

/// Some editors begin a file with an invisible mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn text<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, Failure> {
    str::from_utf8(bytes).map_err(|error| refuse(path, vec![not_text(bytes, error.valid_up_to())]))
}

/// The first byte that is no text, of a file in another encoding.
fn not_text(bytes: &[u8], valid: usize) -> Problem {
    let before = str::from_utf8(&bytes[..valid]).unwrap_or_default();
    Problem::new(Place::START.after(before), "the file is not UTF-8 text here: save it as UTF-8")
}

fn unread(path: &Path, error: &io::Error) -> Failure {
    let message = format!("cannot read `{}`", path.display());
    let detail = Detail { file: Some(path.display().to_string()), ..Detail::new(message.clone()) };
    Failure::new(ErrorKind::Input, message).with_details(vec![detail]).caused_by(error)
}

/// A parser's words without the place, which stands beside them.
fn without_place(told: &str) -> &str {
    told.split_once(" at line ").map_or(told, |(message, _)| message)
}

/// Something in a file that must be put right first.
#[derive(Debug)]
pub(crate) struct Problem {
    pub place: Place,
    pub key: Option<String>,
    pub message: String,
}

impl Problem {
    pub(crate) fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, key: None, message: message.into() }
    }

    pub(crate) fn of_key(place: Place, key: &str, message: impl Into<String>) -> Self {
        Self { place, key: Some(key.to_owned()), message: message.into() }
    }
}

/// All that is wrong, in the file's order.
fn refuse(path: &Path, mut problems: Vec<Problem>) -> Failure {
    problems.sort_by_key(|problem| problem.place);
    let message = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
    let details = problems
        .into_iter()
        .map(|problem| Detail { key: problem.key, ..Detail::placed(problem.message, path, problem.place) });
    Failure::new(ErrorKind::Input, message).with_details(details.collect())
}
