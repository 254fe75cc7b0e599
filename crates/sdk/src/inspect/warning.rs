use std::fmt;
use std::mem::discriminant;

use serde::{Deserialize, Serialize};

/// Something to know before an archive is uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Warning {
    /// What it is; in JSON its `code` and what belongs to it.
    #[serde(flatten)]
    pub problem: Problem,
    /// Whether the archive can be of use all the same.
    pub severity: Severity,
    /// The problem in one line.
    pub message: String,
    /// What to do about it, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// How much a [`Problem`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// The upload would fail, or the connector would not start.
    Error,
    /// It may be meant so.
    Warning,
}

/// What can be wrong with an archive, or left unsaid about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// It is larger than Confluent Cloud takes.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The largest that is taken.
        limit: u64,
    },
    /// Its name promises another format than its first bytes.
    Misnamed {
        /// What it is.
        format: super::ArchiveFormat,
    },
    /// Confluent Cloud takes ZIP and JAR files only; this is to be packed first.
    NotUploadable {
        /// What it is.
        format: super::ArchiveFormat,
    },
    /// A JAR, or a file in it, that cannot be read.
    Unreadable {
        /// Its path.
        entry: String,
        /// Why.
        reason: String,
    },
    /// A file that is encrypted: no worker can read it.
    Encrypted {
        /// Its path.
        entry: String,
    },
    /// A name that leads out of the folder the archive is unpacked to.
    UnsafeName {
        /// The name.
        entry: String,
    },
    /// Two files of the same name in one archive.
    DuplicateName {
        /// The name.
        entry: String,
    },
    /// Two names that are one to systems that do not tell upper from lower case.
    SameButForCase {
        /// The one name.
        entry: String,
        /// The other, which came first.
        other: String,
    },
    /// A link or device, which is not followed.
    SpecialFile {
        /// Its path.
        entry: String,
    },
    /// A JAR within a JAR, which is not on the class path.
    NestedJar {
        /// Its path.
        entry: String,
    },
    /// Class files beside JARs, which are not on the class path.
    LooseClasses {
        /// How many.
        count: usize,
    },
    /// There is no connector.
    NoConnector,
    /// A services file names a class that is not there.
    MissingClass {
        /// The class.
        class: String,
        /// The services file.
        services_file: String,
    },
    /// A connector that Connect could not create: it needs to be public, with a public constructor without parameters.
    NotInstantiable {
        /// The class.
        class: String,
    },
    /// The connector to be used is not in the archive.
    ClassNotFound {
        /// The class.
        class: String,
        /// Connectors with a name close to it.
        near: Vec<String>,
    },
    /// There are several connectors, and none was chosen.
    SeveralConnectors {
        /// Each class, with its type.
        connectors: Vec<String>,
    },
    /// The connector to be used is of the other type.
    WrongType {
        /// The class.
        class: String,
        /// What it is.
        #[serde(rename = "type")]
        kind: super::PluginKind,
    },
    /// Classes that the worker has of its own: two copies do not agree about their types.
    BundledFramework {
        /// The library.
        library: String,
        /// The JAR it is in; `None` for the archive itself.
        jar: Option<String>,
    },
    /// The connector needs a newer Java than there is.
    JavaTooNew {
        /// The class.
        class: String,
        /// What it needs.
        needs: u16,
        /// The newest there is.
        newest: u16,
    },
    /// Settings that hold secrets and are not among those to be hidden.
    UnlistedSecrets {
        /// The keys.
        keys: Vec<String>,
    },
    /// Settings whose names speak of secrets, though nothing else does, and that are not to be hidden: a suggestion.
    SuggestedSecrets {
        /// The keys.
        keys: Vec<String>,
    },
    /// More connectors than a version of a plugin may have.
    TooManyClasses {
        /// How many.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Settings of a connector that could not be told by reading its code.
    Unresolved {
        /// The connector's class.
        class: String,
        /// What was not understood.
        reason: String,
    },
    /// More of these than are told.
    More {
        /// How many more.
        count: usize,
    },
}

