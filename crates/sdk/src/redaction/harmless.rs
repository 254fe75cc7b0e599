/// Keys whose values tell nothing secret, whatever the connector's class.
const KEYS: &[&str] = &[
    "cloud.environment",
    "cloud.provider",
    "confluent.connector.type",
    "confluent.custom.connect.java.version",
    "confluent.custom.connect.plugin.runtime",
    "confluent.custom.plugin.id",
    "confluent.custom.plugin.type",
    "confluent.custom.plugin.version",
    "confluent.custom.schema.registry.auto",
    "connector.class",
    "connector.crn",
    "errors.tolerance",
    "flush.size",
    "input.data.format",
    "kafka.auth.mode",
    "kafka.dedicated",
    "kafka.endpoint",
    "kafka.region",
    "kafka.service.account.id",
    "kafka.topic",
    "max.interval",
    "name",
    "output.data.format",
    "quickstart",
    "tasks.max",
    "time.interval",
    "topic",
    "topics",
    "topics.dir",
    "topics.regex",
];

/// Whether a config key is known to hold no secret. What is not known is taken for one.
#[must_use]
pub fn is_harmless(key: &str) -> bool {
    KEYS.binary_search(&key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_holds_no_credentials() {
        assert!(KEYS.is_sorted());
        for key in ["kafka.api.key", "kafka.api.secret", "connection.url", "anything.else", ""] {
            assert!(!is_harmless(key), "{key}");
        }
        assert!(is_harmless("connector.class"));
    }
}
