use ccloud_connect_api::metrics_v2::types;
use futures_core::Stream;
use futures_util::TryStreamExt;
use serde_json::{Map, Value};

use super::{DATASET, Filter, Interval, Metrics, built, check_limit, next};
use crate::Error;
use crate::page::{self, Page};

/// A list of the values of a label about to be read. Made by [`Metrics::attributes`].
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `stream` or `all`"]
pub struct ListLabelValues {
    metrics: Metrics,
    label: String,
    metric: Option<String>,
    filter: Option<Filter>,
    intervals: Vec<Interval>,
    limit: Option<i64>,
}

impl ListLabelValues {
    pub(super) fn new(metrics: Metrics, label: String) -> Self {
        Self { metrics, label, metric: None, filter: None, intervals: Vec::new(), limit: None }
    }

    /// The metric that has the label. Default none.
    pub fn metric(mut self, name: impl Into<String>) -> Self {
        self.metric = Some(name.into());
        self
    }

    /// Which points count; of further filters each has to hold. Default all that the key may read.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(Filter::all_of(self.filter.into_iter().chain([filter])));
        self
    }

    /// A time to look at; further ones are added. Default the last hour.
    pub fn interval(mut self, interval: Interval) -> Self {
        self.intervals.push(interval);
        self
    }

    /// At most so many values, 1 to 1000; there is but one page then. Default all, page by page.
    pub fn limit(mut self, values: u16) -> Self {
        self.limit = Some(values.into());
        self
    }

    /// One after another, page by page as they are asked for; an error is the last item.
    ///
    /// # Errors
    /// As the first item: [`Error::Input`] for a limit out of range and an empty interval. Nothing was sent then.
    pub fn stream(self) -> impl Stream<Item = Result<String, Error>> + Send {
        page::items_by_token(move |token| self.clone().page(token))
    }

    /// All of them. Errors as [`stream`](Self::stream).
    pub async fn all(self) -> Result<Vec<String>, Error> {
        self.stream().try_collect().await
    }

    async fn page(self, token: Option<String>) -> Result<Page<String>, Error> {
        let body: types::AttributesRequest = self.body()?;
        let api = self.metrics.api();
        let mut call = api.query_metric_attributes().dataset(DATASET).body(body);
        if let Some(token) = token {
            call = call.page_token(token);
        }
        let answer = call.send().await?.into_inner();
        let items = answer.data.into_iter().filter_map(|entry| value(entry, &self.label)).collect();
        Ok(Page { items, next: next(answer.meta).filter(|_| self.limit.is_none()) })
    }

    fn body(&self) -> Result<types::AttributesRequest, Error> {
        check_limit(self.limit)?;
        let mut body = types::AttributesRequest::builder().group_by(vec![self.label.clone()]).limit(self.limit);
        if let Some(metric) = &self.metric {
            body = body.metric(metric.clone());
        }
        if let Some(filter) = &self.filter {
            body = body.filter(filter.wire()?);
        }
        if !self.intervals.is_empty() {
            body = body.intervals(self.intervals.iter().map(Interval::wire).collect::<Result<Vec<_>, _>>()?);
        }
        built(body)
    }
}

/// The label's value: what stands under its name, else under the only one.
fn value(mut entry: Map<String, Value>, label: &str) -> Option<String> {
    let value = entry.remove(label).or_else(|| entry.into_iter().next().map(|(_, value)| value))?;
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
