//! `openapi/operations.toml`: what people say of each operation.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::tree::Tree;

/// Where the rows stand, seen from the root.
pub const FILE: &str = "openapi/operations.toml";

/// The section of calls that no document describes.
pub const OUTSIDE: &str = "outside";

/// Rows by section and operation. A section is the id of an API version, so a second row is an error of the format.
pub type Rows = BTreeMap<String, BTreeMap<String, Row>>;

/// What serves an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// `Type::method` of the SDK, or `module::Client::method` of the generated client where there is no other.
    pub sdk: Vec<String>,
    /// Words of the command, and maybe flags.
    #[serde(default)]
    pub cli: Vec<String>,
}

/// All rows.
pub fn load(tree: &Tree) -> Result<Rows> {
    toml::from_str(&tree.text(FILE)?).with_context(|| format!("{FILE} is not well formed"))
}
