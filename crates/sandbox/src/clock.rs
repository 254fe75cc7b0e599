//! What time the sandbox believes it is.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The system's clock, which tests may set ahead instead of sleeping.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead_ms: AtomicI64,
}

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        later(Timestamp::now(), SignedDuration::from_millis(self.ahead_ms.load(Ordering::Relaxed)))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let _ =
            self.ahead_ms.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |ahead| Some(ahead.saturating_add(by)));
    }
}

/// The moment `by` after `from`; the end of time where there is none.
pub(crate) fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_far_it_is_set_ahead_the_clock_never_goes_back() {
        let clock = Clock::default();
        for _ in 0..3 {
            clock.advance(Duration::MAX);
            assert_eq!(clock.now(), Timestamp::MAX);
        }
    }
}
