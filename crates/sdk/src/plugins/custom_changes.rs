use std::path::PathBuf;

use ccloud_connect_api::connect_custom_plugin_v1::types;

use super::custom::lost;
use super::{CustomPlugin, ReplaceArchive, limits};
use crate::{Client, Error, doubt};

/// A plugin about to be changed. Made by [`CustomPlugins::update`](super::CustomPlugins::update).
#[derive(Clone, Debug)]
#[must_use = "nothing is changed before `send`"]
pub struct UpdateCustomPlugin {
    pub(super) client: Client,
    pub(super) id: String,
    pub(super) body: types::CustomConnectorPluginUpdate,
}

impl UpdateCustomPlugin {
    pub(super) fn new(client: Client, id: String) -> Self {
        Self { client, id, body: types::CustomConnectorPluginUpdate::default() }
    }

    /// A new name, up to 60 characters.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.body.display_name = Some(name.into());
        self
    }

    /// A new description, up to 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.body.description = Some(description.into());
        self
    }

    /// A new link, http or https; the empty text takes it away.
    pub fn documentation_link(mut self, link: impl Into<String>) -> Self {
        self.body.documentation_link = Some(link.into());
        self
    }

    /// The config keys whose values the service is to hide, instead of those it hides now.
    pub fn sensitive_properties<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.body.sensitive_config_properties = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// A new archive, to take the place of the one it has; the connector's class and type stay.
    ///
    /// The API's usage page shows it; its document calls the field needed on creation only, and no answer tells which
    /// archive a plugin has. A new plugin, or a version of one that has versions, is made from its archive for certain.
    pub fn archive(self, archive: impl Into<PathBuf>) -> ReplaceArchive {
        ReplaceArchive::new(self, archive.into())
    }

    /// Changes it. `PATCH /connect/v1/custom-connector-plugins/{id}`
    ///
    /// It is not sent twice when its outcome is unknown: the plugin is then read, and taken for changed when it is as it
    /// should be.
    ///
    /// # Errors
    /// [`Error::Input`] for what the documented limits do not allow; [`Error::NotFound`] when there is none of that id;
    /// [`Error::Validation`] with every fault the server found.
    pub async fn send(self) -> Result<CustomPlugin, Error> {
        self.check()?;
        self.carry_out(|_| true).await
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        crate::limits::name(self.body.display_name.as_deref())?;
        crate::limits::description(self.body.description.as_deref())?;
        limits::documentation_link(self.body.documentation_link.as_deref())?;
        limits::sensitive_properties(self.body.sensitive_config_properties.as_deref())
    }

    /// Where the outcome is unknown, the plugin is to be this as well.
    pub(super) async fn carry_out(self, is_it: impl Fn(&CustomPlugin) -> bool) -> Result<CustomPlugin, Error> {
        let api = self.client.api().connect_custom_plugin_v1();
        let call = api.update_custom_connector_plugin().id(&self.id).body(self.body.clone());
        let outcome = call.send().await.map(|answer| CustomPlugin::from_wire(answer.into_inner()));
        let plugins = self.client.custom_plugins();
        let is_as_wanted = |plugin: &CustomPlugin| has(plugin, &self.body) && is_it(plugin);
        let changed = doubt::changed(outcome.map_err(Error::from), plugins.get(&self.id), is_as_wanted).await;
        changed.map_err(|error| lost(error, &self.id))
    }
}

/// Whether a plugin is as a change wants it.
fn has(plugin: &CustomPlugin, change: &types::CustomConnectorPluginUpdate) -> bool {
    let link = plugin.documentation_link.as_deref().unwrap_or_default();
    change.display_name.as_ref().is_none_or(|name| *name == plugin.name)
        && change.description.as_ref().is_none_or(|text| *text == plugin.description)
        && change.documentation_link.as_ref().is_none_or(|new| new == link)
        && change.sensitive_config_properties.as_ref().is_none_or(|keys| *keys == plugin.sensitive_properties)
}
