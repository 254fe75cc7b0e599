//! What can go wrong, by what the caller can do about it.

mod answer;
mod hint;
mod kind;
mod line;
mod network;
mod shapes;

use std::sync::Arc;
use std::time::Duration;

pub use answer::{ServerAnswer, ServerMessage};
use ccloud_connect_api::runtime;
pub use kind::{ErrorKind, Kind};
#[cfg(feature = "desired")]
use line::invalid;
pub(crate) use line::quoted;
use line::{told, unresolved};
pub(crate) use network::{TooLarge, is_final, never_connected};
pub(crate) use shapes::text;

use crate::redaction::references::Unresolved;
#[cfg(feature = "_upload")]
use crate::upload::Refusal;

/// Any error that can be sent between threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong, by what the caller can do about it.
///
/// Every text has been scrubbed of the secrets the client knows. [`Error::hint`] tells the usual next step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something given to the SDK cannot be: a name, a file, an endpoint. Nothing was sent.
    #[error("{0}")]
    Input(String),
    /// There are no credentials, or half of them, or two kinds at once. Nothing was sent.
    #[error("{0}")]
    Credentials(String),
    /// The identity provider's token was not exchanged for an access token, so the call was not made.
    #[error("there is no access token to call with")]
    #[non_exhaustive]
    TokenExchange {
        /// Why not; shared by all calls that waited for the token.
        #[source]
        source: Arc<Error>,
    },
    /// A write that a dry run has kept instead. Nothing was sent.
    #[error("not sent: this is a dry run")]
    Planned,
    /// Values that the server had hidden were about to be written back. Nothing was sent.
    #[error("masked values cannot be sent: {}", quoted(.keys))]
    #[non_exhaustive]
    Masked {
        /// The config keys that hold a mask.
        keys: Vec<String>,
    },
    /// Settings refer to what is not there, or must not be referred to. Nothing was sent.
    #[error("{}", unresolved(.references))]
    #[non_exhaustive]
    Unresolved {
        /// All of them, sorted by key.
        references: Vec<Unresolved>,
    },
    /// Files that say what connectors should be, and cannot be taken at their word. Nothing was sent.
    #[cfg(feature = "desired")]
    #[error("{}", line::mistakes(.problems))]
    #[non_exhaustive]
    Files {
        /// All that is wrong with them, file by file and in the order of each.
        problems: Vec<crate::desired::Problem>,
    },
    /// No such connector or plugin.
    ///
    /// Troubleshooting: connector names are per Kafka cluster; see [`Client::cluster`](crate::Client::cluster).
    #[error("{what} `{name}` not found")]
    #[non_exhaustive]
    NotFound {
        /// What was looked for.
        what: Kind,
        /// Its name or id, as given.
        name: String,
        /// Names that exist and are close.
        near: Vec<String>,
        /// The server's answer; `None` when a complete list showed it to be absent.
        answer: Option<Box<ServerAnswer>>,
    },
    /// The service finds fault with configs that were about to be written. Nothing was written.
    #[cfg(feature = "desired")]
    #[error("{}", invalid(.connectors))]
    #[non_exhaustive]
    Invalid {
        /// The connectors, with all that is wrong with each.
        connectors: Vec<crate::desired::InvalidConnector>,
    },
    /// A text is the name of one connector and the id of another.
    #[error("`{text}` is the name of connector {id_of_named} and the id of connector `{name_of_id}`")]
    #[non_exhaustive]
    Ambiguous {
        /// The text as given.
        text: String,
        /// The id of the connector that has it as its name.
        id_of_named: String,
        /// The name of the connector that has it as its id.
        name_of_id: String,
    },
    /// 401: the credentials were not accepted.
    #[error("not authenticated: {0}")]
    Unauthorized(Box<ServerAnswer>),
    /// 403: the credentials are good, but not for this.
    #[error("not permitted: {0}")]
    Forbidden(Box<ServerAnswer>),
    /// 400 or 422: the server found fault with the request. 402: it is more than a quota allows.
    #[error("the server refused the request: {0}")]
    Validation(Box<ServerAnswer>),
    /// 409: it exists already, or is in use.
    #[error("conflict: {0}")]
    Conflict(Box<ServerAnswer>),
    /// 429 for longer than the retry policy waits.
    #[error("rate limited: {0}")]
    RateLimited(Box<ServerAnswer>),
    /// Any other answer that is no success, 5xx above all.
    #[error("the server failed: {0}")]
    Server(Box<ServerAnswer>),
    /// The server pointed elsewhere. Redirects are not followed: credentials go to the configured host only.
    #[error("the server redirects to {to}")]
    #[non_exhaustive]
    Redirect {
        /// Where it pointed, without credentials.
        to: String,
        /// The answer that said so.
        answer: Box<ServerAnswer>,
    },
    /// The permission to upload that the service gave is of no use.
    #[cfg(feature = "_upload")]
    #[error("the service's permission to upload cannot be used: {0}")]
    Permission(String),
    /// The object store did not take the archive.
    #[cfg(feature = "_upload")]
    #[error("the store refused the upload: {0}")]
    Storage(Box<Refusal>),
    /// An upload that got stuck.
    #[cfg(feature = "_upload")]
    #[error("the upload stood still for {after:?}")]
    #[non_exhaustive]
    Stalled {
        /// How long no byte moved.
        after: Duration,
    },
    /// The object store has other bytes than were sent, by the MD5 that it tells, or took them before all were sent.
    /// Nothing was registered.
    #[cfg(feature = "_upload")]
    #[error("the store has other bytes than were sent")]
    Garbled,
    /// There was no answer: no route, no name, no TLS, a broken connection, or none in time.
    #[error("{what}")]
    #[non_exhaustive]
    Network {
        /// What was tried.
        what: String,
        /// What the network said.
        #[source]
        source: BoxError,
    },
    /// The deadline set on the client or on a wait passed.
    #[error("gave up after {after:?}{}", .last.as_ref().map(|last| format!("; before, {last}")).unwrap_or_default())]
    #[non_exhaustive]
    Timeout {
        /// The deadline.
        after: Duration,
        /// How the last attempt went, when there had been one to try again after, or what a wait saw last.
        last: Option<String>,
    },
    /// What was waited for can no longer come.
    #[error("{what} `{name}` is {state}, so it cannot become {wanted}{}", told(.reasons, .trace))]
    #[non_exhaustive]
    ImpossibleState {
        /// What was waited for.
        what: Kind,
        /// Its name or id.
        name: String,
        /// The state that was waited for.
        wanted: String,
        /// The state it is in.
        state: String,
        /// Why, as far as the service told, in its order of weight.
        reasons: Vec<String>,
        /// The service's error text; empty where it has none.
        trace: String,
    },
    /// The server said that it succeeded, with an answer that cannot be read.
    #[error("the answer to {} cannot be read: {reason}", .answer.operation())]
    #[non_exhaustive]
    Decode {
        /// What was expected; never what was found.
        reason: String,
        /// The answer as it came.
        answer: Box<ServerAnswer>,
    },
    /// The server's link to the next page leads nowhere, or to a page it had already given.
    #[error("the list cannot be followed: {reason}")]
    #[non_exhaustive]
    Paging {
        /// Why not.
        reason: &'static str,
    },
    /// A folder or `tar.gz` that cannot become a ZIP. Nothing was sent.
    #[cfg(feature = "inspect")]
    #[error("`{}` cannot be packed: {obstacle}", .path.display())]
    #[non_exhaustive]
    Unpackable {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        obstacle: Box<crate::inspect::Obstacle>,
    },
    /// An archive that Confluent Cloud would refuse, or whose connector would not start. Nothing was sent.
    #[cfg(feature = "inspect")]
    #[error("`{}` cannot be used: {}", .path.display(), line::problems(.problems))]
    #[non_exhaustive]
    Unfit {
        /// Which.
        path: std::path::PathBuf,
        /// Everything that is wrong with it.
        problems: Vec<crate::inspect::Warning>,
    },
    /// A file of the caller's cannot be read.
    #[error("{} cannot be read", .path.display())]
    #[non_exhaustive]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl Error {
    /// Which kind of error it is, in one word.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Input(_)
            | Self::Masked { .. }
            | Self::Unresolved { .. }
            | Self::Ambiguous { .. }
            | Self::File { .. } => ErrorKind::Input,
            #[cfg(feature = "desired")]
            Self::Files { .. } => ErrorKind::Input,
            #[cfg(feature = "inspect")]
            Self::Unpackable { .. } | Self::Unfit { .. } => ErrorKind::Input,
            Self::Credentials(_) => ErrorKind::Usage,
            Self::TokenExchange { source } => source.kind(),
            Self::Planned => ErrorKind::Planned,
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Unauthorized(_) => ErrorKind::Unauthorized,
            Self::Forbidden(_) => ErrorKind::Forbidden,
            Self::Validation(_) => ErrorKind::Validation,
            #[cfg(feature = "desired")]
            Self::Invalid { .. } => ErrorKind::Validation,
            Self::Conflict(_) => ErrorKind::Conflict,
            Self::RateLimited(_) => ErrorKind::RateLimited,
            Self::Server(_) | Self::Redirect { .. } | Self::Paging { .. } => ErrorKind::Server,
            #[cfg(feature = "_upload")]
            Self::Permission(_) => ErrorKind::Server,
            #[cfg(feature = "_upload")]
            Self::Storage(_) | Self::Garbled => ErrorKind::Storage,
            #[cfg(feature = "_upload")]
            Self::Stalled { .. } => ErrorKind::Network,
            Self::Network { .. } => ErrorKind::Network,
            Self::Timeout { .. } => ErrorKind::Timeout,
            Self::ImpossibleState { .. } => ErrorKind::ImpossibleState,
            Self::Decode { .. } => ErrorKind::Decode,
        }
    }

    /// Whether the server did not find the thing asked for, or a complete list lacks it. The former is no proof: a key
    /// that may not see a thing gets the same answer.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether a write may have taken effect although it failed: there was no answer, or one that tells nothing.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::Network { source, .. } => !never_connected(source.as_ref()),
            Self::Server(answer) => answer.status >= 500,
            Self::Timeout { .. } | Self::Decode { .. } => true,
            _ => false,
        }
    }

    /// What the server said, where it said something.
    #[must_use]
    pub fn server(&self) -> Option<&ServerAnswer> {
        match self {
            Self::NotFound { answer, .. } => answer.as_deref(),
            Self::Unauthorized(answer)
            | Self::Forbidden(answer)
            | Self::Validation(answer)
            | Self::Conflict(answer)
            | Self::RateLimited(answer)
            | Self::Server(answer)
            | Self::Redirect { answer, .. }
            | Self::Decode { answer, .. } => Some(answer),
            Self::TokenExchange { source } => source.server(),
            _ => None,
        }
    }

    /// The next step that usually helps, as full sentences.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        hint::hint(self)
    }

    /// Whether something was not found after an earlier attempt of the same call that may have deleted it.
    pub(crate) fn follows_unsure_attempt(&self) -> bool {
        matches!(self, Self::NotFound { answer: Some(answer), .. } if answer.follows_unsure_attempt())
    }

    /// Whether to look if a write took effect. Past the deadline there is no time to.
    pub(crate) fn calls_for_a_look(&self) -> bool {
        self.is_outcome_unknown() && !matches!(self, Self::Timeout { .. })
    }

    /// Names what a 404 was about, where the call knows better than the answer.
    pub(crate) fn about(self, what: Kind, name: &str) -> Self {
        match self {
            Self::NotFound { what: Kind::Resource, answer, near, .. } => {
                Self::NotFound { what, name: name.to_owned(), near, answer }
            }
            other => other,
        }
    }

    /// A success that says that it is none.
    #[cfg(feature = "connect-v1")]
    pub(crate) fn denied<T>(
        answer: &runtime::Response<T>,
        error: &serde_json::Value,
        redactor: &ccloud_connect_secret::Redactor,
    ) -> Self {
        Self::Server(Box::new(ServerAnswer::denied(answer, error, redactor)))
    }

    fn from_answer(answer: ServerAnswer) -> Self {
        let answer = Box::new(answer);
        match answer.status {
            400 | 402 | 422 => Self::Validation(answer),
            401 => Self::Unauthorized(answer),
            403 => Self::Forbidden(answer),
            404 => Self::not_found(answer),
            409 => Self::Conflict(answer),
            429 => Self::RateLimited(answer),
            300..=399 => Self::Redirect { to: answer.location(), answer },
            _ => Self::Server(answer),
        }
    }

    fn not_found(answer: Box<ServerAnswer>) -> Self {
        let account = answer.messages.iter().any(|m| m.message.to_ascii_lowercase().contains("account not found"));
        let (what, name) = match (account, answer.scope()) {
            (true, Some(scope)) => (Kind::Cluster, scope),
            _ => (Kind::Resource, answer.operation().to_owned()),
        };
        Self::NotFound { what, name, near: Vec::new(), answer: Some(answer) }
    }
}

impl From<runtime::Error> for Error {
    fn from(error: runtime::Error) -> Self {
        match error {
            runtime::Error::InvalidRequest(reason) => Self::Input(reason),
            runtime::Error::Build(source) => Self::Input(deepest(source.as_ref())),
            runtime::Error::Execute(source) => match source.downcast::<Self>() {
                Ok(own) => *own,
                Err(source) => Self::Network { what: "no answer from the server".to_owned(), source },
            },
            runtime::Error::Status(answer) => Self::from_answer(ServerAnswer::read(answer)),
            runtime::Error::Decode { reason, answer } => {
                let answer = ServerAnswer::read(answer);
                Self::Decode { reason: answer.scrub(&reason), answer: Box::new(answer) }
            }
            other => Self::Input(other.to_string()),
        }
    }
}

/// The innermost reason: reqwest says no more than that the request could not be built.
fn deepest(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
