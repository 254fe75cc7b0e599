//! Typed mocks of Confluent Cloud's Connect API family on [`httpmock`], for tests of code that calls it with
//! `ccloud-connect` or `ccloud-connect-api`: one generated module for each API version, behind the feature of the same
//! name. None is on by default:
//!
//! ```toml
//! [dev-dependencies]
//! ccloud-connect-httpmock = { version = "0.1", features = ["connect-v1"] }
//! ```
//!
//! A module's `MockServerExt` gives [`MockServer`](httpmock::MockServer) a method for each operation. A request's
//! parameters and body are compared with values, and an answer is a value of the module's `types`:
//!
//! ```
//! # #[cfg(feature = "connect-v1")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ccloud_connect::Error> {
//! use ccloud_connect_httpmock::connect_v1::{MockServerExt, types};
//! use ccloud_connect_httpmock::httpmock::MockServer;
//!
//! let server = MockServer::start_async().await;
//! let mut orders = types::Connector::default();
//! orders.name = Some("orders".to_owned());
//! let read = server.read_connector(|when, then| {
//!     when.kafka_cluster_id("lkc-1").connector_name("orders");
//!     then.success(200, &orders);
//! });
//!
//! let client = ccloud_connect::Client::builder().endpoint(server.base_url()).api_key("KEY", "SECRET").build()?;
//! let found = client.cluster("env-1", "lkc-1").connector("orders").get().await?;
//! assert_eq!(found.name, "orders");
//! read.assert();
//! # Ok(()) }
//! # #[cfg(not(feature = "connect-v1"))]
//! # fn main() {}
//! ```
//!
//! `into_inner` leads from a request or an answer to httpmock's own methods, for what no document foresees: another
//! header, a failure, a delay. A secret is compared and answered as it is; a test's output may show it.

pub use httpmock;

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

#[allow(dead_code, reason = "only the features' modules have paths")]
mod path;
