use ccloud_connect_api::ccpm_v1::types;

use super::connect_plugins::reference;
use super::{Cloud, ConnectPlugin};
use crate::error::Kind;
use crate::limits;
use crate::{Environment, Error, doubt};

/// A plugin about to be created. Made by [`ConnectPlugins::create`](super::ConnectPlugins::create).
#[derive(Clone, Debug)]
#[must_use = "nothing is created before `send`"]
pub struct CreateConnectPlugin {
    environment: Environment,
    spec: types::CustomConnectPluginSpec,
}

impl CreateConnectPlugin {
    pub(super) fn new(environment: Environment, name: String, cloud: &Cloud) -> Self {
        let mut spec = types::CustomConnectPluginSpec::default();
        spec.display_name = Some(name);
        spec.cloud = Some(cloud.as_str().into());
        spec.environment = Some(reference(&environment));
        Self { environment, spec }
    }

    /// Free text, up to 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.spec.description = Some(description.into());
        self
    }

    /// Creates it. `POST /ccpm/v1/plugins`
    ///
    /// It is not sent twice: where [`Error::is_outcome_unknown`], list the plugins before trying again, since names need
    /// not be unique.
    ///
    /// # Errors
    /// [`Error::Input`] for what the documented limits do not allow; [`Error::Validation`] with every fault the server
    /// found; [`Error::Conflict`] when it exists.
    pub async fn send(self) -> Result<ConnectPlugin, Error> {
        limits::name(self.spec.display_name.as_deref())?;
        limits::description(self.spec.description.as_deref())?;
        let mut body = types::CustomConnectPlugin::default();
        body.spec = Some(self.spec);
        let api = self.environment.client().api().ccpm_v1();
        let answer = api.create_custom_connect_plugin().body(body).send().await?;
        Ok(ConnectPlugin::from_wire(answer.into_inner(), &self.environment))
    }
}

/// A plugin about to be changed. Made by [`ConnectPlugins::update`](super::ConnectPlugins::update).
#[derive(Clone, Debug)]
#[must_use = "nothing is changed before `send`"]
pub struct UpdateConnectPlugin {
    environment: Environment,
    id: String,
    spec: types::CustomConnectPluginSpecUpdate,
}

impl UpdateConnectPlugin {
    pub(super) fn new(environment: Environment, id: String) -> Self {
        let mut spec = types::CustomConnectPluginSpecUpdate::default();
        spec.environment = Some(reference(&environment));
        Self { environment, id, spec }
    }

    /// A new name, up to 60 characters.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.spec.display_name = Some(name.into());
        self
    }

    /// A new description, up to 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.spec.description = Some(description.into());
        self
    }

    /// Changes it. `PATCH /ccpm/v1/plugins/{id}`
    ///
    /// It is not sent twice when its outcome is unknown: the plugin is then read, and taken for changed when it is as it
    /// should be.
    ///
    /// # Errors
    /// [`Error::Input`] for what the documented limits do not allow; [`Error::NotFound`] when there is none of that id;
    /// [`Error::Validation`] with every fault the server found.
    pub async fn send(self) -> Result<ConnectPlugin, Error> {
        limits::name(self.spec.display_name.as_deref())?;
        limits::description(self.spec.description.as_deref())?;
        let mut body = types::CustomConnectPluginUpdate::default();
        body.spec = Some(self.spec.clone());
        let api = self.environment.client().api().ccpm_v1();
        let answer = api.update_custom_connect_plugin().id(&self.id).body(body).send().await;
        let outcome = answer.map(|answer| ConnectPlugin::from_wire(answer.into_inner(), &self.environment));
        let plugins = self.environment.plugins();
        let look = plugins.get(&self.id);
        let changed = doubt::changed(outcome.map_err(Error::from), look, |plugin| self.has_changed(plugin)).await;
        changed.map_err(|error| error.about(Kind::ConnectPlugin, &self.id))
    }

    fn has_changed(&self, plugin: &ConnectPlugin) -> bool {
        self.spec.display_name.as_ref().is_none_or(|name| *name == plugin.name)
            && self.spec.description.as_ref().is_none_or(|text| *text == plugin.description)
    }
}
