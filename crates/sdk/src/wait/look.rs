use std::time::Duration;

use super::settle::{AT_ONCE, Rule};
use crate::error::{Error, Kind};

/// What one look at a thing saw.
pub(crate) struct Look<T> {
    /// In the service's word.
    pub(super) state: String,
    pub(super) meaning: Meaning<T>,
    /// How long the server asks to wait before the next look.
    pub(super) asked: Option<Duration>,
}

/// What a state means to who waits.
pub(super) enum Meaning<T> {
    /// It is on its way to another one. So are all that nobody knows.
    Pending,
    /// It ends the wait, once it has been seen as the rule says.
    End(Rule, Result<T, Error>),
}

impl<T> Look<T> {
    pub(crate) fn pending(state: impl Into<String>) -> Self {
        Self { state: state.into(), meaning: Meaning::Pending, asked: None }
    }

    /// A state that ends the wait, well or not, once it is seen as the rule says.
    pub(crate) fn settling(state: impl Into<String>, rule: Rule, end: Result<T, Error>) -> Self {
        Self { state: state.into(), meaning: Meaning::End(rule, end), asked: None }
    }

    /// A state that ends the wait, well or not, as soon as it is seen.
    pub(crate) fn end(state: impl Into<String>, end: Result<T, Error>) -> Self {
        Self::settling(state, AT_ONCE, end)
    }

    /// Takes over what the server asked for in a `Retry-After`.
    pub(crate) fn asked(mut self, asked: Option<Duration>) -> Self {
        self.asked = asked;
        self
    }
}

impl<T> Meaning<T> {
    pub(super) fn rule(&self) -> Option<Rule> {
        match self {
            Self::Pending => None,
            Self::End(rule, _) => Some(*rule),
        }
    }
}

/// What the looks of a wait have seen so far.
#[derive(Default)]
pub(super) struct Seen {
    state: Option<String>,
    settling: bool,
    problem: Option<String>,
}

impl Seen {
    pub(super) fn state(&mut self, state: String, settling: bool) {
        *self = Self { state: Some(state), settling, problem: None };
    }

    pub(super) fn nothing(&mut self, error: &Error) {
        self.problem = Some(error.to_string());
    }

    pub(super) fn word(&self) -> &str {
        self.state.as_deref().unwrap_or_default()
    }

    pub(super) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// How the last look went, for who gives up.
    pub(super) fn last(&self, what: Kind) -> Option<String> {
        let glimpse = if self.settling { ", for too short a time to count" } else { "" };
        let state = self.state.as_ref().map(|state| format!("the {what} is {state}{glimpse}"));
        match (state, &self.problem) {
            (Some(state), Some(problem)) => Some(format!("{state}, then {problem}")),
            (state, problem) => state.or_else(|| problem.clone()),
        }
    }
}
