//! Times as people write them in arguments.

use ccloud_connect::jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// A length of time: `90m`, `24h`, `7d`, or as ISO 8601 has it.
pub(crate) fn span(text: &str) -> Result<Span, String> {
    length(text).map(|(span, _)| span)
}

/// An instant, or how long ago it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    At(Timestamp),
    Ago(SignedDuration),
}

impl Moment {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        if let Ok(at) = text.parse() {
            return Ok(Self::At(at));
        }
        let ago = length(text).map(|(_, ago)| Self::Ago(ago));
        ago.map_err(|wrong| format!("{wrong}, and a time 2026-01-05T09:00:00Z"))
    }

    pub(crate) fn instant(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Ago(ago) => now.checked_sub(ago).unwrap_or(Timestamp::MIN),
        }
    }
}

fn length(text: &str) -> Result<(Span, SignedDuration), String> {
    let span: Option<Span> = text.parse().ok();
    let length = span.and_then(|span| Some((span, span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?)));
    // A month has no length of its own.
    length
        .filter(|(_, duration)| duration.is_positive())
        .ok_or_else(|| "a length of time reads 90m, 24h or 7d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_and_programs_write_them() {
        let now: Timestamp = "2026-01-05T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("90m", "2026-01-05T10:30:00Z"),
            ("1h30m", "2026-01-05T10:30:00Z"),
            ("3d", "2026-01-02T12:00:00Z"),
            ("1w", "2025-12-29T12:00:00Z"),
            ("PT2H", "2026-01-05T10:00:00Z"),
            ("2026-01-05T09:00:00+02:00", "2026-01-05T07:00:00Z"),
        ] {
            assert_eq!(Moment::read(text).unwrap().instant(now).to_string(), expected, "{text}");
        }
        for text in ["", "0h", "-1h", "1 month", "24", "yesterday", "2026-01-05"] {
            assert!(span(text).is_err() && Moment::read(text).is_err(), "{text}");
        }
    }
}
