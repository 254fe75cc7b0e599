//! What a command ends with when it does not succeed: one shape for mistakes of the caller, of the server and between.

use std::error::Error as StdError;
use std::path::Path;

pub(crate) use ccloud_connect::ErrorKind;
use ccloud_connect::desired::{Place, Problem};
use ccloud_connect::inspect;
use serde::{Serialize, Serializer};

use crate::references;

/// The words that scripts branch on, and their exit codes: a contract. All but one are the library's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Error(ErrorKind),
    Interrupted,
    /// A mistake in this program.
    Internal,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Error(kind) => kind.as_str(),
            Self::Interrupted => "interrupted",
            Self::Internal => "internal",
        }
    }

    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Error(kind) => exit_code(kind),
            Self::Interrupted => 130,
            Self::Internal => 1,
        }
    }
}

fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Usage | ErrorKind::Input => 2,
        ErrorKind::NotFound => 4,
        ErrorKind::Unauthorized | ErrorKind::Forbidden => 5,
        ErrorKind::RateLimited | ErrorKind::Timeout => 6,
        ErrorKind::ImpossibleState => 7,
        _ => 1,
    }
}

impl From<ErrorKind> for Kind {
    fn from(kind: ErrorKind) -> Self {
        Self::Error(kind)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
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

    fn of_problem(problem: &Problem) -> Self {
        Self {
            message: problem.message.clone(),
            key: problem.key.clone(),
            file: Some(problem.file.display().to_string()),
            line: problem.place.map(|place| place.line),
            column: problem.place.map(|place| place.column),
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
    pub(crate) fn new(kind: impl Into<Kind>, message: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            message: message.into(),
            status: None,
            request_id: None,
            details: Vec::new(),
            hint: None,
            causes: Vec::new(),
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
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

    /// One failure for several targets: the first decides kind and exit code, all are told, with what each calls for.
    /// What a dry run has kept has not failed.
    pub(crate) fn of_several(attempted: usize, mut failures: Vec<(String, Failure)>) -> Option<Self> {
        failures.retain(|(_, failure)| !failure.is_planned());
        if failures.len() < 2 {
            return failures.pop().map(|(_, failure)| failure);
        }
        let count = failures.len();
        let details = failures.iter().flat_map(|(target, failure)| {
            let told = Detail::new(format!("{target}: {}", failure.full_message()));
            std::iter::once(told).chain(failure.details.iter().cloned())
        });
        let details = details.collect();
        let mut hints: Vec<&str> = Vec::new();
        for hint in failures.iter().filter_map(|(_, failure)| failure.hint.as_deref()) {
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
        let hint = Some(hints.join(" ").into_boxed_str()).filter(|hint| !hint.is_empty());
        let (_, first) = failures.swap_remove(0);
        let message = format!("{count} of {attempted} did not succeed");
        Some(Self { message, details, hint, causes: Vec::new(), ..first })
    }

    /// Whether a dry run has kept the write.
    pub(crate) fn is_planned(&self) -> bool {
        self.kind == ErrorKind::Planned.into()
    }

    /// Message and causes in one line.
    pub(crate) fn full_message(&self) -> String {
        std::iter::once(&self.message).chain(&self.causes).map(String::as_str).collect::<Vec<_>>().join(": ")
    }
}

impl From<ccloud_connect::Error> for Failure {
    fn from(error: ccloud_connect::Error) -> Self {
        let mut failure = Self::new(error.kind(), error.to_string());
        if let Some(cause) = error.source() {
            failure = failure.caused_by(cause);
        }
        if let Some(answer) = error.server() {
            failure.status = Some(answer.status);
            failure.request_id = answer.request_id.as_deref().map(Into::into);
            failure.details = answer.messages.iter().map(server_detail).collect();
        }
        if let ccloud_connect::Error::Storage(refusal) = &error {
            failure.status = Some(refusal.status);
            failure.request_id = refusal.request_id.as_deref().map(Into::into);
            failure.details =
                refusal.message.iter().map(|said| Detail { code: refusal.code.clone(), ..Detail::new(said) }).collect();
        }
        if let ccloud_connect::Error::ImpossibleState { what, name, wanted, state, reasons, trace, .. } = &error {
            // The reasons are details of their own, and a trace often begins with the same.
            failure.message = format!("{what} `{name}` is {state}, so it cannot become {wanted}");
            let lines = trace.lines().map(str::trim).filter(|line| !line.is_empty());
            let others = reasons.iter().map(String::as_str).filter(|reason| !trace.contains(reason));
            failure.details = lines.chain(others).map(Detail::new).collect();
        }
        if let ccloud_connect::Error::Unfit { path, problems, .. } = &error {
            if problems.len() > 1 {
                failure.message = format!("`{}` cannot be used", path.display());
            }
            failure.details = problems.iter().map(problem_detail).collect();
            // A choice is read line by line.
            if let [inspect::Warning { problem: inspect::Problem::SeveralConnectors { connectors }, .. }] =
                &problems[..]
            {
                failure.message =
                    format!("`{}` holds several connectors, of which one is to be chosen", path.display());
                let code = failure.details.first().and_then(|detail| detail.code.clone());
                let one = |connector| Detail { code: code.clone(), ..Detail::new(connector) };
                failure.details = connectors.iter().map(one).collect();
            }
        }
        failure.hint = error.hint().map(Into::into);
        if let ccloud_connect::Error::Files { problems, .. } = &error {
            return of_files(problems);
        }
        failure
    }
}

/// Mistakes in connector files, file by file.
fn of_files(problems: &[Problem]) -> Failure {
    let details: Vec<_> = problems.iter().map(Detail::of_problem).collect();
    if problems.iter().all(|problem| problem.is_reference) {
        return references::unresolved(details);
    }
    let message = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
    Failure::new(ErrorKind::Input, message).with_details(details)
}

fn problem_detail(problem: &ccloud_connect::inspect::Warning) -> Detail {
    let object = serde_json::to_value(problem).unwrap_or_default();
    let code = object.get("code").and_then(serde_json::Value::as_str).map(str::to_owned);
    Detail { code, ..Detail::new(&problem.message) }
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
        let all = [
            (Kind::from(ErrorKind::Usage), "usage", 2),
            (ErrorKind::Input.into(), "input", 2),
            (ErrorKind::NotFound.into(), "not_found", 4),
            (ErrorKind::Unauthorized.into(), "unauthorized", 5),
            (ErrorKind::Forbidden.into(), "forbidden", 5),
            (ErrorKind::Validation.into(), "validation", 1),
            (ErrorKind::Conflict.into(), "conflict", 1),
            (ErrorKind::RateLimited.into(), "rate_limited", 6),
            (ErrorKind::Timeout.into(), "timeout", 6),
            (ErrorKind::ImpossibleState.into(), "impossible_state", 7),
            (ErrorKind::Storage.into(), "storage", 1),
            (ErrorKind::Network.into(), "network", 1),
            (ErrorKind::Server.into(), "server", 1),
            (ErrorKind::Decode.into(), "decode", 1),
            (Kind::Interrupted, "interrupted", 130),
            (Kind::Internal, "internal", 1),
        ];
        for (kind, word, code) in all {
            assert_eq!((kind.as_str(), kind.exit_code()), (word, code));
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
        }
    }

    #[test]
    fn of_several_failures_the_first_decides_and_all_are_told() {
        let missing = Failure::new(ErrorKind::NotFound, "connector `a` not found").with_hint("Did you mean `o`?");
        let refused = Failure::new(ErrorKind::Server, "refused");
        assert_eq!(Failure::of_several(2, vec![]), None);
        assert_eq!(Failure::of_several(2, vec![("a".into(), missing.clone())]), Some(missing.clone()));
        let both = Failure::of_several(3, vec![("a".into(), missing), ("b".into(), refused)]).unwrap();
        assert_eq!((both.kind, both.message.as_str()), (ErrorKind::NotFound.into(), "2 of 3 did not succeed"));
        let told: Vec<_> = both.details.iter().map(|detail| detail.message.as_str()).collect();
        assert_eq!(told, ["a: connector `a` not found", "b: refused"]);
        assert_eq!(both.hint.as_deref(), Some("Did you mean `o`?"));
    }

    #[test]
    fn each_hint_of_several_failures_is_given_once() {
        let failed = |hint: &str| ("x".to_owned(), Failure::new(ErrorKind::NotFound, "no").with_hint(hint));
        let all = vec![failed("Check the cluster."), failed("Did you mean `o`?"), failed("Check the cluster.")];
        let hint = Failure::of_several(3, all).unwrap().hint;
        assert_eq!(hint.as_deref(), Some("Check the cluster. Did you mean `o`?"));
    }

    #[test]
    fn a_cause_that_repeats_what_stands_above_it_is_left_out() {
        let inner = std::io::Error::other("connection refused");
        let outer = std::io::Error::new(inner.kind(), inner);
        let failure = Failure::new(ErrorKind::Network, "no answer").caused_by(&outer);
        assert_eq!(failure.full_message(), "no answer: connection refused");
    }
}
