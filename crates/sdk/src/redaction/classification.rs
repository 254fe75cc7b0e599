use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use ccloud_connect_secret::{ConnectorConfig, MASK, Redactor, Secret};
use foldhash::fast::RandomState;
use serde::{Serialize, Serializer};

use super::harmless::KEYS;
use super::{inside, is_harmless, names};

/// Asked for every setting that is shown. The keys are a plugin's own, so a hash that is quick will do.
type Told = HashMap<String, bool, RandomState>;

/// Secret whatever a class says: the API document marks the one, and the service hides both.
const ALWAYS_SECRET: [&str; 2] = ["kafka.api.key", "kafka.api.secret"];

/// Which settings of one plugin are secret. The default knows nothing of the plugin: then only keys that are harmless
/// with any of them are shown.
///
/// [`Cluster::classification`](crate::connectors::Cluster::classification) has that of a connector's plugin.
#[derive(Clone, Debug, Default)]
pub struct Classification {
    /// Whether a key is secret, as far as the plugin or the list of harmless keys says.
    told: Arc<Told>,
    /// Whether the plugin has named every secret key, and others are judged by their names.
    names_all: bool,
    marked: HashSet<String>,
}

/// A setting's value as it may be shown to anybody; a mask when displayed or serialised, unless it is a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// No secret; credentials inside it are masked.
    Text(Cow<'a, str>),
    /// A secret, hidden here.
    Secret,
    /// Hidden by the server.
    Masked,
}

impl Classification {
    /// What a managed plugin's definitions say: `PASSWORD` is secret, the other types that are known are not. A type that
    /// is not known says nothing.
    #[cfg(feature = "connect-v1")]
    #[must_use]
    pub fn of(definitions: &[crate::plugins::ConfigDefinition]) -> Self {
        let mut told = Told::default();
        for definition in definitions {
            let kind = definition.value_type.as_ref().and_then(|kind| is_password(kind.as_str()));
            if let Some(is_secret) = kind {
                // Should a key be defined twice, the more careful word counts.
                *told.entry(definition.name.clone()).or_default() |= is_secret;
            }
        }
        Self { told: with_harmless(told), ..Self::default() }
    }

    /// What the definition of one setting says, in the service's words.
    pub(super) fn of_one(name: &str, kind: &str) -> Self {
        let told = is_password(kind).map(|is_password| (name.to_owned(), is_password));
        Self { told: Arc::new(told.into_iter().collect()), ..Self::default() }
    }

    /// What a custom plugin says: its `sensitive_config_properties` are secret, and the service hides no others. Keys that
    /// whoever made the list may have forgotten are told by their names.
    #[must_use]
    pub fn of_sensitive_properties<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Self {
        let told = keys.into_iter().map(|key| (key.into(), true)).collect();
        Self { told: with_harmless(told), names_all: true, marked: HashSet::new() }
    }

    /// Makes more keys secret, whatever the plugin says.
    #[must_use]
    pub fn with_secret<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.marked.extend(keys.into_iter().map(Into::into));
        self
    }

    /// Whether a key holds a secret. What nobody knows is taken for one.
    #[must_use]
    pub fn is_secret(&self, key: &str) -> bool {
        if ALWAYS_SECRET.contains(&key) || self.marked.contains(key) {
            return true;
        }
        match self.told.get(key) {
            Some(is_secret) => *is_secret,
            None if self.names_all => !is_harmless(key) && names::looks_secret(key),
            None => !is_harmless(key),
        }
    }

    /// Teaches a redactor a value that is a secret or holds one: the whole, and what in it lets one in by itself.
    pub(super) fn teach(&self, key: &str, value: &Secret, redactor: &Redactor) {
        // Compared with what is left of it.
        let hides = !matches!(self.shown(key, value), Shown::Text(text) if text == value.expose());
        if hides {
            redactor.learn(value);
            // Looked through.
            for part in &inside::credentials(value.expose()) {
                redactor.learn(part);
            }
        }
    }

    /// A value as it may be shown.
    #[must_use]
    pub fn shown<'a>(&self, key: &str, value: &'a Secret) -> Shown<'a> {
        if value.is_mask() {
            Shown::Masked
        } else if self.is_secret(key) {
            Shown::Secret
        } else {
            // Known to be no secret.
            Shown::Text(inside::without_credentials(value.expose()))
        }
    }

    /// All keys of a config with their values as they may be shown, sorted by key.
    pub fn shown_all<'a>(&self, config: &'a ConnectorConfig) -> impl Iterator<Item = (&'a str, Shown<'a>)> {
        config.iter().map(|(key, value)| (key, self.shown(key, value)))
    }
}

