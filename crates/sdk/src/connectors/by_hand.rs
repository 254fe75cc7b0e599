//! Calls that Confluent's published documents lack, put together by hand on the transport of all others.

use ccloud_connect_api::PathSegment;
use ccloud_connect_api::runtime::{self, Answer, OperationInfo, Repeat};
use ccloud_connect_secret::{ConnectorConfig, Wire};
use http::Method;

use super::{Cluster, Connector};
use crate::error::Error;

const RESTART: OperationInfo = OperationInfo::new("restart_connector", Repeat::Unsafe);

impl Connector {
    /// Asks to restart it with all its tasks, which takes its time: see [`Connector::wait_for`].
    /// `POST …/connectors/{name}/restart`
    ///
    /// Outside the published documents: Confluent's reference pages have it as a preview. It is not sent twice when its
    /// outcome is unknown.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name.
    pub async fn restart(&self) -> Result<(), Error> {
        let path = ["connectors", self.name(), "restart"];
        self.cluster().call(Method::POST, &path, None, &RESTART).await.map_err(|error| self.lost(error))?;
        Ok(())
    }
}

impl Cluster {
    /// A call below the cluster's path.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &[&str],
        config: Option<&ConnectorConfig>,
        operation: &OperationInfo,
    ) -> Result<Answer, Error> {
        let host = self.client().control();
        let mut url = format!("{}/connect/v1", host.endpoint);
        for segment in ["environments", self.environment(), "clusters", self.kafka_cluster()].iter().chain(path) {
            let segment = PathSegment::try_from(*segment).map_err(|refused| Error::Input(refused.to_string()))?;
            url.extend(["/", &runtime::encode_path(segment.as_str())]);
        }
        let mut request = host.transport.http().request(method, url);
        if let Some(config) = config {
            request = request.json(&Wire(config));
        }
        let request = request.build().map_err(runtime::Error::from)?;
        Ok(runtime::call(&host.transport, request, operation).await?)
    }
}
