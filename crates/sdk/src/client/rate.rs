use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::trace;

/// A wait is told again after this long, or earlier when it has become much longer.
const TOLD_EVERY: Duration = Duration::from_mins(1);

/// Holds all calls to one host back from when the server says that there are too many until it takes more.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    /// How many calls the server has taken.
    taken: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    opens: Option<Instant>,
    told: Option<(Instant, Duration)>,
}

impl Gate {
    /// Waits until the gate is open and a `jitter` longer, so that not all come through at the same instant. Nobody is
    /// held for longer than `most`: the server then gives its own answer.
    pub(super) async fn pass(&self, jitter: Duration, most: Duration) {
        let came = Instant::now();
        while let Some(opens) = self.opens()
            && (opens - came).saturating_add(jitter) <= most
        {
            sleep_until(opens + jitter).await;
        }
    }

    /// The server has said that there are too many calls.
    pub(super) fn close(&self, host: &str, wait: Duration) {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.opens = state.opens.max(now.checked_add(wait));
        if state.has_news(now, wait) {
            trace::rate_limited(host, wait);
        }
    }

    /// The server has taken a call.
    pub(super) fn took_one(&self) {
        self.taken.fetch_add(1, Ordering::Relaxed);
    }

    /// How many calls the server has taken so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.opens().is_some()
    }

    fn opens(&self) -> Option<Instant> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.opens.filter(|opens| Instant::now() < *opens)
    }
}

impl State {
    /// Whether a wait has not been told yet.
    fn has_news(&mut self, now: Instant, wait: Duration) -> bool {
        let told = self.told.is_some_and(|(at, told)| now - at < TOLD_EVERY && wait <= told.saturating_mul(2));
        if !told {
            self.told = Some((now, wait));
        }
        !told
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_closed_gate_holds_calls_until_the_server_takes_more_and_a_little_longer() {
        let (gate, began) = (Arc::new(Gate::default()), Instant::now());
        gate.pass(SECOND, SECOND * 60).await;
        assert_eq!(began.elapsed(), Duration::ZERO, "it is open");
        gate.close("h", SECOND);
        gate.close("h", SECOND / 2);
        let later = gate.clone();
        tokio::spawn(async move {
            tokio::time::sleep(SECOND).await;
            later.close("h", SECOND * 3);
        });
        gate.pass(SECOND / 8, SECOND * 60).await;
        assert_eq!(began.elapsed(), SECOND * 4 + SECOND / 8, "it was closed again meanwhile");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_held_beyond_the_budget() {
        let (gate, began) = (Gate::default(), Instant::now());
        for (asked, held) in [(Duration::MAX, 0), (SECOND * 61, 0)] {
            gate.close("h", asked);
            gate.pass(Duration::ZERO, SECOND * 60).await;
            assert_eq!(began.elapsed(), SECOND * held, "{asked:?}");
        }
    }

    #[test]
    fn a_wait_is_told_once_and_not_by_every_call() {
        let (mut state, begins) = (State::default(), Instant::now());
        let at = |millis| begins + Duration::from_millis(millis);
        for (millis, wait, news) in [
            (0, SECOND, true),
            (1, SECOND, false),
            (1_200, SECOND, false),
            (2_400, SECOND * 2, false),
            (3_000, SECOND * 50, true),
            (3_001, SECOND * 50, false),
            (59_000, SECOND, false),
            (63_000, SECOND, true),
        ] {
            assert_eq!(state.has_news(at(millis), wait), news, "at {millis} ms: {wait:?}");
        }
    }
}
