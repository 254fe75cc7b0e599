use ccloud_connect_api::Timestamp;
use ccloud_connect_api::metrics_v2::types;
use serde_json::{Map, Number, Value};

/// A value at a time.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Point {
    /// When the time begins that the point stands for.
    pub timestamp: Timestamp,
    /// The value, a whole number where it is one, also where the service wrote `12.0`; `None` where it gave none.
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
            value: point.value.map(whole),
            labels: labels.clone().into_iter().chain(point.extra).collect(),
        };
        let mut points: Vec<_> = entry.points.into_iter().map(in_group).collect();
        if entry.timestamp.is_some() || entry.value.is_some() {
            let timestamp = entry.timestamp.unwrap_or_default();
            points.push(Self { timestamp, value: entry.value.map(whole), labels });
        }
        points
    }
}

/// The largest number up to which a floating point number tells every whole one from its neighbours.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn whole(number: Number) -> Number {
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() <= EXACT => {
            format!("{value:.0}").parse().unwrap_or(number)
        }
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_one_however_it_was_written() {
        for (written, read) in [
            ("12", "12"),
            ("12.0", "12"),
            ("-3e2", "-300"),
            ("0.0", "0"),
            ("12.5", "12.5"),
            ("9007199254740993", "9007199254740993"),
            ("1e300", "1e+300"),
        ] {
            assert_eq!(whole(written.parse().unwrap()).to_string(), read, "{written}");
        }
    }
}
