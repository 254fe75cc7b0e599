//! A connect artifact, an archive of transforms, as it is stored and shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cloud::{CLUSTER, Cloud, ENVIRONMENT};
use crate::state::State;

/// Word in a description that makes an artifact fail. See the crate's README.
pub(crate) const FAIL: &str = "sandbox.fail";

/// How a connector names the artifact of one of its transforms: `transforms.<alias>.custom.smt.artifact.id`.
const REFERENCE: &str = ".custom.smt.artifact.id";

/// What is kept of an artifact; the archive itself lies with the upload. Its phase is not stored but follows from the
/// times.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Artifact {
    pub(crate) id: String,
    /// Place in the order of creation.
    pub(crate) number: u64,
    pub(crate) display_name: String,
    pub(crate) description: String,
    /// As the client wrote it.
    pub(crate) cloud: String,
    /// `ZIP` or `JAR`.
    pub(crate) content_format: String,
    pub(crate) upload_id: String,
    pub(crate) created_at: Timestamp,
    /// When processing ends.
    pub(crate) ready_at: Timestamp,
    /// Whether processing finds the archive unusable; nothing tells why.
    pub(crate) unusable: bool,
}

impl Artifact {
    /// The answer to create and get; like live answers it lacks `upload_source`.
    pub(crate) fn answer(&self, state: &State, cloud: &Cloud) -> Value {
        let now = cloud.now();
        let organization = &cloud.identity.organization;
        // While an artifact is processed nobody knows what is in it.
        let plugins = if now < self.ready_at { Value::Null } else { json!([]) };
        json!({
            "api_version": "cam/v1",
            "kind": "ConnectArtifact",
            "id": self.id,
            "metadata": {
                "self": self.link(cloud),
                "resource_name": format!(
                    "crn://confluent.cloud/organization={organization}/environment={ENVIRONMENT}/connect-artifact={}",
                    self.id
                ),
                "created_at": self.created_at.to_string(),
                "updated_at": self.created_at.to_string(),
            },
            "spec": {
                "cloud": self.cloud,
                "environment": ENVIRONMENT,
                "display_name": self.display_name,
                "description": self.description,
                "content_format": self.content_format,
                "plugins": plugins,
                "usages": self.usages(state, organization),
            },
            "status": {"phase": self.phase(now)},
        })
    }

    pub(crate) fn link(&self, cloud: &Cloud) -> String {
        format!("{}/cam/v1/connect-artifacts/{}", cloud.endpoint, self.id)
    }

    /// Names are unique within a cloud.
    pub(crate) fn is_namesake(&self, other: &Self) -> bool {
        self.display_name == other.display_name && self.cloud.eq_ignore_ascii_case(&other.cloud)
    }

    /// The first half of the time nobody has begun to look at it.
    fn phase(&self, now: Timestamp) -> &'static str {
        if now >= self.ready_at {
            return if self.unusable { "FAILED" } else { "READY" };
        }
        let waited = now.duration_since(self.created_at);
        if waited < self.ready_at.duration_since(now) { "WAITING_FOR_PROCESSING" } else { "PROCESSING" }
    }

    /// Resource names of the connectors whose transforms come from it.
    pub(crate) fn usages(&self, state: &State, organization: &str) -> Vec<String> {
        let users = state.connectors.values().filter(|connector| {
            let references = connector.settings.keys().filter(|setting| setting.ends_with(REFERENCE));
            references.filter_map(|setting| connector.clear(setting)).any(|id| id == self.id)
        });
        users
            .map(|connector| {
                format!(
                    "crn://confluent.cloud/organization={organization}/environment={ENVIRONMENT}\
                     /cloud-cluster={CLUSTER}/connector={}",
                    connector.name
                )
            })
            .collect()
    }
}
