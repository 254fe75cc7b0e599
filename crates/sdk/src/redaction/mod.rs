//! Which settings are secret. One place decides, and when in doubt they are.

mod address;
mod document;
mod harmless;
pub mod references;

use std::collections::HashMap;

use ccloud_connect_secret::{ConnectorConfig, MASK, Redactor, Secret};
pub(crate) use document::{Place, learn_received, learn_sent, masked, shown};
pub use harmless::is_harmless;
#[cfg(feature = "_upload")]
pub(crate) use harmless::is_harmless_field;
pub(crate) use harmless::is_harmless_parameter;
use http::header::{AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Secret whatever a class says: the API document marks the one, and the service hides both.
const ALWAYS_SECRET: [&str; 2] = ["kafka.api.key", "kafka.api.secret"];

/// What is known of the keys of one connector class.
#[derive(Clone, Debug, Default)]
pub struct Classification {
    /// Whether a key is a password, as far as the class says.
    passwords: HashMap<String, bool>,
}

impl Classification {
    /// What a class's definitions say: `PASSWORD` is secret, the other types that are known are not. A type that is not
    /// known says nothing.
    #[cfg(feature = "connect-v1")]
    #[must_use]
    pub fn of(definitions: &[crate::plugins::ConfigDefinition]) -> Self {
        use crate::plugins::ConfigType::{Boolean, Double, Enum, Int, List, Long, Password, Short, String};
        let told = definitions.iter().filter_map(|definition| match definition.value_type.as_ref()? {
            Password => Some((definition.name.clone(), true)),
            Boolean | Double | Enum | Int | List | Long | Short | String => Some((definition.name.clone(), false)),
            _ => None,
        });
        Self { passwords: told.collect() }
    }

    /// Whether a key holds a secret. What neither the class nor the list of harmless keys knows is taken for one.
    #[must_use]
    pub fn is_secret(&self, key: &str) -> bool {
        ALWAYS_SECRET.contains(&key) || self.passwords.get(key).copied().unwrap_or_else(|| !is_harmless(key))
    }

    /// A value as it may be shown: the mask for a secret; all else without the credentials that an address may carry.
    #[must_use]
    pub fn shown(&self, key: &str, value: &Secret) -> String {
        if self.is_secret(key) {
            return MASK.to_owned();
        }
        // Known to be no secret.
        address::without_credentials(value.expose())
    }

    /// All keys of a config with their values as they may be shown, sorted by key.
    pub fn lines<'a>(&self, config: &'a ConnectorConfig) -> impl Iterator<Item = (&'a str, String)> {
        config.iter().map(|(key, value)| (key, self.shown(key, value)))
    }
}

/// Teaches a redactor the settings in a request's body that are not known to be harmless, so that a server that quotes
/// them in a message does not show them.
pub(crate) fn teach(redactor: &Redactor, operation: &str, body: &[u8]) {
    #[derive(serde::Deserialize)]
    struct Create {
        config: Option<ConnectorConfig>,
    }
    let config = match operation {
        "create_connector" => serde_json::from_slice::<Create>(body).ok().and_then(|create| create.config),
        "create_or_update_connector_config" | "validate_connector_plugin" | "translate_connector_config" => {
            serde_json::from_slice(body).ok()
        }
        _ => None,
    };
    for (key, value) in config.iter().flat_map(ConnectorConfig::iter) {
        if !is_harmless(key) {
            redactor.learn(value);
        }
    }
}

/// Headers as they may be shown: no cookies, nothing the redactor knows, and links without their parameters.
pub(crate) fn headers(received: &HeaderMap, redactor: &Redactor) -> HeaderMap {
    let shown = |(name, value): (&HeaderName, &HeaderValue)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = redactor.scrub(&address::without_credentials(&text));
        let hidden = *name == SET_COOKIE || *name == AUTHORIZATION;
        let value = HeaderValue::from_str(if hidden { MASK } else { &text });
        (name.clone(), value.unwrap_or(HeaderValue::from_static(MASK)))
    };
    received.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_shown_without_cookies_and_credentials() {
        let redactor = Redactor::new();
        redactor.learn(&"known-canary".into());
        for (name, value, expected) in [
            ("set-cookie", "a=canary", MASK.to_owned()),
            ("location", "https://h.example/a?token=canary", format!("https://h.example/a?token={MASK}")),
            ("x-any", "the known-canary", "the ***".to_owned()),
            ("content-type", "text/plain; version=0.0.4", "text/plain; version=0.0.4".to_owned()),
        ] {
            let name = HeaderName::from_static(name);
            let received = HeaderMap::from_iter([(name.clone(), HeaderValue::from_static(value))]);
            assert_eq!(headers(&received, &redactor)[name], expected);
        }
    }

    #[test]
    fn a_value_is_shown_when_it_is_known_to_be_harmless_and_else_masked() {
        let passwords =
            [("database.user", false), ("database.password", true), ("topics", true), ("kafka.api.key", false)];
        let class = Classification { passwords: passwords.map(|(key, is)| (key.to_owned(), is)).into() };
        for (key, is_shown) in [
            ("name", true),
            ("tasks.max", true),
            ("output.data.format", true),
            ("database.user", true),
            ("database.password", false),
            ("topics", false),
            ("kafka.api.key", false),
            ("kafka.api.secret", false),
            ("something.new", false),
            ("Name", false),
        ] {
            assert_eq!(class.shown(key, &"canary".into()), if is_shown { "canary" } else { MASK }, "{key}");
        }
    }
}
