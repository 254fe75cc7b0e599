//! Queries as clients send them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::filter::Filter;
use super::interval::Interval;
use super::{CONNECTOR_ID, Metric};

/// A query of a time series.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) metric: &'static Metric,
    pub(crate) is_grouped: bool,
    pub(crate) step: Step,
    pub(crate) filter: Filter,
    pub(crate) ascending: bool,
    pub(crate) intervals: Vec<Interval>,
    /// Most groups to answer.
    pub(crate) limit: usize,
    pub(crate) nests: bool,
}

/// A question for the values of a label.
#[derive(Debug)]
pub(crate) struct Attributes {
    filter: Option<Filter>,
    pub(crate) limit: usize,
}

/// The time one point stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Seconds(i64),
    All,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Each granularity with its step and the longest interval it can be asked for, in seconds.
const GRANULARITIES: [(&str, Step, Option<i64>); 10] = [
    ("PT1M", Step::Seconds(60), Some(6 * HOUR)),
    ("PT5M", Step::Seconds(300), Some(DAY)),
    ("PT15M", Step::Seconds(900), Some(4 * DAY)),
    ("PT30M", Step::Seconds(1800), Some(7 * DAY)),
    ("PT1H", Step::Seconds(HOUR), None),
    ("PT4H", Step::Seconds(4 * HOUR), None),
    ("PT6H", Step::Seconds(6 * HOUR), None),
    ("PT12H", Step::Seconds(12 * HOUR), None),
    ("P1D", Step::Seconds(DAY), None),
    ("ALL", Step::All, None),
];

const LIMITS: std::ops::RangeInclusive<u64> = 1..=1000;
const DEFAULT_LIMIT: usize = 100;

/// Reads a body member by member and collects what is wrong with it.
struct Reader<'a> {
    body: &'a Map<String, Value>,
    now: Timestamp,
    problems: Vec<String>,
}

impl Query {
    pub(crate) fn read(body: &Map<String, Value>, now: Timestamp) -> Result<Self, Vec<String>> {
        let mut reader = Reader { body, now, problems: Vec::new() };
        let metric = reader.aggregation();
        let group_by = reader.labels();
        let granularity = reader.granularity();
        let before = reader.problems.len();
        let filter = reader.filter();
        let filter_is_read = reader.problems.len() == before;
        let intervals = reader.intervals();
        let (limit, nests) = (reader.limit(), reader.nests());
        let ascending = reader.order(metric, granularity.is_some_and(|(_, step, _)| step == Step::All));
        match &filter {
            _ if !filter_is_read => {}
            Some(filter) if filter.names_resources() => {}
            Some(_) => reader.problem("the filter names no resource: every query needs a resource filter"),
            None => reader.problem("every query needs a resource filter"),
        }
        if let Some((word, _, Some(longest))) = granularity {
            let longest = SignedDuration::from_secs(longest);
            if intervals.iter().any(|interval| interval.length() > longest) {
                reader.problem(format!("the longest interval for the granularity {word} is {longest:#}"));
            }
        }
        match (metric, granularity, filter) {
            (Some(metric), Some((_, step, _)), Some(filter)) if reader.problems.is_empty() => {
                let is_grouped = !group_by.is_empty();
                let intervals = joined(intervals);
                Ok(Self { metric, is_grouped, step, filter, ascending, intervals, limit, nests })
            }
            _ => Err(reader.problems),
        }
    }
}

impl Attributes {
    /// The first version of the API wants to know the metric, too.
    pub(crate) fn read(body: &Map<String, Value>, now: Timestamp, wants_metric: bool) -> Result<Self, Vec<String>> {
        let mut reader = Reader { body, now, problems: Vec::new() };
        match body.get("metric") {
            Some(Value::String(name)) => {
                reader.metric(name);
            }
            None | Some(Value::Null) if !wants_metric => {}
            _ => reader.problem("metric is required"),
        }
        if reader.labels().len() != 1 {
            reader.problem("group_by names exactly one label");
        }
        let filter = reader.filter();
        if body.contains_key("intervals") {
            reader.intervals();
        }
        let limit = reader.limit();
        if reader.problems.is_empty() { Ok(Self { filter, limit }) } else { Err(reader.problems) }
    }

    pub(crate) fn matches(&self, connector_id: &str) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter.matches(connector_id))
    }
}

