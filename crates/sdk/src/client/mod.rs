//! The client: who calls, with what, how often and for how long.

mod api;
mod builder;
mod credentials;
mod dry_run;
mod endpoint;
mod execute;
mod host;
mod persist;
mod proxy;
mod rate;
mod raw;
mod retry;
mod sts;
mod tls;
mod trace;
mod view;

use std::sync::Arc;

use ccloud_connect_secret::Redactor;

pub use api::Api;
pub use builder::ClientBuilder;
#[cfg(feature = "connect-v1")]
pub(crate) use credentials::bearer;
pub(crate) use credentials::takes_keys_only;
pub use dry_run::{DryRun, PlannedWrite};
#[cfg(feature = "_upload")]
pub(crate) use endpoint::{is_loopback, require_tls};
pub(crate) use execute::Request;
use host::Host;
pub use raw::{RawAnswer, RawBody, RawRequest};
pub use retry::RetryPolicy;
pub(crate) use retry::wait_asked_for;
pub use sts::Sts;
#[cfg(feature = "_upload")]
pub(crate) use tls::{Protocol, Tls};
#[cfg(feature = "_upload")]
pub(crate) use trace::{Asked, trying_again};

use crate::Error;
use crate::redaction::Viewer;

/// A client of one Confluent Cloud organization, by one API key or token. Cheap to clone, `Send` and `Sync`.
///
/// ```no_run
/// # async fn example() -> Result<(), ccloud_connect::Error> {
/// let client = ccloud_connect::Client::from_env()?;
/// for connector in client.cluster("env-1a2b3c", "lkc-4d5e6f").connectors().list().await? {
///     println!("{} {:?}", connector.name, connector.status.map(|status| status.state));
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    control: Host,
    telemetry: Host,
    #[cfg_attr(not(feature = "connect-v1"), allow(dead_code, reason = "only connectors have logs"))]
    logging: Host,
    viewer: Viewer,
    #[cfg_attr(not(feature = "connect-v1"), allow(dead_code, reason = "only settings need to be known before"))]
    dry_run: bool,
    #[cfg(feature = "connect-v1")]
    known: Arc<crate::plugins::Known>,
    #[cfg(feature = "_upload")]
    uploads: Uploads,
}

/// What uploads take over from the client: they go past its transport.
#[cfg(feature = "_upload")]
#[derive(Debug)]
pub(crate) struct Uploads {
    pub(crate) retry: RetryPolicy,
    pub(crate) deadline: Option<std::time::Duration>,
    pub(crate) tls: Tls,
}

impl Client {
    /// Begins a client. Credentials are required, all else has a default.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client from the environment: `CONFLUENT_CLOUD_API_KEY` with `CONFLUENT_CLOUD_API_SECRET` (or
    /// `CONFLUENT_CLOUD_API_SECRET_FILE`), or `CONFLUENT_CLOUD_ACCESS_TOKEN`; and `CONFLUENT_CLOUD_ENDPOINT`,
    /// `CONFLUENT_TELEMETRY_ENDPOINT` and `CONFLUENT_LOGGING_ENDPOINT`.
    ///
    /// # Errors
    /// [`Error::Credentials`] when there are none, half a pair, or both kinds; [`Error::Input`] for a bad endpoint.
    pub fn from_env() -> Result<Self, Error> {
        builder::from_env(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// The generated builders for every operation, on this client's transport. Their errors become an [`Error`] by `?`.
    ///
    /// ```no_run
    /// # async fn example(client: ccloud_connect::Client) -> Result<(), ccloud_connect::Error> {
    /// let api = client.api().connect_v1();
    /// let call = api.list_connectors().environment_id("env-1a2b3c").kafka_cluster_id("lkc-4d5e6f");
    /// for name in call.send().await?.into_inner() {
    ///     println!("{name}");
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn api(&self) -> Api {
        Api(self.clone())
    }

    /// What takes this client's secrets out of any text.
    #[must_use]
    pub fn redactor(&self) -> &Redactor {
        self.0.viewer.redactor()
    }

    pub(crate) fn viewer(&self) -> &Viewer {
        &self.0.viewer
    }

    #[cfg(feature = "metrics-v2")]
    pub(crate) fn telemetry(&self) -> &Host {
        &self.0.telemetry
    }

    /// Where calls bring their own credentials.
    #[cfg(feature = "connect-v1")]
    pub(crate) fn logging(&self) -> &Host {
        &self.0.logging
    }

    /// Whether writes are kept instead of sent.
    #[cfg(feature = "connect-v1")]
    pub(crate) fn is_dry_run(&self) -> bool {
        self.0.dry_run
    }

    /// What is known of the settings of plugins.
    #[cfg(feature = "connect-v1")]
    pub(crate) fn known(&self) -> &crate::plugins::Known {
        &self.0.known
    }

    /// The host of everything but metrics and logs.
    #[cfg(feature = "connect-v1")]
    pub(crate) fn control(&self) -> &Host {
        &self.0.control
    }

    #[cfg(feature = "_upload")]
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_shared_between_threads<T: Clone + Send + Sync + 'static>() {}

    #[test]
    fn a_client_is_cheap_to_clone_and_shared_between_threads() {
        is_shared_between_threads::<Client>();
        assert_eq!(size_of::<Client>(), size_of::<usize>());
    }

    #[cfg(all(feature = "connect-v1", feature = "connect-custom-plugin-v1"))]
    #[test]
    fn calls_can_be_spawned() {
        fn can_be_spawned(_: impl Future + Send + 'static) {}
        let client = Client::builder().api_key("k", "s").build().unwrap();
        let cluster = client.cluster("e", "c");
        can_be_spawned({
            let connector = cluster.connector("n");
            async move { connector.update(ccloud_connect_secret::ConnectorConfig::new()).await }
        });
        can_be_spawned(cluster.connectors().create("n", ccloud_connect_secret::ConnectorConfig::new()).send());
        can_be_spawned(client.custom_plugins().upload("a.zip").send());
        can_be_spawned(client.custom_plugins().list().all());
        let running = crate::connectors::Condition::Running;
        can_be_spawned(cluster.connector("n").wait_for(running).into_future());
    }

    #[cfg(all(feature = "ccpm-v1", feature = "cam-v1"))]
    #[test]
    fn calls_on_an_environment_can_be_spawned() {
        use crate::plugins::Cloud;

        fn can_be_spawned(_: impl Future + Send + 'static) {}
        let client = Client::builder().api_key("k", "s").build().unwrap();
        let environment = client.environment("e");
        can_be_spawned(environment.plugins().update("p").send());
        can_be_spawned(environment.plugin("p").upload("a.zip", "1.0.0").send());
        can_be_spawned(environment.artifacts().upload("a.zip").send());
        can_be_spawned(environment.artifacts().list(Cloud::Aws).all());
    }
}
