use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, SpanRound, Timestamp, Unit};

use super::Granularity;
use crate::Error;

/// A time to look at.
#[derive(Clone, Debug)]
pub struct Interval(Bounds);

#[derive(Clone, Debug)]
enum Bounds {
    Last(Span),
    Between(Timestamp, Timestamp),
    Text(String),
}

impl Interval {
    /// The time up to now, as the service's clock has it. A day is 24 hours, a week seven days; months and years have no
    /// fixed length and are refused.
    #[must_use]
    pub fn last(span: Span) -> Self {
        Self(Bounds::Last(span))
    }

    /// From one instant to another, the latter not included.
    #[must_use]
    pub fn between(start: Timestamp, end: Timestamp) -> Self {
        Self(Bounds::Between(start, end))
    }

    /// An interval of ISO 8601 as the service takes it: `<start>/<end>`, `<start>/<duration>` or `<duration>/<end>`. A
    /// time may also be `now`, with an offset (`now-2h`: `m`, `h` or `d`) and a cut to the full minute, hour or day
    /// (`now-1d|d`) behind it.
    pub fn raw(text: impl Into<String>) -> Self {
        Self(Bounds::Text(text.into()))
    }

    /// As it is sent.
    pub(super) fn wire(&self) -> Result<String, Error> {
        match &self.0 {
            Bounds::Text(text) => Ok(text.clone()),
            Bounds::Between(start, end) if start < end => Ok(format!("{start}/{end}")),
            Bounds::Between(start, end) => Err(Error::Input(format!("the interval from {start} to {end} is empty"))),
            Bounds::Last(span) if span.is_positive() => {
                let hours = SpanRound::new().largest(Unit::Hour).days_are_24_hours();
                let span =
                    span.round(hours).map_err(|_| Error::Input(format!("{span} has no fixed length: say days")))?;
                Ok(format!("{span}/now"))
            }
            Bounds::Last(span) => Err(Error::Input(format!("the interval {span} is empty"))),
        }
    }

    /// Whether a query may ask for it with this granularity. Makes no call; [`Query::stream`](super::Query::stream) does
    /// it by itself.
    ///
    /// # Errors
    /// [`Error::Input`] for an interval that is empty or known to be longer than the granularity allows; then the finest
    /// granularity that allows it is named.
    pub fn check(&self, granularity: &Granularity) -> Result<(), Error> {
        self.wire()?;
        match (self.length(), longest(granularity)) {
            (Some(length), Some(longest)) if length > longest => Err(Error::Input(format!(
                "an interval of {length:#} is too long for the granularity {granularity}, which allows {longest:#}: use {}",
                finest(length)
            ))),
            _ => Ok(()),
        }
    }

    /// How long it is, where that is plain.
    fn length(&self) -> Option<SignedDuration> {
        match &self.0 {
            Bounds::Last(span) => duration(*span),
            Bounds::Between(start, end) => Some(end.duration_since(*start)),
            Bounds::Text(text) => {
                let (start, end) = text.split_once('/')?;
                match (Edge::read(start)?, Edge::read(end)?) {
                    (Edge::Length(length), _) | (_, Edge::Length(length)) => Some(length),
                    (Edge::At(start), Edge::At(end)) => Some(end.duration_since(start)),
                    (Edge::Now(start), Edge::Now(end)) => end.checked_sub(start),
                    _ => None,
                }
            }
        }
    }
}

/// The longest intervals in hours, of those granularities that have one, finest first.
const LONGEST: [(Granularity, i64); 4] =
    [(Granularity::Pt1m, 6), (Granularity::Pt5m, 24), (Granularity::Pt15m, 4 * 24), (Granularity::Pt30m, 7 * 24)];

fn longest(granularity: &Granularity) -> Option<SignedDuration> {
    let found = LONGEST.iter().find(|(known, _)| known == granularity);
    found.map(|(_, hours)| SignedDuration::from_hours(*hours))
}

