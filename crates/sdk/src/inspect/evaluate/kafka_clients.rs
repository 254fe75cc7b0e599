//! The settings of type PASSWORD that Kafka's own client library defines when a connector asks it to. Archives mostly leave
//! that library out, since the worker has it.

/// As of Kafka 2.7, which added the last three; they have stayed since.
const SSL: [&str; 6] = [
    "ssl.key.password",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.key",
    "ssl.keystore.password",
    "ssl.truststore.certificates",
    "ssl.truststore.password",
];
const SASL: [&str; 1] = ["sasl.jaas.config"];
/// The order of a client's own definition.
const CLIENT: [&str; 7] = [SSL[0], SSL[1], SSL[2], SSL[3], SSL[4], SSL[5], SASL[0]];

/// What a method adds to the `ConfigDef` it is given, or is a method of.
pub(super) fn added_by(class: &str, method: &str) -> Option<&'static [&'static str]> {
    match (class.rsplit('/').next()?, method) {
        ("SslConfigs", "addClientSslSupport") | ("ConfigDef", "withClientSslSupport") => Some(&SSL),
        ("SaslConfigs", "addClientSaslSupport") | ("ConfigDef", "withClientSaslSupport") => Some(&SASL),
        _ => None,
    }
}

/// What the `configDef()` of a client's configuration has, or of the worker's for all connectors.
pub(super) fn config_of(class: &str) -> Option<&'static [&'static str]> {
    match class.strip_prefix("org/apache/kafka/")? {
        "clients/admin/AdminClientConfig" | "clients/consumer/ConsumerConfig" | "clients/producer/ProducerConfig" => {
            Some(&CLIENT)
        }
        "connect/runtime/ConnectorConfig"
        | "connect/runtime/SinkConnectorConfig"
        | "connect/runtime/SourceConnectorConfig" => Some(&[]),
        _ => None,
    }
}
