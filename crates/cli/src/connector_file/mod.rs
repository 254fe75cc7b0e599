//! The file that says what a connector should be: `{name, config, offsets?}` or a flat map with `name`, JSON or YAML.
//!
//! [`shape`] recognises which of the shapes it is, [`value`] decides what may stand in a config.

mod shape;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ccloud_connect::ConnectorConfig;
use ccloud_connect::connectors::ConnectorOffset;
use ccloud_connect::redaction::references::References;

use crate::document::{self, Place};
use crate::failure::{Detail, Failure};
use crate::references;

/// What a connector file says, checked.
#[derive(Debug)]
pub(crate) struct ConnectorFile {
    /// Where it was read from, for messages.
    pub path: PathBuf,
    /// The connector's name.
    pub name: String,
    /// Where the name stands.
    pub name_place: Place,
    /// The whole desired config; holds `name`. References in it stand as they are written until [`resolve`].
    pub config: ConnectorConfig,
    /// Where the values of the config stand.
    places: BTreeMap<String, Place>,
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
    /// Reads a file, or with `-` stdin; `scope` guards against sending it to another cluster than the one it was written for.
    pub(crate) fn load(path: &Path, scope: &Scope<'_>) -> Result<Self, Failure> {
        document::load(path, |path, root| shape::recognise(path, root, scope))
    }

    /// The folder that references to files begin at, and lead out of by no way: the file's own, for what comes from stdin
    /// the current one.
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The place of the name, for messages about another name.
    pub(crate) fn name_detail(&self, message: String) -> Detail {
        Detail::placed(message, &self.path, self.name_place)
    }
}

/// Puts secrets in the place of the references to them, in all files. What leads nowhere is told all at once.
pub(crate) fn resolve(files: &mut [ConnectorFile], references: &References) -> Result<(), Failure> {
    let mut unresolved = Vec::new();
    for file in files {
        let references = references.clone().folder(file.folder());
        match references.resolve(std::mem::take(&mut file.config)) {
            Ok(config) => file.config = config,
            Err(error) => {
                let mut details = references::details(error, |one| {
                    let place = file.places.get(&one.key).copied().unwrap_or(Place::START);
                    Detail::placed("", &file.path, place)
                })?;
                details.sort_by_key(|detail| (detail.line, detail.column));
                unresolved.append(&mut details);
            }
        }
    }
    if unresolved.is_empty() { Ok(()) } else { Err(references::unresolved(unresolved)) }
}
