use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Searches that the service takes of one connector's log within [`MINUTE`].
const PER_MINUTE: u32 = 5;

const MINUTE: Duration = Duration::from_mins(1);

/// Between two searches that go on for ever.
pub(super) const EVERY: Duration = Duration::from_secs(MINUTE.as_secs() / PER_MINUTE as u64);

/// Lets as many searches of a log through as the service takes: asking for more would only be refused.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<Mutex<VecDeque<Instant>>>);

impl Pace {
    /// Makes a search when it is its turn.
    pub(super) async fn turn<T>(&self, search: impl Future<Output = T>) -> T {
        let mut made = self.0.lock().await;
        if made.len() >= PER_MINUTE as usize
            && let Some(first) = made.pop_front()
        {
            sleep_until(first + MINUTE).await;
        }
        let outcome = search.await;
        // The service counted it before it answered, so a minute from here is never too early.
        made.push_back(Instant::now());
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_sixth_search_waits_until_the_first_is_a_minute_ago() {
        let (pace, started) = (Pace::default(), Instant::now());
        let mut made = Vec::new();
        for _ in 0..12 {
            pace.turn(async { tokio::time::sleep(Duration::from_secs(1)).await }).await;
            made.push(started.elapsed().as_secs());
        }
        assert_eq!(made, [1, 2, 3, 4, 5, 62, 63, 64, 65, 66, 123, 124]);
    }
}
