use std::fmt;
use std::path::PathBuf;

use ccloud_connect_api::ccpm_v1::types;

use super::connect_plugins::reference;
use super::{Cloud, PluginHandle, PluginType, PluginVersion, limits};
use crate::error::Kind;
use crate::upload::{Archive, Destination, LOCATION, Parcel, Presigned, Stored, UploadEvent, within_deadline};
use crate::{Error, doubt, upload};

/// An archive about to become a version of a plugin. Made by [`PluginHandle::upload`].
#[must_use = "nothing is uploaded before `send`"]
pub struct UploadVersion {
    parcel: Parcel,
    plugin: PluginHandle,
    version: String,
    classes: Vec<(String, PluginType)>,
    documentation_link: Option<String>,
    sensitive_properties: Vec<String>,
}

/// A version that was accepted, and what it was made from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UploadedVersion {
    /// The version. The service still has to look into the archive.
    pub version: PluginVersion,
    /// The archive's size in bytes.
    pub size: u64,
    /// The SHA-256 of what was sent, in lower-case hex, unless it was not to be hashed.
    pub sha256: Option<String>,
}

impl UploadVersion {
    pub(super) fn new(plugin: PluginHandle, archive: PathBuf, version: String) -> Self {
        let parcel = Parcel::new(plugin.environment().client().clone(), archive);
        let (classes, sensitive_properties) = (Vec::new(), Vec::new());
        Self { parcel, plugin, version, classes, documentation_link: None, sensitive_properties }
    }

    /// A connector in the archive: its Java class, with its package, and whether it is a source or a sink. One to ten
    /// are required.
    pub fn class(mut self, class: impl Into<String>, connector_type: PluginType) -> Self {
        self.classes.push((class.into(), connector_type));
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

    /// Reads the plugin for its cloud, presigns, stores and creates. `GET /ccpm/v1/plugins/{id}`,
    /// `POST /ccpm/v1/presigned-upload-url`, the store, and `POST /ccpm/v1/plugins/{plugin_id}/versions`
    ///
    /// The create call is not sent twice when its outcome is unknown: a version of that number, made meanwhile, is
    /// then looked for.
    ///
    /// # Errors
    /// [`Error::Input`] or [`Error::File`] before any call for what cannot be uploaded; [`Error::NotFound`] when there is
    /// no such plugin; [`Error::Storage`] with the store's own words; [`Error::Validation`] or [`Error::Conflict`] when
    /// the version is refused.
    pub async fn send(self) -> Result<UploadedVersion, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, self.carry_out()).await
    }

    async fn carry_out(self) -> Result<UploadedVersion, Error> {
        let archive = self.parcel.look_at()?;
        let mut spec = self.spec()?;
        let no_cloud = || Error::Permission("the plugin names no cloud".to_owned());
        let cloud = self.plugin.get().await?.cloud.ok_or_else(no_cloud)?;
        let Stored { upload_id, since, sha256 } =
            self.parcel.deliver(&archive, || self.presign(&archive, &cloud)).await?;
        let mut source = types::UploadSource::default();
        source.location = Some(LOCATION.to_owned());
        source.upload_id = Some(upload_id);
        spec.upload_source = Some(source);
        let version = self.create(spec, since).await?;
        self.parcel.tell(UploadEvent::Processing);
        Ok(UploadedVersion { version, size: archive.size, sha256 })
    }

    /// What the create call will say, without the upload.
    fn spec(&self) -> Result<types::CustomConnectPluginVersionSpec, Error> {
        limits::version(&self.version)?;
        limits::classes(self.classes.iter().map(|(class, _)| class.as_str()))?;
        limits::documentation_link(self.documentation_link.as_deref())?;
        limits::sensitive_properties(Some(&self.sensitive_properties))?;
        let class = |(class, kind): &(String, PluginType)| {
            let mut entry = types::ConnectorClass::default();
            entry.class_name = Some(class.clone());
            entry.type_ = Some(kind.as_str().into());
            entry
        };
        let mut spec = types::CustomConnectPluginVersionSpec::default();
        spec.version = Some(self.version.clone());
        spec.connector_classes = Some(self.classes.iter().map(class).collect());
        spec.documentation_link.clone_from(&self.documentation_link);
        spec.sensitive_config_properties =
            (!self.sensitive_properties.is_empty()).then(|| self.sensitive_properties.clone());
        spec.environment = Some(reference(self.plugin.environment()));
        Ok(spec)
    }

    async fn presign(&self, archive: &Archive, cloud: &Cloud) -> Result<Destination, Error> {
        let mut request = types::PresignedUrl::default();
        request.cloud = Some(cloud.as_str().into());
        request.content_format = Some(archive.format.as_str().into());
        request.environment = Some(reference(self.plugin.environment()));
        let client = self.parcel.client();
        let api = client.api().ccpm_v1();
        let answer = api.create_presigned_url().body(request).send().await?;
        let presigned = Presigned {
            upload_id: answer.upload_id.clone(),
            url: answer.upload_url.clone(),
            fields: answer.upload_form_data.clone().unwrap_or_default(),
            cloud: answer.cloud.as_ref().map_or(cloud.as_str(), types::Cloud::as_str),
            format: answer.content_format.as_ref().map_or(archive.format.as_str(), types::ContentFormat::as_str),
            headers: answer.headers(),
        };
        Destination::new(presigned, client.redactor())
    }

    async fn create(
        &self,
        spec: types::CustomConnectPluginVersionSpec,
        since: jiff::Timestamp,
    ) -> Result<PluginVersion, Error> {
        let mut body = types::CustomConnectPluginVersion::default();
        body.spec = Some(spec);
        let api = self.parcel.client().api().ccpm_v1();
        let answer = api.create_custom_connect_plugin_version().plugin_id(self.plugin.id()).body(body).send().await;
        let created = answer.map(|answer| self.plugin.version_from_wire(answer.into_inner())).map_err(Error::from);
        let is_it = |version: &PluginVersion| {
            version.version == self.version && doubt::is_new(version.created_at.as_ref(), since)
        };
        let created = doubt::created(created, self.plugin.listed(), is_it).await;
        created.map_err(|error| error.about(Kind::ConnectPlugin, self.plugin.id()))
    }
}

impl fmt::Debug for UploadVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadVersion")
            .field("archive", &self.parcel.path)
            .field("plugin", &self.plugin.id())
            .field("version", &self.version)
            .field("classes", &self.classes)
            .finish_non_exhaustive()
    }
}