impl Problem {
    fn severity(&self) -> Severity {
        match self {
            Self::TooLarge { .. }
            | Self::Misnamed { .. }
            | Self::Encrypted { .. }
            | Self::UnsafeName { .. }
            | Self::SeveralConnectors { .. }
            | Self::NoConnector
            | Self::ClassNotFound { .. }
            | Self::WrongType { .. }
            | Self::TooManyClasses { .. }
            | Self::JavaTooNew { .. } => Severity::Error,
            _ => Severity::Warning,
        }
    }
}

impl From<Problem> for Warning {
    fn from(problem: Problem) -> Self {
        let hint = problem.hint().map(str::to_owned);
        Self { severity: problem.severity(), message: problem.to_string(), hint, problem }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { size, limit } => write!(f, "{size} bytes are more than the {limit} the service takes"),
            Self::Misnamed { format } => write!(f, "it is {format}, whatever its name says"),
            Self::NotUploadable { format } => {
                write!(f, "it is {format}, which has to be packed as a ZIP to be uploaded")
            }
            Self::Unreadable { entry, reason } => write!(f, "`{entry}` cannot be read: it {reason}"),
            Self::Encrypted { entry } => write!(f, "`{entry}` is encrypted"),
            Self::UnsafeName { entry } => write!(f, "the name `{entry}` leads out of the archive"),
            Self::DuplicateName { entry } => write!(f, "there are several files named `{entry}`"),
            Self::SameButForCase { entry, other } => {
                write!(f, "`{other}` and `{entry}` differ in upper and lower case only")
            }
            Self::SpecialFile { entry } => write!(f, "`{entry}` is a link or no regular file, and was left out"),
            Self::NestedJar { entry } => write!(f, "`{entry}` is a JAR within a JAR, which Java does not look into"),
            Self::LooseClasses { count } => {
                write!(f, "{count} class files lie beside the JARs, where Connect does not look")
            }
            Self::NoConnector => write!(f, "there is no connector in it"),
            Self::MissingClass { class, services_file } => {
                write!(f, "`{services_file}` names {class}, which is not there")
            }
            Self::NotInstantiable { class } => {
                write!(f, "{class} is not public, or has no public constructor without parameters")
            }
            Self::ClassNotFound { class, near } if near.is_empty() => write!(f, "{class} is no connector in it"),
            Self::ClassNotFound { class, near } => {
                write!(f, "{class} is no connector in it; did you mean {}?", near.join(" or "))
            }
            Self::SeveralConnectors { connectors } => {
                write!(f, "there are several connectors in it, of which one is to be chosen: {}", connectors.join(", "))
            }
            Self::WrongType { class, kind } => write!(f, "{class} is a {kind}"),
            Self::BundledFramework { library, jar } => {
                let within = jar.as_ref().map(|jar| format!(" in `{jar}`")).unwrap_or_default();
                write!(f, "it brings {library} along{within}, which the worker has of its own")
            }
            Self::JavaTooNew { class, needs, newest } => write!(f, "{class} needs Java {needs}, and there is {newest}"),
            Self::UnlistedSecrets { keys } => {
                write!(f, "settings that hold secrets are not hidden: {}", keys.join(", "))
            }
            Self::SuggestedSecrets { keys } => {
                write!(
                    f,
                    "by their names these settings may hold secrets, and they are not hidden: {}",
                    keys.join(", ")
                )
            }
            Self::TooManyClasses { count, limit } => {
                write!(f, "{count} connectors are more than the {limit} a version may have")
            }
            Self::Unresolved { class, reason } => write!(f, "not all secret settings of {class} are known: {reason}"),
            Self::More { count } => write!(f, "and {count} more of the like"),
        }
    }
}

/// As many of a kind as people read; a hostile archive could give one for each entry.
const MOST: usize = 100;

/// Problems as they are met.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(super) fn add(&mut self, problem: Problem) {
        let like = self.found.iter().filter(|found| discriminant(*found) == discriminant(&problem));
        if like.count() < MOST { self.found.push(problem) } else { self.more += 1 }
    }

    pub(super) fn warnings(self) -> Vec<Warning> {
        let more = (self.more > 0).then_some(Problem::More { count: self.more });
        self.found.into_iter().chain(more).map(Warning::from).collect()
    }
}
