//! Live connectors, written down as files.
//!
//! `setting` writes one value, [`names`] names variables and files.

mod names;
mod setting;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

use super::AddedKeys;
use crate::Error;
use crate::connectors::{Cluster, ConnectorSummary};
use crate::redaction::Classification;

pub use names::FileNames;
use names::VariableNames;

/// A live connector as a file describes it, so that applying the file changes nothing. It holds no secret, so it may be
/// shown and kept.
///
/// What the service adds to every config is left out, and so is whether the connector is paused: a file that says nothing
/// of it leaves it as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportedConnector {
    /// The connector's name.
    pub name: String,
    /// Its settings without `name`, as they are written in files: with references in the place of secrets, and what only
    /// looks like a reference escaped.
    pub config: BTreeMap<String, String>,
    /// The environment variables that it refers to, in the order of their keys.
    pub variables: Vec<String>,
}

/// The shape of a file.
#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    config: &'a BTreeMap<String, String>,
}

impl Cluster {
    /// Writes live connectors down as files describe them, secrets as references to environment variables:
    /// `${env:ORDERS_DB_PASSWORD}` for the key `db.password` of `orders`, no two alike. A value is one when its plugin
    /// says so, the service hides it, or nobody knows it to be harmless; of one with credentials inside, only these.
    ///
    /// One call for each plugin whose definitions are not known yet.
    ///
    /// ```no_run
    /// # async fn example(cluster: ccloud_connect::connectors::Cluster) -> Result<(), Box<dyn std::error::Error>> {
    /// use ccloud_connect::desired::FileNames;
    ///
    /// let mut names = FileNames::new("yaml");
    /// for connector in cluster.export(&cluster.connectors().list().await?).await {
    ///     std::fs::write(names.of(&connector.name), connector.to_yaml()?)?;
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn export<'a>(
        &self,
        connectors: impl IntoIterator<Item = &'a ConnectorSummary>,
    ) -> Vec<ExportedConnector> {
        let (mut variables, mut exported) = (VariableNames::default(), Vec::new());
        for connector in connectors {
            let class = self.classification(connector.config.plugin().as_ref()).await;
            exported.push(ExportedConnector::of(connector, &class, &mut variables));
        }
        exported
    }
}

impl ExportedConnector {
    fn of(connector: &ConnectorSummary, class: &Classification, names: &mut VariableNames) -> Self {
        let is_custom = connector.config.is_custom();
        let (mut config, mut variables) = (BTreeMap::new(), Vec::new());
        let added = AddedKeys::default();
        let kept = connector.config.iter().filter(|(key, _)| *key != "name" && !added.contains(key, is_custom));
        for (key, value) in kept {
            let mut variable = || {
                let name = names.of(&connector.name, key);
                variables.push(name.clone());
                name
            };
            config.insert(key.to_owned(), setting::written(key, value, class, &mut variable));
        }
        Self { name: connector.name.clone(), config, variables }
    }

    /// The file as YAML.
    ///
    /// # Errors
    /// [`Error::Input`] when a text cannot be written in YAML.
    pub fn to_yaml(&self) -> Result<String, Error> {
        // People read and change it: a line of a value stays a line.
        let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
        serde_saphyr::to_string_with_options(&self.file(), options).map_err(|error| unwritten(&error))
    }

    /// The file as JSON, over several lines.
    ///
    /// # Errors
    /// [`Error::Input`] when a text cannot be written in JSON.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(&self.file()).map_err(|error| unwritten(&error))
    }

    fn file(&self) -> File<'_> {
        File { name: &self.name, config: &self.config }
    }
}

/// As it stands in a file.
impl Serialize for ExportedConnector {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.file().serialize(serializer)
    }
}

fn unwritten(error: &dyn std::error::Error) -> Error {
    Error::Input(format!("the connector cannot be written down: {error}"))
}
