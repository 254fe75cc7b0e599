//! Until when signed URLs can be used, as they say themselves.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use url::Url;

/// The two parameters of a URL of Amazon's or Google's kind: when it was signed, and for how many seconds.
const SIGNED_FOR: [(&str, &str); 2] = [("x-amz-date", "x-amz-expires"), ("x-goog-date", "x-goog-expires")];

/// Until when a signed URL is good, if it says so in a way that is known: the seconds after its date (Amazon, Google),
/// the end of a shared access signature (Azure), or seconds since 1970 (both in their older way).
pub(super) fn of_url(url: &Url) -> Option<Timestamp> {
    let value = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.into_owned())
    };
    let signed = SIGNED_FOR.iter().find_map(|(date, seconds)| {
        let begin = DateTime::strptime("%Y%m%dT%H%M%SZ", value(date)?).ok()?.to_zoned(TimeZone::UTC).ok()?;
        begin.timestamp().checked_add(SignedDuration::from_secs(value(seconds)?.parse().ok()?)).ok()
    });
    let older = || Timestamp::from_second(value("expires")?.parse().ok()?).ok();
    signed.or_else(|| shared_access(&value("se")?)).or_else(older)
}

/// Azure takes a time to the second, one to the minute, or a day, always in UTC.
fn shared_access(end: &str) -> Option<Timestamp> {
    let to_the_minute = || DateTime::strptime("%Y-%m-%dT%H:%MZ", end).ok();
    let a_day = || Some(end.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()));
    let exact = end.parse::<Timestamp>().ok();
    exact.or_else(|| Some(to_the_minute().or_else(a_day)?.to_zoned(TimeZone::UTC).ok()?.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_url_tells_its_end_in_its_stores_own_way() {
        for (query, end) in [
            ("X-Amz-Date=20260105T101500Z&X-Amz-Expires=3600", Some("2026-01-05T11:15:00Z")),
            ("X-Goog-Expires=60&X-Goog-Date=20260105T101500Z&X-Goog-Signature=x", Some("2026-01-05T10:16:00Z")),
            ("sv=2024-11-04&se=2026-01-05T11%3A15%3A00Z&sig=x", Some("2026-01-05T11:15:00Z")),
            ("se=2026-01-05T11%3A15%3A00.1234567Z", Some("2026-01-05T11:15:00.1234567Z")),
            ("se=2026-01-05T11%3A15Z", Some("2026-01-05T11:15:00Z")),
            ("se=2026-01-05", Some("2026-01-05T00:00:00Z")),
            ("AWSAccessKeyId=x&Expires=1767611700", Some("2026-01-05T11:15:00Z")),
            ("X-Amz-Date=20260105T101500Z", None),
            ("X-Amz-Date=yesterday&X-Amz-Expires=3600", None),
            ("X-Goog-Date=20260105T101500Z&X-Goog-Expires=9223372036854775807", None),
            ("se=soon", None),
            ("", None),
        ] {
            let url = Url::parse(&format!("https://store.example/b/o?{query}")).unwrap();
            assert_eq!(of_url(&url), end.map(|end| end.parse().unwrap()), "{query}");
        }
    }
}
