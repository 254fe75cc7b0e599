use std::collections::{BTreeMap, btree_map};
use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use crate::{Secret, is_mask, wire};

/// The settings of a connector: a flat map of texts, any of which may be a secret, so each is held as one.
///
/// Keys are shown, values never. Decoding is lenient: `null` is an empty map, and a value that is no text becomes one
/// (see [`Secret`]); `null` values are left out.
///
/// It has no `Display`:
/// ```compile_fail,E0277
/// println!("{}", ccloud_connect_secret::ConnectorConfig::from([("db.password", "hunter2")]));
/// ```
/// ```
/// println!("{:?}", ccloud_connect_secret::ConnectorConfig::from([("db.password", "hunter2")])); // shows keys and masks
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ConnectorConfig(BTreeMap<String, Secret>);

impl ConnectorConfig {
    /// An empty config.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key and gives back the value it had.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Secret>) -> Option<Secret> {
        self.0.insert(key.into(), value.into())
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Secret> {
        self.0.get(key)
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Secret> {
        self.0.remove(key)
    }

    /// Whether the key is there.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Keys and values, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys whose value is a mask, that is, was hidden by the server.
    pub fn masked_keys(&self) -> impl Iterator<Item = &str> {
        self.iter().filter(|(_, value)| value.is_mask()).map(|(key, _)| key)
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
}

impl fmt::Debug for ConnectorConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.0).finish()
    }
}

impl<K: Into<String>, V: Into<Secret>> FromIterator<(K, V)> for ConnectorConfig {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<K: Into<String>, V: Into<Secret>, const N: usize> From<[(K, V); N]> for ConnectorConfig {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl IntoIterator for ConnectorConfig {
    type Item = (String, Secret);
    type IntoIter = btree_map::IntoIter<String, Secret>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Serialize for ConnectorConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if wire::refuses_masks()
            && let Some((key, _)) = self.0.iter().find(|(_, value)| is_mask(value.expose()))
        {
            return Err(S::Error::custom(format_args!("`{key}` is masked and cannot be sent")));
        }
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for ConnectorConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Option::<BTreeMap<String, Option<Secret>>>::deserialize(deserializer)?;
        let given = values.into_iter().flatten().filter_map(|(key, value)| Some((key, value?)));
        Ok(given.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MASK, Wire};

    #[test]
    fn connector_config_debug_shows_only_the_mask() {
        let config = ConnectorConfig::from([("kafka.api.secret", "canary"), ("name", "canary")]);
        assert_eq!(format!("{config:?}"), format!("{{\"kafka.api.secret\": {MASK}, \"name\": {MASK}}}"));
        assert!(!serde_json::to_string(&config).unwrap().contains("canary"));
    }

    #[test]
    fn the_wire_carries_every_value_and_refuses_a_masked_one_by_key() {
        let mut config = ConnectorConfig::from([("a", "1")]);
        assert_eq!(serde_json::to_string(&Wire(&config)).unwrap(), r#"{"a":"1"}"#);
        config.insert("db.password", MASK);
        let refused = serde_json::to_string(&Wire(&config)).unwrap_err().to_string();
        assert!(refused.contains("`db.password` is masked"), "{refused}");
    }

    #[test]
    fn a_config_is_a_map_sorted_by_key_that_knows_its_masks() {
        let mut config = ConnectorConfig::new();
        assert!(config.is_empty());
        assert_eq!(config.insert("b", "1"), None);
        assert_eq!(config.insert("b", "****"), Some("1".into()));
        config.insert("a", "2");
        assert_eq!((config.len(), config.is_empty()), (2, false));
        assert_eq!((config.get("a"), config.get("c")), (Some(&"2".into()), None));
        assert!(config.contains_key("a") && !config.contains_key("c"));
        assert_eq!(config.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(config.iter().collect::<Vec<_>>(), [("a", &"2".into()), ("b", &"****".into())]);
        assert_eq!(config.masked_keys().collect::<Vec<_>>(), ["b"]);
        assert_eq!((config.remove("b"), config.remove("b")), (Some("****".into()), None));
        assert_eq!(config.into_iter().collect::<Vec<_>>(), [("a".to_owned(), "2".into())]);
    }

    #[test]
    fn nulls_and_numbers_in_a_received_config_decode() {
        let config: ConnectorConfig = serde_json::from_str(r#"{"a":null,"b":2,"c":"x"}"#).unwrap();
        assert_eq!(config, ConnectorConfig::from([("b", "2"), ("c", "x")]));
        assert!(serde_json::from_str::<ConnectorConfig>("null").unwrap().is_empty());
    }
}
