use super::warning::Problem;

impl Problem {
    /// What to do about it, in one sentence; `None` where that is clear or cannot be said.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::TooLarge { .. } => "Leave out what the connector does not need, and what every worker has.",
            Self::Misnamed { .. } => "Let its name end as what it is: a tar.gz is packed as a ZIP on its way.",
            Self::NotUploadable { .. } => "An upload packs it on the way.",
            Self::Unreadable { .. } => "Build it anew, or download it once more.",
            Self::Encrypted { .. } => "Pack it without a password.",
            Self::UnsafeName { .. } | Self::SpecialFile { .. } => "Pack it anew, with files inside one folder only.",
            Self::DuplicateName { .. } | Self::SameButForCase { .. } => "Pack it anew, with one file of each name.",
            Self::NestedJar { .. } => "Put JARs side by side into a ZIP.",
            Self::LooseClasses { .. } => "Put the classes into a JAR.",
            Self::NoConnector => "A connector is a class that extends SourceConnector or SinkConnector.",
            Self::NotInstantiable { .. } => "Connect makes connectors by a public constructor without parameters.",
            Self::ClassNotFound { .. } => "Name the class with its package, as it stands in the archive.",
            Self::SeveralConnectors { .. } => "Choose one by its class, or make all of them a version.",
            Self::WrongType { .. } => "Leave the type out: the class tells it.",
            Self::BundledFramework { .. } => "Have the build leave it out: its scope is `provided`.",
            Self::JavaTooNew { .. } => "Compile it for that Java: javac has `--release` for it.",
            Self::UnlistedSecrets { .. } | Self::SuggestedSecrets { .. } => {
                "Whoever may read a connector's settings can read what is not listed as a sensitive property."
            }
            Self::TooManyClasses { .. } => "Name the connectors that are to be used.",
            Self::Unresolved { .. } => "See the connector's documentation, and list all its secret settings.",
            Self::MissingClass { .. } | Self::More { .. } => return None,
        })
    }
}
