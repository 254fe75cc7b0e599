//! The generated clients on this client's transport.

use super::Client;

/// The generated clients, one for each API version. See [`Client::api`].
#[derive(Clone, Debug)]
pub struct Api(pub(super) Client);

// Made from openapi/apis.toml: clients.
#[rustfmt::skip]
impl Api {
    /// Connect artifacts.
    #[cfg(feature = "cam-v1")]
    #[must_use]
    pub fn cam_v1(&self) -> ccloud_connect_api::cam_v1::Client {
        let host = &self.0.0.control;
        ccloud_connect_api::cam_v1::Client::with_transport(&host.endpoint, host.transport.clone())
    }

    /// Custom connect plugins of an environment, and their versions.
    #[cfg(feature = "ccpm-v1")]
    #[must_use]
    pub fn ccpm_v1(&self) -> ccloud_connect_api::ccpm_v1::Client {
        let host = &self.0.0.control;
        ccloud_connect_api::ccpm_v1::Client::with_transport(&host.endpoint, host.transport.clone())
    }

    /// Custom connector plugins, runtimes, presigned URLs.
    #[cfg(feature = "connect-custom-plugin-v1")]
    #[must_use]
    pub fn connect_custom_plugin_v1(&self) -> ccloud_connect_api::connect_custom_plugin_v1::Client {
        let host = &self.0.0.control;
        ccloud_connect_api::connect_custom_plugin_v1::Client::with_transport(&host.endpoint, host.transport.clone())
    }

    /// Connectors, their lifecycle, status and offsets, managed plugins.
    #[cfg(feature = "connect-v1")]
    #[must_use]
    pub fn connect_v1(&self) -> ccloud_connect_api::connect_v1::Client {
        let host = &self.0.0.control;
        ccloud_connect_api::connect_v1::Client::with_transport(&host.endpoint, host.transport.clone())
    }

    /// Metrics of connectors and of what they run on. On a host of its own: [`telemetry_endpoint`](crate::ClientBuilder::telemetry_endpoint).
    #[cfg(feature = "metrics-v2")]
    #[must_use]
    pub fn metrics_v2(&self) -> ccloud_connect_api::metrics_v2::Client {
        let host = &self.0.0.telemetry;
        ccloud_connect_api::metrics_v2::Client::with_transport(&host.endpoint, host.transport.clone())
    }
}
// End of: clients.
