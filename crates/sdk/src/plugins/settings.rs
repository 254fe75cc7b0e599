use serde::{Deserialize, Serialize};

use super::{ConfigDefinition, ConfigType};
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

    /// The same without what could be a secret's value, should a service tell one as a default.
    pub(super) fn without_values(mut self) -> Self {
        if let Self::Defined(definitions) = &mut self {
            for definition in definitions.iter_mut().filter(|one| one.value_type == Some(ConfigType::Password)) {
                definition.default_value = None;
                definition.recommended_values.clear();
            }
        }
        self
    }
}
