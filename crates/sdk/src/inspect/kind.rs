use std::fmt;

use serde::{Deserialize, Serialize};

/// What a plugin class is to Connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PluginKind {
    /// A connector that reads from elsewhere into Kafka.
    Source,
    /// A connector that writes from Kafka to elsewhere.
    Sink,
    /// Turns records to bytes and back.
    Converter,
    /// The same for headers.
    HeaderConverter,
    /// Changes single records.
    Transformation,
    /// Decides which records a transformation changes.
    Predicate,
    /// Looks up configuration values elsewhere.
    ConfigProvider,
    /// Adds to the worker's REST API.
    RestExtension,
    /// Decides which client settings a connector may override.
    ClientOverridePolicy,
}

impl PluginKind {
    /// All of them.
    pub(super) const ALL: [Self; 9] = [
        Self::Source,
        Self::Sink,
        Self::Converter,
        Self::HeaderConverter,
        Self::Transformation,
        Self::Predicate,
        Self::ConfigProvider,
        Self::RestExtension,
        Self::ClientOverridePolicy,
    ];

    /// The class or interface that makes a class one of these, as the JVM names it.
    pub(super) fn base(self) -> &'static str {
        match self {
            Self::Source => "org/apache/kafka/connect/source/SourceConnector",
            Self::Sink => "org/apache/kafka/connect/sink/SinkConnector",
            Self::Converter => "org/apache/kafka/connect/storage/Converter",
            Self::HeaderConverter => "org/apache/kafka/connect/storage/HeaderConverter",
            Self::Transformation => "org/apache/kafka/connect/transforms/Transformation",
            Self::Predicate => "org/apache/kafka/connect/transforms/predicates/Predicate",
            Self::ConfigProvider => "org/apache/kafka/common/config/provider/ConfigProvider",
            Self::RestExtension => "org/apache/kafka/connect/rest/ConnectRestExtension",
            Self::ClientOverridePolicy => {
                "org/apache/kafka/connect/connector/policy/ConnectorClientConfigOverridePolicy"
            }
        }
    }

    /// Connect finds these through services files alone.
    pub(super) fn by_services_only(self) -> bool {
        matches!(self, Self::ConfigProvider | Self::RestExtension | Self::ClientOverridePolicy)
    }

    /// A source or a sink.
    pub fn is_connector(self) -> bool {
        matches!(self, Self::Source | Self::Sink)
    }

    /// The word that stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Sink => "sink",
            Self::Converter => "converter",
            Self::HeaderConverter => "header_converter",
            Self::Transformation => "transformation",
            Self::Predicate => "predicate",
            Self::ConfigProvider => "config_provider",
            Self::RestExtension => "rest_extension",
            Self::ClientOverridePolicy => "client_override_policy",
        }
    }
}

impl fmt::Display for PluginKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
