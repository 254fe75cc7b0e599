use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// The first look comes no sooner, as nothing is true the moment it is accepted.
const FIRST: Duration = Duration::from_secs(1);

/// The longest time between two looks.
const LONGEST: Duration = Duration::from_secs(15);

/// When to look. Times count from the beginning of the wait.
pub(super) struct Schedule {
    waits: ExponentialBackoff,
    last_look: Duration,
}

impl Schedule {
    pub(super) fn new(deadline: Duration) -> Self {
        // Jitter adds up to as much again.
        let waits = ExponentialBuilder::default()
            .with_min_delay(FIRST)
            .with_factor(1.5)
            .with_max_delay(LONGEST / 2)
            .without_max_times()
            .with_jitter()
            .build();
        Self { waits, last_look: deadline.saturating_sub(FIRST.min(deadline / 2)) }
    }

    pub(super) fn first(&self) -> Duration {
        FIRST.min(self.last_look)
    }

    /// The wait before the next look: as long as a state has to go on being seen (`missing`), if one has, and no shorter
    /// than the server asked for. What would come after the deadline comes just before it.
    pub(super) fn after(&mut self, elapsed: Duration, missing: Option<Duration>, asked: Option<Duration>) -> Duration {
        let wait = self.waits.next().unwrap_or(LONGEST);
        let wanted = missing.map_or(wait, |missing| missing.max(FIRST).saturating_add(wait / 16));
        let in_time = match self.last_look.saturating_sub(elapsed) {
            Duration::ZERO => wanted,
            left => wanted.min(left),
        };
        in_time.max(asked.map_or(Duration::ZERO, |asked| asked.saturating_add(wait / 16)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_AN_HOUR: Duration = Duration::from_mins(30);

    fn waits(schedule: &mut Schedule, count: usize) -> Vec<Duration> {
        (0..count).map(|_| schedule.after(Duration::ZERO, None, None)).collect()
    }

    #[test]
    fn looks_begin_after_a_second_and_come_further_apart_up_to_fifteen() {
        let mut schedule = Schedule::new(HALF_AN_HOUR);
        assert_eq!(schedule.first(), FIRST);
        let waits = waits(&mut schedule, 200);
        assert!(waits[0] < Duration::from_secs(2), "{waits:?}");
        assert!(waits.iter().all(|wait| (FIRST..=LONGEST).contains(wait)), "{waits:?}");
        assert!(waits[10..].iter().all(|wait| *wait >= LONGEST / 2), "{waits:?}");
    }

    #[test]
    fn clients_that_wait_for_the_same_do_not_look_at_the_same_instant() {
        let [one, other] = [(); 2].map(|()| waits(&mut Schedule::new(HALF_AN_HOUR), 20));
        assert_ne!(one, other);
    }

    #[test]
    fn a_look_comes_when_it_is_of_use_and_not_before_the_server_wants_it() {
        let second = Duration::from_secs;
        let close = |wait: Duration, wanted: u64| (second(wanted)..=second(wanted + 1)).contains(&wait);
        for (elapsed, missing, asked, wanted) in [
            (60, Some(5), None, 5),
            (60, Some(5), Some(40), 40),
            (60, None, Some(40), 40),
            (60, Some(10), Some(3), 10),
            // The last look before the deadline, which a server may forbid.
            (1797, Some(10), None, 2),
            (1797, None, Some(120), 120),
        ] {
            let mut schedule = Schedule::new(HALF_AN_HOUR);
            let wait = schedule.after(second(elapsed), missing.map(second), asked.map(second));
            assert!(close(wait, wanted), "{elapsed} {missing:?} {asked:?}: {wait:?}");
        }
        for (deadline, first) in [(0, 0), (500, 250), (1000, 500), (2000, 1000), (9000, 1000)] {
            let [deadline, first] = [deadline, first].map(Duration::from_millis);
            assert_eq!(Schedule::new(deadline).first(), first, "{deadline:?}");
        }
        assert!(Schedule::new(Duration::MAX).after(Duration::MAX, Some(Duration::MAX), None) > LONGEST);
    }
}
