use std::fmt;
use std::path::PathBuf;

use super::delivery::deliver;
#[cfg(feature = "inspect")]
use super::identical;
use super::settle::{Facts, settle};
use super::{Cloud, CustomPlugin, UpdateCustomPlugin, UploadedCustomPlugin};
#[cfg(feature = "inspect")]
use crate::inspect::Warning;
use crate::upload::{self, Parcel, Ready, within_deadline};
use crate::{Error, doubt};

/// A plugin about to be changed, its archive with it. Made by [`UpdateCustomPlugin::archive`].
#[must_use = "nothing is uploaded before `send`"]
pub struct ReplaceArchive {
    parcel: Parcel,
    change: UpdateCustomPlugin,
    preflight: bool,
}

impl ReplaceArchive {
    pub(super) fn new(change: UpdateCustomPlugin, archive: PathBuf) -> Self {
        Self { parcel: Parcel::new(change.client.clone(), archive), change, preflight: true }
    }

    /// Whether to look into the archive before anything is written. Default `true`, with the feature `inspect`: what
    /// would be refused, or could not run, or lacks the plugin's class, is an [`Error::Unfit`].
    pub fn preflight(mut self, preflight: bool) -> Self {
        self.preflight = preflight;
        self
    }

    upload::settings!(parcel);

    /// Looks into the archive, after packing it where it is a folder or a `tar.gz`, and compares it with the plugin.
    /// Nothing is written. `GET /connect/v1/custom-connector-plugins/{id}`, and
    /// `GET /connect/v1/custom-connector-runtimes`, where it needs more than Java 11
    ///
    /// Where the plugin's description tells the archive's SHA-256, as
    /// [`skip_identical`](super::UploadCustomPlugin::skip_identical) has it, it is to tell the new one's.
    ///
    /// # Errors
    /// [`Error::Unfit`], [`Error::Unpackable`], [`Error::Input`] or [`Error::File`] for what cannot be uploaded;
    /// [`Error::NotFound`] when there is no such plugin.
    pub async fn prepare(self) -> Result<PreparedReplacement, Error> {
        let Self { parcel, change, preflight } = self;
        change.check()?;
        let ready = parcel.make_ready(preflight).await?;
        let plugin = parcel.client().custom_plugins().get(&change.id).await?;
        let hidden = change.body.sensitive_config_properties.as_ref().unwrap_or(&plugin.sensitive_properties);
        let class = Some(&plugin.class).filter(|class| !class.is_empty());
        let given = Facts {
            classes: class.map(|class| (class.clone(), plugin.connector_type.clone())).into_iter().collect(),
            sensitive_properties: Some(hidden.clone()),
            ..Facts::default()
        };
        #[cfg_attr(not(feature = "inspect"), expect(unused_variables))]
        let facts = settle(parcel.client(), &ready, given).await?;
        #[cfg(feature = "inspect")]
        let change = marked(change, &plugin, &ready).await?;
        Ok(PreparedReplacement {
            parcel,
            change,
            plugin,
            ready,
            #[cfg(feature = "inspect")]
            warnings: facts.warnings,
        })
    }

    /// Prepares, presigns, stores and changes. `POST /connect/v1/presigned-upload-url`, the store, and
    /// `PATCH /connect/v1/custom-connector-plugins/{id}`
    ///
    /// # Errors
    /// Those of [`prepare`](Self::prepare) before any write; [`Error::Storage`] with the store's own words;
    /// [`Error::Validation`] with every fault the server found.
    pub async fn send(self) -> Result<UploadedCustomPlugin, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, Box::pin(async { self.prepare().await?.carry_out().await })).await
    }
}

/// What a description says of the archive stays true.
#[cfg(feature = "inspect")]
async fn marked(change: UpdateCustomPlugin, plugin: &CustomPlugin, ready: &Ready) -> Result<UpdateCustomPlugin, Error> {
    let description = change.body.description.as_ref().unwrap_or(&plugin.description);
    if !identical::bears_any(description) {
        return Ok(change);
    }
    let description = identical::marked(Some(description), &identical::mark_of(ready).await?)?;
    Ok(change.description(description))
}

/// A change of which all is settled. Made by [`ReplaceArchive::prepare`].
#[must_use = "nothing is uploaded before `send`"]
pub struct PreparedReplacement {
    parcel: Parcel,
    change: UpdateCustomPlugin,
    plugin: CustomPlugin,
    ready: Ready,
    #[cfg(feature = "inspect")]
    warnings: Vec<Warning>,
}

impl PreparedReplacement {
    /// The plugin as it is before the change.
    pub fn plugin(&self) -> &CustomPlugin {
        &self.plugin
    }

    crate::upload::looked_into!(warnings);

    /// Presigns, stores and changes. `POST /connect/v1/presigned-upload-url`, the store, and
    /// `PATCH /connect/v1/custom-connector-plugins/{id}`
    ///
    /// The change is not sent twice when its outcome is unknown: the plugin is then read, and taken for changed when it
    /// is as it should be and was changed after the upload began.
    ///
    /// # Errors
    /// [`Error::Storage`] with the store's own words; [`Error::Validation`] with every fault the server found.
    pub async fn send(self) -> Result<UploadedCustomPlugin, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, self.carry_out()).await
    }

    async fn carry_out(self) -> Result<UploadedCustomPlugin, Error> {
        let Self { parcel, mut change, plugin, ready, .. } = self;
        let cloud = plugin.cloud.unwrap_or(Cloud::Aws);
        let (source, stored) = deliver(&parcel, &ready.archive, &cloud).await?;
        change.body.upload_source = Some(source);
        let is_newer = |plugin: &CustomPlugin| doubt::is_new(plugin.updated_at.as_ref(), stored.since);
        let plugin = change.carry_out(is_newer).await?;
        Ok(UploadedCustomPlugin {
            plugin,
            size: ready.archive.size,
            sha256: stored.sha256,
            #[cfg(feature = "inspect")]
            was_there: false,
        })
    }
}

impl fmt::Debug for ReplaceArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut form = f.debug_struct("ReplaceArchive");
        form.field("archive", &self.parcel.path).field("plugin", &self.change.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for PreparedReplacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut form = f.debug_struct("PreparedReplacement");
        form.field("archive", &self.parcel.path).field("plugin", &self.plugin.id).finish_non_exhaustive()
    }
}
