use std::time::Duration;

use ccloud_connect_api::connect_v1::types;
use ccloud_connect_secret::ConnectorConfig;

use super::create::complete;
use super::list::absent;
use super::{Cluster, ConnectorSummary, ConnectorType, LiveConfig, Status, check_name};
use crate::client::wait_asked_for;
use crate::error::{Error, Kind};

/// A connector, by its name. Made by [`Cluster::connector`] and [`Cluster::find`]; cheap, and no call by itself.
#[derive(Clone, Debug)]
pub struct Connector {
    cluster: Cluster,
    name: String,
    id: Option<String>,
}

/// A connector's settings and tasks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectorDetails {
    /// Its name.
    pub name: String,
    /// Source or sink.
    pub connector_type: Option<ConnectorType>,
    /// Its settings as the server shows them.
    pub config: LiveConfig,
    /// The numbers of its tasks; none right after creation.
    pub tasks: Vec<i64>,
}

/// One task of a connector.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Task {
    /// The task's number, where the service told one.
    pub id: Option<i64>,
    /// Its effective settings as the server shows them.
    pub config: LiveConfig,
}

/// What [`Connector::replace`] did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Replaced {
    /// The settings that were there.
    pub before: LiveConfig,
    /// The connector as it is now.
    pub after: ConnectorDetails,
}

/// What [`Connector::create_or_update`] did.
#[derive(Clone, Debug)]
pub enum Applied {
    /// There was none of that name.
    Created(ConnectorDetails),
    /// There was one, and it has the new config now.
    Updated(ConnectorDetails),
}

