use std::fmt;

use ccloud_connect_secret::{ConnectorConfig, Secret};

use super::config::{class, is_custom, refuse_masks};
use crate::Error;
use crate::plugins::PluginRef;
use crate::redaction::{Classification, Shown};

/// The settings of a connector as the server shows them: with masks in place of what it hides, and with what it added.
///
/// It is no [`ConnectorConfig`], so it cannot be written back as it is: a mask would destroy the real value. What is
/// written is made from it by [`LiveConfig::told`] or [`LiveConfig::into_config`].
///
/// ```
/// use ccloud_connect::connectors::{LiveConfig, LiveValue};
///
/// let live = LiveConfig::from([("db.user", "reader"), ("db.password", "****************")]);
/// assert_eq!(live.get("db.password"), Some(LiveValue::Masked));
/// assert!(matches!(live.get("db.user"), Some(LiveValue::Told(user)) if user.expose() == "reader"));
/// assert!(live.into_config().is_err());
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LiveConfig(ConnectorConfig);

/// What the server tells of one setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveValue<'a> {
    /// That there is a value; it is hidden.
    Masked,
    /// The value, which need not be harmless: the server hides only what it takes for secret.
    Told(&'a Secret),
}

impl LiveConfig {
    /// What the server tells of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<LiveValue<'_>> {
        self.0.get(key).map(LiveValue::of)
    }

    /// Whether the key is there.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys()
    }

    /// The keys whose value the server hides, sorted.
    pub fn masked_keys(&self) -> impl Iterator<Item = &str> {
        self.0.masked_keys()
    }

    /// Keys and what the server tells of them, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, LiveValue<'_>)> {
        self.0.iter().map(|(key, value)| (key, LiveValue::of(value)))
    }

    /// Keys and values as they may be shown to anybody, sorted by key.
    pub fn shown(&self, class: &Classification) -> impl Iterator<Item = (&str, Shown<'_>)> {
        class.shown_all(&self.0)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The connector's class; for a custom connector the Java class of its plugin.
    #[must_use]
    pub fn class(&self) -> Option<&str> {
        class(&self.0)
    }

    /// Whether it is a connector on a custom plugin.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        is_custom(&self.0)
    }

    /// The plugin that the connector runs.
    #[must_use]
    pub fn plugin(&self) -> Option<PluginRef> {
        PluginRef::of(&self.0)
    }

    /// The settings whose values the server told, to be completed before they are written: without the masked ones.
    #[must_use]
    pub fn told(self) -> ConnectorConfig {
        self.0.into_iter().filter(|(_, value)| !value.is_mask()).collect()
    }

    /// The settings as they can be written, if the server hides none of them.
    ///
    /// # Errors
    /// [`Error::Masked`] with all keys whose values it hides.
    pub fn into_config(self) -> Result<ConnectorConfig, Error> {
        refuse_masks(&self.0)?;
        Ok(self.0)
    }
}

impl<'a> LiveValue<'a> {
    fn of(value: &'a Secret) -> Self {
        if value.is_mask() { Self::Masked } else { Self::Told(value) }
    }

    /// The value, if the server told it.
    #[must_use]
    pub fn told(self) -> Option<&'a Secret> {
        match self {
            Self::Told(value) => Some(value),
            Self::Masked => None,
        }
    }
}

/// Keys alone are shown, as those of a [`ConnectorConfig`].
impl fmt::Debug for LiveConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<ConnectorConfig> for LiveConfig {
    fn from(received: ConnectorConfig) -> Self {
        Self(received)
    }
}

impl<K: Into<String>, V: Into<Secret>, const N: usize> From<[(K, V); N]> for LiveConfig {
    fn from(pairs: [(K, V); N]) -> Self {
        Self(pairs.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_value_is_no_text_and_cannot_be_written_back() {
        let live = LiveConfig::from([("a", "1"), ("b", "****"), ("c", "**/*.csv"), ("d", "**")]);
        assert_eq!(live.masked_keys().collect::<Vec<_>>(), ["b", "d"]);
        assert_eq!(live.get("b").and_then(LiveValue::told), None);
        assert_eq!(live.get("c").and_then(LiveValue::told).map(Secret::expose), Some("**/*.csv"));
        assert_eq!(live.clone().told(), ConnectorConfig::from([("a", "1"), ("c", "**/*.csv")]));
        let Err(Error::Masked { keys }) = live.into_config() else { panic!("a mask was taken for a value") };
        assert_eq!(keys, ["b", "d"]);
        assert!(LiveConfig::from([("a", "1")]).into_config().is_ok());
    }
}
