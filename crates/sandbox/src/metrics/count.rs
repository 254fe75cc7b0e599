//! The numbers themselves.

use jiff::Timestamp;

use super::{Counts, Metric};
use crate::connector::Connector;
use crate::connector::history::Run;
use crate::store::signing::sha256;

const MINUTE: i64 = 60;

/// A connector that counts, and when it did.
#[derive(Debug)]
pub(super) struct Counter {
    pub(super) id: String,
    pub(super) since: Timestamp,
    runs: Vec<Run>,
}

impl Counter {
    pub(super) fn of(connector: &Connector, now: Timestamp) -> Self {
        Self { id: connector.id.clone(), since: connector.created_at(), runs: connector.runs(now) }
    }

    /// What was counted from a moment on and before another, in whole seconds.
    pub(super) fn sum(&self, metric: &Metric, from: i64, until: i64) -> u64 {
        let per_minute = PerMinute::new(metric, &self.id);
        let mut sum = 0;
        for run in &self.runs {
            let (mut at, end) = (from.max(run.from.as_second()), until.min(run.until.as_second()));
            while at < end {
                let minute = at.div_euclid(MINUTE);
                let next = ((minute + 1) * MINUTE).min(end);
                sum += per_minute.at(minute) * u64::try_from(next - at).unwrap_or(0) / MINUTE.unsigned_abs();
                at = next;
            }
        }
        sum
    }
}

/// How much one connector counts of one metric.
struct PerMinute {
    seed: u64,
    counts: Counts,
    /// Records in an ordinary minute.
    pace: u64,
    /// Bytes of a record.
    size: u64,
}

impl PerMinute {
    fn new(metric: &Metric, id: &str) -> Self {
        let kind = match metric.counts {
            Counts::Records(kind) | Counts::BytesOf(kind) => kind,
            Counts::Rare => "rare",
        };
        let seed =
            sha256(format!("{id}\0{kind}").as_bytes()).first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        Self { seed, counts: metric.counts, pace: 600 + seed % 5400, size: 120 + mixed(seed) % 400 }
    }

    fn at(&self, minute: i64) -> u64 {
        let chance = mixed(self.seed ^ minute.unsigned_abs());
        let records = self.pace * (80 + chance % 41) / 100;
        match self.counts {
            Counts::Records(_) => records,
            Counts::BytesOf(_) => records * self.size,
            Counts::Rare => u64::from(chance.is_multiple_of(60)),
        }
    }
}

/// Bits that look like chance: the mixing step of the SplitMix64 generator.
fn mixed(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::METRICS;

    fn counter(runs: &[(i64, i64)]) -> Counter {
        let at = |second| Timestamp::from_second(second).unwrap();
        let runs = runs.iter().map(|(from, until)| Run { from: at(*from), until: at(*until) }).collect();
        Counter { id: "lcc-1a2b3c".to_owned(), since: at(0), runs }
    }

    #[test]
    fn parts_of_a_time_sum_up_to_the_whole_and_nothing_is_counted_outside_of_runs() {
        let counter = counter(&[(60, 600), (900, 1200)]);
        for metric in &METRICS {
            let sum = |from, until| counter.sum(metric, from, until);
            assert_eq!(sum(0, 300) + sum(300, 1200), sum(0, 1200), "{}", metric.name);
            assert_eq!((sum(0, 60), sum(600, 900), sum(1200, 6000)), (0, 0, 0));
        }
        assert!(counter.sum(&METRICS[0], 60, 120) >= 480);
    }

    #[test]
    fn bytes_are_those_of_the_records() {
        let counter = counter(&[(0, 6000)]);
        let (records, bytes) = (counter.sum(&METRICS[1], 0, 600), counter.sum(&METRICS[3], 0, 600));
        assert!(bytes.is_multiple_of(records), "{bytes} {records}");
    }
}
