//! The ids that Confluent's own command line works with: where a person is already, as the last word on where to look.
//! Its files are read only, and of them nothing but ids: tokens and keys stay where they are.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::folders::confluent_folder;

/// Where its contexts are: in a file of their own in later versions, which leave the other one behind.
const FILES: [&str; 2] = ["contexts.json", "config.json"];

/// The context in use, as far as it tells of ids.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ConfluentCli {
    environment: Option<String>,
    organization: Option<String>,
    /// The cluster in use, by environment.
    clusters: HashMap<String, String>,
    /// Of a context that knows no environments.
    cluster: Option<String>,
    /// What could not be made use of.
    pub odd: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    current_context: String,
    contexts: HashMap<String, Context>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Context {
    current_environment: Option<String>,
    last_org_id: Option<String>,
    #[serde(rename = "kafka_cluster_context")]
    kafka: Option<Kafka>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Kafka {
    active_kafka: Option<String>,
    kafka_environment_contexts: Option<HashMap<String, Active>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Active {
    active_kafka: Option<String>,
}

impl ConfluentCli {
    pub(super) fn read() -> Self {
        confluent_folder().map(|folder| Self::of_folder(&folder)).unwrap_or_default()
    }

    fn of_folder(folder: &Path) -> Self {
        for path in FILES.map(|name| folder.join(name)) {
            match fs::read(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Self::odd(&path, &error.to_string()),
                // The parser would quote what it does not understand, and that may be a token.
                Ok(bytes) => return Self::of_file(&bytes).unwrap_or_else(|why| Self::odd(&path, why)),
            }
        }
        Self::default()
    }

    fn odd(path: &Path, why: &str) -> Self {
        Self {
            odd: Some(format!("`{}` of Confluent's own command line is left alone: {why}", path.display())),
            ..Self::default()
        }
    }

    fn of_file(bytes: &[u8]) -> Result<Self, &'static str> {
        let File { current_context, mut contexts } =
            serde_json::from_slice(bytes).map_err(|_| "it reads otherwise than is known")?;
        if current_context.is_empty() {
            return Ok(Self::default());
        }
        let context = contexts.remove(&current_context).ok_or("the context that it uses is not in it")?;
        let kafka = context.kafka.unwrap_or_default();
        let active = |(environment, active): (String, Active)| Some((environment, id(active.active_kafka, "lkc-")?));
        Ok(Self {
            environment: id(context.current_environment, "env-"),
            organization: id(context.last_org_id, ""),
            clusters: kafka.kafka_environment_contexts.into_iter().flatten().filter_map(active).collect(),
            cluster: id(kafka.active_kafka, "lkc-"),
            odd: None,
        })
    }

    pub(super) fn environment(&self) -> Option<String> {
        self.environment.clone()
    }

    pub(super) fn organization(&self) -> Option<String> {
        self.organization.clone()
    }

    /// The cluster in use in this environment: that of another one would not be found there.
    pub(super) fn cluster(&self, environment: Option<&str>) -> Option<String> {
        let within = environment.and_then(|environment| self.clusters.get(environment));
        within.or(self.cluster.as_ref()).cloned()
    }
}

/// Contexts of one's own platform have other ids, and no Confluent Cloud.
fn id(text: Option<String>, begin: &str) -> Option<String> {
    text.filter(|text| text.len() > begin.len() && text.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(file: serde_json::Value) -> ConfluentCli {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.json"), file.to_string()).unwrap();
        ConfluentCli::of_folder(folder.path())
    }

    fn logged_in() -> serde_json::Value {
        json!({
            "current_context": "a",
            "contexts": {
                "a": {"name": "a", "current_environment": "env-1", "last_org_id": "org", "environments": {"env-1": {}},
                    "kafka_cluster_context": {"environment_context": true, "kafka_environment_contexts": {
                        "env-1": {"active_kafka": "lkc-1", "kafka_cluster_infos": {"lkc-1": {"api_keys": {}}}},
                        "env-2": {"active_kafka": "lkc-2", "kafka_cluster_infos": null}}}},
                "b": {"name": "b", "current_environment": "env-9"}},
            "context_states": {"a": {"auth_token": "canary"}},
        })
    }

    #[test]
    fn the_ids_of_the_context_in_use_are_taken_and_a_cluster_only_with_its_environment() {
        let known = read(logged_in());
        assert_eq!((known.environment(), known.organization()), (Some("env-1".into()), Some("org".into())));
        for (environment, cluster) in
            [(Some("env-1"), Some("lkc-1")), (Some("env-2"), Some("lkc-2")), (Some("env-3"), None)]
        {
            assert_eq!(known.cluster(environment).as_deref(), cluster);
        }
        let keyed =
            json!({"current_context": "k", "contexts": {"k": {"kafka_cluster_context": {"active_kafka": "lkc-3"}}}});
        let keyed = read(keyed);
        assert_eq!((keyed.environment(), keyed.cluster(Some("env-1")).as_deref()), (None, Some("lkc-3")));
        assert!(!format!("{known:?}").contains("canary"));
    }

    #[test]
    fn what_is_odd_is_left_alone_and_not_quoted() {
        let mut foreign = logged_in();
        foreign["contexts"]["a"]["current_environment"] = "anonymous-id".into();
        foreign["contexts"]["a"]["kafka_cluster_context"]["kafka_environment_contexts"]["env-1"]["active_kafka"] =
            "".into();
        let foreign = read(foreign);
        assert_eq!((foreign.environment(), foreign.cluster(Some("env-1")), &foreign.odd), (None, None, &None));
        for (file, is_odd) in [
            (json!("canary"), true),
            (json!({"contexts": {"a": "canary"}}), true),
            (json!({"current_context": ["canary"]}), true),
            (json!({"current_context": "none", "contexts": {}}), true),
            (json!({"current_context": "a", "contexts": {"a": {"kafka_cluster_context": null}}}), false),
            (json!({}), false),
        ] {
            let known = read(file.clone());
            assert_eq!((known.environment(), known.odd.is_some()), (None, is_odd), "{file}");
            assert!(!format!("{known:?}").contains("canary"), "{known:?}");
        }
    }

    #[test]
    fn contexts_in_a_file_of_their_own_count_before_those_that_an_older_version_left() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ConfluentCli::of_folder(folder.path()), ConfluentCli::default());
        fs::write(folder.path().join("config.json"), logged_in().to_string()).unwrap();
        fs::write(folder.path().join("contexts.json"), logged_in().to_string().replace("env-1", "env-7")).unwrap();
        assert_eq!(ConfluentCli::of_folder(folder.path()).environment().as_deref(), Some("env-7"));
    }
}
