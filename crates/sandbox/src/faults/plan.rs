//! Which faults meet which call.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{Effect, Fault};

/// The faults of a running sandbox.
#[derive(Debug)]
pub(crate) struct Plan {
    armed: Mutex<Vec<Armed>>,
    is_over: watch::Sender<bool>,
}

/// A fault and the calls it has seen.
#[derive(Debug)]
struct Armed {
    fault: Fault,
    seen: u64,
    /// The second that is under way, and how many calls it has had.
    second: (Timestamp, u32),
}

/// What a rate limit says about a call that it lets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowance {
    pub(super) limit: u32,
    pub(super) left: u32,
}

/// What happens to one call, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Blow {
    Fault(Fault),
    Within(Allowance),
    /// Beyond so many calls in a second.
    Beyond(u32),
}

impl Plan {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let armed = faults.into_iter().map(Armed::new).collect();
        Self { armed: Mutex::new(armed), is_over: watch::Sender::new(false) }
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.lock().push(Armed::new(fault));
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// Releases the calls that are held back, as nobody will answer them any more.
    pub(crate) fn end(&self) {
        self.is_over.send_replace(true);
    }

    /// Until then nothing that is held back goes on.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut is_over = self.is_over.subscribe();
        async move {
            // Without a sender it is over as well.
            let _ = is_over.wait_for(|is_over| *is_over).await;
        }
    }

    /// Counts a call and tells what is to happen to it.
    pub(super) fn meet(&self, method: &Method, path: &str, now: Timestamp) -> Vec<Blow> {
        let mut armed = self.lock();
        armed.iter_mut().filter(|armed| armed.fault.matches(method, path)).filter_map(|armed| armed.meet(now)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    fn new(fault: Fault) -> Self {
        Self { fault, seen: 0, second: (Timestamp::MIN, 0) }
    }

    fn meet(&mut self, now: Timestamp) -> Option<Blow> {
        self.seen += 1;
        match self.fault.effect {
            Effect::Rate(limit) => Some(self.count(limit, now)),
            _ => self.fault.calls.contains(&self.seen).then(|| Blow::Fault(self.fault.clone())),
        }
    }

    fn count(&mut self, limit: u32, now: Timestamp) -> Blow {
        if now.duration_since(self.second.0) >= SignedDuration::from_secs(1) {
            self.second = (now, 0);
        }
        if self.second.1 >= limit {
            return Blow::Beyond(limit);
        }
        self.second.1 += 1;
        Blow::Within(Allowance { limit, left: limit - self.second.1 })
    }
}

impl Fault {
    fn matches(&self, method: &Method, path: &str) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted == method)
            && self.path.as_ref().is_none_or(|pattern| covers(pattern, path))
    }
}

/// Whether a pattern, in which `*` stands for anything, covers a whole path.
fn covers(pattern: &str, path: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == path };
    let Some(path) = path.strip_prefix(start) else { return false };
    // The first place that fits leaves most for what follows.
    let mut tails = path.char_indices().map(|(at, _)| &path[at..]).chain([""]);
    if rest.contains('*') {
        let (next, _) = rest.split_once('*').unwrap_or((rest, ""));
        return tails.find(|tail| tail.starts_with(next)).is_some_and(|tail| covers(rest, tail));
    }
    path.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_in_a_path_stands_for_anything() {
        for (pattern, path, is_covered) in [
            ("/a/b", "/a/b", true),
            ("/a/b", "/a/bc", false),
            ("/a/*", "/a/", true),
            ("*", "", true),
            ("/a/*/c", "/a/b/b/c", true),
            ("/a/*/c", "/a/b/c/d", false),
            ("/a/*/c*/e", "/a/b/cd/c/e", true),
            ("*/c", "/a/c/c", true),
            ("/a*a", "/a", false),
            ("/**/é*", "/é/é/x", true),
        ] {
            assert_eq!(covers(pattern, path), is_covered, "{pattern} {path}");
        }
    }

    #[test]
    fn calls_are_counted_where_they_match_and_each_fault_counts_for_itself() {
        let faults = ["stall,method=POST,call=2", "reset,call=2-3"].map(|spec| spec.parse().unwrap());
        let plan = Plan::new(faults.to_vec());
        let meet = |method: &Method| plan.meet(method, "/x", Timestamp::UNIX_EPOCH);
        let [stall, reset] = faults.map(Blow::Fault);
        assert_eq!(meet(&Method::POST), []);
        assert_eq!(meet(&Method::GET), [reset]);
        assert_eq!(meet(&Method::POST).first(), Some(&stall));
        assert_eq!(meet(&Method::POST), []);
    }

    #[test]
    fn each_second_allows_so_many_calls() {
        let plan = Plan::new(vec![Fault::rate(2)]);
        let meet = |ms| plan.meet(&Method::GET, "/", Timestamp::from_millisecond(ms).unwrap()).pop().unwrap();
        assert_eq!(meet(0), Blow::Within(Allowance { limit: 2, left: 1 }));
        assert_eq!(meet(1), Blow::Within(Allowance { limit: 2, left: 0 }));
        assert!(matches!(meet(999), Blow::Beyond(_)));
        assert_eq!(meet(1000), Blow::Within(Allowance { limit: 2, left: 1 }));
    }
}
