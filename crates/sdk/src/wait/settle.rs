use std::time::Duration;

/// How often, and over how long a time, a state must be seen without another in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Steady {
    pub(crate) polls: u32,
    pub(crate) over: Duration,
}

/// When a state counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// When no other state has been seen: it may be left from before a change, since the service shows an old state for
    /// a while.
    pub(crate) from_the_start: Steady,
    /// When another state has been seen before.
    pub(crate) after_another: Steady,
}

const ONCE: Steady = Steady { polls: 1, over: Duration::ZERO };
const TWICE: Steady = Steady { polls: 2, over: Duration::from_secs(5) };

/// A state that cannot be a glimpse.
pub(crate) const AT_ONCE: Rule = Rule { from_the_start: ONCE, after_another: ONCE };

/// A failure, which the service may show for an instant before it recovers.
pub(crate) const FAILED: Rule = Rule { from_the_start: TWICE, after_another: TWICE };

/// Counts how steadily a state is seen. Times count from the beginning of the wait.
#[derive(Default)]
pub(super) struct Settling {
    state: Option<String>,
    since: Duration,
    polls: u32,
    changed: bool,
}

impl Settling {
    /// Takes in what was seen. A state with a rule counts when this is `None`; else it tells how long it is until the next
    /// look that can bring it closer. A look that saw nothing is not taken in: it says nothing about the state.
    pub(super) fn see(&mut self, now: Duration, state: &str, rule: Option<Rule>) -> Option<Duration> {
        if self.state.as_deref() != Some(state) {
            self.changed |= self.state.is_some();
            (self.state, self.since, self.polls) = (Some(state.to_owned()), now, 0);
        }
        self.polls += 1;
        let rule = rule?;
        let wanted = if self.changed { rule.after_another } else { rule.from_the_start };
        let (polls, time) =
            (wanted.polls.saturating_sub(self.polls), wanted.over.saturating_sub(now.saturating_sub(self.since)));
        match (polls, time) {
            (0, Duration::ZERO) => None,
            (polls, time) => Some(time / polls.max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Rule =
        Rule { from_the_start: Steady { polls: 3, over: Duration::from_secs(10) }, after_another: TWICE };

    fn rule(state: &str) -> Option<Rule> {
        match state {
            "FAILED" => Some(FAILED),
            "RUNNING" => Some(Rule { after_another: ONCE, ..WANTED }),
            "PAUSED" => Some(WANTED),
            "GONE" => Some(AT_ONCE),
            _ => None,
        }
    }

    /// When, if ever, a state counts, of those seen at these seconds.
    fn counts(seen: &[(u64, &str)]) -> Option<(u64, String)> {
        let mut settling = Settling::default();
        seen.iter().find_map(|&(second, state)| {
            let missing = settling.see(Duration::from_secs(second), state, rule(state));
            (rule(state).is_some() && missing.is_none()).then(|| (second, state.to_owned()))
        })
    }

    #[test]
    fn a_state_counts_when_it_is_seen_to_stay() {
        let never = None;
        for (seen, counted) in [
            // The old state stays for a while: a running connector that was just changed runs still.
            (&[(1, "RUNNING"), (6, "RUNNING"), (11, "RUNNING")][..], Some((11, "RUNNING"))),
            (&[(1, "RUNNING"), (2, "RUNNING"), (3, "RUNNING"), (4, "RUNNING")], never),
            (&[(1, "RUNNING"), (11, "RUNNING")], never),
            (&[(1, "RUNNING"), (11, "RUNNING"), (12, "RUNNING")], Some((12, "RUNNING"))),
            (&[(1, "RUNNING"), (6, "PROVISIONING"), (9, "RUNNING")], Some((9, "RUNNING"))),
            (&[(1, "PROVISIONING"), (3, "DEGRADED"), (5, "RUNNING")], Some((5, "RUNNING"))),
            (&[(1, "SOMETHING_NEW"), (3, "RUNNING")], Some((3, "RUNNING"))),
            // A failure may be a glimpse.
            (&[(1, "FAILED"), (6, "FAILED")], Some((6, "FAILED"))),
            (&[(1, "FAILED"), (3, "FAILED")], never),
            (&[(1, "FAILED"), (3, "FAILED"), (6, "FAILED")], Some((6, "FAILED"))),
            (&[(1, "FAILED"), (6, "PROVISIONING"), (7, "FAILED")], never),
            (&[(1, "PROVISIONING"), (3, "FAILED"), (8, "FAILED")], Some((8, "FAILED"))),
            // So may a pause.
            (&[(1, "RUNNING"), (6, "PAUSED")], never),
            (&[(1, "DEGRADED"), (6, "PAUSED"), (11, "PAUSED")], Some((11, "PAUSED"))),
            (&[(1, "PAUSED"), (6, "PAUSED")], never),
            (&[(1, "PAUSED"), (6, "PAUSED"), (11, "PAUSED")], Some((11, "PAUSED"))),
            (&[(1, "PAUSED"), (6, "DEGRADED"), (8, "PAUSED"), (10, "DEGRADED"), (13, "PAUSED")], never),
            // What cannot be one counts at once.
            (&[(1, "GONE")], Some((1, "GONE"))),
            (&[(1, "PROVISIONING"), (900, "SOMETHING_NEW"), (1700, "NONE")], never),
        ] {
            assert_eq!(counts(seen), counted.map(|(second, state)| (second, state.to_owned())), "{seen:?}");
        }
    }

    #[test]
    fn the_next_look_comes_when_it_can_settle_the_state() {
        let seconds = Duration::from_secs;
        let mut settling = Settling::default();
        assert_eq!(settling.see(seconds(1), "RUNNING", rule("RUNNING")), Some(seconds(5)));
        assert_eq!(settling.see(seconds(6), "RUNNING", rule("RUNNING")), Some(seconds(5)));
        assert_eq!(settling.see(seconds(10), "RUNNING", rule("RUNNING")), Some(seconds(1)));
        assert_eq!(settling.see(seconds(12), "FAILED", rule("FAILED")), Some(seconds(5)));
        assert_eq!(settling.see(seconds(20), "RUNNING", rule("RUNNING")), None);
    }
}
