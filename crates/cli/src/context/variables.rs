#[cfg(test)]
use std::collections::HashMap;

/// Environment ids, in the order in which they are looked for.
pub(super) const ENVIRONMENT: &[&str] = &["CONFLUENT_ENVIRONMENT_ID", "CONFLUENT_CLOUD_ENVIRONMENT_ID"];
/// Kafka cluster ids, likewise.
pub(super) const CLUSTER: &[&str] = &["KAFKA_ID", "CONFLUENT_KAFKA_CLUSTER_ID"];
pub(super) const ENDPOINT: &[&str] = &["CONFLUENT_CLOUD_ENDPOINT"];
pub(super) const TELEMETRY_ENDPOINT: &[&str] = &["CONFLUENT_TELEMETRY_ENDPOINT"];
pub(super) const LOGGING_ENDPOINT: &[&str] = &["CONFLUENT_LOGGING_ENDPOINT"];
pub(super) const ORGANIZATION: &[&str] = &["CONFLUENT_ORGANIZATION_ID"];
pub(super) const API_KEY: &str = "CONFLUENT_CLOUD_API_KEY";
pub(super) const API_SECRET: &str = "CONFLUENT_CLOUD_API_SECRET";
pub(super) const API_SECRET_FILE: &str = "CONFLUENT_CLOUD_API_SECRET_FILE";
pub(super) const ACCESS_TOKEN: &str = "CONFLUENT_CLOUD_ACCESS_TOKEN";
pub(super) const PROFILE: &str = "CCONNECT_PROFILE";
#[cfg(feature = "sandbox")]
pub(super) const SANDBOX_DIR: &str = "CCONNECT_SANDBOX_DIR";

/// The environment variables of the process, or of a test. One that is empty counts as not set.
pub(crate) struct Variables(Source);

enum Source {
    Process,
    #[cfg(test)]
    Given(HashMap<String, String>),
}

impl Variables {
    pub(crate) fn of_process() -> Self {
        Self(Source::Process)
    }

    #[cfg(test)]
    pub(crate) fn given(pairs: &[(&str, &str)]) -> Self {
        Self(Source::Given(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()))
    }

    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            Source::Process => std::env::var(name).ok(),
            #[cfg(test)]
            Source::Given(pairs) => pairs.get(name).cloned(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// The first of several that is set.
    pub(super) fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_counts_and_an_empty_one_is_not_set() {
        for (pairs, expected) in [
            (&[][..], None),
            (&[("KAFKA_ID", "lkc-1")], Some("lkc-1")),
            (&[("CONFLUENT_KAFKA_CLUSTER_ID", "lkc-2")], Some("lkc-2")),
            (&[("CONFLUENT_KAFKA_CLUSTER_ID", "lkc-2"), ("KAFKA_ID", "lkc-1")], Some("lkc-1")),
            (&[("CONFLUENT_KAFKA_CLUSTER_ID", "lkc-2"), ("KAFKA_ID", "")], Some("lkc-2")),
        ] {
            assert_eq!(Variables::given(pairs).first(CLUSTER).as_deref(), expected);
        }
    }
}
