use std::fmt;
use std::path::PathBuf;

use ccloud_connect_api::connect_custom_plugin_v1::types;

#[cfg(feature = "inspect")]
use super::identical;
use super::settle::{self, Facts, settle};
use super::{Cloud, CustomPlugin, PluginType, PreparedCustomPlugin, limits};
use crate::upload::{Parcel, Ready, within_deadline};
use crate::{Client, Error, upload};

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
    sensitive_properties: Option<Vec<String>>,
    preflight: bool,
    #[cfg(feature = "inspect")]
    skip_identical: bool,
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
    /// Whether the plugin was there already, of the same bytes, so that nothing was sent.
    #[cfg(feature = "inspect")]
    pub was_there: bool,
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
            sensitive_properties: None,
            preflight: true,
            #[cfg(feature = "inspect")]
            skip_identical: false,
        }
    }

    /// The name people see, up to 60 characters. Default: title and version in Confluent Hub's manifest, else the file's
    /// name without its extension.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The connector's Java class, with its package. Default: that of the only connector in the archive, or of the only
    /// one of the type.
    pub fn class(mut self, class: impl Into<String>) -> Self {
        self.class = Some(class.into());
        self
    }

    /// Source or sink. Default: what the class is.
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

    /// Where its users read about it: http or https. Default: what Confluent Hub's manifest says.
    pub fn documentation_link(mut self, link: impl Into<String>) -> Self {
        self.documentation_link = Some(link.into());
        self
    }

    /// The config keys whose values the service is to hide. It hides no others. Default: those that the connector's
    /// `config()` defines as passwords.
    pub fn sensitive_properties<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.sensitive_properties = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// Whether to look into the archive before anything is asked of the service. Default `true`, with the feature
    /// `inspect`: what would be refused, or could not run, is an [`Error::Unfit`], and what was not given is taken from
    /// the archive. Without it, class and type are required.
    pub fn preflight(mut self, preflight: bool) -> Self {
        self.preflight = preflight;
        self
    }

    /// Sends nothing where a plugin of the same cloud and class has the archive's SHA-256 in its description, as
    /// `sha256:…`; else adds it there. Default `false`.
    #[cfg(feature = "inspect")]
    pub fn skip_identical(mut self, skip: bool) -> Self {
        self.skip_identical = skip;
        self
    }

    upload::settings!(parcel);

    /// Looks into the archive, after packing it where it is a folder or a `tar.gz`, and settles what was not given.
    /// Nothing is written. `GET /connect/v1/custom-connector-runtimes`, where it needs more than Java 11
    ///
    /// # Errors
    /// [`Error::Unfit`], [`Error::Unpackable`], [`Error::Input`] or [`Error::File`] for what cannot be uploaded.
    pub async fn prepare(self) -> Result<PreparedCustomPlugin, Error> {
        let ready = self.parcel.make_ready(self.preflight).await?;
        let given = Facts {
            classes: self.class.iter().map(|class| (class.clone(), self.connector_type.clone())).collect(),
            connector_type: self.connector_type.clone(),
            documentation_link: self.documentation_link.clone(),
            sensitive_properties: self.sensitive_properties.clone(),
            ..Facts::default()
        };
        let facts = settle(self.parcel.client(), &ready, given).await?;
        #[cfg_attr(not(feature = "inspect"), expect(unused_mut))]
        let mut plugin = self.plugin(&ready, &facts)?;
        #[cfg(feature = "inspect")]
        let mark = if self.skip_identical { Some(identical::mark_of(&ready).await?) } else { None };
        #[cfg(feature = "inspect")]
        if let Some(mark) = &mark {
            plugin.description = Some(identical::marked(self.description.as_deref(), mark)?);
        }
        Ok(PreparedCustomPlugin {
            parcel: self.parcel,
            cloud: self.cloud,
            ready,
            plugin,
            #[cfg(feature = "inspect")]
            mark,
            #[cfg(feature = "inspect")]
            warnings: facts.warnings,
        })
    }

    /// Prepares, presigns, stores and creates. `POST /connect/v1/presigned-upload-url`, the store, and
    /// `POST /connect/v1/custom-connector-plugins`
    ///
    /// # Errors
    /// Those of [`prepare`](Self::prepare) before any call; [`Error::Storage`] with the store's own words;
    /// [`Error::Validation`] or [`Error::Conflict`] when the plugin is refused.
    pub async fn send(self) -> Result<UploadedCustomPlugin, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, Box::pin(async { self.prepare().await?.carry_out().await })).await
    }

    /// What the create call will say, without the upload.
    fn plugin(&self, ready: &Ready, facts: &Facts) -> Result<types::CustomConnectorPlugin, Error> {
        let missing = |what: &str| Error::Input(format!("{what} is required"));
        let (class, kind) = facts.classes.first().cloned().unwrap_or_default();
        if class.is_empty() {
            return Err(missing("the class"));
        }
        let kind = kind.ok_or_else(|| missing("the type (source or sink)"))?;
        let name = self.name.clone().or_else(|| settle::name(ready));
        let mut plugin = types::CustomConnectorPlugin::default();
        plugin.display_name = Some(name.unwrap_or_else(|| ready.archive.stem()));
        plugin.connector_class = Some(class);
        plugin.connector_type = Some(kind.as_str().into());
        plugin.cloud = Some(self.cloud.as_str().into());
        plugin.description.clone_from(&self.description);
        plugin.documentation_link.clone_from(&facts.documentation_link);
        plugin.sensitive_config_properties = facts.sensitive_properties.clone().filter(|keys| !keys.is_empty());
        crate::limits::name(plugin.display_name.as_deref())?;
        limits::class(plugin.connector_class.as_deref())?;
        crate::limits::description(plugin.description.as_deref())?;
        limits::documentation_link(plugin.documentation_link.as_deref())?;
        limits::sensitive_properties(plugin.sensitive_config_properties.as_deref())?;
        Ok(plugin)
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