impl Connector {
    pub(super) fn new(cluster: Cluster, name: String, id: Option<String>) -> Self {
        Self { cluster, name, id }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Its id, when it was found by a list.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Settings and tasks. `GET …/connectors/{name}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name.
    pub async fn get(&self) -> Result<ConnectorDetails, Error> {
        let api = self.cluster.api();
        let answer = call!(self, api.read_connector).send().await.map_err(|error| self.lost(error.into()))?;
        Ok(self.details(answer.into_inner()))
    }

    /// The settings alone. `GET …/connectors/{name}/config`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name.
    pub async fn config(&self) -> Result<LiveConfig, Error> {
        let api = self.cluster.api();
        let answer = call!(self, api.get_connector_config).send().await.map_err(|error| self.lost(error.into()))?;
        Ok(answer.into_inner().into())
    }

    /// What it is doing. `GET …/connectors/{name}/status`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name.
    pub async fn status(&self) -> Result<Status, Error> {
        self.read_status().await.map(|(status, _)| status)
    }

    /// The status, and how long the server asks to wait before it is read again.
    pub(super) async fn read_status(&self) -> Result<(Status, Option<Duration>), Error> {
        let api = self.cluster.api();
        let answer = call!(self, api.read_connector_status).send().await.map_err(|error| self.lost(error.into()))?;
        let asked = wait_asked_for(answer.status(), answer.headers());
        Ok((Status::from_wire(answer.into_inner(), self.cluster.client().redactor()), asked))
    }

    /// The tasks with their settings. `GET …/connectors/{name}/tasks`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name.
    pub async fn tasks(&self) -> Result<Vec<Task>, Error> {
        let api = self.cluster.api();
        let answer = call!(self, api.list_connector_tasks).send().await.map_err(|error| self.lost(error.into()))?;
        let task = |task: types::ConnectorTask| Task {
            id: task.id.and_then(|id| id.task),
            config: task.config.unwrap_or_default().into(),
        };
        Ok(answer.into_inner().0.into_iter().map(task).collect())
    }

    /// Id, settings and status in one, out of the cluster's list: no other call tells the id.
    ///
    /// # Errors
    /// [`Error::NotFound`] with near names.
    pub async fn summary(&self) -> Result<ConnectorSummary, Error> {
        check_name(&self.name)?;
        let mut all = self.cluster.connectors().list().await?;
        match all.iter().position(|connector| connector.name == self.name) {
            Some(index) => Ok(all.swap_remove(index)),
            None => Err(absent(&self.name, all.iter().map(|connector| connector.name.as_str()))),
        }
    }

    /// Replaces the whole config of a connector that exists, which is proven first: the service would create one
    /// otherwise. `PUT …/connectors/{name}/config`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name; [`Error::Masked`] when a value is a mask.
    pub async fn update(&self, config: ConnectorConfig) -> Result<ConnectorDetails, Error> {
        self.replace(config).await.map(|replaced| replaced.after)
    }

    /// As [`Connector::update`], and tells what was there before: it was read for the proof anyway.
    ///
    /// # Errors
    /// As [`Connector::update`].
    pub async fn replace(&self, config: ConnectorConfig) -> Result<Replaced, Error> {
        let config = complete(&self.name, config)?;
        let before = self.config().await?;
        Ok(Replaced { before, after: self.put(config).await? })
    }

    /// Replaces the whole config, or creates the connector. Which of the two is told by a look beforehand, since the
    /// service answers alike.
    ///
    /// # Errors
    /// As [`Connector::update`], except that the connector need not exist.
    pub async fn create_or_update(&self, config: ConnectorConfig) -> Result<Applied, Error> {
        let config = complete(&self.name, config)?;
        let exists = self.cluster.connectors().names().await?.contains(&self.name);
        let details = self.put(config).await?;
        Ok(if exists { Applied::Updated(details) } else { Applied::Created(details) })
    }

    /// Asks for a pause; tasks stop one by one afterwards. `PUT …/connectors/{name}/pause`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name.
    pub async fn pause(&self) -> Result<(), Error> {
        let api = self.cluster.api();
        call!(self, api.pause_connector).send().await.map_err(|error| self.lost(error.into()))?;
        Ok(())
    }

    /// Asks to go on; harmless when it is not paused. `PUT …/connectors/{name}/resume`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name.
    pub async fn resume(&self) -> Result<(), Error> {
        let api = self.cluster.api();
        call!(self, api.resume_connector).send().await.map_err(|error| self.lost(error.into()))?;
        Ok(())
    }

    /// Stops and removes it. Topics it made for its own use stay behind. `DELETE …/connectors/{name}`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name; [`Error::Server`] when the service answers 200 with an error
    /// in it, as it does when a deletion did not happen.
    pub async fn delete(&self) -> Result<(), Error> {
        let api = self.cluster.api();
        let answer = match call!(self, api.delete_connector).send().await.map_err(Error::from) {
            Ok(answer) => answer,
            // An attempt before may have deleted it, which a list without it proves.
            Err(error) if error.follows_unsure_attempt() => {
                return if matches!(self.absence().await, Ok(Some(_))) { Ok(()) } else { Err(self.lost(error)) };
            }
            Err(error) => return Err(self.lost(error)),
        };
        match &answer.error {
            Some(denied) => Err(Error::denied(&answer, denied, self.cluster.client().redactor())),
            None => Ok(()),
        }
    }

    /// Near names, when a complete list shows the connector to be absent, which a 404 alone does not prove; `None` when
    /// it is there.
    ///
    /// # Errors
    /// When the list cannot be had.
    pub async fn absence(&self) -> Result<Option<Vec<String>>, Error> {
        check_name(&self.name)?;
        let names = self.cluster.connectors().names().await?;
        let gone = !names.contains(&self.name);
        Ok(gone.then(|| crate::near::near(&self.name, names.iter().map(String::as_str))))
    }

    /// Puts the config in place whether or not the connector exists.
    pub(crate) async fn put(&self, config: ConnectorConfig) -> Result<ConnectorDetails, Error> {
        self.cluster.prepare_to_plan(&config).await;
        let api = self.cluster.api();
        let call = call!(self, api.create_or_update_connector_config).body(config);
        let answer = call.send().await.map_err(|error| self.lost(error.into()))?;
        Ok(self.details(answer.into_inner()))
    }

    fn details(&self, answer: types::Connector) -> ConnectorDetails {
        ConnectorDetails {
            name: answer.name.unwrap_or_else(|| self.name.clone()),
            connector_type: answer.type_,
            config: answer.config.unwrap_or_default().into(),
            tasks: answer.tasks.into_iter().filter_map(|task| task.task).collect(),
        }
    }

    pub(super) fn lost(&self, error: Error) -> Error {
        error.about(Kind::Connector, &self.name)
    }
}
