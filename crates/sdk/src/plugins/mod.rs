//! Plugins: the managed ones of a cluster, the organization's custom ones, and the runtimes those run on.

#[cfg(feature = "connect-custom-plugin-v1")]
mod custom;
#[cfg(feature = "connect-custom-plugin-v1")]
mod limits;
#[cfg(feature = "connect-v1")]
mod managed;
#[cfg(feature = "connect-custom-plugin-v1")]
mod runtimes;
#[cfg(feature = "connect-custom-plugin-v1")]
mod upload;

#[cfg(feature = "connect-custom-plugin-v1")]
pub use custom::{
    Cloud, ContentFormat, CustomPlugin, CustomPlugins, ListCustomPlugins, PluginType, UpdateCustomPlugin,
};
#[cfg(feature = "connect-v1")]
pub use managed::{ConfigDefinition, ConfigType, InvalidSetting, ManagedPlugin, ManagedPlugins, Validation};
#[cfg(feature = "connect-custom-plugin-v1")]
pub use runtimes::{ListRuntimes, Runtime, Runtimes};
#[cfg(feature = "connect-custom-plugin-v1")]
pub use upload::{Upload, Uploaded};
