use ccloud_connect_api::metrics_v2::types;
use futures_core::Stream;
use futures_util::TryStreamExt;
use jiff::ToSpan;
use serde_json::Value;

use super::{DATASET, Filter, Granularity, Interval, Metrics, Point, ResponseFormat, SortOrder, built, check_limit};
use crate::Error;
use crate::page::{self, Page};

/// A query about to be sent. Made by [`Metrics::query`] and [`Metrics::of_connector`].
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `stream` or `all`"]
pub struct Query {
    metrics: Metrics,
    metric: String,
    filter: Option<Filter>,
    granularity: Granularity,
    intervals: Vec<Interval>,
    group_by: Vec<String>,
    order: Option<SortOrder>,
    limit: Option<i64>,
    format: Option<ResponseFormat>,
}

impl Query {
    pub(super) fn new(metrics: Metrics, metric: String) -> Self {
        Self {
            metrics,
            metric,
            filter: None,
            granularity: Granularity::Pt1h,
            intervals: Vec::new(),
            group_by: Vec::new(),
            order: None,
            limit: None,
            format: None,
        }
    }

    /// Which points count; of further filters each has to hold. The service wants one on a resource that the key may
    /// read.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(Filter::all_of(self.filter.into_iter().chain([filter])));
        self
    }

    /// The time that one point stands for. The shorter, the shorter the interval may be: 6 hours for `PT1M`, 1 day for
    /// `PT5M`, 4 days for `PT15M`, 7 days for `PT30M`, any for the others. Default `PT1H`, the shortest of those.
    pub fn granularity(mut self, granularity: impl Into<Granularity>) -> Self {
        self.granularity = granularity.into();
        self
    }

    /// A time to look at; further ones are added. Default the last 24 hours.
    pub fn interval(mut self, interval: Interval) -> Self {
        self.intervals.push(interval);
        self
    }

    /// The labels, with their prefix, whose values make groups. Default none: one series of points.
    pub fn group_by<S: Into<String>>(mut self, labels: impl IntoIterator<Item = S>) -> Self {
        self.group_by = labels.into_iter().map(Into::into).collect();
        self
    }

    /// The order of the groups by their values, for the granularity `ALL` only. Default the server's: greatest first.
    pub fn order(mut self, order: SortOrder) -> Self {
        self.order = Some(order);
        self
    }

    /// At most so many groups (not points), 1 to 1000; there is but one page then. Default all, page by page.
    pub fn limit(mut self, groups: u16) -> Self {
        self.limit = Some(groups.into());
        self
    }

    /// How the service writes its answer; the points are the same. Default flat.
    pub fn format(mut self, format: ResponseFormat) -> Self {
        self.format = Some(format);
        self
    }

    /// One point after another, page by page as they are asked for; within a group the newest first. An error is the last
    /// item. `POST /v2/metrics/cloud/query`
    ///
    /// # Errors
    /// As the first item: [`Error::Input`] for a limit out of range, an order without the granularity `ALL`, and an
    /// interval that is empty or known to be longer than the granularity allows. Nothing was sent then.
    pub fn stream(self) -> impl Stream<Item = Result<Point, Error>> + Send {
        page::items_by_token(move |token| self.clone().page(token))
    }

    /// All points. Errors as [`stream`](Self::stream).
    pub async fn all(self) -> Result<Vec<Point>, Error> {
        self.stream().try_collect().await
    }

    async fn page(self, token: Option<String>) -> Result<Page<Point>, Error> {
        let body = self.body()?;
        let api = self.metrics.api();
        let mut call = api.query_metrics().dataset(DATASET).body(body);
        if let Some(token) = token {
            call = call.page_token(token);
        }
        let answer = call.send().await?.into_inner();
        // The document forgets that a page of groups says where the next is.
        let token = answer.extra.get("meta").and_then(|meta| meta.expose().pointer("/pagination/next_page_token"));
        let token = token.and_then(Value::as_str).map(str::to_owned);
        let next = token.filter(|_| !self.group_by.is_empty() && self.limit.is_none());
        Ok(Page { items: answer.data.into_iter().flat_map(Point::from_wire).collect(), next })
    }

    fn body(&self) -> Result<types::QueryRequest, Error> {
        check_limit(self.limit)?;
        let mut body = types::QueryRequest::builder()
            .aggregations(vec![built(types::Aggregation::builder().metric(&self.metric))?])
            .granularity(self.granularity.clone())
            .intervals(self.intervals()?)
            .limit(self.limit)
            .format(self.format.clone());
        if let Some(filter) = &self.filter {
            body = body.filter(filter.wire()?);
        }
        if !self.group_by.is_empty() {
            body = body.group_by(self.group_by.clone());
        }
        if let Some(order) = &self.order {
            if self.granularity != Granularity::All {
                return Err(Error::Input("groups are ordered with the granularity ALL only".to_owned()));
            }
            body = body.order_by(vec![built(types::OrderBy::builder().metric(&self.metric).order(order.clone()))?]);
        }
        built(body)
    }

    fn intervals(&self) -> Result<Vec<String>, Error> {
        if self.intervals.is_empty() {
            return Ok(vec![checked(&Interval::last(24.hours()), &self.granularity)?]);
        }
        self.intervals.iter().map(|interval| checked(interval, &self.granularity)).collect()
    }
}

fn checked(interval: &Interval, granularity: &Granularity) -> Result<String, Error> {
    interval.check(granularity)?;
    interval.wire()
}
