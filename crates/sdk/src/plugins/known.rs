//! What a client knows of the settings of plugins, and how it learns more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ccloud_connect_secret::ConnectorConfig;
use futures_util::future::join;
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, timeout};

use super::{CachedSettings, ConfigDefinition, DefinitionCache, ManagedPlugin, PluginRef, PluginSettings};
use crate::Error;
use crate::connectors::Cluster;
use crate::redaction::{Classification, KnowsPlugins};

/// How long what a plugin says is taken for what it would say now.
const FRESH: Duration = Duration::from_hours(24);

/// How long a plugin is not asked again when it could not be, nor looked for again in the folder.
const PAUSE: Duration = Duration::from_mins(1);

/// How long whoever wants to show something waits for a plugin's word. Without it less is shown.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known of one plugin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Knowledge {
    /// What it says of its settings; none where it could not be asked.
    #[cfg_attr(
        not(feature = "desired"),
        allow(dead_code, reason = "only a comparison needs more than what is secret")
    )]
    pub(crate) settings: Option<Arc<PluginSettings>>,
    /// Which of them are secret.
    pub(crate) class: Classification,
}

impl From<PluginSettings> for Knowledge {
    fn from(settings: PluginSettings) -> Self {
        Self { class: settings.classification(), settings: Some(Arc::new(settings)) }
    }
}

/// What was learned in this process, and the folder where it is kept for others.
#[derive(Debug, Default)]
pub(crate) struct Known {
    cache: Option<DefinitionCache>,
    learned: Mutex<Learned>,
}

#[derive(Debug, Default)]
struct Learned {
    /// Until when it counts.
    plugins: HashMap<PluginRef, (Knowledge, Instant)>,
    /// Until when nothing is in the folder.
    absent: HashMap<PluginRef, Instant>,
    /// The versions of the managed plugins, by class, and when a list told them.
    versions: HashMap<String, String>,
    listed: Option<Instant>,
}

impl Known {
    pub(crate) fn new(cache: Option<DefinitionCache>) -> Self {
        Self { cache, learned: Mutex::default() }
    }

    /// What is known without a call, however old. An answer holds thousands of connectors of one plugin: a file is read for
    /// the first of them.
    pub(crate) fn knowledge(&self, plugin: &PluginRef) -> Option<Knowledge> {
        {
            let learned = self.lock();
            if let Some((known, _)) = learned.plugins.get(plugin) {
                return Some(known.clone());
            }
            if learned.absent.get(plugin).is_some_and(|until| Instant::now() < *until) {
                return None;
            }
        }
        let Some(kept) = self.kept(plugin) else {
            self.lock().absent.insert(plugin.clone(), Instant::now() + PAUSE);
            return None;
        };
        let known = Knowledge::from(kept.settings);
        // Whoever wants to know what counts now looks again.
        self.learn(plugin, known.clone(), Duration::ZERO);
        Some(known)
    }

    /// Whether what is learned is kept for other processes.
    #[cfg(feature = "desired")]
    pub(crate) fn is_kept(&self) -> bool {
        self.cache.is_some()
    }

    /// The versions that a list has told.
    pub(super) fn listed(&self, plugins: &[ManagedPlugin]) {
        let told = |plugin: &ManagedPlugin| Some((plugin.class.clone(), plugin.version.clone()?));
        let mut learned = self.lock();
        learned.versions = plugins.iter().filter_map(told).collect();
        learned.listed = Some(Instant::now());
    }

    /// Whether the versions are needed and not known.
    fn lacks_versions(&self) -> bool {
        self.cache.is_some() && self.lock().listed.is_none_or(|listed| listed.elapsed() > FRESH)
    }

    fn fresh(&self, plugin: &PluginRef) -> Option<Knowledge> {
        let now = Instant::now();
        let learned = self.lock().plugins.get(plugin).filter(|(_, until)| now < *until).map(|(known, _)| known.clone());
        learned.or_else(|| {
            let kept = self.kept(plugin)?;
            let age =
                Duration::try_from(Timestamp::now().duration_since(kept.read_at).max(SignedDuration::ZERO)).ok()?;
            let known = Knowledge::from(kept.settings);
            self.learn(plugin, known.clone(), FRESH.checked_sub(age)?);
            Some(known)
        })
    }

    fn kept(&self, plugin: &PluginRef) -> Option<CachedSettings> {
        self.cache.as_ref()?.read_version(plugin, self.version(plugin).as_deref())
    }

    fn version(&self, plugin: &PluginRef) -> Option<String> {
        match plugin {
            PluginRef::Managed(class) => self.lock().versions.get(class).cloned(),
            PluginRef::Custom { version, .. } => version.clone(),
        }
    }

    fn learn(&self, plugin: &PluginRef, known: Knowledge, lasting: Duration) {
        self.lock().plugins.insert(plugin.clone(), (known, Instant::now() + lasting));
    }

