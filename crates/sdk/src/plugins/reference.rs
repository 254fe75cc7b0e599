use ccloud_connect_secret::ConnectorConfig;

use crate::connectors::{class, is_custom, word};

/// Which plugin a connector runs: it decides which of the connector's settings are secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PluginRef {
    /// One that Confluent runs, by its short class name.
    Managed(String),
    /// A custom one, by its id `ccp-…`.
    Custom {
        /// Its id.
        id: String,
        /// Its version, for a plugin that has versions.
        version: Option<String>,
    },
}

impl PluginRef {
    /// The version, where the connector runs a plugin that has versions and names one.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::Managed(_) => None,
            Self::Custom { version, .. } => version.as_deref(),
        }
    }

    /// The plugin that a config names; `None` for one that names none.
    #[must_use]
    pub fn of(config: &ConnectorConfig) -> Option<Self> {
        if !is_custom(config) {
            return class(config).map(|class| Self::Managed(class.to_owned()));
        }
        let version = word(config, "confluent.custom.plugin.version").map(str::to_owned);
        Some(Self::Custom { id: word(config, "confluent.custom.plugin.id")?.to_owned(), version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_names_its_plugin_by_class_or_by_id_and_version() {
        let custom =
            |version: Option<&str>| Some(PluginRef::Custom { id: "ccp-1".into(), version: version.map(str::to_owned) });
        let kind = ("confluent.connector.type", "CUSTOM");
        let id = ("confluent.custom.plugin.id", "ccp-1");
        for (config, expected) in [
            (&[("connector.class", "S3_SINK")][..], Some(PluginRef::Managed("S3_SINK".into()))),
            (&[("connector.class", "S3_SINK"), id], Some(PluginRef::Managed("S3_SINK".into()))),
            (&[("connector.class", "io.example.A"), kind, id], custom(None)),
            (&[kind, id, ("confluent.custom.plugin.version", "1.2.0")], custom(Some("1.2.0"))),
            (&[("connector.class", "io.example.A"), kind], None),
            (&[("connector.class", "****")], None),
            (&[("connector.class", "")], None),
            (&[], None),
        ] {
            assert_eq!(PluginRef::of(&config.iter().copied().collect()), expected, "{config:?}");
        }
    }
}
