use std::path::PathBuf;
use std::time::Duration;

use ccloud_connect_api::Timestamp;
use ccloud_connect_api::ccpm_v1::types;
pub use ccloud_connect_api::ccpm_v1::types::VersionPhase;

use super::connect_plugins::told;
use super::{ConnectPlugin, ContentFormat, PluginType, UploadVersion};
use crate::client::wait_asked_for;
use crate::error::Kind;
use crate::near::near;
use crate::wait::{Look, Processing, WaitFor};
use crate::{Environment, Error, doubt};

/// A custom connect plugin, by its id. Made by [`Environment::plugin`]; cheap, and no call by itself.
#[derive(Clone, Debug)]
pub struct PluginHandle {
    environment: Environment,
    id: String,
}

/// One version of a custom connect plugin, made from one archive.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PluginVersion {
    /// The id of its plugin.
    pub plugin_id: String,
    /// Its own id.
    pub id: String,
    /// Its number, as it was given.
    pub version: String,
    /// ZIP or JAR.
    pub content_format: Option<ContentFormat>,
    /// Where its users read about it.
    pub documentation_link: Option<String>,
    /// The config keys whose values the service hides.
    pub sensitive_properties: Vec<String>,
    /// The connectors in the archive.
    pub connector_classes: Vec<ConnectorClass>,
    /// How far the service is with the archive; `None` where it does not tell.
    pub phase: Option<VersionPhase>,
    /// Why the archive was rejected.
    pub error_message: Option<String>,
    /// The id of its plugin's environment.
    pub environment: String,
    /// When it was created.
    pub created_at: Option<Timestamp>,
}

/// A connector in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectorClass {
    /// The Java class, with its package.
    pub class: String,
    /// Source or sink.
    pub connector_type: Option<PluginType>,
}

