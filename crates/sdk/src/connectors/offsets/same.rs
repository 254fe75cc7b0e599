//! Whether two requests are the same one, as far as what the service repeats of them tells.

use std::cmp::Ordering;

use ccloud_connect_api::Timestamp;
use serde_json::Value;

use super::ConnectorOffset;

/// Whether two lists say the same, in any order. The service has been seen to turn numbers into texts.
pub(super) fn offsets(one: &[ConnectorOffset], other: &[ConnectorOffset]) -> bool {
    one.len() == other.len() && one.iter().all(|entry| other.iter().any(|other| same_entry(entry, other)))
}

fn same_entry(one: &ConnectorOffset, other: &ConnectorOffset) -> bool {
    let same_part = |one: &Option<_>, other: &Option<_>| match (one, other) {
        (Some(one), Some(other)) => same_members(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    same_part(&one.partition, &other.partition) && same_part(&one.offset, &other.offset)
}

fn same_members(one: &serde_json::Map<String, Value>, other: &serde_json::Map<String, Value>) -> bool {
    one.len() == other.len() && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            number.to_string() == *text
        }
        (Value::Object(one), Value::Object(other)) => same_members(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (one, other) => one == other,
    }
}

/// Which of two times is the later. One of them may have been cut to whole micro-, milliseconds or seconds, which makes
/// no difference. `None` when one cannot be read and they are not written alike.
pub(super) fn order(one: &Timestamp, other: &Timestamp) -> Option<Ordering> {
    if one == other {
        return Some(Ordering::Equal);
    }
    let (one, other) = (one.instant()?.as_nanosecond(), other.instant()?.as_nanosecond());
    let is_cut = (one - other).abs() < precision(one).max(precision(other));
    Some(if is_cut { Ordering::Equal } else { one.cmp(&other) })
}

/// The largest unit in which a number of nanoseconds is whole.
fn precision(nanoseconds: i128) -> i128 {
    [1_000_000_000, 1_000_000, 1_000].into_iter().find(|unit| nanoseconds % unit == 0).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_the_same_when_they_say_the_same() {
        let list = |json: &str| serde_json::from_str::<Vec<ConnectorOffset>>(json).unwrap();
        let sent = list(
            r#"[{"partition": {"t": "a", "p": 0}, "offset": {"o": 9007199254740993, "x": null}},
                {"partition": {"t": "a", "p": 1}, "offset": null}]"#,
        );
        for (shown, same) in [
            (
                r#"[{"partition": {"t": "a", "p": 0}, "offset": {"o": 9007199254740993, "x": null}},
                 {"partition": {"t": "a", "p": 1}}]"#,
                true,
            ),
            (
                r#"[{"partition": {"p": "1", "t": "a"}, "offset": null},
                 {"offset": {"x": null, "o": "9007199254740993"}, "partition": {"p": "0", "t": "a"}}]"#,
                true,
            ),
            (
                r#"[{"partition": {"t": "a", "p": 0}, "offset": {"o": 9007199254740992, "x": null}},
                 {"partition": {"t": "a", "p": 1}}]"#,
                false,
            ),
            (
                r#"[{"partition": {"t": "a", "p": 0}, "offset": {"o": 9007199254740993}},
                 {"partition": {"t": "a", "p": 1}}]"#,
                false,
            ),
            (r#"[{"partition": {"t": "a", "p": 1}}]"#, false),
            ("[]", false),
        ] {
            assert_eq!(offsets(&sent, &list(shown)), same, "{shown}");
        }
    }

    #[test]
    fn a_time_that_was_cut_is_the_same_time() {
        use Ordering::{Equal, Greater, Less};
        for (one, other, wanted) in [
            ("2026-01-05T10:15:00.123456789Z", "2026-01-05T10:15:00.123456789Z", Some(Equal)),
            ("2026-01-05T10:15:00.123456789Z", "2026-01-05T10:15:00.123456Z", Some(Equal)),
            ("2026-01-05T10:15:00.123456789Z", "2026-01-05T10:15:00.124Z", Some(Equal)),
            ("2026-01-05T10:15:00Z", "2026-01-05T10:15:00.999999999Z", Some(Equal)),
            ("2026-01-05T10:15:00+0000", "2026-01-05T11:15:00+01:00", Some(Equal)),
            ("2026-01-05T10:15:00.123456789Z", "2026-01-05T10:15:00.123456788Z", Some(Greater)),
            ("2026-01-05T10:15:00Z", "2026-01-05T10:15:01Z", Some(Less)),
            ("2026-01-05T10:15:02.5Z", "2026-01-05T10:15:01Z", Some(Greater)),
            ("soon", "soon", Some(Equal)),
            ("soon", "2026-01-05T10:15:01Z", None),
        ] {
            assert_eq!(order(&one.into(), &other.into()), wanted, "{one} {other}");
        }
    }
}
