//! The file that says what a connector should be: `{name, config, offsets?}` or a flat map with `name`, JSON or YAML.
//!
//! [`shape`] recognises which of the shapes it is, [`value`] decides what may stand in a config.

mod shape;
#[cfg(test)]
mod tests;
mod value;

use std::path::{Path, PathBuf};

use ccloud_connect::ConnectorConfig;
use ccloud_connect::connectors::ConnectorOffset;

use crate::document::{self, Place};
use crate::failure::{Detail, Failure};

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
        document::load(path, |root| shape::recognise(path, root, scope))
    }

    /// The place of the name, for messages about another name.
    pub(crate) fn name_detail(&self, message: String) -> Detail {
        Detail::placed(message, &self.path, self.name_place)
    }
}
