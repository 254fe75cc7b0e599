use ccloud_connect_api::connect_v1::types;
use ccloud_connect_secret::{ConnectorConfig, Redactor};

use super::{Cluster, Connector, ConnectorType, CreateConnector, LiveConfig, Status, check_name};
use crate::Error;
use crate::error::Kind;
use crate::near::near;

/// The connectors of a cluster. Made by [`Cluster::connectors`].
#[derive(Clone, Debug)]
pub struct Connectors {
    cluster: Cluster,
}

/// One connector as a list shows it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectorSummary {
    /// Its name, which is its key.
    pub name: String,
    /// Its id: `lcc-…` for a managed connector, `clcc-…` for a custom one.
    pub id: Option<String>,
    /// Source or sink.
    pub connector_type: Option<ConnectorType>,
    /// What it is doing.
    pub status: Option<Status>,
    /// Its settings as the server shows them.
    pub config: LiveConfig,
}

impl Connectors {
    pub(super) fn new(cluster: Cluster) -> Self {
        Self { cluster }
    }

    /// The names of all connectors, sorted. `GET …/connectors`
    ///
    /// # Errors
    /// [`Error::NotFound`] when environment or cluster is unknown.
    pub async fn names(&self) -> Result<Vec<String>, Error> {
        let Cluster { environment, id, .. } = &self.cluster;
        let api = self.cluster.api();
        let call = api.list_connectors().environment_id(environment).kafka_cluster_id(id);
        let mut names = call.send().await.map_err(|error| nowhere(error.into(), &self.cluster))?.into_inner();
        names.sort_unstable();
        Ok(names)
    }

    /// All connectors with id, config and status, sorted by name, in one request. `GET …/connectors?expand=id,info,status`
    ///
    /// # Errors
    /// [`Error::NotFound`] when environment or cluster is unknown.
    pub async fn list(&self) -> Result<Vec<ConnectorSummary>, Error> {
        let expanded = expanded(&self.cluster, "id,info,status").await?;
        let redactor = self.cluster.client().redactor();
        let summary = |(name, connector)| ConnectorSummary::from_wire(name, connector, redactor);
        Ok(expanded.into_iter().map(summary).collect())
    }

    /// Names and ids of all connectors, sorted by name. `GET …/connectors?expand=id`
    ///
    /// # Errors
    /// [`Error::NotFound`] when environment or cluster is unknown.
    pub async fn ids(&self) -> Result<Vec<(String, Option<String>)>, Error> {
        let expanded = expanded(&self.cluster, "id").await?;
        Ok(expanded.into_iter().map(|(name, connector)| (name, connector.id.and_then(|id| id.id))).collect())
    }

    /// Begins to create a connector. The config's `name` is set to the connector's where it lacks one.
    pub fn create(&self, name: impl Into<String>, config: ConnectorConfig) -> CreateConnector {
        CreateConnector::new(self.cluster.clone(), name.into(), config)
    }
}

impl ConnectorSummary {
    /// Which of the listed connectors a name or id means: an exact name wins, else `lcc-…` and `clcc-…` are ids.
    ///
    /// Before a write by id, list anew: the id may be another connector's by then.
    ///
    /// # Errors
    /// [`Error::NotFound`] with near names; [`Error::Ambiguous`] when the text is one connector's name and another's id.
    pub fn pick<'a>(all: &'a [Self], name_or_id: &str) -> Result<&'a Self, Error> {
        check_name(name_or_id)?;
        position(name_or_id, all.iter().map(|each| (each.name.as_str(), each.id.as_deref()))).map(|index| &all[index])
    }

    fn from_wire(name: String, connector: types::ConnectorExpansion, redactor: &Redactor) -> Self {
        let info = connector.info.unwrap_or_default();
        let status = connector.status.map(|status| Status::from_wire(status, redactor));
        // The document lacks the type in `info`, live answers have it.
        let told = info.extra.get("type").and_then(|told| told.expose().as_str()).map(ConnectorType::from);
        Self {
            id: connector.id.and_then(|id| id.id),
            connector_type: status.as_ref().and_then(|status| status.connector_type.clone()).or(told),
            status,
            config: info.config.unwrap_or_default().into(),
            name,
        }
    }
}

async fn expanded(
    cluster: &Cluster,
    blocks: &str,
) -> Result<std::collections::BTreeMap<String, types::ConnectorExpansion>, Error> {
    let api = cluster.api();
    let call = api.list_connectors_with_expansions().expand(blocks);
    let call = call.environment_id(&cluster.environment).kafka_cluster_id(&cluster.id);
    Ok(call.send().await.map_err(|error| nowhere(error.into(), cluster))?.into_inner().0)
}

/// A list is not found when its cluster is not.
fn nowhere(error: Error, cluster: &Cluster) -> Error {
    error.about(Kind::Cluster, &cluster.id)
}

pub(super) async fn find(cluster: &Cluster, text: &str) -> Result<Connector, Error> {
    check_name(text)?;
    let mut ids = cluster.connectors().ids().await?;
    let index = position(text, ids.iter().map(|(name, id)| (name.as_str(), id.as_deref())))?;
    let (name, id) = ids.swap_remove(index);
    Ok(Connector::new(cluster.clone(), name, id))
}

/// Which of names with their ids the text means.
fn position<'a>(text: &str, all: impl Iterator<Item = (&'a str, Option<&'a str>)> + Clone) -> Result<usize, Error> {
    let indexed = || all.clone().enumerate();
    let named = indexed().find(|(_, (name, _))| *name == text);
    let identified = indexed().find(|(_, (_, id))| is_id(text) && *id == Some(text));
    match (named, identified) {
        (Some((_, (_, own_id))), Some((_, (other, _)))) if other != text => Err(Error::Ambiguous {
            text: text.to_owned(),
            id_of_named: own_id.unwrap_or("without an id").to_owned(),
            name_of_id: other.to_owned(),
        }),
        (Some((index, _)), _) | (None, Some((index, _))) => Ok(index),
        (None, None) => Err(absent(text, all.map(|(name, _)| name))),
    }
}

/// What a complete list shows to be absent.
pub(super) fn absent<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Error {
    Error::NotFound { what: Kind::Connector, name: name.to_owned(), near: near(name, names), answer: None }
}

/// The names that a person may have meant by one that is not there, closest first.
pub fn suggest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    near(wanted, names)
}

/// Whether a text looks like a connector's id. It may still be a connector's name.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.starts_with("lcc-") || text.starts_with("clcc-")
}