impl PluginHandle {
    pub(crate) fn new(environment: Environment, id: String) -> Self {
        Self { environment, id }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The plugin itself. `GET /ccpm/v1/plugins/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id.
    pub async fn get(&self) -> Result<ConnectPlugin, Error> {
        self.environment.plugins().get(&self.id).await
    }

    /// All its versions. `GET /ccpm/v1/plugins/{plugin_id}/versions`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such plugin.
    pub async fn versions(&self) -> Result<Vec<PluginVersion>, Error> {
        let all = self.listed().await?;
        if all.is_empty() {
            // The document knows no 404 for this list, so an empty one may be that of no plugin.
            self.get().await?;
        }
        Ok(all)
    }

    /// The list as the service gives it, be there such a plugin or not.
    pub(super) async fn listed(&self) -> Result<Vec<PluginVersion>, Error> {
        let api = self.environment.client().api().ccpm_v1();
        let call = api.list_custom_connect_plugin_versions().plugin_id(&self.id).environment(self.environment.id());
        let answer = call.send().await.map_err(|error| Error::from(error).about(Kind::ConnectPlugin, &self.id))?;
        Ok(answer.into_inner().data.into_iter().map(|version| self.version_from_wire(version)).collect())
    }

    /// The version that a text means: an exact id, else a number as it was given. One list of all versions decides.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, with close ids and numbers, or no such plugin; [`Error::Input`] when several
    /// versions have that number.
    pub async fn find(&self, text: &str) -> Result<PluginVersion, Error> {
        let mut all = self.versions().await?;
        let index = position(text, &all)?;
        Ok(all.swap_remove(index))
    }

    /// The version of that id. Makes no call, so it need not exist.
    pub fn version(&self, id: impl Into<String>) -> VersionHandle {
        VersionHandle { plugin: self.clone(), id: id.into() }
    }

    /// Begins to upload an archive and to make a version of it: semantic versioning, up to 60 characters, with or
    /// without a `v` before it.
    pub fn upload(&self, archive: impl Into<PathBuf>, version: impl Into<String>) -> UploadVersion {
        UploadVersion::new(self.clone(), archive.into(), version.into())
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }

    pub(super) fn version_from_wire(&self, version: types::CustomConnectPluginVersion) -> PluginVersion {
        let (spec, status) = (version.spec.unwrap_or_default(), version.status.unwrap_or_default());
        let redactor = self.environment.client().redactor();
        PluginVersion {
            plugin_id: self.id.clone(),
            id: version.id.unwrap_or_default(),
            version: spec.version.unwrap_or_default(),
            content_format: spec.content_format.map(|format| format.as_str().into()),
            documentation_link: spec.documentation_link.filter(|link| !link.is_empty()),
            sensitive_properties: spec.sensitive_config_properties.unwrap_or_default(),
            connector_classes: spec.connector_classes.into_iter().flatten().map(ConnectorClass::from_wire).collect(),
            phase: status.phase,
            error_message: status.error_message.filter(|text| !text.is_empty()).map(|text| redactor.scrub(&text)),
            environment: told(spec.environment, &self.environment),
            created_at: version.metadata.and_then(|metadata| metadata.created_at),
        }
    }
}

/// Which of a plugin's versions the text means.
fn position(text: &str, all: &[PluginVersion]) -> Result<usize, Error> {
    if let Some(index) = all.iter().position(|version| version.id == text) {
        return Ok(index);
    }
    let mut numbered = all.iter().enumerate().filter(|(_, version)| version.version == text);
    match (numbered.next(), numbered.next()) {
        (Some((index, _)), None) => Ok(index),
        (Some(_), Some(_)) => Err(Error::Input(format!("several versions are called `{text}`: give an id"))),
        (None, _) => {
            let known = all.iter().flat_map(|version| [version.version.as_str(), version.id.as_str()]);
            let (name, near) = (text.to_owned(), near(text, known));
            Err(Error::NotFound { what: Kind::PluginVersion, name, near, answer: None })
        }
    }
}

impl ConnectorClass {
    fn from_wire(class: types::ConnectorClass) -> Self {
        Self {
            class: class.class_name.unwrap_or_default(),
            connector_type: class.type_.map(|kind| kind.as_str().into()),
        }
    }
}

/// One version of a plugin, by its id. Made by [`PluginHandle::version`]; cheap, and no call by itself.
#[derive(Clone, Debug)]
pub struct VersionHandle {
    plugin: PluginHandle,
    id: String,
}

impl VersionHandle {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The version. `GET /ccpm/v1/plugins/{plugin_id}/versions/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id, or no such plugin.
    pub async fn get(&self) -> Result<PluginVersion, Error> {
        self.read().await.map(|(version, _)| version)
    }

    /// The version, and how long the server asks to wait before the next look at it.
    async fn read(&self) -> Result<(PluginVersion, Option<Duration>), Error> {
        let api = self.plugin.environment.client().api().ccpm_v1();
        let call = api.get_custom_connect_plugin_version().plugin_id(&self.plugin.id).id(&self.id);
        let answer = call.environment(self.plugin.environment.id()).send().await;
        let answer = answer.map_err(|error| self.lost(error.into()))?;
        let asked = wait_asked_for(answer.status(), answer.headers());
        Ok((self.plugin.version_from_wire(answer.into_inner()), asked))
    }

    /// Waits until the service has looked into the archive and the version can be used.
    ///
    /// # Errors
    /// [`Error::ImpossibleState`] with the service's message when it FAILED, for which two looks 5 s apart must agree;
    /// [`Error::Timeout`] at the deadline. See [`WaitFor`].
    pub fn wait_ready(&self) -> WaitFor<PluginVersion> {
        let handle = self.clone();
        WaitFor::new(Kind::PluginVersion, self.id.clone(), move || {
            let handle = handle.clone();
            async move { handle.look().await }
        })
    }

    async fn look(&self) -> Result<Look<PluginVersion>, Error> {
        let (version, asked) = self.read().await?;
        let processing = Processing {
            what: Kind::PluginVersion,
            id: self.id.clone(),
            phase: version.phase.as_ref().map(ToString::to_string),
            reason: version.error_message.clone(),
        };
        Ok(processing.look(version).asked(asked))
    }

    /// Removes it. `DELETE /ccpm/v1/plugins/{plugin_id}/versions/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id; [`Error::Conflict`] while connectors use it.
    pub async fn delete(&self) -> Result<(), Error> {
        let api = self.plugin.environment.client().api().ccpm_v1();
        let call = api.delete_custom_connect_plugin_version().plugin_id(&self.plugin.id).id(&self.id);
        let answer = call.environment(self.plugin.environment.id()).send().await.map_err(Error::from);
        let deleted = doubt::deleted(answer, self.plugin.listed(), |version| version.id == self.id).await;
        deleted.map_err(|error| self.lost(error))
    }

    fn lost(&self, error: Error) -> Error {
        error.about(Kind::PluginVersion, &self.id)
    }
}
