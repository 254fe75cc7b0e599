use super::{DATASET, ExportFormat, Metrics};
use crate::Error;

/// An export about to be made. Made by [`Metrics::export`].
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `send`"]
pub struct Export {
    metrics: Metrics,
    format: ExportFormat,
    kafka_clusters: Vec<String>,
    connectors: Vec<String>,
    ksql_clusters: Vec<String>,
    schema_registries: Vec<String>,
    names: Vec<String>,
}

impl Export {
    pub(super) fn new(metrics: Metrics) -> Self {
        Self {
            metrics,
            format: ExportFormat::TextPlainVersion004,
            kafka_clusters: Vec::new(),
            connectors: Vec::new(),
            ksql_clusters: Vec::new(),
            schema_registries: Vec::new(),
            names: Vec::new(),
        }
    }

    /// A connector, by its id (`lcc-…`); further ones are added.
    pub fn connector(mut self, id: impl Into<String>) -> Self {
        self.connectors.push(id.into());
        self
    }

    /// A Kafka cluster, by its id (`lkc-…`); further ones are added.
    pub fn kafka_cluster(mut self, id: impl Into<String>) -> Self {
        self.kafka_clusters.push(id.into());
        self
    }

    /// A ksqlDB cluster, by its id; further ones are added.
    pub fn ksql_cluster(mut self, id: impl Into<String>) -> Self {
        self.ksql_clusters.push(id.into());
        self
    }

    /// A Schema Registry, by its id; further ones are added.
    pub fn schema_registry(mut self, id: impl Into<String>) -> Self {
        self.schema_registries.push(id.into());
        self
    }

    /// A metric, by its name in queries; further ones are added. Default all.
    pub fn metric(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    /// OpenMetrics instead of Prometheus' own format.
    pub fn open_metrics(mut self) -> Self {
        self.format = ExportFormat::ApplicationOpenmetricsTextVersion100CharsetUtf8;
        self
    }

    /// Makes it. `GET /v2/metrics/cloud/export`
    ///
    /// Names follow the rules of Prometheus: `io.confluent.kafka.connect/sent_records` is
    /// `confluent_kafka_connect_sent_records`, `resource.connector.id` is `connector_id`. Counters are gauges here, and the
    /// values are those of a full minute about five minutes ago: the times beside them count.
    pub async fn send(self) -> Result<String, Error> {
        let api = self.metrics.api();
        let mut call = api.export_metrics().dataset(DATASET).accept(self.format);
        if !self.kafka_clusters.is_empty() {
            call = call.resource_kafka_id(self.kafka_clusters);
        }
        if !self.connectors.is_empty() {
            call = call.resource_connector_id(self.connectors);
        }
        if !self.ksql_clusters.is_empty() {
            call = call.resource_ksql_id(self.ksql_clusters);
        }
        if !self.schema_registries.is_empty() {
            call = call.resource_schema_registry_id(self.schema_registries);
        }
        if !self.names.is_empty() {
            call = call.metric(self.names);
        }
        Ok(call.send().await?.into_inner())
    }
}
