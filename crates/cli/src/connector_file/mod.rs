//! The file that says what a connector should be: `{name, config, offsets?}` or a flat map with `name`, JSON or YAML.
//!
//! [`json`] and [`yaml`] read the text into a [`node`] of values that know their place, [`shape`] recognises which of the shapes it is, [`value`]
//! decides what may stand in a config. Every error names file, line and column, and never a value.

mod json;
mod node;
mod shape;
#[cfg(test)]
mod tests;
mod value;
mod yaml;

use std::path::{Path, PathBuf};
use std::{fs, io};

use ccloud_connect::ConnectorConfig;
use ccloud_connect::connectors::ConnectorOffset;

use serde::de::IgnoredAny;

use crate::failure::{Detail, ErrorKind, Failure};

use node::Node;
pub(crate) use node::Place;

/// What a connector file says, checked.
#[derive(Debug)]
pub(crate) struct ConnectorFile {
    /// Where it was read from, for messages.
    pub path: PathBuf,
    /// The connector's name.
    pub name: String,
    /// Where the name stands.
    pub name_place: Place,
    /// The whole desired config; holds `name`.
    pub config: ConnectorConfig,
    /// Where to begin; applies at creation only.
    pub offsets: Option<Vec<ConnectorOffset>>,
    /// Config keys whose number or boolean became a text.
    pub spelled: Vec<String>,
}

/// The environment and cluster of the call, which a file that names its own must agree with.
pub(crate) struct Scope<'a> {
    pub environment: &'a str,
    pub cluster: &'a str,
}

impl ConnectorFile {
    /// Reads a file; `scope` guards against sending it to another cluster than the one it was written for.
    pub(crate) fn load(path: &Path, scope: &Scope<'_>) -> Result<Self, Failure> {
        let bytes = fs::read(path).map_err(|error| unread(path, &error))?;
        let text = str::from_utf8(&bytes).map_err(|error| refuse(path, vec![not_text(&bytes, error.valid_up_to())]))?;
        Self::parse(path, text, scope).map_err(|problems| refuse(path, problems))
    }

    fn parse(path: &Path, text: &str, scope: &Scope<'_>) -> Result<Self, Vec<Problem>> {
        let root = read(path, text).map_err(|problem| vec![problem])?;
        shape::recognise(path, root, scope).map_err(|mut problems| {
            problems.sort_by_key(|problem| problem.place);
            problems
        })
    }

    /// The place of the name, for messages about another name.
    pub(crate) fn name_detail(&self, message: String) -> Detail {
        Detail::placed(message, &self.path, self.name_place)
    }
}

/// JSON where the file's name says so, or where it is; YAML otherwise.
fn read(path: &Path, text: &str) -> Result<Node, Problem> {
    // Some editors begin a file with an invisible mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return json::read(text);
    }
    // YAML's reader does not take all of JSON, though YAML is said to hold it.
    if is_json(text) { json::read(text) } else { yaml::read(text) }
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
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
    place: Place,
    key: Option<String>,
    message: String,
}

impl Problem {
    fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, key: None, message: message.into() }
    }

    fn of_key(place: Place, key: &str, message: impl Into<String>) -> Self {
        Self { place, key: Some(key.to_owned()), message: message.into() }
    }
}

fn refuse(path: &Path, problems: Vec<Problem>) -> Failure {
    let message = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
    let details = problems
        .into_iter()
        .map(|problem| Detail { key: problem.key, ..Detail::placed(problem.message, path, problem.place) });
    Failure::new(ErrorKind::Input, message).with_details(details.collect())
}
