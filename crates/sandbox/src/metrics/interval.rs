//! Times as the metrics API writes them: `<start>/<end>`, `<start>/<duration>`, `<duration>/<end>`.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// A time with a beginning and an end, which is no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

impl Interval {
    pub(super) fn read(text: &str, now: Timestamp) -> Result<Self, String> {
        let refused = || format!("{text:?} is no interval: <start>/<end>, <start>/<duration> or <duration>/<end>");
        let (first, second) = text.split_once('/').ok_or_else(refused)?;
        let interval = match (duration(first), duration(second)) {
            (Some(before), None) => {
                let end = moment(second, now).ok_or_else(refused)?;
                Self { start: shifted(end, before.negate()).ok_or_else(refused)?, end }
            }
            (None, Some(after)) => {
                let start = moment(first, now).ok_or_else(refused)?;
                Self { start, end: shifted(start, after).ok_or_else(refused)? }
            }
            (None, None) => {
                Self { start: moment(first, now).ok_or_else(refused)?, end: moment(second, now).ok_or_else(refused)? }
            }
            (Some(_), Some(_)) => return Err(refused()),
        };
        if interval.start >= interval.end {
            return Err(format!("the interval {text:?} ends before it begins"));
        }
        Ok(interval)
    }

    pub(super) fn length(self) -> SignedDuration {
        self.end.duration_since(self.start)
    }
}

/// An ISO 8601 duration; days are those of the calendar in UTC.
fn duration(text: &str) -> Option<Span> {
    text.starts_with('P').then(|| text.parse().ok()).flatten()
}

fn shifted(from: Timestamp, by: Span) -> Option<Timestamp> {
    from.to_zoned(TimeZone::UTC).checked_add(by).ok().map(|moved| moved.timestamp())
}

/// A timestamp, in UTC where it names no zone, or `now` with modifiers.
fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    if let Some(modifiers) = text.strip_prefix("now") {
        return modified(now, modifiers);
    }
    let local = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(local)
}

/// Offsets `+5m`, `-1d` and truncations `|h`, one after the other.
fn modified(mut at: Timestamp, modifiers: &str) -> Option<Timestamp> {
    let mut rest = modifiers;
    while !rest.is_empty() {
        let end = rest.find(['m', 'h', 'd'])? + 1;
        let (modifier, others) = rest.split_at(end);
        rest = others;
        let unit = match &modifier[end - 1..] {
            "m" => 60,
            "h" => 60 * 60,
            _ => 24 * 60 * 60,
        };
        let (sign, number) = (modifier.chars().next()?, modifier.get(1..end - 1)?);
        at = match (sign, number) {
            ('|', "") => Timestamp::from_second(at.as_second().div_euclid(unit) * unit).ok()?,
            ('+' | '-', digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                let by = SignedDuration::from_secs(unit.checked_mul(digits.parse().ok()?)?);
                if sign == '+' { at.checked_add(by) } else { at.checked_sub(by) }.ok()?
            }
            _ => return None,
        };
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_written_in_three_ways_and_by_what_time_it_is() {
        let now = "2026-01-05T10:15:30Z".parse().unwrap();
        for (text, start, end) in [
            ("2026-01-05T09:00:00Z/2026-01-05T10:00:00Z", "2026-01-05T09:00:00Z", "2026-01-05T10:00:00Z"),
            ("2026-01-05T09:00:00-05:00/PT1H", "2026-01-05T14:00:00Z", "2026-01-05T15:00:00Z"),
            ("2026-01-05T09:00:00/2026-01-05T10:00:00", "2026-01-05T09:00:00Z", "2026-01-05T10:00:00Z"),
            ("P1D/2026-03-30T00:00:00Z", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"),
            ("PT6H/now", "2026-01-05T04:15:30Z", "2026-01-05T10:15:30Z"),
            ("now-2m|m/now|m", "2026-01-05T10:13:00Z", "2026-01-05T10:15:00Z"),
            ("now|h-1h/PT1H", "2026-01-05T09:00:00Z", "2026-01-05T10:00:00Z"),
            ("now-1d|d/now+1d|d", "2026-01-04T00:00:00Z", "2026-01-06T00:00:00Z"),
        ] {
            let interval = Interval { start: start.parse().unwrap(), end: end.parse().unwrap() };
            assert_eq!(Interval::read(text, now), Ok(interval), "{text}");
        }
    }

    #[test]
    fn what_is_no_interval_is_refused() {
        let far = "now-99999999999999999d/now";
        for text in ["", "now", "PT1H/PT1H", "yesterday/now", "now/now-1h", "now-1x/now", "now||h/now", "nowh/now", far]
        {
            assert!(Interval::read(text, Timestamp::UNIX_EPOCH).is_err(), "{text}");
        }
    }
}
