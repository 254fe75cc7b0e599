use ccloud_connect::artifacts::Artifact;
use serde::Serialize;

use crate::output::rows;

/// An artifact as every command shows it.
#[derive(Debug, Serialize)]
pub(super) struct ArtifactRow {
    pub id: String,
    pub name: String,
    description: String,
    pub cloud: String,
    environment: String,
    content_format: Option<String>,
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plugins: Vec<String>,
}

impl ArtifactRow {
    pub(super) fn of(artifact: Artifact) -> Self {
        Self {
            id: artifact.id,
            name: artifact.name,
            description: artifact.description,
            // Answers may echo what another client once wrote in lower case.
            cloud: artifact.cloud.as_str().to_uppercase(),
            environment: artifact.environment,
            content_format: artifact.content_format.map(|format| format.to_string()),
            status: artifact.phase.map(|phase| phase.to_string()),
            plugins: artifact.classes,
        }
    }

    pub(super) fn human(&self) -> String {
        rows(&[
            ("ID", &self.id),
            ("Name", &self.name),
            ("Description", &self.description),
            ("Cloud", &self.cloud),
            ("Status", self.status.as_deref().unwrap_or_default()),
            ("Content format", self.content_format.as_deref().unwrap_or_default()),
            ("Plugins", &self.plugins.join(", ")),
            ("Environment", &self.environment),
        ])
    }
}
