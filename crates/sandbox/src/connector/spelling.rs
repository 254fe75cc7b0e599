//! What the service makes of settings when it shows them: it adds some, spells booleans and lists its own way, and hides
//! secrets.

use std::borrow::Cow;

use super::{Connector, MASK, Setting};
use crate::definitions::{self, Definition, Kind};

/// Setting whose presence makes the answers hold the plugin's defaults for what was not given. See the crate's README.
pub(crate) const DEFAULTS: &str = "sandbox.defaults";

/// What is added to every connector's settings.
const ADDED: &[(&str, &str)] = &[
    ("cloud.environment", "prod"),
    ("cloud.provider", "aws"),
    ("config.internal.sandbox", "true"),
    ("confluent.resource.connector.tier", "standard"),
    ("kafka.dedicated", "false"),
    ("kafka.endpoint", "SASL_SSL://localhost:9092"),
    ("kafka.max.partition.validation.disable", "true"),
    ("kafka.region", "us-west-2"),
    ("schema.registry.url", "http://localhost:8081"),
    ("valid.kafka.api.key", "true"),
];

impl Connector {
    /// What is shown beside the settings that were given.
    pub(super) fn added(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let fills = self.settings.contains_key(DEFAULTS);
        let defaults = self.definition().filter(|_| fills).into_iter().flat_map(|definition| &definition.settings);
        let defaults =
            defaults.filter(|setting| !setting.default.is_empty() && !self.settings.contains_key(&setting.name));
        let crn = format!("crn://confluent.cloud/kafka=lkc-sandbox/connector={}", self.name);
        let kind = self.is_custom().then_some(("confluent.custom.plugin.type", "sandbox".into()));
        let always = ADDED.iter().map(|(key, value)| (*key, (*value).into()));
        let own = defaults.map(|setting| (setting.name.as_str(), setting.default.as_str().into()));
        always.chain(own).chain(kind).chain([("connector.crn", crn.into())])
    }

    /// A setting as it is shown.
    pub(super) fn shown<'a>(&self, key: &str, setting: &'a Setting) -> Cow<'a, str> {
        let Setting::Clear(value) = setting else { return MASK.into() };
        let known = self.definition().and_then(|known| known.settings.iter().find(|setting| setting.name == key));
        match known.map(|setting| setting.kind) {
            Some(Kind::Boolean) => value.trim().to_ascii_lowercase().into(),
            Some(Kind::List) => value.split(',').map(str::trim).collect::<Vec<_>>().join(",").into(),
            _ => value.as_str().into(),
        }
    }

    fn definition(&self) -> Option<&'static Definition> {
        if self.is_custom() { None } else { self.clear("connector.class").and_then(definitions::find) }
    }
}
