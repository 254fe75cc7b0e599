use serde::{Deserialize, Serialize};

use super::archive::{ArchiveFormat, Layout};
use super::kind::PluginKind;
use super::manifest::Manifest;
use super::warning::Warning;

/// What is in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Inspection {
    /// What it is packed as.
    pub format: ArchiveFormat,
    /// How it is laid out.
    pub layout: Layout,
    /// The file's size in bytes; `None` for a folder.
    pub size: Option<u64>,
    /// The file's SHA-256 in lower-case hex; `None` for a folder, and where an upload computes it on the way.
    pub sha256: Option<String>,
    /// Confluent Hub's description, where there is one.
    pub manifest: Option<Manifest>,
    /// The plugins, connectors first, each in the order of their names.
    pub plugins: Vec<Plugin>,
    /// The connectors' settings that hold secrets, or seem to.
    pub sensitive_properties: Vec<SensitiveProperty>,
    /// What to know before an upload.
    pub warnings: Vec<Warning>,
}

impl Inspection {
    /// The connectors that the archive is for: those of libraries it brings along are left out.
    pub fn connectors(&self) -> impl Iterator<Item = &Plugin> {
        self.plugins.iter().filter(|plugin| plugin.kind.is_connector() && !plugin.bundled)
    }

    /// The secret settings of a connector by its definition, without those that only seem to be.
    pub fn secrets_of(&self, class: &str) -> impl Iterator<Item = &SensitiveProperty> {
        let of_class = move |property: &&SensitiveProperty| property.class == class;
        self.sensitive_properties.iter().filter(of_class).filter(|property| property.evidence != Evidence::Name)
    }
}

/// A class that Connect can load as a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plugin {
    /// Its Java class, with its package.
    pub class: String,
    /// What it is to Connect. A class of two kinds stands there twice.
    #[serde(rename = "type")]
    pub kind: PluginKind,
    /// Its version.
    pub version: Option<String>,
    /// Where that was read, or why there is none.
    pub version_from: Option<VersionSource>,
    /// The oldest Java that it runs on: the newest that its own package was compiled for. Other packages in the archive
    /// may need more.
    pub java: u16,
    /// The JAR it is in; `None` for the archive itself.
    pub jar: Option<String>,
    /// Whether it belongs to a library that the archive brings along, not to its connectors.
    pub bundled: bool,
    /// Whether a services file names it; workers that look for these alone do not find the others.
    pub in_services_file: bool,
}

/// Where a version was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VersionSource {
    /// A constant in the class's `version()`.
    Constant,
    /// A properties file that `version()` reads.
    Properties,
    /// The JAR's manifest.
    Manifest,
    /// Confluent Hub's `manifest.json`.
    HubManifest,
    /// Maven's `pom.properties` in the JAR.
    Pom,
    /// The JAR's file name.
    FileName,
    /// It is that of the worker it runs in, and so not in the archive.
    Worker,
}

/// A setting of a connector that holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SensitiveProperty {
    /// The setting's key.
    pub name: String,
    /// The connector's Java class.
    pub class: String,
    /// How it is known.
    pub evidence: Evidence,
}

/// How a setting is known to hold a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// The connector's `config()` defines it with the type PASSWORD.
    Definition,
    /// `config()` adds Kafka's own client settings, of which it is one with the type PASSWORD.
    KafkaClients,
    /// Its name speaks of a secret, though its type does not: a suggestion.
    Name,
}
