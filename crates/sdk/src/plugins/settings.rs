use serde::{Deserialize, Serialize};

use super::ConfigDefinition;
use crate::redaction::Classification;

/// What a plugin says of its settings.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PluginSettings {
    /// A managed plugin: all settings it knows.
    Defined(Vec<ConfigDefinition>),
    /// A custom plugin: the keys of its secret settings.
    Sensitive(Vec<String>),
}

impl PluginSettings {
    /// Which settings are secret.
    #[must_use]
    pub fn classification(&self) -> Classification {
        match self {
            Self::Defined(definitions) => Classification::of(definitions),
            Self::Sensitive(keys) => Classification::of_sensitive_properties(keys),
        }
    }
}