impl Reader<'_> {
    fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    fn list(&self, member: &str) -> &[Value] {
        self.body.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A list that need not be there, and is a list if it is.
    fn optional(&mut self, member: &str) -> Vec<Value> {
        if self.body.get(member).is_some_and(|value| !value.is_null() && !value.is_array()) {
            self.problem(format!("{member} must be a list"));
        }
        self.list(member).to_vec()
    }

    fn metric(&mut self, name: &str) -> Option<&'static Metric> {
        let metric = Metric::find(name);
        if metric.is_none() {
            self.problem(format!("there is no metric {name:?}"));
        }
        metric
    }

    fn aggregation(&mut self) -> Option<&'static Metric> {
        let [aggregation] = self.list("aggregations") else {
            self.problem("aggregations must have exactly one element");
            return None;
        };
        let (metric, agg) = (aggregation["metric"].as_str().unwrap_or_default().to_owned(), aggregation["agg"].clone());
        if !agg.is_null() && agg != "SUM" {
            self.problem(format!("agg must be SUM, not {agg}"));
        }
        self.metric(&metric)
    }

    fn labels(&mut self) -> Vec<Value> {
        let labels = self.optional("group_by");
        if let Some(unknown) = labels.iter().find(|label| *label != CONNECTOR_ID) {
            self.problem(format!("there is no label {unknown} to group by, only {CONNECTOR_ID}"));
        }
        labels
    }

    fn granularity(&mut self) -> Option<(&'static str, Step, Option<i64>)> {
        let word = self.body.get("granularity").and_then(Value::as_str).unwrap_or_default();
        let found = GRANULARITIES.into_iter().find(|(known, ..)| *known == word);
        if found.is_none() {
            let known: Vec<&str> = GRANULARITIES.iter().map(|(known, ..)| *known).collect();
            self.problem(format!("granularity must be one of {}, not {word:?}", known.join(" ")));
        }
        found
    }

    fn filter(&mut self) -> Option<Filter> {
        let filter = self.body.get("filter").filter(|filter| !filter.is_null())?;
        Filter::read(filter, &mut self.problems)
    }

    fn intervals(&mut self) -> Vec<Interval> {
        let mut intervals = Vec::new();
        let texts: Vec<&str> = self.list("intervals").iter().map(|text| text.as_str().unwrap_or_default()).collect();
        let read: Vec<_> = texts.into_iter().map(|text| Interval::read(text, self.now)).collect();
        if read.is_empty() {
            self.problem("at least one interval is required");
        }
        for interval in read {
            match interval {
                Ok(interval) => intervals.push(interval),
                Err(problem) => self.problem(problem),
            }
        }
        intervals
    }

    fn limit(&mut self) -> usize {
        let Some(limit) = self.body.get("limit").filter(|limit| !limit.is_null()) else { return DEFAULT_LIMIT };
        let limit = limit.as_u64().filter(|limit| LIMITS.contains(limit));
        if limit.is_none() {
            self.problem(format!("limit must be from {} to {}", LIMITS.start(), LIMITS.end()));
        }
        limit.and_then(|limit| limit.try_into().ok()).unwrap_or(DEFAULT_LIMIT)
    }

    /// Whether points come within their groups.
    fn nests(&mut self) -> bool {
        let format = self.body.get("format").filter(|format| !format.is_null());
        let nests = format.is_some_and(|format| format == "GROUPED");
        if let Some(other) = format.filter(|format| !nests && *format != "FLAT") {
            self.problem(format!("format must be FLAT or GROUPED, not {other}"));
        }
        nests
    }

    /// Whether the smallest group comes first.
    fn order(&mut self, metric: Option<&Metric>, is_allowed: bool) -> bool {
        let Some(order) = self.optional("order_by").into_iter().next() else { return false };
        if !is_allowed {
            self.problem("order_by goes with the granularity ALL only");
        }
        if metric.is_some_and(|metric| order["metric"] != metric.name) {
            self.problem("order_by must name the metric of the aggregation");
        }
        match order["order"].as_str() {
            None | Some("DESCENDING") => false,
            Some("ASCENDING") => true,
            Some(other) => {
                self.problem(format!("order must be ASCENDING or DESCENDING, not {other:?}"));
                false
            }
        }
    }
}

/// The intervals in order; those that meet are one, so that nothing is counted twice.
fn joined(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_by_key(|interval| interval.start);
    intervals.dedup_by(|next, one| {
        let meets = next.start <= one.end;
        if meets {
            one.end = one.end.max(next.end);
        }
        meets
    });
    intervals
}
