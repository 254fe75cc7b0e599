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

mod added_keys;
mod apply;
mod canonical;
mod change;
mod compare;
mod connector;
mod fingerprint;
mod globs;
mod origin;
mod plan;
mod planning;
mod prune;
mod renaming;
mod rotation;

pub use added_keys::AddedKeys;
pub use apply::{Applied, AppliedConnector, Apply, InvalidConnector, Outcome};
pub use change::{Action, Change, ChangeKind};
pub use connector::{DesiredConnector, DesiredState};
pub use fingerprint::{FingerprintKey, Fingerprints};
use globs::Globs;
pub use origin::{Origin, Place};
pub use plan::{ConnectorPlan, Plan, StateChange, Summary};
pub use planning::{Planning, PreparedPlan};
pub use prune::Prune;
pub use rotation::Rotation;
