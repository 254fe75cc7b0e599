use std::fmt;
use std::path::PathBuf;

use super::settle::{Facts, settle};
use super::{PluginHandle, PluginType, PluginVersion, PreparedVersion, limits};
use crate::upload::{Parcel, within_deadline};
use crate::{Error, upload};

/// An archive about to become a version of a plugin. Made by [`PluginHandle::upload`].
#[must_use = "nothing is uploaded before `send`"]
pub struct UploadVersion {
    parcel: Parcel,
    plugin: PluginHandle,
    version: String,
    classes: Vec<(String, PluginType)>,
    documentation_link: Option<String>,
    sensitive_properties: Option<Vec<String>>,
    preflight: bool,
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
        let (classes, preflight) = (Vec::new(), true);
        Self { parcel, plugin, version, classes, documentation_link: None, sensitive_properties: None, preflight }
    }

    /// A connector in the archive: its Java class, with its package, and whether it is a source or a sink; up to
    /// ten. Default: all connectors in the archive that are its own.
    pub fn class(mut self, class: impl Into<String>, connector_type: PluginType) -> Self {
        self.classes.push((class.into(), connector_type));
        self
    }

    /// Where its users read about it: http or https. Default: what Confluent Hub's manifest says.
    pub fn documentation_link(mut self, link: impl Into<String>) -> Self {
        self.documentation_link = Some(link.into());
        self
    }

    /// The config keys whose values the service is to hide. It hides no others. Default: those that the connectors'
    /// `config()` define as passwords.
    pub fn sensitive_properties<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.sensitive_properties = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// Whether to look into the archive before anything is asked of the service. Default `true`, with the feature
    /// `inspect`: what would be refused, or could not run, is an [`Error::Unfit`], and what was not given is taken from
    /// the archive. Without it, a class is required.
    pub fn preflight(mut self, preflight: bool) -> Self {
        self.preflight = preflight;
        self
    }

    upload::settings!(parcel);

    /// Looks into the archive, after packing it where it is a folder or a `tar.gz`, and settles what was not given.
    /// Nothing is written.
    ///
    /// # Errors
    /// [`Error::Unfit`], [`Error::Unpackable`], [`Error::Input`] or [`Error::File`] for what cannot be uploaded.
    pub async fn prepare(self) -> Result<PreparedVersion, Error> {
        limits::version(&self.version)?;
        let ready = self.parcel.make_ready(self.preflight).await?;
        let given = Facts {
            classes: self.classes.into_iter().map(|(class, kind)| (class, Some(kind))).collect(),
            is_version: true,
            documentation_link: self.documentation_link,
            sensitive_properties: self.sensitive_properties,
            ..Facts::default()
        };
        let mut facts = settle(self.parcel.client(), &ready, given).await?;
        let typed = |(class, kind): (String, Option<PluginType>)| Some((class, kind?));
        let classes = std::mem::take(&mut facts.classes).into_iter().filter_map(typed).collect();
        let Self { parcel, plugin, version, .. } = self;
        let prepared = PreparedVersion { parcel, plugin, version, ready, classes, facts };
        prepared.check()?;
        Ok(prepared)
    }

    /// Prepares, reads the plugin for its cloud, presigns, stores and creates. `GET /ccpm/v1/plugins/{id}`,
    /// `POST /ccpm/v1/presigned-upload-url`, the store, and `POST /ccpm/v1/plugins/{plugin_id}/versions`
    ///
    /// The create call is not sent twice when its outcome is unknown: a version of that number, made meanwhile, is
    /// then looked for.
    ///
    /// # Errors
    /// Those of [`prepare`](Self::prepare) before any call; [`Error::NotFound`] when there is no such plugin;
    /// [`Error::Storage`] with the store's own words; [`Error::Validation`] or [`Error::Conflict`] when the version is
    /// refused.
    pub async fn send(self) -> Result<UploadedVersion, Error> {
        let client = self.parcel.client().clone();
        within_deadline(&client, Box::pin(async { self.prepare().await?.carry_out().await })).await
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