    /// Keeps what a plugin has just said. A folder that cannot be written costs no more than a call later.
    fn keep(&self, plugin: &PluginRef, settings: PluginSettings) -> Knowledge {
        let known = Knowledge::from(settings);
        self.learn(plugin, known.clone(), FRESH);
        if let (Some(cache), Some(settings)) = (&self.cache, &known.settings)
            && let Err(error) = cache.store(plugin, self.version(plugin).as_deref(), PluginSettings::clone(settings))
        {
            tracing::debug!(%error, "definitions are not kept");
        }
        known
    }

    fn lock(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KnowsPlugins for Known {
    fn class_of(&self, config: &ConnectorConfig) -> Option<Classification> {
        self.knowledge(&PluginRef::of(config)?).map(|known| known.class)
    }
}

impl Cluster {
    /// Which settings are secret for the connectors of a plugin.
    ///
    /// A managed plugin is asked by a validation of nothing but its class, a custom one by a look at it: once a day, or
    /// once per client where that has no [`DefinitionCache`]. Where a plugin cannot be asked it is no error, and nobody
    /// waits long for it: what was known of it counts, else only keys that are known to be harmless are shown.
    pub async fn classification(&self, plugin: Option<&PluginRef>) -> Classification {
        let Some(plugin) = plugin else { return Classification::default() };
        self.fresh(plugin, true).await.class
    }

    /// The same, with all that the plugin says of its settings, by one call at most.
    #[cfg(feature = "desired")]
    pub(crate) async fn knowledge(&self, plugin: &PluginRef) -> Knowledge {
        self.fresh(plugin, false).await
    }

    /// What is known of a plugin, and where nothing is, what it says; by its version where the plugins' are listed.
    async fn fresh(&self, plugin: &PluginRef, by_version: bool) -> Knowledge {
        let known = self.client().known();
        if let Some(fresh) = known.fresh(plugin) {
            return fresh;
        }
        if let Ok(Ok(told)) = timeout(PATIENCE, self.ask(plugin, by_version)).await {
            return told;
        }
        let older = known.knowledge(plugin).unwrap_or_default();
        known.learn(plugin, older.clone(), PAUSE);
        older
    }

    /// A dry run shows a config: what is no secret in it is to be seen.
    pub(crate) async fn prepare_to_plan(&self, config: &ConnectorConfig) {
        if self.client().is_dry_run() {
            self.classification(PluginRef::of(config).as_ref()).await;
        }
    }

    async fn ask(&self, plugin: &PluginRef, by_version: bool) -> Result<Knowledge, Error> {
        let settings = match plugin {
            PluginRef::Managed(class) => {
                self.plugins().learn(class, by_version).await?;
                return Ok(self.client().known().knowledge(plugin).unwrap_or_default());
            }
            PluginRef::Custom { id, version } => {
                PluginSettings::Sensitive(self.sensitive_properties(id, version.as_deref()).await?)
            }
        };
        Ok(self.client().known().keep(plugin, settings))
    }
}

impl super::ManagedPlugins {
    /// Asks a plugin for its settings, and keeps what it says: under its version, where that is asked for too.
    pub(super) async fn learn(&self, class: &str, by_version: bool) -> Result<Vec<ConfigDefinition>, Error> {
        let known = self.cluster().client().known();
        let plugin = PluginRef::Managed(class.to_owned());
        let versions = async {
            if by_version && known.lacks_versions() {
                // Without its version it is kept all the same.
                let _ = self.list().await;
            }
        };
        let (definitions, ()) = join(self.settings(class), versions).await;
        let definitions = definitions?;
        if definitions.is_empty() {
            known.learn(&plugin, Knowledge::default(), PAUSE);
        } else {
            known.keep(&plugin, PluginSettings::Defined(definitions.clone()));
        }
        Ok(definitions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugins::{ConfigDefinition, ConfigType};

    /// An answer of thousands of connectors reads one file.
    #[tokio::test(start_paused = true)]
    async fn the_folder_is_looked_into_once_for_what_it_has_and_once_a_minute_for_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DefinitionCache::new(folder.path().join("d"), "https://api.example.com");
        let (known, plugin) = (Known::new(Some(cache.clone())), PluginRef::Managed("S3_SINK".to_owned()));
        let definition =
            ConfigDefinition { name: "k".to_owned(), value_type: Some(ConfigType::String), ..Default::default() };
        assert!(known.knowledge(&plugin).is_none());
        cache.store(&plugin, None, PluginSettings::Defined(vec![definition])).unwrap();
        assert!(known.knowledge(&plugin).is_none());
        tokio::time::advance(PAUSE).await;
        assert!(known.knowledge(&plugin).is_some_and(|known| !known.class.is_secret("k")));
        std::fs::remove_dir_all(folder.path().join("d")).unwrap();
        assert!(known.knowledge(&plugin).is_some());
    }
}