/// The finest granularity that allows an interval of this length.
fn finest(length: SignedDuration) -> Granularity {
    let found = LONGEST.into_iter().find(|(_, hours)| length <= SignedDuration::from_hours(*hours));
    found.map_or(Granularity::Pt1h, |(granularity, _)| granularity)
}

/// One side of an interval.
enum Edge {
    At(Timestamp),
    Now(SignedDuration),
    Length(SignedDuration),
}

impl Edge {
    /// A time without a zone is UTC. One that is cut has no plain distance to another.
    fn read(text: &str) -> Option<Self> {
        if text.starts_with('P') {
            return duration(text.parse().ok()?).map(Self::Length);
        }
        if let Some(offset) = text.strip_prefix("now") {
            return offset_of(offset).map(Self::Now);
        }
        let instant = text.parse().ok();
        let instant =
            instant.or_else(|| Some(text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp()));
        instant.map(Self::At)
    }
}

/// Of nothing, or of a sign, a number and a unit.
fn offset_of(text: &str) -> Option<SignedDuration> {
    if text.is_empty() {
        return Some(SignedDuration::ZERO);
    }
    let (number, unit) = text.split_at_checked(text.len() - 1)?;
    let seconds = match unit {
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    let number: i64 = number.starts_with(['+', '-']).then(|| number.parse().ok()).flatten()?;
    number.checked_mul(seconds).map(SignedDuration::from_secs)
}

fn duration(span: Span) -> Option<SignedDuration> {
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn an_interval_is_written_as_iso_8601_has_it() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (interval, expected) in [
            (Interval::last(24.hours()), "PT24H/now"),
            (Interval::last(1.week().days(1).minutes(90)), "PT193H30M/now"),
            (
                Interval::between(at("2026-01-05T10:00:00+02:00"), at("2026-01-05T12:30:00Z")),
                "2026-01-05T08:00:00Z/2026-01-05T12:30:00Z",
            ),
            (Interval::raw("now-1d|d/now|d"), "now-1d|d/now|d"),
        ] {
            assert_eq!(interval.wire().unwrap(), expected);
        }
        let noon = at("2026-01-05T12:00:00Z");
        for interval in [
            Interval::last(1.month()),
            Interval::last(0.hours()),
            Interval::last(-1.hour()),
            Interval::between(noon, noon),
        ] {
            assert!(interval.wire().is_err(), "{interval:?}");
        }
    }

    #[test]
    fn only_what_is_surely_too_long_is_refused() {
        let minute = Granularity::Pt1m;
        for (text, fits) in [
            ("PT6H/now", true),
            ("PT6H1S/now", false),
            ("2026-01-05T00:00:00Z/P1D", false),
            ("2026-01-05T00:00:00/2026-01-05T06:00:00", true),
            ("2026-01-05T00:00:00/2026-01-05T06:00:01", false),
            ("2026-01-05T00:00:00+01:00/2026-01-05T06:00:00Z", false),
            ("now-360m/now", true),
            ("now-1d/now-17h", false),
            ("now-1d|d/now|d", true),
            ("now-9/now", true),
            ("yesterday/now", true),
            ("2026-01-05T00:00:00Z/now", true),
        ] {
            assert_eq!(Interval::raw(text).check(&minute).is_ok(), fits, "{text}");
        }
        for (granularity, hours, finest) in [("PT5M", 24, "PT15M"), ("PT15M", 96, "PT30M"), ("PT30M", 168, "PT1H")] {
            let granularity = Granularity::from(granularity);
            assert!(Interval::last(hours.hours()).check(&granularity).is_ok());
            let error = Interval::last(hours.hours().seconds(1)).check(&granularity).unwrap_err().to_string();
            assert!(error.contains(granularity.as_str()) && error.ends_with(&format!("use {finest}")), "{error}");
        }
        let error = Interval::last(1.day()).check(&minute).unwrap_err().to_string();
        assert_eq!(error, "an interval of 24h is too long for the granularity PT1M, which allows 6h: use PT5M");
        for granularity in ["PT1H", "PT4H", "P1D", "ALL", "PT45M"] {
            assert!(Interval::last(10_000.hours()).check(&granularity.into()).is_ok());
        }
    }
}