/// What a plugin does not tell of is looked up in the same place.
fn with_harmless(mut told: Told) -> Arc<Told> {
    for key in KEYS {
        told.entry((*key).to_owned()).or_insert(false);
    }
    told.into()
}

/// Whether a type of the service's is that of secrets; `None` for one that says nothing, such as `NONE`.
fn is_password(kind: &str) -> Option<bool> {
    const OTHERS: [&str; 8] = ["BOOLEAN", "DOUBLE", "ENUM", "INT", "LIST", "LONG", "SHORT", "STRING"];
    let is = |word: &&str| kind.eq_ignore_ascii_case(word);
    if is(&"PASSWORD") { Some(true) } else { OTHERS.iter().any(is).then_some(false) }
}

impl Shown<'_> {
    /// The text, or the mask.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Secret | Self::Masked => MASK,
        }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defined(keys: &[(&str, bool)]) -> Classification {
        let told = keys.iter().map(|(key, is)| ((*key).to_owned(), *is)).collect();
        Classification { told: with_harmless(told), ..Classification::default() }
    }

    #[test]
    fn a_value_is_shown_when_it_is_known_to_be_harmless_and_else_masked() {
        let class = defined(&[
            ("database.user", false),
            ("database.password", true),
            ("topics", true),
            ("kafka.api.key", false),
        ]);
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
            let expected = if is_shown { Shown::Text("canary".into()) } else { Shown::Secret };
            assert_eq!(class.shown(key, &"canary".into()), expected, "{key}");
        }
        assert_eq!(class.shown("database.user", &"****".into()), Shown::Masked);
    }

    #[test]
    fn a_key_that_somebody_calls_secret_is_one_and_no_other_becomes_one() {
        let class = defined(&[("database.user", false), ("database.name", false)]).with_secret(["database.user"]);
        assert!(class.is_secret("database.user") && !class.is_secret("database.name"));
    }

    #[cfg(feature = "connect-v1")]
    #[test]
    fn definitions_decide_and_names_do_not() {
        let secret = [
            "azblob.account.key",
            "azure.search.tenant.id",
            "connection.password",
            "database.ssl.keystore",
            "function.key",
            "http.request.sensitive.headers",
            "keyfile",
            "mqtt.username",
            "query",
            "s3.sse.customer.key",
            "sensitive.headers",
            "tls.pemfile",
        ];
        let harmless = [
            "api.key.location",
            "api1.is.next.page.token.absolute.url",
            "connection.credentials.source",
            "oauth2.token.property",
            "oauth2.token.url",
            "secret.manager.url",
            "timestamp.field",
        ];
        let definition = |name: &str, kind: &str| -> crate::plugins::ConfigDefinition {
            serde_json::from_value(serde_json::json!({"name": name, "value_type": kind})).unwrap()
        };
        let defined = secret.iter().map(|key| definition(key, "PASSWORD"));
        let defined = defined.chain(harmless.iter().map(|key| definition(key, "STRING")));
        // A type that is none, that is new, or that is told twice.
        let more = [("a", "NONE"), ("b", "VAULT"), ("c", "STRING"), ("c", "password"), ("c", "STRING")];
        let defined = defined.chain(more.map(|(key, kind)| definition(key, kind)));
        let class = Classification::of(&defined.collect::<Vec<_>>());
        for key in secret.into_iter().chain(["a", "b", "c", "not.defined"]) {
            assert!(class.is_secret(key), "{key}");
            assert!(Classification::default().is_secret(key), "{key} of an unknown plugin");
        }
        for key in harmless {
            assert!(!class.is_secret(key), "{key}");
            assert!(Classification::default().is_secret(key), "{key} of an unknown plugin");
        }
    }

    #[test]
    fn a_custom_plugin_names_its_secrets_and_forgotten_ones_are_told_by_their_names() {
        let class = Classification::of_sensitive_properties(["conn.str"]);
        for (key, is_secret) in [
            ("conn.str", true),
            ("host", false),
            ("db.password", true),
            ("kafka.api.secret", true),
            ("confluent.custom.plugin.id", false),
        ] {
            assert_eq!(class.is_secret(key), is_secret, "{key}");
        }
        assert!(Classification::default().is_secret("host"));
    }

    #[test]
    fn what_is_hidden_is_a_mask_wherever_it_is_written() {
        for (shown, text) in [(Shown::Text("a".into()), "a"), (Shown::Secret, MASK), (Shown::Masked, MASK)] {
            assert_eq!((shown.to_string().as_str(), serde_json::to_value(&shown).unwrap()), (text, text.into()));
        }
    }
}
