//! Connectors of one Kafka cluster: managed and custom alike.

/// A call on a connector: the three path parameters every one of them has.
macro_rules! call {
    ($connector:expr, $api:ident.$operation:ident) => {
        $api.$operation()
            .environment_id($connector.cluster().environment())
            .kafka_cluster_id($connector.cluster().kafka_cluster())
            .connector_name($connector.name())
    };
}

mod amend;
mod by_hand;
mod changes;
mod config;
mod create;
mod handle;
mod list;
mod live;
mod logs;
mod offsets;
mod status;
mod wait;

use ccloud_connect_api::{PathSegment, connect_v1 as wire};

pub use amend::{Amendment, ConfigEdit};
pub use ccloud_connect_api::connect_v1::types::{ConnectorOffset, ConnectorState, ConnectorType};
#[cfg(feature = "desired")]
pub(crate) use changes::is_never_sent;
pub use changes::{Change, KeyChange, changes, is_server_added};
pub use config::{class, is_custom};
pub(crate) use config::{refuse_masks, word};
#[cfg(feature = "desired")]
pub(crate) use create::complete;
pub use create::{CreateConnector, CreatedConnector};
pub use handle::{Applied, Connector, ConnectorDetails, Replaced, Task};
pub use list::{ConnectorSummary, Connectors, is_id, suggest};
pub use live::{LiveConfig, LiveValue};
pub use logs::{LogEntry, LogLevel, LogSearch};
pub use offsets::{
    ConnectorOffsets, OffsetPhase, Offsets, OffsetsRequest, OffsetsRequestInfo, OffsetsRequestType, OffsetsStatus,
};
pub use status::{Status, TaskState};
pub use wait::Condition;
#[cfg(feature = "desired")]
pub(crate) use wait::ruled_out;

use crate::plugins::ManagedPlugins;
use crate::{Client, Error};

/// One Kafka cluster in one environment, as the place where connectors live. Made by [`Client::cluster`].
#[derive(Clone, Debug)]
pub struct Cluster {
    client: Client,
    environment: String,
    id: String,
}

impl Client {
    /// The cluster `lkc-…` of environment `env-…`. Makes no call.
    pub fn cluster(&self, environment: impl Into<String>, kafka_cluster: impl Into<String>) -> Cluster {
        Cluster { client: self.clone(), environment: environment.into(), id: kafka_cluster.into() }
    }
}

impl Cluster {
    /// The environment's id.
    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// The Kafka cluster's id.
    #[must_use]
    pub fn kafka_cluster(&self) -> &str {
        &self.id
    }

    /// Its connectors.
    #[must_use]
    pub fn connectors(&self) -> Connectors {
        Connectors::new(self.clone())
    }

    /// The connector of that name. Makes no call, so it need not exist.
    pub fn connector(&self, name: impl Into<String>) -> Connector {
        Connector::new(self.clone(), name.into(), None)
    }

    /// The connector of that name or id: an exact name wins, else `lcc-…` and `clcc-…` are ids.
    ///
    /// One list request.
    ///
    /// # Errors
    /// [`Error::NotFound`] with near names; [`Error::Ambiguous`] when the text is one connector's name and another's id.
    pub async fn find(&self, name_or_id: &str) -> Result<Connector, Error> {
        list::find(self, name_or_id).await
    }

    /// The managed plugins that are available to it.
    #[must_use]
    pub fn plugins(&self) -> ManagedPlugins {
        ManagedPlugins::new(self.clone())
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn api(&self) -> wire::Client {
        self.client.api().connect_v1()
    }
}

/// Refuses what cannot stand in a path before any call is made with it: a connector of that name, or a look for it,
/// would lead nowhere.
fn check_name(name: &str) -> Result<(), Error> {
    PathSegment::try_from(name).map(drop).map_err(|refused| Error::Input(refused.to_string()))
}

/// The text, or the empty one.
fn text(text: Option<String>) -> String {
    text.unwrap_or_default()
}
