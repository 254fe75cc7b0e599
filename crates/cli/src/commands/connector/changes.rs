use ccloud_connect::ConnectorConfig;
use ccloud_connect::connectors::{LiveConfig, is_custom};
use serde::Serialize;

/// What the server adds to a config on its own; such keys are never sent, so their absence is no removal.
const SERVER_ADDED: &[&str] = &[
    "cloud.environment",
    "cloud.provider",
    "confluent.custom.plugin.type",
    "confluent.resource.connector.tier",
    "connector.crn",
    "kafka.dedicated",
    "kafka.endpoint",
    "kafka.max.partition.validation.disable",
    "kafka.region",
    "schema.registry.url",
    "valid.kafka.api.key",
];

/// A key of a config that a write made different. No values: they may be secret.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    pub key: String,
    pub change: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Added,
    Changed,
    Removed,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// How the config that is sent differs from the live one, sorted by key. A live value that is masked cannot be
/// compared, so nothing is said of it.
pub(super) fn between(live: &LiveConfig, sent: &ConnectorConfig) -> Vec<Change> {
    let written = sent.iter().filter_map(|(key, value)| match live.get(key) {
        None => Some((key, Kind::Added)),
        Some(old) if old.told().is_none_or(|old| old == value) => None,
        Some(_) => Some((key, Kind::Changed)),
    });
    // A custom connector's class is its plugin's; the server shows it and nobody sends it.
    let is_shown = |key: &str| is_server_added(key) || (key == "connector.class" && is_custom(sent));
    let removed = live.keys().filter(|key| !sent.contains_key(key) && !is_shown(key));
    let all = written.chain(removed.map(|key| (key, Kind::Removed)));
    let mut changes: Vec<_> = all.map(|(key, change)| Change { key: key.to_owned(), change }).collect();
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    changes
}

fn is_server_added(key: &str) -> bool {
    SERVER_ADDED.contains(&key) || key.starts_with("config.internal.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_hides_or_adds_is_no_change() {
        let live = LiveConfig::from([
            ("name", "orders"),
            ("kafka.api.secret", "****************"),
            ("old.password", "****************"),
            ("tasks.max", "1"),
            ("topics", "a"),
            ("kafka.endpoint", "SASL_SSL://host:9092"),
            ("config.internal.x", "1"),
        ]);
        let sent = ConnectorConfig::from([
            ("name", "orders"),
            ("kafka.api.secret", "new"),
            ("tasks.max", "2"),
            ("flush.size", "10"),
        ]);
        let told: Vec<_> = between(&live, &sent).into_iter().map(|c| (c.key, c.change.as_str())).collect();
        let expected =
            [("flush.size", "added"), ("old.password", "removed"), ("tasks.max", "changed"), ("topics", "removed")];
        assert_eq!(told, expected.map(|(key, change)| (key.to_owned(), change)));
    }

    #[test]
    fn the_class_of_a_custom_connector_is_its_plugins() {
        let sent = ConnectorConfig::from([("confluent.connector.type", "CUSTOM")]);
        let live = LiveConfig::from([("confluent.connector.type", "CUSTOM"), ("connector.class", "io.example.A")]);
        assert_eq!(between(&live, &sent), []);
        assert_eq!(between(&live, &ConnectorConfig::new()).len(), 2);
    }
}
