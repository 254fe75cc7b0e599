use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use ccloud_connect_secret::{ConnectorConfig, Redactor};
use serde_json::{Map, Value};

use super::Classification;

/// The settings that name a connector's plugin.
const NAMING: [&str; 4] =
    ["connector.class", "confluent.connector.type", "confluent.custom.plugin.id", "confluent.custom.plugin.version"];

/// Whoever shows a document: knows secret values, and of some plugins which settings are secret.
#[derive(Clone, Debug, Default)]
pub(crate) struct Viewer {
    redactor: Redactor,
    plugins: Option<Arc<dyn KnowsPlugins>>,
}

/// Knows plugins by the settings of connectors that run them, without asking anybody.
pub(crate) trait KnowsPlugins: fmt::Debug + Send + Sync {
    fn class_of(&self, config: &ConnectorConfig) -> Option<Classification>;
}

impl Viewer {
    pub(crate) fn new(redactor: Redactor, plugins: Option<Arc<dyn KnowsPlugins>>) -> Self {
        Self { redactor, plugins }
    }

    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Which of these settings are secret.
    pub(super) fn class_of(&self, config: &Map<String, Value>) -> Classification {
        let naming = NAMING.iter().filter_map(|key| Some((*key, config.get(*key)?.as_str()?)));
        self.classification(&naming.collect())
    }

    /// The same.
    pub(super) fn classification(&self, config: &ConnectorConfig) -> Classification {
        self.plugins.as_ref().and_then(|plugins| plugins.class_of(config)).unwrap_or_default()
    }
}

impl Deref for Viewer {
    type Target = Redactor;

    fn deref(&self) -> &Redactor {
        &self.redactor
    }
}

/// Knows no plugin.
impl From<&Redactor> for Viewer {
    fn from(redactor: &Redactor) -> Self {
        Self::new(redactor.clone(), None)
    }
}
