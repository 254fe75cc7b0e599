//! Connect artifacts: archives with single message transforms, per environment and cloud.

mod list;
mod upload;

use std::path::PathBuf;
use std::time::Duration;

use ccloud_connect_api::Timestamp;
use ccloud_connect_api::cam_v1::types;

pub use crate::plugins::{Cloud, ContentFormat};
pub use ccloud_connect_api::cam_v1::types::ArtifactPhase;
pub use list::ListArtifacts;
pub use upload::{UploadArtifact, UploadedArtifact};

use crate::client::wait_asked_for;
use crate::error::Kind;
use crate::wait::{Look, Processing, WaitFor};
use crate::{Environment, Error, doubt};

/// The connect artifacts of an environment. Made by [`Environment::artifacts`].
#[derive(Clone, Debug)]
pub struct Artifacts {
    environment: Environment,
}

/// An archive with single message transforms that connectors can use.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Artifact {
    /// Its id, `cca-…`.
    pub id: String,
    /// The name people see, unique in its cloud and environment.
    pub name: String,
    /// Free text.
    pub description: String,
    /// The cloud it is in.
    pub cloud: Cloud,
    /// The id of its environment.
    pub environment: String,
    /// ZIP or JAR.
    pub content_format: Option<ContentFormat>,
    /// How far the service is with the archive; `None` where it does not tell.
    pub phase: Option<ArtifactPhase>,
    /// The Java classes that the service found in the archive; none while it looks.
    pub classes: Vec<String>,
    /// The resource names of the connectors that use it.
    pub usages: Vec<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Artifacts {
    pub(crate) fn new(environment: Environment) -> Self {
        Self { environment }
    }

    /// Those of one cloud. `GET /cam/v1/connect-artifacts`
    pub fn list(&self, cloud: Cloud) -> ListArtifacts {
        ListArtifacts::new(self.environment.clone(), cloud)
    }

    /// One artifact. `GET /cam/v1/connect-artifacts/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id in that cloud.
    pub async fn get(&self, cloud: Cloud, id: &str) -> Result<Artifact, Error> {
        self.read(&cloud, id).await.map(|(artifact, _)| artifact)
    }

    /// The artifact, and how long the server asks to wait before the next look at it.
    async fn read(&self, cloud: &Cloud, id: &str) -> Result<(Artifact, Option<Duration>), Error> {
        let api = self.environment.client().api().cam_v1();
        let call = api.get_connect_artifact().id(id).spec_cloud(cloud.as_str()).environment(self.environment.id());
        let answer = call.send().await.map_err(|error| Error::from(error).about(Kind::Artifact, id))?;
        let asked = wait_asked_for(answer.status(), answer.headers());
        Ok((Artifact::from_wire(answer.into_inner(), &self.environment, cloud), asked))
    }

    /// Waits until the service has looked into the archive and the artifact can be used.
    ///
    /// # Errors
    /// [`Error::ImpossibleState`] when it FAILED, for which two looks 5 s apart must agree; the service does not say why.
    /// [`Error::Timeout`] at the deadline. See [`WaitFor`].
    pub fn wait_ready(&self, cloud: Cloud, id: impl Into<String>) -> WaitFor<Artifact> {
        let (artifacts, id) = (self.clone(), id.into());
        WaitFor::new(Kind::Artifact, id.clone(), move || {
            let (artifacts, cloud, id) = (artifacts.clone(), cloud.clone(), id.clone());
            async move { artifacts.look(&cloud, id).await }
        })
    }

    async fn look(&self, cloud: &Cloud, id: String) -> Result<Look<Artifact>, Error> {
        let (artifact, asked) = self.read(cloud, &id).await?;
        let phase = artifact.phase.as_ref().map(ToString::to_string);
        Ok(Processing { what: Kind::Artifact, id, phase, reason: None }.look(artifact).asked(asked))
    }

    /// Removes an artifact. `DELETE /cam/v1/connect-artifacts/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id in that cloud; what the service says while connectors use it,
    /// for which no status is documented.
    pub async fn delete(&self, cloud: Cloud, id: &str) -> Result<(), Error> {
        let api = self.environment.client().api().cam_v1();
        let call = api.delete_connect_artifact().id(id).spec_cloud(cloud.as_str()).environment(self.environment.id());
        let outcome = call.send().await.map_err(Error::from);
        let list = self.list(cloud).all();
        let deleted = doubt::deleted(outcome, list, |artifact| artifact.id == id).await;
        deleted.map_err(|error| error.about(Kind::Artifact, id))
    }

    /// Begins to upload an archive and to register an artifact from it.
    pub fn upload(&self, archive: impl Into<PathBuf>) -> UploadArtifact {
        UploadArtifact::new(self.environment.clone(), archive.into())
    }
}

impl Artifact {
    /// Of an answer to a call on that environment and cloud, which it need not name.
    fn from_wire(artifact: types::ConnectArtifact, environment: &Environment, cloud: &Cloud) -> Self {
        let (metadata, spec) = (artifact.metadata.unwrap_or_default(), artifact.spec.unwrap_or_default());
        Self {
            id: artifact.id.unwrap_or_default(),
            name: spec.display_name.unwrap_or_default(),
            description: spec.description.unwrap_or_default(),
            cloud: spec.cloud.map_or_else(|| cloud.clone(), Cloud::from),
            environment: spec.environment.unwrap_or_else(|| environment.id().to_owned()),
            content_format: spec.content_format.map(|format| format.as_str().into()),
            phase: artifact.status.and_then(|status| status.phase),
            classes: spec.plugins.into_iter().flatten().filter_map(|plugin| plugin.class).collect(),
            usages: spec.usages.unwrap_or_default(),
            created_at: metadata.created_at,
            updated_at: metadata.updated_at,
        }
    }
}
