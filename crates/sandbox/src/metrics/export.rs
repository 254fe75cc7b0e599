//! The latest point of every metric, as text for Prometheus.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::count::Counter;
use super::{METRICS, Metric};
use crate::state::State;

/// How long ago the exported minute begins: later ones might still change.
const OFFSET: SignedDuration = SignedDuration::from_mins(5);

const MINUTE: i64 = 60;

/// The two media types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Prometheus,
    OpenMetrics,
}

impl Format {
    /// What an `Accept` header asks for.
    pub(crate) fn read(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") { Self::OpenMetrics } else { Self::Prometheus }
    }

    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Prometheus => "text/plain;version=0.0.4",
            Self::OpenMetrics => "application/openmetrics-text;version=1.0.0;charset=utf-8",
        }
    }
}

/// The minute that began five minutes ago, for these connectors; of these metrics, or of all when none is named.
pub(crate) fn export(state: &State, ids: &[&str], names: &[&str], now: Timestamp, format: Format) -> String {
    let minute = (now.as_second() - OFFSET.as_secs()).div_euclid(MINUTE) * MINUTE;
    let connectors = state.connectors.values().filter(|connector| ids.contains(&connector.id.as_str()));
    let counters: Vec<Counter> = connectors.map(|connector| Counter::of(connector, now)).collect();
    let mut text = String::new();
    for metric in METRICS.iter().filter(|metric| names.is_empty() || names.contains(&metric.name)) {
        let name = exported(metric);
        let _ = write!(text, "# HELP {name} {}\n# TYPE {name} gauge\n", metric.description);
        // What did not exist then has no point; what did and stood still has a zero.
        for counter in counters.iter().filter(|counter| counter.since.as_second() < minute + MINUTE) {
            let value = counter.sum(metric, minute, minute + MINUTE);
            let at = match format {
                Format::Prometheus => minute * 1000,
                Format::OpenMetrics => minute,
            };
            let _ = writeln!(text, "{name}{{connector_id=\"{}\"}} {value}.0 {at}", counter.id);
        }
    }
    if format == Format::OpenMetrics {
        text.push_str("# EOF\n");
    }
    text
}

/// The name by Prometheus' rules: `io.confluent.kafka.connect/sent_bytes` is `confluent_kafka_connect_sent_bytes`.
fn exported(metric: &Metric) -> String {
    metric.name.trim_start_matches("io.").replace(['.', '/'], "_")
}
