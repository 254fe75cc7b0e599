use std::fmt;

/// What a name or an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A connector.
    Connector,
    /// A managed connector plugin, by its class.
    Plugin,
    /// A custom connector plugin.
    CustomPlugin,
    /// A request to change a connector's offsets, by the connector's name.
    OffsetsRequest,
    /// A custom connect plugin of an environment.
    ConnectPlugin,
    /// A version of a custom connect plugin.
    PluginVersion,
    /// A connect artifact.
    Artifact,
    /// An environment or a Kafka cluster: the service does not say which of the two is unknown.
    Cluster,
    /// Whatever the path of a generated call names.
    Resource,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connector => "connector",
            Self::Plugin => "plugin",
            Self::OffsetsRequest => "offsets request",
            Self::CustomPlugin | Self::ConnectPlugin => "custom plugin",
            Self::PluginVersion => "plugin version",
            Self::Artifact => "artifact",
            Self::Cluster => "environment or Kafka cluster",
            Self::Resource => "resource",
        })
    }
}

/// The same errors in one word each, as scripts see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No credentials, or half of them.
    Usage,
    /// Bad input.
    Input,
    /// Not sent, in a dry run.
    Planned,
    /// Not there.
    NotFound,
    /// Not authenticated.
    Unauthorized,
    /// Not permitted.
    Forbidden,
    /// Refused by the server as wrong.
    Validation,
    /// Exists already or is in use.
    Conflict,
    /// Too many requests.
    RateLimited,
    /// A deadline passed.
    Timeout,
    /// Waited for a state that can no longer come.
    ImpossibleState,
    /// The object store refused.
    Storage,
    /// No answer.
    Network,
    /// The server failed.
    Server,
    /// An answer that cannot be read.
    Decode,
}

impl ErrorKind {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Input => "input",
            Self::Planned => "planned",
            Self::NotFound => "not_found",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::Validation => "validation",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::Timeout => "timeout",
            Self::ImpossibleState => "impossible_state",
            Self::Storage => "storage",
            Self::Network => "network",
            Self::Server => "server",
            Self::Decode => "decode",
        }
    }
}
