//! Everything a sandbox remembers, as it lies in the state file.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::artifact::Artifact;
use crate::connect_plugin::ConnectPlugin;
use crate::connector::{Connector, Setting};
use crate::custom_plugin::CustomPlugin;
use crate::definitions::{self, Config};
use crate::key::Key;
use crate::origin::Origin;
use crate::store::upload::Upload;

/// Connectors by name, everything else by id.
///
/// Members that a file of another version lacks have their defaults, here and in all records, and members it has more
/// are passed over: a folder outlives the program that made it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// Counts what was created, so that pages have an order that later creations do not disturb.
    pub(crate) created: u64,
    pub(crate) connectors: BTreeMap<String, Connector>,
    pub(crate) plugins: BTreeMap<String, CustomPlugin>,
    pub(crate) connect_plugins: BTreeMap<String, ConnectPlugin>,
    pub(crate) artifacts: BTreeMap<String, Artifact>,
    pub(crate) uploads: BTreeMap<String, Upload>,
}

impl State {
    /// The place of what is created next.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.created += 1;
        self.created
    }

    /// Seals what a plugin has come to call sensitive, in all connectors made from it.
    pub(crate) fn seal_for(&mut self, plugin_id: &str, key: &Key) {
        let Some(plugin) = self.plugins.get(plugin_id) else { return };
        let users = self.connectors.values_mut().filter(|connector| connector.plugin_id() == Some(plugin_id));
        for connector in users {
            let name = &connector.name;
            let sensitive = connector.settings.iter_mut().filter(|(setting, _)| plugin.is_sensitive(setting));
            for (setting, value) in sensitive {
                if let Setting::Clear(clear) = value {
                    *value = Setting::Sealed { hmac: key.seal(name, setting, clear) };
                }
            }
        }
    }

    /// Forgets uploads that can no longer arrive.
    pub(crate) fn drop_expired_uploads(&mut self, now: Timestamp) {
        self.uploads.retain(|_, upload| upload.arrived.is_some() || upload.expires_at > now);
    }
}

/// Whether the value of this setting is stored sealed and shown as a mask; the origin is that of a custom connector.
pub(crate) fn is_secret(config: &Config, origin: Option<&Origin<'_>>, setting: &str) -> bool {
    let managed = || config.get("connector.class").and_then(|class| definitions::find(class));
    ["kafka.api.key", "kafka.api.secret"].contains(&setting)
        || match origin {
            Some(origin) => origin.is_sensitive(setting),
            None => managed().is_some_and(|definition| definition.is_password(setting)),
        }
}
