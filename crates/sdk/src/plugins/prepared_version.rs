use std::fmt;

use ccloud_connect_api::ccpm_v1::types;

use super::connect_plugins::reference;
use super::settle::Facts;
use super::{Cloud, PluginHandle, PluginType, PluginVersion, UploadedVersion, limits};
use crate::error::Kind;
use crate::upload::{Archive, Destination, LOCATION, Parcel, Presigned, Ready, Stored, UploadEvent, within_deadline};
use crate::{Error, doubt};

/// An upload of a version of which all is settled. Made by [`UploadVersion::prepare`](super::UploadVersion::prepare).
#[must_use = "nothing is uploaded before `send`"]
pub struct PreparedVersion {
    pub(super) parcel: Parcel,
    pub(super) plugin: PluginHandle,
    pub(super) version: String,
    pub(super) ready: Ready,
    pub(super) classes: Vec<(String, PluginType)>,
    pub(super) facts: Facts,
}

impl PreparedVersion {
    /// The connectors: each class, and source or sink.
    pub fn classes(&self) -> &[(String, PluginType)] {
        &self.classes
    }

    /// Where its users read about it.
    pub fn documentation_link(&self) -> Option<&str> {
        self.facts.documentation_link.as_deref()
    }

    /// The config keys whose values the service is to hide.
    pub fn sensitive_properties(&self) -> &[String] {
        self.facts.sensitive_properties.as_deref().unwrap_or_default()
    }

    crate::upload::looked_into!(facts.warnings);

    /// Reads the plugin for its cloud, presigns, stores and creates. `GET /ccpm/v1/plugins/{id}`,
    /// `POST /ccpm/v1/presigned-upload-url`, the store, and `POST /ccpm/v1/plugins/{plugin_id}/versions`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such plugin; [`Error::Storage`] with the store's own words;
    /// [`Error::Validation`] or [`Error::Conflict`] when the version is refused.
    pub async fn send(self) -> Result<UploadedVersion, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, self.carry_out()).await
    }

    pub(super) async fn carry_out(self) -> Result<UploadedVersion, Error> {
        let archive = &self.ready.archive;
        let no_cloud = || Error::Permission("the plugin names no cloud".to_owned());
        let cloud = self.plugin.get().await?.cloud.ok_or_else(no_cloud)?;
        let Stored { upload_id, since, sha256 } =
            self.parcel.deliver(archive, || self.presign(archive, &cloud)).await?;
        let mut source = types::UploadSource::default();
        source.location = Some(LOCATION.to_owned());
        source.upload_id = Some(upload_id);
        let mut spec = self.spec();
        spec.upload_source = Some(source);
        let version = self.create(spec, since).await?;
        self.parcel.tell(UploadEvent::Processing);
        Ok(UploadedVersion { version, size: archive.size, sha256 })
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        limits::classes(self.classes.iter().map(|(class, _)| class.as_str()))?;
        limits::documentation_link(self.documentation_link())?;
        limits::sensitive_properties(Some(self.sensitive_properties()))
    }

    /// What the create call will say, without the upload.
    fn spec(&self) -> types::CustomConnectPluginVersionSpec {
        let class = |(class, kind): &(String, PluginType)| {
            let mut entry = types::ConnectorClass::default();
            entry.class_name = Some(class.clone());
            entry.type_ = Some(kind.as_str().into());
            entry
        };
        let mut spec = types::CustomConnectPluginVersionSpec::default();
        spec.version = Some(self.version.clone());
        spec.connector_classes = Some(self.classes.iter().map(class).collect());
        spec.documentation_link.clone_from(&self.facts.documentation_link);
        spec.sensitive_config_properties = self.facts.sensitive_properties.clone().filter(|keys| !keys.is_empty());
        spec.environment = Some(reference(self.plugin.environment()));
        spec
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

impl fmt::Debug for PreparedVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedVersion")
            .field("archive", &self.parcel.path)
            .field("plugin", &self.plugin.id())
            .field("version", &self.version)
            .field("classes", &self.classes)
            .finish_non_exhaustive()
    }
}
