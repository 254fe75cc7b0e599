//! One presigned upload and what became of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An upload somebody may make, or has made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) purpose: Purpose,
    pub(crate) cloud: Cloud,
    /// `ZIP` or `JAR`.
    pub(crate) content_format: String,
    pub(crate) expires_at: Timestamp,
    pub(crate) arrived: Option<Arrival>,
}

/// What an upload was announced for; nothing else is made from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    #[default]
    CustomPlugin,
    PluginVersion,
    Artifact,
}

/// An archive that came in whole.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Arrival {
    /// Bytes.
    pub(crate) size: u64,
    pub(crate) at: Timestamp,
}

/// The cloud providers a plugin can live at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Cloud {
    #[default]
    Aws,
    Azure,
    Gcp,
}

impl Cloud {
    pub(crate) fn read(word: &str) -> Option<Self> {
        [Self::Aws, Self::Azure, Self::Gcp].into_iter().find(|cloud| cloud.word().eq_ignore_ascii_case(word))
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Azure => "AZURE",
            Self::Gcp => "GCP",
        }
    }
}

impl Upload {
    /// Key of the object, or path of the blob.
    pub(crate) fn object(&self) -> String {
        format!("incoming/{}/plugin.{}", self.id, self.content_format.to_ascii_lowercase())
    }

    /// The content type a client sends with a PUT.
    pub(crate) fn content_type(&self) -> &'static str {
        if self.content_format == "JAR" { "application/java-archive" } else { "application/zip" }
    }
}

/// The upload id within an object key made by [`Upload::object`].
pub(crate) fn id_in(object: &str) -> Option<&str> {
    object.strip_prefix("incoming/")?.split_once('/').map(|(id, _)| id)
}
