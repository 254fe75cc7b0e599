use std::fmt;

use serde::{Deserialize, Serialize};

/// One setting that differs between what should be and what is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The key.
    pub key: String,
    /// How it differs.
    pub change: ChangeKind,
    /// Whether its value is a secret; then neither value is told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// The value that is there, without credentials in it; none where the one it should have is a reference, since it may
    /// have come from there, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value that it should have; where it came from a reference, the text as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// How a setting differs.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is not there.
    Added,
    /// It has another value.
    Changed,
    /// It is there, and should not be.
    Removed,
    /// Nobody can tell: the service hides the value, and it is not known what was applied last; or the reference was left
    /// unresolved. It alone is no reason to write.
    Unknown,
}

/// What has to be done with a connector.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Action {
    /// There is none of that name.
    Create,
    /// It differs.
    Update,
    /// It is as it should be, as far as one can tell.
    Unchanged,
    /// Nothing names it any longer: it is deleted.
    Prune,
}

impl Change {
    /// Whether it is known to differ.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.change != ChangeKind::Unknown
    }
}

/// `~ tasks.max: 1 -> 2`, `+ topics: orders`, `? db.password: (secret, unknown)`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, word) = (self.change.sign(), self.change.as_str());
        write!(f, "{sign} {}: ", self.key)?;
        match (&self.before, &self.after) {
            _ if self.secret => write!(f, "(secret, {word})"),
            _ if !self.is_known() => write!(f, "({word})"),
            (Some(before), Some(after)) => write!(f, "{before} -> {after}"),
            (Some(only), None) | (None, Some(only)) => f.write_str(only),
            (None, None) => write!(f, "({word})"),
        }
    }
}

impl ChangeKind {
    fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Changed => '~',
            Self::Removed => '-',
            Self::Unknown => '?',
        }
    }

    /// The word for it, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Unknown => "unknown",
        }
    }
}

impl Action {
    /// The word for it, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Unchanged => "unchanged",
            Self::Prune => "prune",
        }
    }
}
