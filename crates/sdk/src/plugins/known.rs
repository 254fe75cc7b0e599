//! What a client knows of the settings of plugins, and how it learns more.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
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

/// What was learned in this process, and the folder where it is kept for others.
#[derive(Debug, Default)]
pub(crate) struct Known {
    cache: Option<DefinitionCache>,
    learned: Mutex<Learned>,
}

#[derive(Debug, Default)]
struct Learned {
    /// Until when it counts.
    classes: HashMap<PluginRef, (Classification, Instant)>,
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
    pub(crate) fn classification(&self, plugin: &PluginRef) -> Option<Classification> {
        {
            let learned = self.lock();
            if let Some((class, _)) = learned.classes.get(plugin) {
                return Some(class.clone());
            }
            if learned.absent.get(plugin).is_some_and(|until| Instant::now() < *until) {
                return None;
            }
        }
        let Some(kept) = self.kept(plugin) else {
            self.lock().absent.insert(plugin.clone(), Instant::now() + PAUSE);
            return None;
        };
        let class = kept.settings.classification();
        // Whoever wants to know what counts now looks again.
        self.learn(plugin, &class, Duration::ZERO);
        Some(class)
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

    fn fresh(&self, plugin: &PluginRef) -> Option<Classification> {
        let now = Instant::now();
        let learned = self.lock().classes.get(plugin).filter(|(_, until)| now < *until).map(|(class, _)| class.clone());
        learned.or_else(|| {
            let kept = self.kept(plugin)?;
            let age =
                Duration::try_from(Timestamp::now().duration_since(kept.read_at).max(SignedDuration::ZERO)).ok()?;
            let class = kept.settings.classification();
            self.learn(plugin, &class, FRESH.checked_sub(age)?);
            Some(class)
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

    fn learn(&self, plugin: &PluginRef, class: &Classification, lasting: Duration) {
        self.lock().classes.insert(plugin.clone(), (class.clone(), Instant::now() + lasting));
    }

    /// Keeps what a plugin has just said. A folder that cannot be written costs no more than a call later.
    fn keep(&self, plugin: &PluginRef, settings: PluginSettings) {
        self.learn(plugin, &settings.classification(), FRESH);
        let Some(cache) = &self.cache else { return };
        if let Err(error) = cache.store(plugin, self.version(plugin).as_deref(), settings.without_values()) {
            tracing::debug!(%error, "definitions are not kept");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KnowsPlugins for Known {
    fn class_of(&self, config: &ConnectorConfig) -> Option<Classification> {
        self.classification(&PluginRef::of(config)?)
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
        let known = self.client().known();
        if let Some(class) = known.fresh(plugin) {
            return class;
        }
        if let Ok(Ok(class)) = timeout(PATIENCE, self.ask(plugin)).await {
            return class;
        }
        let class = known.classification(plugin).unwrap_or_default();
        known.learn(plugin, &class, PAUSE);
        class
    }

    /// A dry run shows a config: what is no secret in it is to be seen.
    pub(crate) async fn prepare_to_plan(&self, config: &ConnectorConfig) {
        if self.client().is_dry_run() {
            self.classification(PluginRef::of(config).as_ref()).await;
        }
    }

    async fn ask(&self, plugin: &PluginRef) -> Result<Classification, Error> {
        let settings = match plugin {
            PluginRef::Managed(class) => return Ok(Classification::of(&self.plugins().learn(class).await?)),
            PluginRef::Custom { id, version } => {
                PluginSettings::Sensitive(self.sensitive_properties(id, version.as_deref()).await?)
            }
        };
        let class = settings.classification();
        self.client().known().keep(plugin, settings);
        Ok(class)
    }
}

impl super::ManagedPlugins {
    /// Asks a plugin for its settings, and keeps what it says.
    pub(super) async fn learn(&self, class: &str) -> Result<Vec<ConfigDefinition>, Error> {
        let known = self.cluster().client().known();
        let plugin = PluginRef::Managed(class.to_owned());
        let versions = async {
            if known.lacks_versions() {
                // Without its version it is kept all the same.
                let _ = self.list().await;
            }
        };
        let (definitions, ()) = join(self.settings(class), versions).await;
        let definitions = definitions?;
        if definitions.is_empty() {
            known.learn(&plugin, &Classification::default(), PAUSE);
        } else {
            known.keep(&plugin, PluginSettings::Defined(definitions.clone()));
        }
        Ok(definitions)
    }
}
