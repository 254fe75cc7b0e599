//! A custom connect plugin of an environment, and its versions, as they are stored and shown.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cloud::{Cloud, ENVIRONMENT};

/// Word in the build part of a version that makes it fail. See the crate's README.
const FAIL: &str = "sandbox.fail";

/// What is kept of a plugin: a name for its versions.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ConnectPlugin {
    pub(crate) id: String,
    /// Place in the order of creation.
    pub(crate) number: u64,
    pub(crate) display_name: String,
    pub(crate) description: String,
    /// `AWS`, `AZURE` or `GCP`.
    pub(crate) cloud: String,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// By id.
    pub(crate) versions: BTreeMap<String, PluginVersion>,
}

/// What is kept of a version; the archive itself lies with the upload. Its phase is not stored but follows from the
/// times.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PluginVersion {
    pub(crate) id: String,
    /// Place in the order of creation.
    pub(crate) number: u64,
    pub(crate) version: String,
    pub(crate) documentation_link: String,
    pub(crate) sensitive_config_properties: Vec<String>,
    pub(crate) connector_classes: Vec<ConnectorClass>,
    /// `ZIP` or `JAR`.
    pub(crate) content_format: String,
    pub(crate) upload_id: String,
    pub(crate) created_at: Timestamp,
    /// When processing ends.
    pub(crate) ready_at: Timestamp,
    /// What processing finds wrong.
    pub(crate) problem: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ConnectorClass {
    pub(crate) class_name: String,
    /// `SOURCE` or `SINK`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

impl ConnectPlugin {
    /// The answer to create, get and update.
    pub(crate) fn answer(&self, cloud: &Cloud) -> Value {
        json!({
            "api_version": "ccpm/v1",
            "kind": "CustomConnectPlugin",
            "id": self.id,
            "metadata": {
                "self": self.link(cloud),
                "resource_name": self.resource_name(cloud),
                "created_at": self.created_at.to_string(),
                "updated_at": self.updated_at.to_string(),
            },
            "spec": {
                "cloud": self.cloud,
                "display_name": self.display_name,
                "description": self.description,
                "runtime_language": "JAVA",
                "environment": environment(),
            },
        })
    }

    pub(crate) fn link(&self, cloud: &Cloud) -> String {
        format!("{}/ccpm/v1/plugins/{}", cloud.endpoint, self.id)
    }

    fn resource_name(&self, cloud: &Cloud) -> String {
        let organization = &cloud.identity.organization;
        format!(
            "crn://confluent.cloud/organization={organization}/environment={ENVIRONMENT}/custom-connect-plugin={}",
            self.id
        )
    }

    /// All versions in the order of their creation.
    pub(crate) fn in_order(&self) -> Vec<&PluginVersion> {
        let mut versions: Vec<_> = self.versions.values().collect();
        versions.sort_by_key(|version| version.number);
        versions
    }
}

impl PluginVersion {
    /// The answer to create and get; like live answers it has the plugin's id and lacks `upload_source`.
    pub(crate) fn answer(&self, plugin: &ConnectPlugin, cloud: &Cloud) -> Value {
        let now = cloud.now();
        let mut status = json!({"phase": self.phase(now)});
        if let (Some(problem), true) = (&self.problem, now >= self.ready_at) {
            status["error_message"] = problem.chars().take(256).collect::<String>().into();
        }
        json!({
            "api_version": "ccpm/v1",
            "kind": "CustomConnectPluginVersion",
            "id": self.id,
            "plugin_id": plugin.id,
            "metadata": {
                "self": self.link(plugin, cloud),
                "resource_name": format!("{}/version={}", plugin.resource_name(cloud), self.id),
                "created_at": self.created_at.to_string(),
                "updated_at": self.created_at.to_string(),
            },
            "spec": {
                "version": self.version,
                "sensitive_config_properties": self.sensitive_config_properties,
                "documentation_link": self.documentation_link,
                "content_format": self.content_format,
                "connector_classes": self.connector_classes,
                "environment": environment(),
            },
            "status": status,
        })
    }

    pub(crate) fn link(&self, plugin: &ConnectPlugin, cloud: &Cloud) -> String {
        format!("{}/versions/{}", plugin.link(cloud), self.id)
    }

    pub(crate) fn phase(&self, now: Timestamp) -> &'static str {
        match (now < self.ready_at, &self.problem) {
            (true, _) => "PROCESSING",
            (false, None) => "READY",
            (false, Some(_)) => "FAILED",
        }
    }

    pub(crate) fn is_ready(&self, now: Timestamp) -> bool {
        self.phase(now) == "READY"
    }

    /// Whether this is the version of this name; a `v` in front makes no difference.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        let bare = |text: &str| text.strip_prefix('v').unwrap_or(text).to_owned();
        bare(&self.version) == bare(name)
    }
}

/// The failure that a version orders: `1.0.0+sandbox.fail`, or with a reason `1.0.0+sandbox.fail.no-manifest`.
pub(crate) fn ordered(version: &str) -> Option<String> {
    let rest = version.split_once('+')?.1.strip_prefix(FAIL)?;
    let reason = rest.strip_prefix('.').map(|reason| reason.replace('-', " "));
    Some(reason.unwrap_or_else(|| "the version asked for a failure".to_owned()))
}

/// The environment as live answers refer to it.
pub(crate) fn environment() -> Value {
    json!({"id": ENVIRONMENT, "related": "", "resource_name": ""})
}
