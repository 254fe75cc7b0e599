//! What a command ends with when it does not succeed: one shape for mistakes of the caller, of the server and between.

use std::error::Error as StdError;
use std::path::Path;

use serde::Serialize;

use crate::connector_file::Place;

/// The words that scripts branch on, and their exit codes: a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Usage,
    Input,
    NotFound,
    Unauthorized,
    Forbidden,
    Validation,
    Conflict,
    RateLimited,
    Timeout,
    ImpossibleState,
    Storage,
    Network,
    Server,
    Decode,
    Interrupted,
}

impl Kind {
    const ALL: [Self; 15] = [
        Self::Usage,
        Self::Input,
        Self::NotFound,
        Self::Unauthorized,
        Self::Forbidden,
        Self::Validation,
        Self::Conflict,
        Self::RateLimited,
        Self::Timeout,
        Self::ImpossibleState,
        Self::Storage,
        Self::Network,
        Self::Server,
        Self::Decode,
        Self::Interrupted,
    ];

    /// The kind of a word; a word that is not known means that the server did something new.
    pub(crate) fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap_or(Self::Server)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Input => "input",
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
            Self::Interrupted => "interrupted",
        }
    }

    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Usage | Self::Input => 2,
            Self::NotFound => 4,
            Self::Unauthorized | Self::Forbidden => 5,
            Self::RateLimited | Self::Timeout => 6,
            Self::ImpossibleState => 7,
            Self::Interrupted => 130,
            Self::Validation | Self::Conflict | Self::Storage | Self::Network | Self::Server | Self::Decode => 1,
        }
    }
}

/// One thing that was said about a failure: a server's message, or a mistake with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Detail {
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
}

impl Detail {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    pub(crate) fn placed(message: impl Into<String>, file: &Path, place: Place) -> Self {
        Self {
            message: message.into(),
            file: Some(file.display().to_string()),
            line: Some(place.line),
            column: Some(place.column),
            ..Self::default()
        }
    }

    /// The place as editors and compilers write it: `FILE:LINE:COLUMN`.
    pub(crate) fn place(&self) -> Option<String> {
        let (file, line, column) = (self.file.as_ref()?, self.line?, self.column?);
        Some(format!("{file}:{line}:{column}"))
    }
}

/// Why a command did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    pub kind: Kind,
    pub message: String,
    pub status: Option<u16>,
    pub request_id: Option<Box<str>>,
    pub details: Vec<Detail>,
    pub hint: Option<Box<str>>,
    /// What lies beneath, outermost first. A reader of JSON finds it in the message.
    #[serde(skip)]
    pub causes: Vec<String>,
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            status: None,
            request_id: None,
            details: Vec::new(),
            hint: None,
            causes: Vec::new(),
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<Box<str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_details(mut self, details: Vec<Detail>) -> Self {
        self.details = details;
        self
    }

    /// Adds an error and what caused it; a text that the one above it already told is left out.
    pub(crate) fn caused_by(mut self, error: &dyn StdError) -> Self {
        let mut next = Some(error);
        while let Some(cause) = next {
            let text = cause.to_string();
            let above = self.causes.last().unwrap_or(&self.message);
            if !above.contains(&text) {
                self.causes.push(text);
            }
            next = cause.source();
        }
        self
    }

    /// One failure for several targets: the first decides kind and exit code, all are told.
    pub(crate) fn of_several(attempted: usize, mut failures: Vec<(String, Failure)>) -> Option<Self> {
        if failures.len() < 2 {
            return failures.pop().map(|(_, failure)| failure);
        }
        let count = failures.len();
        let details = failures.iter().flat_map(|(target, failure)| {
            let told = Detail::new(format!("{target}: {}", failure.full_message()));
            std::iter::once(told).chain(failure.details.iter().cloned())
        });
        let details = details.collect();
        let (_, first) = failures.swap_remove(0);
        let message = format!("{count} of {attempted} did not succeed");
        Some(Self { message, details, causes: Vec::new(), ..first })
    }

    /// Message and causes in one line.
    pub(crate) fn full_message(&self) -> String {
        std::iter::once(&self.message).chain(&self.causes).map(String::as_str).collect::<Vec<_>>().join(": ")
    }
}

impl From<ccloud_connect::Error> for Failure {
    fn from(error: ccloud_connect::Error) -> Self {
        let mut failure = Self::new(Kind::of_word(error.kind().as_str()), error.to_string());
        if let Some(cause) = error.source() {
            failure = failure.caused_by(cause);
        }
        if let Some(answer) = error.server() {
            failure.status = Some(answer.status);
            failure.request_id = answer.request_id.as_deref().map(Into::into);
            failure.details = answer.messages.iter().map(server_detail).collect();
            failure.hint = answer.messages.iter().find_map(|said| said.resolution.as_deref()).map(Into::into);
        }
        if let ccloud_connect::Error::Storage(refusal) = &error {
            failure.status = Some(refusal.status);
            failure.request_id = refusal.request_id.as_deref().map(Into::into);
            failure.details =
                refusal.message.iter().map(|said| Detail { code: refusal.code.clone(), ..Detail::new(said) }).collect();
        }
        failure.hint = error.hint().map(Into::into).or(failure.hint);
        failure
    }
}

fn server_detail(said: &ccloud_connect::error::ServerMessage) -> Detail {
    Detail {
        message: said.message.clone(),
        code: said.code.clone(),
        key: said.parameter.clone(),
        pointer: said.pointer.clone(),
        ..Detail::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_exit_code_of_the_contract() {
        let expected = [
            ("usage", 2),
            ("input", 2),
            ("not_found", 4),
            ("unauthorized", 5),
            ("forbidden", 5),
            ("validation", 1),
            ("conflict", 1),
            ("rate_limited", 6),
            ("timeout", 6),
            ("impossible_state", 7),
            ("storage", 1),
            ("network", 1),
            ("server", 1),
            ("decode", 1),
            ("interrupted", 130),
        ];
        let actual = Kind::ALL.map(|kind| (kind.as_str(), kind.exit_code()));
        assert_eq!(actual, expected);
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(Kind::of_word(kind.as_str()), kind);
        }
    }

    #[test]
    fn of_several_failures_the_first_decides_and_all_are_told() {
        let missing = Failure::new(Kind::NotFound, "connector `a` not found");
        let refused = Failure::new(Kind::Server, "refused");
        assert_eq!(Failure::of_several(2, vec![]), None);
        assert_eq!(Failure::of_several(2, vec![("a".into(), missing.clone())]), Some(missing.clone()));
        let both = Failure::of_several(3, vec![("a".into(), missing), ("b".into(), refused)]).unwrap();
        assert_eq!((both.kind, both.message.as_str()), (Kind::NotFound, "2 of 3 did not succeed"));
        let told: Vec<_> = both.details.iter().map(|detail| detail.message.as_str()).collect();
        assert_eq!(told, ["a: connector `a` not found", "b: refused"]);
    }

    #[test]
    fn a_cause_that_repeats_what_stands_above_it_is_left_out() {
        let inner = std::io::Error::other("connection refused");
        let outer = std::io::Error::new(inner.kind(), inner);
        let failure = Failure::new(Kind::Network, "no answer").caused_by(&outer);
        assert_eq!(failure.full_message(), "no answer: connection refused");
    }
}
