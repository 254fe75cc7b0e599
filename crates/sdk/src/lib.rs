#![doc = include_str!("../README.md")]
//! # Where to begin
//!
//! | for | go to |
//! |---|---|
//! | credentials, endpoints, retries, deadlines | [`Client::from_env`], [`Client::builder`], [`RetryPolicy`], [`Sts`] |
//! | connectors: create, change, pause, wait, offsets, logs | [`Client::cluster`], then [`connectors`] |
//! | managed plugins: settings, validation | [`Cluster::plugins`](connectors::Cluster::plugins) |
//! | custom plugins of the organization, and runtimes | [`Client::custom_plugins`], [`Client::runtimes`] |
//! | custom plugins of an environment, and their versions | [`Environment::plugins`], [`Environment::plugin`] |
//! | artifacts | [`Environment::artifacts`] |
//! | metrics | [`Client::metrics`] |
//! | what is in an archive | [`inspect`] |
//! | progress and outcome of uploads and waits | [`upload`], [`wait`] |
//! | what went wrong | [`Error`], [`Error::kind`], [`Error::server`], [`Error::hint`] |
//! | the values of settings, which are secret until said otherwise | [`ConnectorConfig`], [`Secret::expose`]; [`connectors::LiveConfig`], [`redaction::Classification`] |
//! | what a program would write, without writing it | [`ClientBuilder::dry_run`] |
//! | what is asked and answered, without secrets | `tracing` events of the target `ccloud_connect`, DEBUG and TRACE |
//! | any other call, by path or by generated builder | [`Client::request`], [`Client::api`] |
//! | the documents that it was generated from | [`SPECS`] |
#![cfg_attr(
    any(
        not(any(feature = "connect-v1", feature = "_upload")),
        all(feature = "inspect", not(any(feature = "ccpm-v1", feature = "connect-custom-plugin-v1")))
    ),
    allow(dead_code, reason = "not all of what the API versions share is needed by each, nor packing without plugins")
)]
#![cfg_attr(
    not(all(
        feature = "cam-v1",
        feature = "ccpm-v1",
        feature = "connect-custom-plugin-v1",
        feature = "connect-v1",
        feature = "desired",
        feature = "inspect",
        feature = "metrics-v2"
    )),
    allow(rustdoc::broken_intra_doc_links, reason = "what is not compiled cannot be linked to")
)]

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
compile_error!("choose the feature `rustls` or `native-tls`: credentials travel over TLS only");

pub use ccloud_connect_api as api;
/// Its types stand in the signatures of this crate.
pub use jiff;
/// Its types stand in the signatures of this crate.
pub use reqwest;
/// Its types stand in the signatures of this crate.
pub use serde_json;

pub use ccloud_connect_api::{SPECS, Spec, Timestamp};
pub use ccloud_connect_secret::{ConnectorConfig, MASK, Redactor, SafeUrl, Secret, Unknown, holds_mask, is_mask};

#[cfg(feature = "cam-v1")]
pub mod artifacts;
mod client;
#[cfg(feature = "connect-v1")]
pub mod connectors;
#[cfg(feature = "desired")]
pub mod desired;
#[cfg(feature = "_upload")]
mod doubt;
#[cfg(any(feature = "ccpm-v1", feature = "cam-v1"))]
mod environment;
pub mod error;
mod gzip;
#[cfg(feature = "inspect")]
pub mod inspect;
#[cfg(feature = "_upload")]
mod limits;
#[cfg(feature = "metrics-v2")]
pub mod metrics;
#[cfg(any(feature = "connect-v1", feature = "ccpm-v1", feature = "inspect"))]
mod near;
#[cfg(any(feature = "_upload", feature = "connect-v1", feature = "metrics-v2"))]
mod page;
pub mod plugins;
mod printable;
#[cfg(feature = "connect-v1")]
mod private_file;
pub mod redaction;
#[cfg(feature = "_upload")]
pub mod upload;
#[cfg(any(feature = "connect-v1", feature = "ccpm-v1", feature = "cam-v1"))]
pub mod wait;

pub use client::{Api, Client, ClientBuilder, DryRun, PlannedWrite, RawAnswer, RawBody, RawRequest, RetryPolicy, Sts};
#[cfg(any(feature = "ccpm-v1", feature = "cam-v1"))]
pub use environment::Environment;
pub use error::{Error, ErrorKind};
pub use printable::printable;
