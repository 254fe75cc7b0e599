//! `openapi/apis.toml`: one row per API version, with everything the generator cannot know from the document.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, Value};

use crate::tree::Tree;

/// Where the rows stand, seen from the workspace's root.
pub const FILE: &str = "openapi/apis.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    api: Vec<Api>,
}

/// One API version.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Also the name of the cargo feature.
    pub id: String,
    /// Module of `crates/api`.
    pub module: String,
    /// Document, beside `apis.toml`.
    pub file: String,
    /// Which of Confluent's hosts serves it.
    pub host: Host,
    /// Where the document comes from.
    pub source: String,
    /// What it is about, in a few words.
    pub about: String,
    /// Version of the document, and when its facts were taken; written by `spec import`.
    #[serde(default)]
    pub revision: String,
    /// When the document came in, if it has not always been here; written by `spec import`.
    #[serde(default)]
    pub date: Option<String>,
    /// Digest of the document's bytes; written by `generate`.
    #[serde(default)]
    pub sha256: String,
    /// operationIds for operations that have none, by method and path: `"GET /things/{id}"`.
    #[serde(default)]
    pub ids: BTreeMap<String, String>,
    /// What every operationId carries in its middle and no method name should.
    pub infix: String,
    /// operationIds of POST and PATCH operations that may be sent twice.
    #[serde(default)]
    pub safe: Vec<String>,
    /// operationId to method name, where stripping the infix does not make a good one.
    #[serde(default)]
    pub operations: BTreeMap<String, String>,
    /// Schema of the document to type name.
    #[serde(default)]
    pub schemas: BTreeMap<String, String>,
    /// Type name for a schema that stands inline, by JSON pointer.
    #[serde(default)]
    pub inline: BTreeMap<String, String>,
    /// Type name for the enums that have exactly these words, in any order.
    #[serde(default)]
    pub enums: BTreeMap<String, Vec<String>>,
    /// Schemas that are something else than the document says.
    #[serde(default, rename = "override")]
    pub overrides: Vec<Override>,
    /// Whether the document is one that has no row: names are then made up where a row would have to give them.
    #[serde(skip)]
    pub foreign: bool,
}

impl Api {
    /// What is known of a document that has no row: nothing.
    pub fn foreign() -> Self {
        Self { foreign: true, ..Self::default() }
    }

    /// Its document, seen from the root.
    pub fn document(&self) -> String {
        format!("openapi/{}", self.file)
    }

    /// The client that is made of it, seen from the root.
    pub fn client(&self) -> String {
        format!("crates/api/src/{}.rs", self.module)
    }
}

/// One of Confluent's hosts.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Host {
    /// Everything but metrics.
    #[default]
    ControlPlane,
    /// Metrics.
    Telemetry,
}

impl Host {
    /// Where it is.
    pub fn url(self) -> &'static str {
        match self {
            Self::ControlPlane => "https://api.confluent.cloud",
            Self::Telemetry => "https://api.telemetry.confluent.cloud",
        }
    }
}

/// A schema that is something else than the document says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// JSON pointer; a list of parameters is entered by name.
    pub at: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The fact behind it, for readers.
    #[allow(dead_code, reason = "said in the file, asked for by the parser")]
    pub why: String,
}

/// What a schema can be overridden with.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// URL whose query is a signature.
    SignedUrl,
    /// Texts that must not be shown, by name.
    SecretMap,
    /// Any JSON.
    Any,
}

/// The rows with these ids, or all.
pub fn load(tree: &Tree, ids: &[String]) -> Result<Vec<Api>> {
    let all = toml::from_str::<File>(&tree.text(FILE)?).with_context(|| format!("{FILE} is not well formed"))?.api;
    for id in ids {
        ensure!(all.iter().any(|api| api.id == *id), unknown(id));
    }
    Ok(all.into_iter().filter(|api| ids.is_empty() || ids.contains(&api.id)).collect())
}

/// The text of `apis.toml` with these values in the row `id`; comments and layout stay.
pub fn with_values(text: &str, id: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut document: DocumentMut = text.parse().with_context(|| format!("{FILE} is not well formed"))?;
    let rows = document.get_mut("api").and_then(Item::as_array_of_tables_mut).with_context(|| unknown(id))?;
    let is_it = |row: &&mut Table| row.get("id").and_then(Item::as_str) == Some(id);
    let row = rows.iter_mut().find(is_it).with_context(|| unknown(id))?;
    for (name, value) in values {
        let mut new = Value::from(*value);
        if let Some(old) = row.get(name).and_then(Item::as_value) {
            *new.decor_mut() = old.decor().clone();
        }
        row.insert(name, new.into());
    }
    Ok(document.to_string())
}

fn unknown(id: &str) -> String {
    format!("{FILE} has no row with the id `{id}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recording_a_value_touches_one_line() {
        let text = "# kept\n[[api]]\nid = \"a\"\nsha256 = \"1\" # kept\n\n[[api]]\nid = \"b\" \nsha256 = \"2\"\n\
                    [api.schemas]\n\"c\" = \"C\"\n";
        let digest = |id| with_values(text, id, &[("sha256", "9")]);
        assert_eq!(digest("a").unwrap(), text.replace("\"1\"", "\"9\""));
        assert_eq!(digest("b").unwrap(), text.replace("\"2\"", "\"9\""));
        assert!(digest("c").is_err());
        let dated = with_values(text, "b", &[("date", "2026-11-21")]).unwrap();
        assert_eq!(dated, text.replace("\"2\"\n", "\"2\"\ndate = \"2026-11-21\"\n"));
    }
}
