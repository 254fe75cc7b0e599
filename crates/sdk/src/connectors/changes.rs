use ccloud_connect_secret::ConnectorConfig;

use super::{LiveConfig, LiveValue, is_custom};

/// What the service adds to a config on its own, as Confluent's Terraform provider ignores it when it compares; and
/// everything that begins with `config.internal.`.
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyChange {
    /// The key.
    pub key: String,
    /// How it differs.
    pub change: Change,
}

/// How a key of a config differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    Added,
    /// It had another value.
    Changed,
    /// It is there no longer.
    Removed,
}

impl Change {
    /// The word for it, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// Which keys differ in a config that is sent from the live one, sorted. A live value that is masked cannot be compared,
/// so nothing is said of it. What the service adds on its own is never sent, so its absence is no removal.
#[must_use]
pub fn changes(live: &LiveConfig, sent: &ConnectorConfig) -> Vec<KeyChange> {
    compared(live, sent, None)
}

/// The same; `hidden` is what is said of a masked key that is sent.
pub(super) fn compared(live: &LiveConfig, sent: &ConnectorConfig, hidden: Option<Change>) -> Vec<KeyChange> {
    let written = sent.iter().filter_map(|(key, value)| match live.get(key) {
        None => Some((key, Change::Added)),
        Some(LiveValue::Masked) => hidden.map(|change| (key, change)),
        Some(LiveValue::Told(old)) => (old != value).then_some((key, Change::Changed)),
    });
    let removed = live.keys().filter(|key| !sent.contains_key(key) && !is_never_sent(key, is_custom(sent)));
    let all = written.chain(removed.map(|key| (key, Change::Removed)));
    let mut changes: Vec<_> = all.map(|(key, change)| KeyChange { key: key.to_owned(), change }).collect();
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    changes
}

/// Whether the service adds a key to every connector's config on its own.
#[must_use]
pub fn is_server_added(key: &str) -> bool {
    SERVER_ADDED.contains(&key) || key.starts_with("config.internal.")
}

/// Whether a key is shown by the service only. The class of a custom connector is its plugin's.
pub(crate) fn is_never_sent(key: &str, is_custom: bool) -> bool {
    is_server_added(key) || (is_custom && key == "connector.class")
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
        let told: Vec<_> = changes(&live, &sent).into_iter().map(|one| (one.key, one.change.as_str())).collect();
        let expected =
            [("flush.size", "added"), ("old.password", "removed"), ("tasks.max", "changed"), ("topics", "removed")];
        assert_eq!(told, expected.map(|(key, change)| (key.to_owned(), change)));
    }

    #[test]
    fn the_class_of_a_custom_connector_is_its_plugins() {
        let sent = ConnectorConfig::from([("confluent.connector.type", "CUSTOM")]);
        let live = LiveConfig::from([("confluent.connector.type", "CUSTOM"), ("connector.class", "io.example.A")]);
        assert_eq!(changes(&live, &sent), []);
        assert_eq!(changes(&live, &ConnectorConfig::new()).len(), 2);
    }
}
