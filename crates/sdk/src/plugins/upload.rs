use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ccloud_connect_api::connect_custom_plugin_v1::types;

use super::{Cloud, ContentFormat, CustomPlugin, PluginType, limits};
use crate::upload::{Archive, Delivery, Destination, Presigned, Progress, Stored};
use crate::{Client, Error};

/// The one kind of upload source there is.
const LOCATION: &str = "PRESIGNED_URL_LOCATION";

/// An archive about to become a custom connector plugin. Made by
/// [`CustomPlugins::upload`](super::CustomPlugins::upload).
#[must_use = "nothing is uploaded before `send`"]
pub struct Upload {
    client: Client,
    archive: PathBuf,
    name: Option<String>,
    class: Option<String>,
    connector_type: Option<PluginType>,
    cloud: Cloud,
    description: Option<String>,
    documentation_link: Option<String>,
    sensitive_properties: Vec<String>,
    progress: Option<Arc<dyn Progress>>,
    stall: Duration,
}

/// A plugin that was registered, and what it was made from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Uploaded {
    /// The plugin.
    pub plugin: CustomPlugin,
    /// The archive's size in bytes.
    pub size: u64,
    /// The SHA-256 of what was sent, in lower-case hex.
    pub sha256: String,
}

impl Upload {
    pub(super) fn new(client: Client, archive: PathBuf) -> Self {
        Self {
            client,
            archive,
            name: None,
            class: None,
            connector_type: None,
            cloud: Cloud::Aws,
            description: None,
            documentation_link: None,
            sensitive_properties: Vec::new(),
            progress: None,
            stall: Duration::from_mins(2),
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

    /// Who is told how it goes on.
    pub fn progress(mut self, progress: impl Progress + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// How long no byte may be handed to the connection before the attempt is given up; three times as long once all
    /// are, for the system's buffers to empty and the store to answer. Default 2 minutes: longer than a slow uplink
    /// takes to empty a few MiB of buffer. There is no limit on the whole, since that depends on the uplink: see [`ClientBuilder::deadline`](crate::ClientBuilder::deadline).
    pub fn stall_timeout(mut self, limit: Duration) -> Self {
        self.stall = limit;
        self
    }

    /// Presigns, stores and creates. `POST /connect/v1/presigned-upload-url`, the store, and
    /// `POST /connect/v1/custom-connector-plugins`
    ///
    /// # Errors
    /// [`Error::Input`] or [`Error::File`] before any call for what cannot be uploaded; [`Error::Storage`] with the
    /// store's own words; [`Error::Validation`] or [`Error::Conflict`] when the plugin is refused.
    pub async fn send(self) -> Result<Uploaded, Error> {
        match self.client.uploads().deadline {
            None => self.carry_out().await,
            Some(after) => {
                let whole = tokio::time::timeout(after, self.carry_out());
                whole.await.unwrap_or(Err(Error::Timeout { after, last: None }))
            }
        }
    }

    async fn carry_out(self) -> Result<Uploaded, Error> {
        let archive = Archive::look_at(&self.archive)?;
        let mut plugin = self.plugin(&archive)?;
        let delivery =
            Delivery { client: &self.client, archive: &archive, progress: self.progress.clone(), stall: self.stall };
        let Stored { upload_id, since, sha256 } = delivery.run(|| self.presign(&archive)).await?;
        let mut source = types::UploadSource::default();
        source.location = Some(LOCATION.to_owned());
        source.upload_id = Some(upload_id);
        plugin.upload_source = Some(source);
        let plugin = self.create(plugin, since).await?;
        Ok(Uploaded { plugin, size: archive.size, sha256 })
    }

    /// What the create call will say, without the upload.
    fn plugin(&self, archive: &Archive) -> Result<types::CustomConnectorPlugin, Error> {
        let missing = |what: &str| Error::Input(format!("{what} is required"));
        let class = self.class.clone().filter(|class| !class.is_empty()).ok_or_else(|| missing("the class"))?;
        let kind = self.connector_type.clone().ok_or_else(|| missing("the type (source or sink)"))?;
        let mut plugin = types::CustomConnectorPlugin::default();
        plugin.display_name = Some(self.name.clone().unwrap_or_else(|| archive.stem()));
        plugin.connector_class = Some(class);
        plugin.connector_type = Some(kind);
        plugin.cloud = Some(self.cloud.clone());
        plugin.description.clone_from(&self.description);
        plugin.documentation_link.clone_from(&self.documentation_link);
        plugin.sensitive_config_properties =
            (!self.sensitive_properties.is_empty()).then(|| self.sensitive_properties.clone());
        limits::name(plugin.display_name.as_deref())?;
        limits::class(plugin.connector_class.as_deref())?;
        limits::description(plugin.description.as_deref())?;
        limits::documentation_link(plugin.documentation_link.as_deref())?;
        limits::sensitive_properties(plugin.sensitive_config_properties.as_deref())?;
        Ok(plugin)
    }

    async fn presign(&self, archive: &Archive) -> Result<Destination, Error> {
        let mut request = types::PresignedUrlRequest::default();
        request.cloud = Some(self.cloud.clone());
        request.content_format = Some(ContentFormat::from(archive.format.as_str()));
        let api = self.client.api().connect_custom_plugin_v1();
        let answer = api.create_presigned_url().body(request).send().await?;
        let presigned = Presigned {
            upload_id: answer.upload_id.clone(),
            url: answer.upload_url.clone(),
            fields: answer.upload_form_data.clone(),
            cloud: answer.cloud.as_ref().unwrap_or(&self.cloud).as_str(),
            format: answer.content_format.as_ref().map_or(archive.format.as_str(), ContentFormat::as_str),
            headers: answer.headers(),
        };
        Destination::new(presigned, self.client.redactor())
    }

    /// The create call is not repeated when its outcome is unknown: the plugin is then looked for.
    async fn create(
        &self,
        plugin: types::CustomConnectorPlugin,
        since: jiff::Timestamp,
    ) -> Result<CustomPlugin, Error> {
        let (name, class) = (plugin.display_name.clone(), plugin.connector_class.clone());
        let api = self.client.api().connect_custom_plugin_v1();
        match api.create_custom_connector_plugin().body(plugin).send().await.map_err(Error::from) {
            Ok(answer) => Ok(CustomPlugin::from_wire(answer.into_inner())),
            Err(error) if error.calls_for_a_look() => self.read_back(name, class, since).await.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// The plugin of that name and class that came to be since its archive was presigned, if there is exactly one.
    async fn read_back(
        &self,
        name: Option<String>,
        class: Option<String>,
        since: jiff::Timestamp,
    ) -> Option<CustomPlugin> {
        let all = self.client.custom_plugins().list().cloud(self.cloud.clone()).all().await.ok()?;
        let mut ours = all.into_iter().filter(|plugin| {
            let new = plugin.created_at.as_ref().and_then(ccloud_connect_api::Timestamp::instant);
            Some(&plugin.name) == name.as_ref()
                && Some(&plugin.class) == class.as_ref()
                && new.is_some_and(|created| created >= since)
        });
        ours.next().filter(|_| ours.next().is_none())
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("archive", &self.archive)
            .field("name", &self.name)
            .field("class", &self.class)
            .field("cloud", &self.cloud)
            .finish_non_exhaustive()
    }
}
