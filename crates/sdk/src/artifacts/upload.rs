use std::fmt;
use std::path::PathBuf;

use ccloud_connect_api::cam_v1::types;

use super::{Artifact, Cloud};
use crate::upload::{Archive, Destination, LOCATION, Parcel, Presigned, Stored, UploadEvent, within_deadline};
use crate::{Environment, Error, doubt, limits, upload};

/// An archive about to become an artifact. Made by [`Artifacts::upload`](super::Artifacts::upload).
#[must_use = "nothing is uploaded before `send`"]
pub struct UploadArtifact {
    parcel: Parcel,
    environment: Environment,
    cloud: Option<Cloud>,
    name: Option<String>,
    description: Option<String>,
}

/// An artifact that was accepted, and what it was made from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UploadedArtifact {
    /// The artifact. The service still has to look into the archive.
    pub artifact: Artifact,
    /// The archive's size in bytes.
    pub size: u64,
    /// The SHA-256 of what was sent, in lower-case hex, unless it was not to be hashed.
    pub sha256: Option<String>,
}

impl UploadArtifact {
    pub(super) fn new(environment: Environment, archive: PathBuf) -> Self {
        let parcel = Parcel::new(environment.client().clone(), archive);
        Self { parcel, environment, cloud: None, name: None, description: None }
    }

    /// The cloud that it is to be used in: that of the Kafka cluster. Required.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// The name people see, up to 60 characters, unique in the cloud and environment. Default: the file's name without
    /// its extension.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Free text, up to 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    upload::settings!(parcel);

    /// Presigns, stores and creates. `POST /cam/v1/presigned-upload-url`, the store, and
    /// `POST /cam/v1/connect-artifacts`
    ///
    /// The create call is not sent twice when its outcome is unknown: an artifact of that name, made meanwhile, is then
    /// looked for.
    ///
    /// # Errors
    /// [`Error::Input`] or [`Error::File`] before any call for what cannot be uploaded; [`Error::Storage`] with the
    /// store's own words; [`Error::Validation`] or [`Error::Conflict`] when the artifact is refused.
    pub async fn send(self) -> Result<UploadedArtifact, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, self.carry_out()).await
    }

    async fn carry_out(self) -> Result<UploadedArtifact, Error> {
        let archive = self.parcel.look_at()?;
        let cloud = self.cloud.clone().ok_or_else(|| Error::Input("the cloud is required".to_owned()))?;
        let name = self.name.clone().unwrap_or_else(|| archive.stem());
        limits::name(Some(&name))?;
        limits::description(self.description.as_deref())?;
        let Stored { upload_id, since, sha256 } =
            self.parcel.deliver(&archive, || self.presign(&archive, &cloud)).await?;
        let artifact = self.create(&cloud, &name, upload_id, since).await?;
        self.parcel.tell(UploadEvent::Processing);
        Ok(UploadedArtifact { artifact, size: archive.size, sha256 })
    }

    async fn presign(&self, archive: &Archive, cloud: &Cloud) -> Result<Destination, Error> {
        let mut request = types::PresignedUrlRequest::default();
        request.cloud = Some(cloud.as_str().to_owned());
        request.content_format = Some(archive.format.as_str().into());
        request.environment = Some(self.environment.id().to_owned());
        let client = self.parcel.client();
        let api = client.api().cam_v1();
        let answer = api.create_presigned_url().body(request).send().await?;
        let presigned = Presigned {
            upload_id: answer.upload_id.clone(),
            url: answer.upload_url.clone(),
            fields: answer.upload_form_data.clone(),
            cloud: answer.cloud.as_deref().unwrap_or(cloud.as_str()),
            format: answer.content_format.as_ref().map_or(archive.format.as_str(), types::ContentFormat::as_str),
            headers: answer.headers(),
        };
        Destination::new(presigned, client.redactor())
    }

    async fn create(
        &self,
        cloud: &Cloud,
        name: &str,
        upload_id: String,
        since: jiff::Timestamp,
    ) -> Result<Artifact, Error> {
        let api = self.parcel.client().api().cam_v1();
        let call = api.create_connect_artifact().spec_cloud(cloud.as_str()).environment(self.environment.id());
        let answer = call.body(self.body(cloud, name, upload_id)).send().await.map_err(Error::from);
        let created = answer.map(|answer| Artifact::from_wire(answer.into_inner(), &self.environment, cloud));
        let look = self.environment.artifacts().list(cloud.clone()).all();
        let is_it = |artifact: &Artifact| artifact.name == name && doubt::is_new(artifact.created_at.as_ref(), since);
        doubt::created(created, look, is_it).await
    }

    /// Cloud and environment stand in the query and in the body.
    fn body(&self, cloud: &Cloud, name: &str, upload_id: String) -> types::ConnectArtifact {
        let mut source = types::UploadSource::default();
        source.location = Some(LOCATION.to_owned());
        source.upload_id = Some(upload_id);
        let mut spec = types::ConnectArtifactSpec::default();
        spec.cloud = Some(cloud.as_str().to_owned());
        spec.environment = Some(self.environment.id().to_owned());
        spec.display_name = Some(name.to_owned());
        spec.description.clone_from(&self.description);
        spec.upload_source = Some(source);
        let mut body = types::ConnectArtifact::default();
        body.spec = Some(spec);
        body
    }
}

impl fmt::Debug for UploadArtifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadArtifact")
            .field("archive", &self.parcel.path)
            .field("environment", &self.environment.id())
            .field("cloud", &self.cloud)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
