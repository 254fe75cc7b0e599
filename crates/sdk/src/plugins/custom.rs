use std::path::PathBuf;

use ccloud_connect_api::Timestamp;
use ccloud_connect_api::connect_custom_plugin_v1::types;
use futures_core::Stream;
use futures_util::TryStreamExt;

use super::upload::UploadCustomPlugin;
use super::{Cloud, ContentFormat, PluginType, limits};
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
        let body = types::CustomConnectorPluginUpdate::default();
        UpdateCustomPlugin { client: self.client.clone(), id: id.into(), body }
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

/// A plugin about to be changed. Made by [`CustomPlugins::update`].
#[derive(Clone, Debug)]
#[must_use = "nothing is changed before `send`"]
pub struct UpdateCustomPlugin {
    client: Client,
    id: String,
    body: types::CustomConnectorPluginUpdate,
}

impl UpdateCustomPlugin {
    /// A new name, up to 60 characters.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.body.display_name = Some(name.into());
        self
    }

    /// A new description, up to 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.body.description = Some(description.into());
        self
    }

    /// A new link, http or https; the empty text takes it away.
    pub fn documentation_link(mut self, link: impl Into<String>) -> Self {
        self.body.documentation_link = Some(link.into());
        self
    }

    /// The config keys whose values the service is to hide, instead of those it hides now.
    pub fn sensitive_properties<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.body.sensitive_config_properties = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// Changes it. `PATCH /connect/v1/custom-connector-plugins/{id}`
    ///
    /// It is not sent twice when its outcome is unknown: the plugin is then read, and taken for changed when it is as it
    /// should be.
    ///
    /// # Errors
    /// [`Error::Input`] for what the documented limits do not allow; [`Error::NotFound`] when there is none of that id;
    /// [`Error::Validation`] with every fault the server found.
    pub async fn send(self) -> Result<CustomPlugin, Error> {
        crate::limits::name(self.body.display_name.as_deref())?;
        crate::limits::description(self.body.description.as_deref())?;
        limits::documentation_link(self.body.documentation_link.as_deref())?;
        limits::sensitive_properties(self.body.sensitive_config_properties.as_deref())?;
        let api = self.client.api().connect_custom_plugin_v1();
        let call = api.update_custom_connector_plugin().id(&self.id).body(self.body.clone());
        let outcome = call.send().await.map(|answer| CustomPlugin::from_wire(answer.into_inner()));
        let plugins = self.client.custom_plugins();
        let look = plugins.get(&self.id);
        let changed = doubt::changed(outcome.map_err(Error::from), look, |plugin| has(plugin, &self.body)).await;
        changed.map_err(|error| lost(error, &self.id))
    }
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

/// Whether a plugin is as a change wants it.
fn has(plugin: &CustomPlugin, change: &types::CustomConnectorPluginUpdate) -> bool {
    let link = plugin.documentation_link.as_deref().unwrap_or_default();
    change.display_name.as_ref().is_none_or(|name| *name == plugin.name)
        && change.description.as_ref().is_none_or(|text| *text == plugin.description)
        && change.documentation_link.as_ref().is_none_or(|new| new == link)
        && change.sensitive_config_properties.as_ref().is_none_or(|keys| *keys == plugin.sensitive_properties)
}

fn lost(error: Error, id: &str) -> Error {
    error.about(Kind::CustomPlugin, id)
}
