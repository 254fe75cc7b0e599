//! The low-level client of ccloud-connect: one generated module for each API version, behind the feature of the same
//! name, on one small hand-written runtime. None is on by default.
//!
//! A module's `Client` holds a [`Transport`], which carries out every request. [`Transport::plain`] serves whoever uses
//! this crate alone; the `ccloud-connect` crate brings one with authentication, retries and redaction.
//!
//! Each module's `SPEC` names the document that it was generated from; [`SPECS`] has those of all modules.
//!
//! What the server sends always decodes: unknown words of an enum are kept in `Other`, missing, null and extra members
//! are fine, and any 2xx status is success. No error shows a body.
//!
//! The modules:
//!
// Made from openapi/apis.toml: documentation.
//! - [`cam_v1`] (feature `cam-v1`): connect artifacts;
//! - [`ccpm_v1`] (feature `ccpm-v1`): custom connect plugins of an environment, and their versions;
//! - [`connect_custom_plugin_v1`] (feature `connect-custom-plugin-v1`): custom connector plugins, runtimes, presigned URLs;
//! - [`connect_v1`] (feature `connect-v1`): connectors, their lifecycle, status and offsets, managed plugins;
//! - [`metrics_v2`] (feature `metrics-v2`): metrics of connectors and of what they run on.

#![cfg_attr(
    not(all(
        feature = "cam-v1",
        feature = "ccpm-v1",
        feature = "connect-custom-plugin-v1",
        feature = "connect-v1",
        feature = "metrics-v2"
    )),
    allow(rustdoc::broken_intra_doc_links, reason = "what is not compiled cannot be linked to")
)]
// End of: documentation.

/// Its types stand in the signatures of this crate.
pub use bytes;
pub use ccloud_connect_secret as secret;
/// Its types stand in the signatures of this crate.
pub use http;
/// Its types stand in the signatures of this crate.
pub use reqwest;

// Made from openapi/apis.toml: modules.
#[cfg(feature = "cam-v1")]
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
#[rustfmt::skip]
pub mod cam_v1;
#[cfg(feature = "ccpm-v1")]
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
#[rustfmt::skip]
pub mod ccpm_v1;
#[cfg(feature = "connect-custom-plugin-v1")]
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
#[rustfmt::skip]
pub mod connect_custom_plugin_v1;
#[cfg(feature = "connect-v1")]
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
#[rustfmt::skip]
pub mod connect_v1;
#[cfg(feature = "metrics-v2")]
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
#[rustfmt::skip]
pub mod metrics_v2;
// End of: modules.

mod open_enum;
mod path;
pub mod runtime;
mod spec;
mod timestamp;
mod transport;

/// A number as JSON has it: whole ones stay whole.
pub use serde_json::Number;

pub use path::{BadPathSegment, PathSegment};
pub use spec::{SPECS, Spec};
pub use timestamp::Timestamp;
pub use transport::{BoxError, BoxFuture, ByteStream, Execute, Transport};
