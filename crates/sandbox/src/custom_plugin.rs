//! A custom connector plugin as it is stored and shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is kept of a plugin; the archive itself lies with the upload.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CustomPlugin {
    pub(crate) id: String,
    /// Place in the order of creation.
    pub(crate) number: u64,
    pub(crate) display_name: String,
    pub(crate) description: String,
    pub(crate) documentation_link: String,
    pub(crate) connector_class: String,
    /// `SOURCE` or `SINK`.
    pub(crate) connector_type: String,
    /// `AWS`, `AZURE` or `GCP`.
    pub(crate) cloud: String,
    /// `ZIP` or `JAR`.
    pub(crate) content_format: String,
    pub(crate) sensitive_config_properties: Vec<String>,
    pub(crate) runtime_language: String,
    pub(crate) upload_id: String,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

impl CustomPlugin {
    pub(crate) fn is_sensitive(&self, setting: &str) -> bool {
        self.sensitive_config_properties.iter().any(|name| name == setting)
    }

    /// The answer to create, get and update; like live answers it lacks `upload_source`.
    pub(crate) fn answer(&self, endpoint: &str, organization: &str) -> Value {
        json!({
            "api_version": "connect/v1",
            "kind": "CustomConnectorPlugin",
            "id": self.id,
            "metadata": {
                "self": self.link(endpoint),
                "resource_name": format!(
                    "crn://confluent.cloud/organization={organization}/custom-connector-plugins={}", self.id
                ),
                "created_at": self.created_at.to_string(),
                "updated_at": self.updated_at.to_string(),
            },
            "display_name": self.display_name,
            "description": self.description,
            "documentation_link": self.documentation_link,
            "connector_class": self.connector_class,
            "connector_type": self.connector_type,
            "cloud": self.cloud,
            "content_format": self.content_format,
            "sensitive_config_properties": self.sensitive_config_properties,
            "runtime_language": self.runtime_language,
        })
    }

    pub(crate) fn link(&self, endpoint: &str) -> String {
        format!("{endpoint}/connect/v1/custom-connector-plugins/{}", self.id)
    }
}
