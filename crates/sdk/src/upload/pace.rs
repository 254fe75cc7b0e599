use std::time::Duration;

use tokio::time::Instant;

/// Over how long the rate is smoothed: an uplink's hiccups are not news, a change of it soon is.
const WINDOW: Duration = Duration::from_secs(5);

/// Shorter times measure the system's buffers rather than the way to the store.
const SHORTEST: Duration = Duration::from_millis(100);

/// How fast an attempt goes.
pub(super) struct Pace {
    began: Instant,
    seen: (Instant, u64),
    /// Bytes in a second.
    rate: Option<f64>,
}

impl Pace {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { began: now, seen: (now, 0), rate: None }
    }

    /// So many bytes are gone by now.
    pub(super) fn note(&mut self, bytes: u64) {
        let now = Instant::now();
        let (at, before) = self.seen;
        let passed = now - at;
        if passed < SHORTEST {
            return;
        }
        self.seen = (now, bytes);
        #[allow(clippy::cast_precision_loss, reason = "a rate is an estimate")]
        let fresh = (bytes - before) as f64 / passed.as_secs_f64();
        // What there is of the window counts as much as the whole of it later.
        let window = WINDOW.min(now - self.began).as_secs_f64();
        let weight = 1.0 - (-passed.as_secs_f64() / window).exp();
        self.rate = Some(self.rate.map_or(fresh, |rate| rate + (fresh - rate) * weight));
    }

    /// Bytes in a second.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is neither negative nor that large")]
    pub(super) fn rate(&self) -> Option<u64> {
        self.rate.map(|rate| rate as u64)
    }

    /// How long so many more bytes take.
    pub(super) fn left(&self, bytes: u64) -> Option<Duration> {
        #[allow(clippy::cast_precision_loss, reason = "a rate is an estimate")]
        let seconds = bytes as f64 / self.rate.filter(|rate| *rate > 0.0)?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_rate_follows_the_last_seconds_and_tells_how_long_the_rest_takes() {
        let mut pace = Pace::new();
        pace.note(1 << 20);
        assert_eq!((pace.rate(), pace.left(1)), (None, None), "nothing has been measured");
        let mut bytes = 0;
        for (a_second, rate) in [(1000, 1000), (100, 100), (0, 0)] {
            for _ in 0..40 {
                tokio::time::advance(Duration::from_secs(1)).await;
                bytes += a_second;
                pace.note(bytes);
            }
            assert!(pace.rate().unwrap().abs_diff(rate) <= 2, "{:?} at {a_second}", pace.rate());
            if rate > 0 {
                let left = pace.left(10 * rate).unwrap();
                assert!((9..=10).contains(&left.as_secs()), "{left:?}");
            }
        }
    }
}
