use ccloud_connect_secret::{ConnectorConfig, Secret, holds_mask};

use crate::Error;

/// The class that a config names: a managed plugin's short one, or a custom plugin's Java class.
#[must_use]
pub fn class(config: &ConnectorConfig) -> Option<&str> {
    word(config, "connector.class")
}

/// Whether a config is that of a connector on a custom plugin.
#[must_use]
pub fn is_custom(config: &ConnectorConfig) -> bool {
    word(config, "confluent.connector.type").is_some_and(|kind| kind.eq_ignore_ascii_case("custom"))
}

/// A mask stands for a value that the server hides: written back, it would destroy the real one.
pub(crate) fn refuse_masks(config: &ConnectorConfig) -> Result<(), Error> {
    let masked = config.iter().filter(|(_, value)| holds_mask(value.expose()));
    let keys: Vec<String> = masked.map(|(key, _)| key.to_owned()).collect();
    if keys.is_empty() { Ok(()) } else { Err(Error::Masked { keys }) }
}

/// A setting that says what a connector is, which is no secret; `None` for one that says nothing.
pub(crate) fn word<'a>(config: &'a ConnectorConfig, key: &str) -> Option<&'a str> {
    config.get(key).filter(|value| !value.is_mask() && !value.is_empty()).map(Secret::expose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connector_is_custom_when_its_config_says_so_in_any_case() {
        for (kind, custom) in [("CUSTOM", true), ("custom", true), ("MANAGED", false), ("", false)] {
            assert_eq!(is_custom(&ConnectorConfig::from([("confluent.connector.type", kind)])), custom, "{kind}");
        }
        assert!(!is_custom(&ConnectorConfig::new()));
        assert_eq!(class(&ConnectorConfig::from([("connector.class", "DatagenSource")])), Some("DatagenSource"));
    }
}
