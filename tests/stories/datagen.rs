use ccloud_connect::ConnectorConfig;

/// The settings of a small managed source, and more.
pub(crate) fn datagen(more: &[(&str, &str)]) -> ConnectorConfig {
    let mut config = ConnectorConfig::from([
        ("connector.class", "DatagenSource"),
        ("kafka.api.key", "KEY"),
        ("kafka.api.secret", "canary-secret"),
        ("kafka.topic", "orders"),
        ("output.data.format", "JSON"),
        ("quickstart", "ORDERS"),
        ("tasks.max", "1"),
    ]);
    for (key, value) in more {
        config.insert(*key, *value);
    }
    config
}
