use ccloud_connect_api::Timestamp;
use ccloud_connect_api::metrics_v2::types;
use serde_json::{Map, Number, Value};

/// A value at a time.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Point {
    /// When the time begins that the point stands for.
    pub timestamp: Timestamp,
    /// The value, a whole number where it is one; `None` where the service gave none.
    pub value: Option<Number>,
    /// The labels that the query groups by, and their values.
    pub labels: Map<String, Value>,
}

impl Point {
    /// A label's text.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.get(name)?.as_str()
    }

    /// The points of an entry, which is a point itself or a group of them that shares its labels.
    pub(super) fn from_wire(entry: types::QueryResponseDataItem) -> Vec<Self> {
        let labels = entry.extra;
        let in_group = |point: types::Point| Self {
            timestamp: point.timestamp.unwrap_or_default(),
            value: point.value,
            labels: labels.clone().into_iter().chain(point.extra).collect(),
        };
        let mut points: Vec<_> = entry.points.into_iter().map(in_group).collect();
        if entry.timestamp.is_some() || entry.value.is_some() {
            let timestamp = entry.timestamp.unwrap_or_default();
            points.push(Self { timestamp, value: entry.value, labels });
        }
        points
    }
}
