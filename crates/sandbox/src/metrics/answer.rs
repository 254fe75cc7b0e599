//! The points of a query.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::count::Counter;
use super::query::{Query, Step};
use super::{CONNECTOR_ID, Metric};
use crate::state::State;

/// Points that belong together, newest first.
#[derive(Debug)]
pub(crate) struct Group {
    /// The connector, where a query groups by it.
    connector_id: Option<String>,
    points: Vec<(Timestamp, u64)>,
}

/// All groups of a query, in order: by connector, or by what they counted in all.
pub(crate) fn groups(state: &State, query: &Query, now: Timestamp) -> Vec<Group> {
    let connectors = state.connectors.values().filter(|connector| query.filter.matches(&connector.id));
    let mut counters: Vec<Counter> = connectors.map(|connector| Counter::of(connector, now)).collect();
    counters.sort_by(|one, other| one.id.cmp(&other.id));
    let groups: Vec<&[Counter]> = match counters.as_slice() {
        [] => Vec::new(),
        all if query.is_grouped => all.chunks(1).collect(),
        all => vec![all],
    };
    let group = |counters: &[Counter]| Group {
        connector_id: query.is_grouped.then(|| counters[0].id.clone()),
        points: points(query, counters, now),
    };
    let mut groups: Vec<Group> = groups.into_iter().map(group).collect();
    if query.step == Step::All {
        let total = |group: &Group| group.points.iter().map(|(_, value)| *value).sum::<u64>();
        groups.sort_by_key(|group| if query.ascending { total(group) } else { u64::MAX - total(group) });
    }
    groups
}

fn points(query: &Query, counters: &[Counter], now: Timestamp) -> Vec<(Timestamp, u64)> {
    let since = counters.iter().map(|counter| counter.since).min().unwrap_or(now);
    let mut points = Vec::new();
    for interval in &query.intervals {
        let (start, end) = (interval.start.as_second(), interval.end.min(now).as_second());
        match query.step {
            Step::All => points.push((interval.start, sum(query.metric, counters, start, end))),
            Step::Seconds(step) => {
                // There is nothing to tell of the time before there was a connector.
                let mut bucket = start.max(since.as_second()).div_euclid(step) * step;
                while bucket < end {
                    let next = bucket + step;
                    let value = sum(query.metric, counters, bucket.max(start), next.min(end));
                    points.extend(Timestamp::from_second(bucket).ok().map(|at| (at, value)));
                    bucket = next;
                }
            }
        }
    }
    // Two intervals may have their parts of one bucket.
    points.dedup_by(|next, one| {
        let same = next.0 == one.0;
        if same {
            one.1 += next.1;
        }
        same
    });
    points.reverse();
    points
}

fn sum(metric: &Metric, counters: &[Counter], from: i64, until: i64) -> u64 {
    counters.iter().map(|counter| counter.sum(metric, from, until)).sum()
}

/// The `data` of an answer.
pub(crate) fn shown(groups: &[Group], nests: bool) -> Value {
    let point = |(at, value): &(Timestamp, u64)| {
        Map::from_iter([("timestamp".to_owned(), json!(at.to_string())), ("value".to_owned(), json!(value))])
    };
    let label =
        |group: &Group| group.connector_id.iter().map(|id| (CONNECTOR_ID.to_owned(), json!(id))).collect::<Map<_, _>>();
    let one = |group: &Group| {
        let points = group.points.iter().map(point);
        if nests {
            let mut entry = label(group);
            entry.insert("points".to_owned(), points.map(Value::from).collect());
            return vec![Value::from(entry)];
        }
        points.map(|point| point.into_iter().chain(label(group)).collect()).collect()
    };
    groups.iter().flat_map(one).collect()
}
