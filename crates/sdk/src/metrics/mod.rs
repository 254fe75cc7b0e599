//! Metrics of connectors and of what they run on: which there are, their values over time, the latest ones as text.
//!
//! They are served by a host of their own ([`telemetry_endpoint`](crate::ClientBuilder::telemetry_endpoint)) to Cloud API
//! keys, at most 60 requests a minute for one IP address. A point appears about five minutes after what it tells of.
//!
//! How many records a connector read from Kafka, by hour:
//! ```no_run
//! # async fn example(client: ccloud_connect::Client) -> Result<(), ccloud_connect::Error> {
//! use ccloud_connect::jiff::ToSpan;
//! use ccloud_connect::metrics::{Granularity, Interval};
//!
//! let records = client.metrics().of_connector("lcc-x7k2p", "received_records");
//! let records = records.granularity(Granularity::Pt1h).interval(Interval::last(1.day()));
//! for point in records.all().await? {
//!     println!("{} {:?}", point.timestamp, point.value);
//! }
//! # Ok(()) }
//! ```
//!
//! The five busiest topics of a Kafka cluster in the last week, one of them left out:
//! ```no_run
//! # async fn example(client: ccloud_connect::Client) -> Result<(), ccloud_connect::Error> {
//! use ccloud_connect::jiff::ToSpan;
//! use ccloud_connect::metrics::{Filter, Granularity, Interval, SortOrder};
//!
//! let bytes = client
//!     .metrics()
//!     .query("io.confluent.kafka.server/received_bytes")
//!     .filter(Filter::all_of([
//!         Filter::eq("resource.kafka.id", "lkc-8p2qv"),
//!         Filter::not(Filter::eq("metric.topic", "orders.internal")),
//!     ]))
//!     .group_by(["metric.topic"])
//!     .granularity(Granularity::All)
//!     .interval(Interval::last(7.days()))
//!     .order(SortOrder::Descending)
//!     .limit(5);
//! for point in bytes.all().await? {
//!     println!("{:?} {:?}", point.label("metric.topic"), point.value);
//! }
//! # Ok(()) }
//! ```

mod attributes;
mod descriptors;
mod export;
mod filter;
mod interval;
mod point;
mod query;

use std::fmt::Display;

use ccloud_connect_api::metrics_v2 as wire;
use ccloud_connect_api::runtime::{self, OperationInfo, Repeat};
use serde_json::Value;

pub use attributes::ListLabelValues;
pub use ccloud_connect_api::metrics_v2::types::{
    ExportFormat, Granularity, LifecycleStage, MetricType, ResponseFormat, SortOrder,
};
pub use descriptors::{LabelDescriptor, ListMetrics, ListResources, MetricDescriptor, ResourceDescriptor};
pub use export::Export;
pub use filter::{Filter, LabelValue};
pub use interval::Interval;
pub use point::Point;
pub use query::Query;

use crate::redaction::{self, Place};
use crate::{Client, Error};

/// The only dataset there is.
const DATASET: &str = "cloud";

/// What the names of connectors' metrics begin with.
const OF_CONNECTORS: &str = "io.confluent.kafka.connect/";

/// Metrics of the organization. Made by [`Client::metrics`].
#[derive(Clone, Debug)]
pub struct Metrics {
    client: Client,
}

impl Client {
    /// Metrics of the organization's resources.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        Metrics { client: self.clone() }
    }
}

impl Metrics {
    /// The metrics on offer. `GET /v2/metrics/cloud/descriptors/metrics`
    pub fn descriptors(&self) -> ListMetrics {
        ListMetrics::new(self.clone())
    }

    /// The types of resources that have metrics. `GET /v2/metrics/cloud/descriptors/resources`
    pub fn resources(&self) -> ListResources {
        ListResources::new(self.clone())
    }

    /// The values of a label, named with its prefix, such as `metric.topic`. `POST /v2/metrics/cloud/attributes`
    pub fn attributes(&self, label: impl Into<String>) -> ListLabelValues {
        ListLabelValues::new(self.clone(), label.into())
    }

    /// The values of a metric over time. It wants a filter on a resource that the key may read.
    /// `POST /v2/metrics/cloud/query`
    pub fn query(&self, metric: impl Into<String>) -> Query {
        Query::new(self.clone(), metric.into())
    }

    /// [`query`](Self::query) for one connector, by its id (`lcc-…`). Of the metric, the last part is enough:
    /// `received_records`, `sent_records`, `received_bytes`, `sent_bytes`, `dead_letter_queue_records` and what else
    /// [`descriptors`](Self::descriptors) names for the resource type `connector`.
    pub fn of_connector(&self, id: impl Into<String>, metric: &str) -> Query {
        let metric = if metric.contains('/') { metric.to_owned() } else { format!("{OF_CONNECTORS}{metric}") };
        self.query(metric).filter(Filter::eq("resource.connector.id", id.into()))
    }

    /// A query as it is, and the service's answer as it is, without what the client knows to be secret: for whatever
    /// [`query`](Self::query) does not offer. Like every query it is repeated when there was no answer. `POST /v2/metrics/cloud/query`
    pub async fn query_raw(&self, query: Value) -> Result<Value, Error> {
        const OPERATION: OperationInfo = OperationInfo::new("query_metrics", Repeat::Safe);
        let host = self.client.telemetry();
        let url = format!("{}/v2/metrics/{DATASET}/query", host.endpoint);
        let request = host.transport.http().post(url).json(&query).build().map_err(runtime::Error::from)?;
        let answer = runtime::call(&host.transport, request, &OPERATION).await?;
        Ok(redaction::shown(answer.json::<Value>()?.into_inner(), Place::Open, self.client.viewer()))
    }

    /// The latest value of every metric of some resources, as text that Prometheus and its kin read. At most 80 an hour
    /// for one resource and key; one a minute is what it is made for. `GET /v2/metrics/cloud/export`
    pub fn export(&self) -> Export {
        Export::new(self.clone())
    }

    fn api(&self) -> wire::Client {
        self.client.api().metrics_v2()
    }
}

/// What a builder gives once everything is there that it needs.
fn built<B, T>(builder: B) -> Result<T, Error>
where
    T: TryFrom<B>,
    T::Error: Display,
{
    T::try_from(builder).map_err(|missing| Error::Input(missing.to_string()))
}

/// The token of the next page.
fn next(meta: Option<wire::types::Meta>) -> Option<String> {
    meta?.pagination?.next_page_token
}

/// What the service takes as the most groups or values.
fn check_limit(limit: Option<i64>) -> Result<(), Error> {
    match limit {
        Some(limit) if !(1..=1000).contains(&limit) => {
            Err(Error::Input(format!("the limit is {limit}, but must be from 1 to 1000")))
        }
        _ => Ok(()),
    }
}
