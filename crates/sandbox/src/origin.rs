//! What a custom connector is made from: a plugin of the organization, or one version of an environment's plugin.

use jiff::Timestamp;

use crate::connect_plugin::PluginVersion;
use crate::connector::Connector;
use crate::custom_plugin::CustomPlugin;
use crate::definitions::Config;
use crate::state::State;

pub(crate) struct Origin<'a> {
    /// Java class or alias.
    pub(crate) class: &'a str,
    /// `SOURCE` or `SINK`.
    pub(crate) direction: &'a str,
    /// Names of settings to hide.
    pub(crate) sensitive: &'a [String],
    /// Id of the version, where plugins have versions.
    pub(crate) version: Option<&'a str>,
}

impl Origin<'_> {
    pub(crate) fn is_sensitive(&self, setting: &str) -> bool {
        self.sensitive.iter().any(|name| name == setting)
    }
}

impl CustomPlugin {
    fn origin(&self) -> Origin<'_> {
        Origin {
            class: &self.connector_class,
            direction: &self.connector_type,
            sensitive: &self.sensitive_config_properties,
            version: None,
        }
    }
}

impl PluginVersion {
    /// The class a configuration names, or the only one there is.
    fn origin(&self, named: Option<&str>) -> Result<Origin<'_>, String> {
        let class = match (named, self.connector_classes.as_slice()) {
            (Some(named), classes) => classes
                .iter()
                .find(|class| class.class_name == named)
                .ok_or_else(|| format!("version {} holds no connector class {named:?}", self.version)),
            (None, [only]) => Ok(only),
            (None, _) => Err("\"connector.class\" is required: the version holds several".to_owned()),
        }?;
        Ok(Origin {
            class: &class.class_name,
            direction: &class.kind,
            sensitive: &self.sensitive_config_properties,
            version: Some(&self.id),
        })
    }
}

impl State {
    /// What a stored connector was made from; nothing if it is a managed one.
    pub(crate) fn origin(&self, connector: &Connector) -> Option<Origin<'_>> {
        let id = connector.plugin_id()?;
        if let Some(plugin) = self.plugins.get(id) {
            return Some(plugin.origin());
        }
        let version = self.connect_plugins.get(id)?.versions.get(connector.version_id.as_deref()?)?;
        version.origin(connector.clear("connector.class")).ok()
    }

    /// What a configuration asks for. Of a plugin with versions that is the one it names, or the newest that is READY.
    pub(crate) fn choose(&self, config: &Config, now: Timestamp) -> Result<Origin<'_>, String> {
        let id = &config["confluent.custom.plugin.id"];
        if let Some(plugin) = self.plugins.get(id) {
            return Ok(plugin.origin());
        }
        let missing = || format!("custom connector plugin {id:?} does not exist");
        let plugin = self.connect_plugins.get(id).ok_or_else(missing)?;
        let version = if let Some(named) = config.get("confluent.custom.plugin.version") {
            let version = plugin.versions.values().find(|version| version.is_called(named));
            version.ok_or_else(|| format!("plugin {id} has no version {named:?}"))?
        } else {
            let ready = plugin.versions.values().filter(|version| version.is_ready(now));
            let newest = ready.max_by_key(|version| version.number);
            newest.ok_or_else(|| format!("plugin {id} has no version that is READY"))?
        };
        if !version.is_ready(now) {
            return Err(format!("version {} of plugin {id} is {}", version.version, version.phase(now)));
        }
        version.origin(config.get("connector.class").map(String::as_str))
    }
}
