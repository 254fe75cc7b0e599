#![doc = include_str!("../README.md")]

mod archive;
mod artifact;
mod auth;
mod body;
mod clock;
mod cloud;
mod connect_plugin;
mod connector;
mod custom_plugin;
mod definitions;
mod error;
mod failure;
mod faults;
mod key;
mod line;
mod logs;
mod metrics;
mod names;
mod origin;
mod persist;
mod random;
mod routes;
mod sandbox;
mod state;
mod store;
mod token;

pub use error::Error;
pub use faults::{Fault, FaultError};
pub use sandbox::{Builder, Sandbox, reset, reset_with};
pub use store::external::ExternalStore;
