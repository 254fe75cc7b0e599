use ccloud_connect_api::metrics_v2::types;
use futures_core::Stream;
use futures_util::TryStreamExt;
use serde::Serialize;

use super::{DATASET, LifecycleStage, MetricType, Metrics, next};
use crate::Error;
use crate::page::{self, Page};

/// The most the service gives on a page: few requests are allowed.
const PAGE_SIZE: i64 = 1000;

/// A list of metrics about to be read. Made by [`Metrics::descriptors`].
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `stream` or `all`"]
pub struct ListMetrics {
    metrics: Metrics,
    resource_type: Option<String>,
}

/// A metric on offer. It serialises with the names of the service.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct MetricDescriptor {
    /// Its name, such as `io.confluent.kafka.connect/sent_records`.
    pub name: String,
    /// What it tells.
    pub description: String,
    /// Gauge or counter. A gauge is averaged over time, a counter summed.
    #[serde(rename = "type")]
    pub metric_type: Option<MetricType>,
    /// The unit in the Unified Code for Units of Measure, such as `By` or `1`.
    pub unit: String,
    /// How far it is supported.
    pub lifecycle_stage: Option<LifecycleStage>,
    /// Whether [`Metrics::export`] gives it.
    pub exportable: bool,
    /// The types of resources that have it.
    pub resources: Vec<String>,
    /// Its own labels; queries name them with `metric.` in front.
    pub labels: Vec<LabelDescriptor>,
}

/// A label, of a metric or of a type of resource. It serialises with the names of the service.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LabelDescriptor {
    /// Its name, without the prefix `metric.` or `resource.`.
    pub key: String,
    /// What it means.
    pub description: String,
    /// Whether [`Metrics::export`] shows it, where the service says so.
    pub exportable: Option<bool>,
}

impl ListMetrics {
    pub(super) fn new(metrics: Metrics) -> Self {
        Self { metrics, resource_type: None }
    }

    /// Only those of one type of resource, such as `connector`.
    pub fn resource_type(mut self, name: impl Into<String>) -> Self {
        self.resource_type = Some(name.into());
        self
    }

    /// One after another, page by page as they are asked for; an error is the last item. Page tokens end soon: a slow
    /// reader may meet [`Error::Validation`], and begins anew.
    pub fn stream(self) -> impl Stream<Item = Result<MetricDescriptor, Error>> + Send {
        page::items_by_token(move |token| self.clone().page(token))
    }

    /// All of them.
    pub async fn all(self) -> Result<Vec<MetricDescriptor>, Error> {
        self.stream().try_collect().await
    }

    async fn page(self, token: Option<String>) -> Result<Page<MetricDescriptor>, Error> {
        let api = self.metrics.api();
        let mut call = api.list_metric_descriptors().dataset(DATASET).page_size(PAGE_SIZE);
        if let Some(name) = self.resource_type {
            call = call.resource_type(name);
        }
        if let Some(token) = token {
            call = call.page_token(token);
        }
        let answer = call.send().await?.into_inner();
        Ok(Page { items: answer.data.into_iter().map(MetricDescriptor::from_wire).collect(), next: next(answer.meta) })
    }
}

impl MetricDescriptor {
    fn from_wire(metric: types::MetricDescriptor) -> Self {
        Self {
            name: metric.name.unwrap_or_default(),
            description: metric.description.unwrap_or_default(),
            metric_type: metric.type_,
            unit: metric.unit.unwrap_or_default(),
            lifecycle_stage: metric.lifecycle_stage,
            exportable: metric.exportable.unwrap_or_default(),
            resources: metric.resources,
            labels: labels(metric.labels),
        }
    }
}

/// A list of types of resources about to be read. Made by [`Metrics::resources`].
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `stream` or `all`"]
pub struct ListResources {
    metrics: Metrics,
}

/// A type of resource that has metrics. It serialises with the names of the service.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ResourceDescriptor {
    /// Its name, such as `kafka` or `connector`.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// What such resources are.
    pub description: String,
    /// Their labels; queries name them with `resource.` in front.
    pub labels: Vec<LabelDescriptor>,
}

impl ListResources {
    pub(super) fn new(metrics: Metrics) -> Self {
        Self { metrics }
    }

    /// One after another, page by page as they are asked for; an error is the last item.
    pub fn stream(self) -> impl Stream<Item = Result<ResourceDescriptor, Error>> + Send {
        page::items_by_token(move |token| self.clone().page(token))
    }

    /// All of them.
    pub async fn all(self) -> Result<Vec<ResourceDescriptor>, Error> {
        self.stream().try_collect().await
    }

    async fn page(self, token: Option<String>) -> Result<Page<ResourceDescriptor>, Error> {
        let api = self.metrics.api();
        let mut call = api.list_resource_descriptors().dataset(DATASET).page_size(PAGE_SIZE);
        if let Some(token) = token {
            call = call.page_token(token);
        }
        let answer = call.send().await?.into_inner();
        let items = answer.data.into_iter().map(ResourceDescriptor::from_wire).collect();
        Ok(Page { items, next: next(answer.meta) })
    }
}

impl ResourceDescriptor {
    fn from_wire(resource: types::ResourceDescriptor) -> Self {
        Self {
            resource_type: resource.type_.unwrap_or_default(),
            description: resource.description.unwrap_or_default(),
            labels: labels(resource.labels),
        }
    }
}

fn labels(labels: Vec<types::LabelDescriptor>) -> Vec<LabelDescriptor> {
    let label = |label: types::LabelDescriptor| LabelDescriptor {
        key: label.key.unwrap_or_default(),
        description: label.description.unwrap_or_default(),
        exportable: label.exportable,
    };
    labels.into_iter().map(label).collect()
}
