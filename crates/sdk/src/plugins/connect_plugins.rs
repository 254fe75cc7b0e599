use ccloud_connect_api::Timestamp;
use ccloud_connect_api::ccpm_v1::types;
use futures_core::Stream;
use futures_util::TryStreamExt;

use super::{Cloud, CreateConnectPlugin, UpdateConnectPlugin};
use crate::error::Kind;
use crate::page::{self, PAGE_SIZE, Page};
use crate::{Environment, Error, doubt};

/// The custom connect plugins of an environment, which have versions. Made by [`Environment::plugins`].
#[derive(Clone, Debug)]
pub struct ConnectPlugins {
    environment: Environment,
}

/// A custom connect plugin: a container of versions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectPlugin {
    /// Its id, `ccp-…`.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// Free text.
    pub description: String,
    /// The cloud that holds its versions, and that it can run in.
    pub cloud: Option<Cloud>,
    /// `JAVA`, where the service tells.
    pub runtime_language: Option<String>,
    /// The id of its environment.
    pub environment: String,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl ConnectPlugins {
    pub(crate) fn new(environment: Environment) -> Self {
        Self { environment }
    }

    /// All plugins, or those of one cloud. `GET /ccpm/v1/plugins`
    pub fn list(&self) -> ListConnectPlugins {
        ListConnectPlugins { environment: self.environment.clone(), cloud: None }
    }

    /// One plugin. `GET /ccpm/v1/plugins/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id.
    pub async fn get(&self, id: &str) -> Result<ConnectPlugin, Error> {
        let api = self.environment.client().api().ccpm_v1();
        let answer = api.get_custom_connect_plugin().id(id).environment(self.environment.id()).send().await;
        let plugin = answer.map_err(|error| Error::from(error).about(Kind::ConnectPlugin, id))?;
        Ok(ConnectPlugin::from_wire(plugin.into_inner(), &self.environment))
    }

    /// Begins to create a plugin without any version, in the cloud that its versions are to run in.
    pub fn create(&self, name: impl Into<String>, cloud: Cloud) -> CreateConnectPlugin {
        CreateConnectPlugin::new(self.environment.clone(), name.into(), &cloud)
    }

    /// Begins to change a plugin; what is not named stays as it is.
    pub fn update(&self, id: impl Into<String>) -> UpdateConnectPlugin {
        UpdateConnectPlugin::new(self.environment.clone(), id.into())
    }

    /// Removes a plugin. `DELETE /ccpm/v1/plugins/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id; [`Error::Conflict`] while something depends on it.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let api = self.environment.client().api().ccpm_v1();
        let answer = api.delete_custom_connect_plugin().id(id).environment(self.environment.id()).send().await;
        let deleted = doubt::deleted(answer.map_err(Error::from), self.list().all(), |plugin| plugin.id == id).await;
        deleted.map_err(|error| error.about(Kind::ConnectPlugin, id))
    }
}

/// A list of plugins about to be read. Made by [`ConnectPlugins::list`].
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `stream` or `all`"]
pub struct ListConnectPlugins {
    environment: Environment,
    cloud: Option<Cloud>,
}

impl ListConnectPlugins {
    /// Only those of one cloud.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// One after another, page by page as they are asked for; an error is the last item.
    pub fn stream(self) -> impl Stream<Item = Result<ConnectPlugin, Error>> + Send {
        page::items(move |token| fetch(self.clone(), token))
    }

    /// All of them.
    pub async fn all(self) -> Result<Vec<ConnectPlugin>, Error> {
        self.stream().try_collect().await
    }
}

async fn fetch(list: ListConnectPlugins, token: Option<String>) -> Result<Page<ConnectPlugin>, Error> {
    let ListConnectPlugins { environment, cloud } = list;
    let api = environment.client().api().ccpm_v1();
    let mut call = api.list_custom_connect_plugins().environment(environment.id()).page_size(PAGE_SIZE);
    if let Some(cloud) = cloud {
        call = call.spec_cloud(cloud.as_str());
    }
    if let Some(token) = token {
        call = call.page_token(token);
    }
    let answer = call.send().await?.into_inner();
    let next = answer.metadata.and_then(|metadata| metadata.next);
    let items = answer.data.into_iter().map(|plugin| ConnectPlugin::from_wire(plugin, &environment));
    Ok(Page { items: items.collect(), next })
}

impl ConnectPlugin {
    /// Of an answer to a call on that environment, which it need not name.
    pub(super) fn from_wire(plugin: types::CustomConnectPlugin, environment: &Environment) -> Self {
        let (metadata, spec) = (plugin.metadata.unwrap_or_default(), plugin.spec.unwrap_or_default());
        Self {
            id: plugin.id.unwrap_or_default(),
            name: spec.display_name.unwrap_or_default(),
            description: spec.description.unwrap_or_default(),
            cloud: spec.cloud.map(|cloud| cloud.as_str().into()),
            runtime_language: spec.runtime_language,
            environment: told(spec.environment, environment),
            created_at: metadata.created_at,
            updated_at: metadata.updated_at,
        }
    }
}

/// The environment as a request says it.
pub(super) fn reference(environment: &Environment) -> types::EnvScopedObjectReference {
    let mut reference = types::EnvScopedObjectReference::default();
    reference.id = Some(environment.id().to_owned());
    reference
}

/// The environment that an answer names, or the one asked for.
pub(super) fn told(reference: Option<types::EnvScopedObjectReference>, asked: &Environment) -> String {
    reference.and_then(|reference| reference.id).unwrap_or_else(|| asked.id().to_owned())
}
