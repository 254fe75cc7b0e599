use ccloud_connect_api::connect_v1::types;
use ccloud_connect_secret::ConnectorConfig;

use super::{Cluster, ConnectorDetails, ConnectorOffset, LiveConfig, LiveValue, check_name, refuse_masks};
use crate::Error;
use crate::error::Kind;

/// A connector about to be created. Made by [`Connectors::create`](super::Connectors::create).
#[derive(Clone, Debug)]
#[must_use = "nothing is created before `send`"]
pub struct CreateConnector {
    cluster: Cluster,
    name: String,
    config: ConnectorConfig,
    offsets: Vec<ConnectorOffset>,
}

/// What the server stored.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CreatedConnector {
    /// Name, config (secrets masked) and type.
    pub details: ConnectorDetails,
    /// The offsets it starts from, as far as the server told them.
    pub offsets: Vec<ConnectorOffset>,
}

impl CreateConnector {
    pub(super) fn new(cluster: Cluster, name: String, config: ConnectorConfig) -> Self {
        Self { cluster, name, config, offsets: Vec::new() }
    }

    /// Where to start reading. They apply at creation only.
    pub fn offsets(mut self, offsets: Vec<ConnectorOffset>) -> Self {
        self.offsets = offsets;
        self
    }

    /// Creates it. `POST …/connectors`
    ///
    /// It is not sent twice when its outcome is unknown: the connector is then looked for, and taken for created when
    /// it is there with what was sent, as far as masks let one see.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the name is taken; [`Error::Masked`] when a value is a mask; [`Error::Input`] when the
    /// config names another connector.
    pub async fn send(self) -> Result<CreatedConnector, Error> {
        let config = complete(&self.name, self.config)?;
        let mut body = types::CreateConnectorRequest::default();
        body.name = Some(self.name.clone());
        body.config = Some(config.clone());
        body.offsets = (!self.offsets.is_empty()).then_some(self.offsets);
        self.cluster.prepare_to_plan(&config).await;
        let api = self.cluster.api();
        let call = api.create_connector().body(body);
        let call = call.environment_id(&self.cluster.environment).kafka_cluster_id(&self.cluster.id);
        match call.send().await.map_err(Error::from) {
            Ok(answer) => Ok(CreatedConnector::from_wire(answer.into_inner(), &self.name)),
            Err(error) if error.calls_for_a_look() => read_back(&self.cluster, &self.name, &config, error).await,
            Err(error) => Err(error.about(Kind::Cluster, &self.cluster.id)),
        }
    }
}

impl CreatedConnector {
    fn from_wire(answer: types::ConnectorWithOffsets, name: &str) -> Self {
        Self {
            details: ConnectorDetails {
                name: answer.name.unwrap_or_else(|| name.to_owned()),
                connector_type: answer.type_,
                config: answer.config.unwrap_or_default().into(),
                tasks: answer.tasks.into_iter().filter_map(|task| task.task).collect(),
            },
            offsets: answer.offsets,
        }
    }
}

/// The config as it is sent: no masks, and under the connector's own name, which must be one.
pub(crate) fn complete(name: &str, mut config: ConnectorConfig) -> Result<ConnectorConfig, Error> {
    check_name(name)?;
    refuse_masks(&config)?;
    match config.get("name") {
        // A connector's name is no secret.
        Some(other) if other.expose() != name => {
            Err(Error::Input(format!("the config is named `{}`, not `{name}`", other.expose())))
        }
        Some(_) => Ok(config),
        None => {
            config.insert("name", name);
            Ok(config)
        }
    }
}

async fn read_back(
    cluster: &Cluster,
    name: &str,
    sent: &ConnectorConfig,
    error: Error,
) -> Result<CreatedConnector, Error> {
    match cluster.connector(name).get().await {
        Ok(details) if holds(&details.config, sent) => Ok(CreatedConnector { details, offsets: Vec::new() }),
        _ => Err(error),
    }
}

/// Whether a live config is what was sent, as far as masks let one see.
fn holds(live: &LiveConfig, sent: &ConnectorConfig) -> bool {
    let held = |live: LiveValue<'_>, sent| live.told().is_none_or(|told| told == sent);
    sent.iter().all(|(key, value)| live.get(key).is_some_and(|live| held(live, value)))
}
