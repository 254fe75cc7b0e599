use std::collections::{BTreeMap, BTreeSet};

use ccloud_connect_secret::ConnectorConfig;
use serde::{Deserialize, Serialize};

use super::{AddedKeys, Origin};
use crate::Error;
use crate::connectors::{ConnectorOffset, complete, is_custom};
use crate::plugins::PluginRef;

/// What a connector should be: its whole config, and what else is wanted of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DesiredConnector {
    /// Its name.
    pub name: String,
    /// All its settings: those that it lacks it should not have. Holds `name`.
    pub config: ConnectorConfig,
    /// Where it begins; applies at creation only.
    pub offsets: Option<Vec<ConnectorOffset>>,
    /// Whether it should run; `None` leaves it as it is.
    pub state: Option<DesiredState>,
    /// The values that came from references: by key the text as it is written, which may be shown where the value may
    /// not. See [`redaction::references`](crate::redaction::references).
    pub references: BTreeMap<String, String>,
    /// The keys whose references were left unresolved on purpose, so that nobody knows their value. The config has the
    /// text as it is written in its place.
    pub unresolved: BTreeSet<String>,
    /// What stood in the place of the values that were resolved: as `references`, with all that stands beside them.
    pub(super) written: ConnectorConfig,
    /// Where all this is written down.
    pub origin: Origin,
}

/// Whether a connector should run.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DesiredState {
    /// It should run.
    Running,
    /// It should be paused.
    Paused,
}

impl DesiredState {
    /// The word for it, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
        }
    }
}

impl DesiredConnector {
    /// A connector that a program describes, without offsets and in whatever state it is.
    ///
    /// ```
    /// use ccloud_connect::ConnectorConfig;
    /// use ccloud_connect::desired::{DesiredConnector, DesiredState};
    ///
    /// let config = ConnectorConfig::from([("connector.class", "DatagenSource"), ("kafka.topic", "orders")]);
    /// let mut orders = DesiredConnector::new("orders", config)?;
    /// orders.state = Some(DesiredState::Paused);
    /// assert_eq!(orders.config.get("name").map(|name| name.expose()), Some("orders"));
    /// # Ok::<(), ccloud_connect::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Input`] when the name cannot be one, or the config has another; [`Error::Masked`] when a value is a mask.
    pub fn new(name: impl Into<String>, config: ConnectorConfig) -> Result<Self, Error> {
        let name = name.into();
        Ok(Self {
            config: complete(&name, config)?,
            name,
            offsets: None,
            state: None,
            references: BTreeMap::new(),
            unresolved: BTreeSet::new(),
            written: ConnectorConfig::new(),
            origin: Origin::default(),
        })
    }

    /// Its settings without those that the service adds on its own, which are never sent.
    #[must_use]
    pub fn to_send(&self) -> ConnectorConfig {
        let (added, is_custom) = (AddedKeys::default(), is_custom(&self.config));
        self.config.clone().into_iter().filter(|(key, _)| !added.contains(key, is_custom)).collect()
    }

    /// The plugin that it runs.
    #[must_use]
    pub fn plugin(&self) -> Option<PluginRef> {
        PluginRef::of(&self.config)
    }
}
