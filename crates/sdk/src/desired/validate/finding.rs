use std::path::PathBuf;

use serde::Serialize;

use crate::desired::{DesiredConnector, Place, Problem};

/// What a check of connectors found, in the order of the connectors.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Validated {
    /// The names of the connectors that were checked.
    pub connectors: Vec<String>,
    /// Everything found.
    pub findings: Vec<Finding>,
}

/// One thing that was found. Names keys and places, and no value that is not the service's own suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// What kind of thing it is.
    pub rule: Rule,
    /// The connector, where one could be made out.
    pub connector: Option<String>,
    /// The key of its config.
    pub key: Option<String>,
    /// What is wrong, scrubbed of the values that were sent.
    pub message: String,
    /// The file in which the connector is described.
    pub file: Option<PathBuf>,
    /// Where the value stands; where the connector's name does for a key that is not there.
    pub place: Option<Place>,
    /// Values that would do, or keys that may have been meant.
    pub recommended: Vec<String>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The connector would not come to run.
    Error,
    /// It may be a mistake, or nobody could tell.
    Warning,
}

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// A file cannot be taken at its word.
    File,
    /// A reference to a secret leads nowhere.
    Reference,
    /// There is no such plugin, or none is named.
    Plugin,
    /// The service, or what it said of a setting, finds fault with a value, or misses one.
    Setting,
    /// A key that the plugin does not know.
    UnknownKey,
    /// Nobody could tell whether the settings are right.
    Unchecked,
}

impl Rule {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::File, Self::Reference, Self::Plugin, Self::Setting, Self::UnknownKey, Self::Unchecked];

    /// Its id in reports, which stays the same.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::File => "malformed-file",
            Self::Reference => "unresolved-reference",
            Self::Plugin => "unknown-plugin",
            Self::Setting => "invalid-setting",
            Self::UnknownKey => "unknown-key",
            Self::Unchecked => "unchecked",
        }
    }

    /// What it is about, in a sentence.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::File => "A connector file is read as JSON, YAML or properties, and says what a connector should be.",
            Self::Reference => "A reference to a secret leads to a variable or file that is there.",
            Self::Plugin => "A connector names a plugin that is available to its cluster.",
            Self::Setting => "A connector has the settings that its plugin requires, each with a value that it takes.",
            Self::UnknownKey => "A connector has no settings that its plugin does not know.",
            Self::Unchecked => "The settings of a connector can be checked.",
        }
    }
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Validated {
    /// Whether there is no error; there may be warnings.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors().next().is_none()
    }

    /// What is wrong.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Level::Error)
    }

    /// What may be wrong.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Level::Warning)
    }
}

/// Files that could not be read, for a report that tells them like any other finding.
impl From<&[Problem]> for Validated {
    fn from(problems: &[Problem]) -> Self {
        Self { connectors: Vec::new(), findings: problems.iter().map(Finding::of_file).collect() }
    }
}

impl Finding {
    /// Something about a key of a connector, which need not be there.
    pub(super) fn of_key(rule: Rule, connector: &DesiredConnector, key: &str, message: impl Into<String>) -> Self {
        let origin = &connector.origin;
        Self {
            level: Level::Error,
            rule,
            connector: Some(connector.name.clone()),
            key: Some(key.to_owned()).filter(|key| !key.is_empty()),
            message: message.into(),
            file: origin.file().map(Into::into),
            place: origin.key(key).or(origin.name()),
            recommended: Vec::new(),
        }
    }

    /// Nobody could check it; `message` says why.
    pub(super) fn unchecked(connector: &DesiredConnector, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::of_key(Rule::Unchecked, connector, "", message) }
    }

    pub(super) fn recommending(self, recommended: Vec<String>) -> Self {
        Self { recommended, ..self }
    }

    fn of_file(problem: &Problem) -> Self {
        Self {
            level: Level::Error,
            rule: if problem.is_reference { Rule::Reference } else { Rule::File },
            connector: None,
            key: problem.key.clone(),
            message: problem.message.clone(),
            file: Some(problem.file.clone()),
            place: problem.place,
            recommended: Vec::new(),
        }
    }
}
