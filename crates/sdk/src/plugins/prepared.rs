use std::fmt;

use ccloud_connect_api::connect_custom_plugin_v1::types;

use super::delivery::deliver;
#[cfg(feature = "inspect")]
use super::identical;
use super::{Cloud, CustomPlugin, PluginType, UploadedCustomPlugin};
#[cfg(feature = "inspect")]
use crate::inspect::Warning;
use crate::upload::{Parcel, Ready, within_deadline};
use crate::{Error, doubt};

/// An upload of which all is settled. Made by [`UploadCustomPlugin::prepare`](super::UploadCustomPlugin::prepare).
#[must_use = "nothing is uploaded before `send`"]
pub struct PreparedCustomPlugin {
    pub(super) parcel: Parcel,
    pub(super) cloud: Cloud,
    pub(super) ready: Ready,
    pub(super) plugin: types::CustomConnectorPlugin,
    /// Marks plugins of the same bytes, where these are looked for.
    #[cfg(feature = "inspect")]
    pub(super) mark: Option<String>,
    #[cfg(feature = "inspect")]
    pub(super) warnings: Vec<Warning>,
}

impl PreparedCustomPlugin {
    /// The name people will see.
    pub fn name(&self) -> &str {
        self.plugin.display_name.as_deref().unwrap_or_default()
    }

    /// The connector's Java class.
    pub fn class(&self) -> &str {
        self.plugin.connector_class.as_deref().unwrap_or_default()
    }

    /// Source or sink.
    pub fn connector_type(&self) -> Option<PluginType> {
        self.plugin.connector_type.as_ref().map(|kind| kind.as_str().into())
    }

    /// Where its users read about it.
    pub fn documentation_link(&self) -> Option<&str> {
        self.plugin.documentation_link.as_deref()
    }

    /// The config keys whose values the service is to hide.
    pub fn sensitive_properties(&self) -> &[String] {
        self.plugin.sensitive_config_properties.as_deref().unwrap_or_default()
    }

    crate::upload::looked_into!(warnings);

    /// Presigns, stores and creates. `POST /connect/v1/presigned-upload-url`, the store, and
    /// `POST /connect/v1/custom-connector-plugins`
    ///
    /// # Errors
    /// [`Error::Storage`] with the store's own words; [`Error::Validation`] or [`Error::Conflict`] when the plugin is
    /// refused.
    pub async fn send(self) -> Result<UploadedCustomPlugin, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, self.carry_out()).await
    }

    pub(super) async fn carry_out(self) -> Result<UploadedCustomPlugin, Error> {
        #[cfg(feature = "inspect")]
        if let Some((plugin, mark)) = self.identical().await? {
            let (size, sha256) = (self.ready.archive.size, Some(mark.to_owned()));
            return Ok(UploadedCustomPlugin { plugin, size, sha256, was_there: true });
        }
        let (source, stored) = deliver(&self.parcel, &self.ready.archive, &self.cloud).await?;
        let mut plugin = self.plugin.clone();
        plugin.upload_source = Some(source);
        let plugin = self.create(plugin, stored.since).await?;
        Ok(UploadedCustomPlugin {
            plugin,
            size: self.ready.archive.size,
            sha256: stored.sha256,
            #[cfg(feature = "inspect")]
            was_there: false,
        })
    }

    /// The plugin of the same bytes, where that is looked for, and their SHA-256.
    #[cfg(feature = "inspect")]
    async fn identical(&self) -> Result<Option<(CustomPlugin, &str)>, Error> {
        let Some(mark) = &self.mark else { return Ok(None) };
        let listed = self.parcel.client().custom_plugins().list().cloud(self.cloud.clone()).all().await?;
        let is_it = |plugin: &CustomPlugin| plugin.class == self.class() && identical::bears(&plugin.description, mark);
        Ok(listed.into_iter().find(is_it).map(|plugin| (plugin, identical::sha256(mark))))
    }

    /// The create call is not repeated when its outcome is unknown: the plugin of that name, class and
    /// description is looked for.
    async fn create(
        &self,
        plugin: types::CustomConnectorPlugin,
        since: jiff::Timestamp,
    ) -> Result<CustomPlugin, Error> {
        let (name, class) = (plugin.display_name.clone(), plugin.connector_class.clone());
        let description = plugin.description.clone().unwrap_or_default();
        let client = self.parcel.client();
        let api = client.api().connect_custom_plugin_v1();
        let answer = api.create_custom_connector_plugin().body(plugin).send().await;
        let created = answer.map(|answer| CustomPlugin::from_wire(answer.into_inner())).map_err(Error::from);
        let look = client.custom_plugins().list().cloud(self.cloud.clone()).all();
        let is_it = |plugin: &CustomPlugin| {
            Some(&plugin.name) == name.as_ref()
                && Some(&plugin.class) == class.as_ref()
                && plugin.description == description
                && doubt::is_new(plugin.created_at.as_ref(), since)
        };
        doubt::created(created, look, is_it).await
    }
}

impl fmt::Debug for PreparedCustomPlugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedCustomPlugin")
            .field("archive", &self.parcel.path)
            .field("name", &self.name())
            .field("class", &self.class())
            .field("cloud", &self.cloud)
            .finish_non_exhaustive()
    }
}
