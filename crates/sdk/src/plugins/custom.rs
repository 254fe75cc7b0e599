use std::path::PathBuf;

use ccloud_connect_api::Timestamp;
use ccloud_connect_api::connect_custom_plugin_v1::types;
use futures_core::Stream;
use futures_util::TryStreamExt;

use super::upload::UploadCustomPlugin;
use super::{Cloud, ContentFormat, PluginType, UpdateCustomPlugin};
use crate::error::Kind;
use crate::page::{self, PAGE_SIZE, Page};
use crate::{Client, Error, doubt};

/// The organization's custom connector plugins. Made by [`Client::custom_plugins`].
#[derive(Clone, Debug)]
pub struct CustomPlugins {
    client: Client,
}

/// A plugin that the organization uploaded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CustomPlugin {
    /// Its id, `ccp-…`.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// Free text.
    pub description: String,
    /// The cloud it can run in; old entries name none.
    pub cloud: Option<Cloud>,
    /// The connector's Java class.
    pub class: String,
    /// Source or sink; lists also hold entries of other products, such as `flink_udf`.
    pub connector_type: Option<PluginType>,
    /// The config keys whose values the service hides.
    pub sensitive_properties: Vec<String>,
    /// ZIP or JAR.
    pub content_format: Option<ContentFormat>,
    /// Where its users read about it.
    pub documentation_link: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Client {
    /// The organization's custom connector plugins.
    #[must_use]
    pub fn custom_plugins(&self) -> CustomPlugins {
        CustomPlugins { client: self.clone() }
    }
}

impl CustomPlugins {
    /// All plugins, or those of one cloud. `GET /connect/v1/custom-connector-plugins`
    pub fn list(&self) -> ListCustomPlugins {
        ListCustomPlugins { client: self.client.clone(), cloud: None }
    }

    /// One plugin. `GET /connect/v1/custom-connector-plugins/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id.
    pub async fn get(&self, id: &str) -> Result<CustomPlugin, Error> {
        let api = self.client.api().connect_custom_plugin_v1();
        let answer = api.get_custom_connector_plugin().id(id).send().await;
        answer.map(|plugin| CustomPlugin::from_wire(plugin.into_inner())).map_err(|error| lost(error.into(), id))
    }

    /// Begins to change a plugin; what is not named stays as it is.
    pub fn update(&self, id: impl Into<String>) -> UpdateCustomPlugin {
        UpdateCustomPlugin::new(self.client.clone(), id.into())
    }

    /// Removes a plugin. `DELETE /connect/v1/custom-connector-plugins/{id}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id; [`Error::Conflict`] while connectors use it.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let api = self.client.api().connect_custom_plugin_v1();
        let outcome = api.delete_custom_connector_plugin().id(id).send().await.map_err(Error::from);
        let deleted = doubt::deleted(outcome, self.list().all(), |plugin| plugin.id == id).await;
        deleted.map_err(|error| lost(error, id))
    }

    /// Begins to upload an archive and to register a plugin from it.
    pub fn upload(&self, archive: impl Into<PathBuf>) -> UploadCustomPlugin {
        UploadCustomPlugin::new(self.client.clone(), archive.into())
    }
}

/// A list of custom plugins about to be read. Made by [`CustomPlugins::list`].
///
/// ```no_run
/// # async fn example(client: ccloud_connect::Client) -> Result<(), ccloud_connect::Error> {
/// use futures_util::TryStreamExt;
///
/// let mut plugins = std::pin::pin!(client.custom_plugins().list().stream());
/// while let Some(plugin) = plugins.try_next().await? {
///     println!("{} {}", plugin.id, plugin.name);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `stream` or `all`"]
pub struct ListCustomPlugins {
    client: Client,
    cloud: Option<Cloud>,
}

impl ListCustomPlugins {
    /// Only those of one cloud.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// One after another, page by page as they are asked for; an error is the last item.
    pub fn stream(self) -> impl Stream<Item = Result<CustomPlugin, Error>> + Send {
        page::items(move |token| fetch(self.clone(), token))
    }

    /// All of them.
    pub async fn all(self) -> Result<Vec<CustomPlugin>, Error> {
        self.stream().try_collect().await
    }
}

async fn fetch(list: ListCustomPlugins, token: Option<String>) -> Result<Page<CustomPlugin>, Error> {
    let api = list.client.api().connect_custom_plugin_v1();
    let mut call = api.list_custom_connector_plugins().page_size(PAGE_SIZE);
    if let Some(cloud) = list.cloud {
        call = call.cloud(cloud.as_str());
    }
    if let Some(token) = token {
        call = call.page_token(token);
    }
    let answer = call.send().await?.into_inner();
    let next = answer.metadata.and_then(|metadata| metadata.next);
    Ok(Page { items: answer.data.into_iter().map(CustomPlugin::from_wire).collect(), next })
}

impl CustomPlugin {
    pub(super) fn from_wire(plugin: types::CustomConnectorPlugin) -> Self {
        let metadata = plugin.metadata.unwrap_or_default();
        Self {
            id: plugin.id.unwrap_or_default(),
            name: plugin.display_name.unwrap_or_default(),
            description: plugin.description.unwrap_or_default(),
            cloud: plugin.cloud.map(|cloud| cloud.as_str().into()),
            class: plugin.connector_class.unwrap_or_default(),
            connector_type: plugin.connector_type.map(|kind| kind.as_str().into()),
            sensitive_properties: plugin.sensitive_config_properties.unwrap_or_default(),
            content_format: plugin.content_format.map(|format| format.as_str().into()),
            documentation_link: plugin.documentation_link.filter(|link| !link.is_empty()),
            created_at: metadata.created_at,
            updated_at: metadata.updated_at,
        }
    }
}

pub(super) fn lost(error: Error, id: &str) -> Error {
    error.about(Kind::CustomPlugin, id)
}
