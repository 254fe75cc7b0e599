/// Keys whose values tell nothing secret, whatever the connector's class.
pub(super) const KEYS: &[&str] = &[
    "auto.restart.on.user.error",
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
    "consumer.override.auto.offset.reset",
    "consumer.override.isolation.level",
    "csfle.enabled",
    "errors.deadletterqueue.context.headers.enable",
    "errors.deadletterqueue.topic.name",
    "errors.log.enable",
    "errors.tolerance",
    "flush.size",
    "header.converter",
    "input.data.format",
    "input.key.format",
    "kafka.auth.mode",
    "kafka.dedicated",
    "kafka.endpoint",
    "kafka.region",
    "kafka.service.account.id",
    "kafka.topic",
    "key.converter",
    "key.converter.schemas.enable",
    "max.interval",
    "max.poll.interval.ms",
    "max.poll.records",
    "name",
    "output.data.format",
    "output.key.format",
    "poll.interval.ms",
    "predicates",
    "producer.override.compression.type",
    "producer.override.linger.ms",
    "quickstart",
    "reporter.error.topic.name",
    "reporter.result.topic.name",
    "schema.context.name",
    "sr.service.account.id",
    "tasks.max",
    "time.interval",
    "timezone",
    "topic",
    "topic.prefix",
    "topics",
    "topics.dir",
    "topics.regex",
    "transforms",
    "value.converter",
    "value.converter.auto.register.schemas",
    "value.converter.schemas.enable",
    "value.converter.use.latest.version",
];

/// Fields of a signed form that tell nothing.
#[cfg(feature = "_upload")]
const FIELDS: &[&str] =
    &["blob_path", "bucket", "container", "key", "object_path", "storage_account", "x-amz-algorithm", "x-amz-date"];

/// Query parameters of the service that tell nothing.
const PARAMETERS: &[&str] = &["cloud", "environment", "expand", "page_size", "spec.cloud"];

/// Whether a field of a signed form is known to hold no secret. What is not known is taken for one.
#[cfg(feature = "_upload")]
pub(crate) fn is_harmless_field(name: &str) -> bool {
    FIELDS.binary_search(&name).is_ok()
}

/// Whether a query parameter is known to hold no secret. What is not known is taken for one.
pub(crate) fn is_harmless_parameter(name: &str) -> bool {
    PARAMETERS.binary_search(&name).is_ok()
}

/// Whether a config key is known to hold no secret. What is not known is taken for one.
#[must_use]
pub fn is_harmless(key: &str) -> bool {
    KEYS.binary_search(&key).is_ok() || names_a_step(key)
}

/// `transforms.ALIAS.type` and the like name a class or another step.
fn names_a_step(key: &str) -> bool {
    let step = key.strip_prefix("transforms.").or_else(|| key.strip_prefix("predicates."));
    let kind = step.and_then(|step| step.split_once('.')).map(|(_, kind)| kind);
    kind.is_some_and(|kind| matches!(kind, "type" | "predicate" | "negate"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_holds_no_credentials() {
        assert!(KEYS.is_sorted() && PARAMETERS.is_sorted());
        assert!(is_harmless_parameter("expand") && !is_harmless_parameter("page_token"));
        for key in [
            "kafka.api.key",
            "kafka.api.secret",
            "connection.url",
            "anything.else",
            "transforms.a.b.type",
            "transforms.a.field",
            "transforms.type",
            "a.transforms.b.type",
            "",
        ] {
            assert!(!is_harmless(key), "{key}");
        }
        for key in
            ["connector.class", "transforms", "transforms.a.type", "transforms.a.predicate", "predicates.p.negate"]
        {
            assert!(is_harmless(key), "{key}");
        }
    }

    #[cfg(feature = "_upload")]
    #[test]
    fn what_signs_a_form_is_a_secret() {
        assert!(FIELDS.is_sorted() && is_harmless_field("bucket"));
        for field in ["policy", "x-amz-credential", "x-amz-security-token", "x-amz-signature", "sas_token", "new"] {
            assert!(!is_harmless_field(field), "{field}");
        }
    }
}
