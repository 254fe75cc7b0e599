//! Connectors as code: what connectors should be, as data.

mod connector;
mod origin;

pub use connector::{DesiredConnector, DesiredState};
pub use origin::{Origin, Place};
