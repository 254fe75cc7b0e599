//! Plugins: the managed ones of a cluster, the custom ones of an organization and, with versions, of an environment, and
//! the runtimes those run on.

#[cfg(feature = "ccpm-v1")]
mod connect_plugin_changes;
#[cfg(feature = "ccpm-v1")]
mod connect_plugins;
#[cfg(feature = "connect-custom-plugin-v1")]
mod custom;
#[cfg(feature = "connect-custom-plugin-v1")]
mod custom_changes;
#[cfg(feature = "connect-v1")]
mod definition;
#[cfg(feature = "connect-v1")]
mod definition_cache;
#[cfg(feature = "connect-custom-plugin-v1")]
mod delivery;
#[cfg(all(feature = "connect-custom-plugin-v1", feature = "inspect"))]
mod identical;
#[cfg(feature = "connect-v1")]
mod known;
#[cfg(any(feature = "connect-custom-plugin-v1", feature = "ccpm-v1"))]
mod limits;
#[cfg(feature = "connect-v1")]
mod managed;
#[cfg(feature = "connect-custom-plugin-v1")]
mod prepared;
#[cfg(feature = "ccpm-v1")]
mod prepared_version;
#[cfg(feature = "connect-v1")]
mod reference;
#[cfg(feature = "connect-custom-plugin-v1")]
mod replacement;
#[cfg(feature = "connect-custom-plugin-v1")]
mod runtimes;
#[cfg(feature = "connect-v1")]
mod sensitive;
#[cfg(feature = "connect-v1")]
mod settings;
#[cfg(any(feature = "connect-custom-plugin-v1", feature = "ccpm-v1"))]
mod settle;
#[cfg(feature = "connect-v1")]
mod translate;
#[cfg(feature = "connect-custom-plugin-v1")]
mod upload;
#[cfg(feature = "ccpm-v1")]
mod version_upload;
#[cfg(feature = "ccpm-v1")]
mod versions;
#[cfg(feature = "_upload")]
mod words;

#[cfg(feature = "ccpm-v1")]
pub use connect_plugin_changes::{CreateConnectPlugin, UpdateConnectPlugin};
#[cfg(feature = "ccpm-v1")]
pub use connect_plugins::{ConnectPlugin, ConnectPlugins, ListConnectPlugins};
#[cfg(feature = "connect-custom-plugin-v1")]
pub use custom::{CustomPlugin, CustomPlugins, ListCustomPlugins};
#[cfg(feature = "connect-custom-plugin-v1")]
pub use custom_changes::UpdateCustomPlugin;
#[cfg(feature = "connect-v1")]
pub use definition::{ConfigDefinition, ConfigType};
#[cfg(feature = "connect-v1")]
pub use definition_cache::{CachedSettings, DefinitionCache};
#[cfg(feature = "connect-v1")]
pub(crate) use known::Known;
#[cfg(feature = "connect-v1")]
pub use managed::{InvalidSetting, ManagedPlugin, ManagedPlugins, Validation};
#[cfg(feature = "connect-custom-plugin-v1")]
pub use prepared::PreparedCustomPlugin;
#[cfg(feature = "ccpm-v1")]
pub use prepared_version::PreparedVersion;
#[cfg(feature = "connect-v1")]
pub use reference::PluginRef;
#[cfg(feature = "connect-custom-plugin-v1")]
pub use replacement::{PreparedReplacement, ReplaceArchive};
#[cfg(feature = "connect-custom-plugin-v1")]
pub use runtimes::{ListRuntimes, Runtime, Runtimes};
#[cfg(feature = "connect-v1")]
pub use settings::PluginSettings;
#[cfg(feature = "connect-v1")]
pub use translate::{Remark, Translation};
#[cfg(feature = "connect-custom-plugin-v1")]
pub use upload::{UploadCustomPlugin, UploadedCustomPlugin};
#[cfg(feature = "ccpm-v1")]
pub use version_upload::{UploadVersion, UploadedVersion};
#[cfg(feature = "ccpm-v1")]
pub use versions::{ConnectorClass, PluginHandle, PluginVersion, VersionHandle, VersionPhase};
#[cfg(feature = "_upload")]
pub use words::{Cloud, ContentFormat, PluginType};
