//! Connectors as code: what connectors should be, as data; how that differs from what is there; and how to make it so.
//!
//! ```no_run
//! # async fn example(cluster: ccloud_connect::connectors::Cluster) -> Result<(), ccloud_connect::Error> {
//! use ccloud_connect::ConnectorConfig;
//! use ccloud_connect::desired::DesiredConnector;
//!
//! let config = ConnectorConfig::from([("connector.class", "DatagenSource"), ("kafka.topic", "orders")]);
//! let prepared = cluster.plan(vec![DesiredConnector::new("orders", config)?]).prepare().await?;
//! for connector in &prepared.plan().connectors {
//!     println!("{} {}", connector.action.as_str(), connector.name);
//! }
//! let applied = prepared.apply().send().await?;
//! # Ok(()) }
//! ```
//!
//! [`Files`] reads connectors from files, [`resolve`] puts secrets in the place of references to them, [`validate`] has the
//! service check them.

mod added_keys;
mod apply;
mod canonical;
mod change;
mod compare;
mod connector;
mod document;
mod export;
mod files;
mod fingerprint;
mod globs;
mod offsets_file;
mod origin;
mod plan;
mod planning;
mod problem;
mod prune;
mod renaming;
pub mod report;
mod resolve;
mod rotation;
mod schema;
mod seal;
mod shape;
mod source;
#[cfg(test)]
mod tests;
mod validate;
mod walk;

pub use added_keys::AddedKeys;
pub use apply::{Applied, AppliedConnector, Apply, InvalidConnector, Outcome};
pub use change::{Action, Change, ChangeKind};
pub use connector::{DesiredConnector, DesiredState};
pub use document::{parse_json, read_json};
pub use export::{ExportedConnector, FileNames};
pub use files::Files;
pub use fingerprint::{FingerprintKey, Fingerprints};
use globs::Globs;
pub use offsets_file::OffsetsFile;
pub use origin::{Origin, Place};
pub use plan::{ConnectorPlan, Plan, StateChange, Summary};
pub use planning::{Planning, PreparedPlan};
pub use problem::Problem;
pub use prune::Prune;
pub use resolve::resolve;
pub use rotation::Rotation;
pub use schema::schema;
pub use seal::Seal;
pub use validate::{Finding, Level, Rule, Validated, validate, validate_offline};
