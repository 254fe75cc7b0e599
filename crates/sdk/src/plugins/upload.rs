use std::fmt;
use std::path::PathBuf;

use ccloud_connect_api::connect_custom_plugin_v1::types;

use super::{Cloud, CustomPlugin, PluginType, limits};
use crate::upload::{Archive, Destination, LOCATION, Parcel, Presigned, Stored, within_deadline};
use crate::{Client, Error, doubt, upload};

/// An archive about to become a custom connector plugin. Made by
/// [`CustomPlugins::upload`](super::CustomPlugins::upload).
#[must_use = "nothing is uploaded before `send`"]
pub struct UploadCustomPlugin {
    parcel: Parcel,
    name: Option<String>,
    class: Option<String>,
    connector_type: Option<PluginType>,
    cloud: Cloud,
    description: Option<String>,
    documentation_link: Option<String>,
    sensitive_properties: Vec<String>,
}

/// A plugin that was registered, and what it was made from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UploadedCustomPlugin {
    /// The plugin.
    pub plugin: CustomPlugin,
    /// The archive's size in bytes.
    pub size: u64,
    /// The SHA-256 of what was sent, in lower-case hex, unless it was not to be hashed.
    pub sha256: Option<String>,
}

impl UploadCustomPlugin {
    pub(super) fn new(client: Client, archive: PathBuf) -> Self {
        Self {
            parcel: Parcel::new(client, archive),
            name: None,
            class: None,
            connector_type: None,
            cloud: Cloud::Aws,
            description: None,
            documentation_link: None,
            sensitive_properties: Vec::new(),
        }
    }

    /// The name people see, up to 60 characters. Default: the file's name without its extension.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The connector's Java class, with its package. Required.
    pub fn class(mut self, class: impl Into<String>) -> Self {
        self.class = Some(class.into());
        self
    }

    /// Source or sink. Required.
    pub fn connector_type(mut self, connector_type: PluginType) -> Self {
        self.connector_type = Some(connector_type);
        self
    }

    /// The cloud that the plugin is to run in: that of the Kafka cluster. Default AWS, as the API's.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// Free text, up to 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Where its users read about it: http or https.
    pub fn documentation_link(mut self, link: impl Into<String>) -> Self {
        self.documentation_link = Some(link.into());
        self
    }

    /// The config keys whose values the service is to hide. It hides no others.
    pub fn sensitive_properties<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.sensitive_properties = keys.into_iter().map(Into::into).collect();
        self
    }

    upload::settings!(parcel);

    /// Presigns, stores and creates. `POST /connect/v1/presigned-upload-url`, the store, and
    /// `POST /connect/v1/custom-connector-plugins`
    ///
    /// # Errors
    /// [`Error::Input`] or [`Error::File`] before any call for what cannot be uploaded; [`Error::Storage`] with the
    /// store's own words; [`Error::Validation`] or [`Error::Conflict`] when the plugin is refused.
    pub async fn send(self) -> Result<UploadedCustomPlugin, Error> {
        within_deadline(&self.parcel.client().clone(), self.carry_out()).await
    }

    async fn carry_out(self) -> Result<UploadedCustomPlugin, Error> {
        let archive = self.parcel.look_at()?;
        let mut plugin = self.plugin(&archive)?;
        let Stored { upload_id, since, sha256 } = self.parcel.deliver(&archive, || self.presign(&archive)).await?;
        let mut source = types::UploadSource::default();
        source.location = Some(LOCATION.to_owned());
        source.upload_id = Some(upload_id);
        plugin.upload_source = Some(source);
        let plugin = self.create(plugin, since).await?;
        Ok(UploadedCustomPlugin { plugin, size: archive.size, sha256 })
    }

    /// What the create call will say, without the upload.
    fn plugin(&self, archive: &Archive) -> Result<types::CustomConnectorPlugin, Error> {
        let missing = |what: &str| Error::Input(format!("{what} is required"));
        let class = self.class.clone().filter(|class| !class.is_empty()).ok_or_else(|| missing("the class"))?;
        let kind = self.connector_type.clone().ok_or_else(|| missing("the type (source or sink)"))?;
        let mut plugin = types::CustomConnectorPlugin::default();
        plugin.display_name = Some(self.name.clone().unwrap_or_else(|| archive.stem()));
        plugin.connector_class = Some(class);
        plugin.connector_type = Some(kind.as_str().into());
        plugin.cloud = Some(self.cloud.as_str().into());
        plugin.description.clone_from(&self.description);
        plugin.documentation_link.clone_from(&self.documentation_link);
        plugin.sensitive_config_properties =
            (!self.sensitive_properties.is_empty()).then(|| self.sensitive_properties.clone());
        crate::limits::name(plugin.display_name.as_deref())?;
        limits::class(plugin.connector_class.as_deref())?;
        crate::limits::description(plugin.description.as_deref())?;
        limits::documentation_link(plugin.documentation_link.as_deref())?;
        limits::sensitive_properties(plugin.sensitive_config_properties.as_deref())?;
        Ok(plugin)
    }

    async fn presign(&self, archive: &Archive) -> Result<Destination, Error> {
        let mut request = types::PresignedUrlRequest::default();
        request.cloud = Some(self.cloud.as_str().into());
        request.content_format = Some(archive.format.as_str().into());
        let client = self.parcel.client();
        let api = client.api().connect_custom_plugin_v1();
        let answer = api.create_presigned_url().body(request).send().await?;
        let presigned = Presigned {
            upload_id: answer.upload_id.clone(),
            url: answer.upload_url.clone(),
            fields: answer.upload_form_data.clone(),
            cloud: answer.cloud.as_ref().map_or(self.cloud.as_str(), types::Cloud::as_str),
            format: answer.content_format.as_ref().map_or(archive.format.as_str(), types::ContentFormat::as_str),
            headers: answer.headers(),
        };
        Destination::new(presigned, client.redactor())
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

impl fmt::Debug for UploadCustomPlugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadCustomPlugin")
            .field("archive", &self.parcel.path)
            .field("name", &self.name)
            .field("class", &self.class)
            .field("cloud", &self.cloud)
            .finish_non_exhaustive()
    }
}
