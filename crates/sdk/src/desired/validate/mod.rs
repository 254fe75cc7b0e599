//! Whether connectors could run as they are described: asked of the service, or held against what it said before.

mod finding;
mod offline;
mod service;
mod settings;

pub use finding::{Finding, Level, Rule, Validated};
pub use offline::validate_offline;
pub use service::validate;

use super::DesiredConnector;
use crate::connectors::is_custom;

/// What is wrong with a connector that names no plugin.
fn plugin_missing(connector: &DesiredConnector) -> Finding {
    let (key, what) = if is_custom(&connector.config) {
        ("confluent.custom.plugin.id", "the custom plugin that it runs, by its id `ccp-…`")
    } else {
        (
            "connector.class",
            "the managed plugin that it runs; a custom connector has `confluent.connector.type: CUSTOM`",
        )
    };
    Finding::of_key(Rule::Plugin, connector, key, format!("`{key}` is missing: it names {what}"))
}
