use std::collections::HashMap;
use std::time::Duration;

use futures_core::Stream;
use futures_util::{TryStreamExt, stream};
use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::pace::{EVERY, Pace};
use super::{KEPT, LogEntry, LogSearch, ago};
use crate::error::Error;

/// How far before the newest entry the next look begins: what one task logged may be found later than what another
/// logged after it.
const OVERLAP: Duration = Duration::from_mins(1);

impl LogSearch {
    /// The entries oldest first, and then, without end, those that come to them: none twice, and one that is found late
    /// after those that were found before.
    ///
    /// It looks every 12 seconds, and less often where there is more than a page to read, so as to keep within the five
    /// searches a minute that the service takes. What [`until`](Self::until) was told has no say here.
    ///
    /// # Errors
    /// As [`stream`](Self::stream). The stream ends with an error, one of a later look included.
    pub fn follow(self) -> impl Stream<Item = Result<LogEntry, Error>> + Send + 'static {
        let since = self.since.unwrap_or_else(|| ago(Timestamp::now(), super::UNLESS_TOLD));
        let pace = Pace::default();
        followed(since, move |start, end| {
            let search = self.clone().since(start).until(end);
            search.paced(pace.clone()).try_collect()
        })
    }
}

/// Asks again and again for what there is, newest first, from one instant to another.
fn followed<L, P>(since: Timestamp, look: L) -> impl Stream<Item = Result<LogEntry, Error>>
where
    L: Fn(Timestamp, Timestamp) -> P,
    P: Future<Output = Result<Vec<LogEntry>, Error>>,
{
    let start = Follower { look, looked: None, known: Known::new(since), ready: Vec::new() };
    stream::try_unfold(start, |mut follower| async move { Ok(Some((follower.entry().await?, follower))) })
}

struct Follower<L> {
    look: L,
    looked: Option<Instant>,
    known: Known,
    /// What is yet to be given, newest first.
    ready: Vec<LogEntry>,
}

impl<L, P> Follower<L>
where
    L: Fn(Timestamp, Timestamp) -> P,
    P: Future<Output = Result<Vec<LogEntry>, Error>>,
{
    async fn entry(&mut self) -> Result<LogEntry, Error> {
        loop {
            if let Some(entry) = self.ready.pop() {
                return Ok(entry);
            }
            if let Some(looked) = self.looked {
                sleep_until(looked + EVERY).await;
            }
            let (mut since, now) = (self.known.since, Timestamp::now());
            if self.looked.is_some() {
                // What was asked for at first may be older by now than logs are kept.
                since = since.max(ago(now, KEPT));
            }
            let found = (self.look)(since, now).await?;
            self.looked = Some(Instant::now());
            self.ready = self.known.news(found, now);
        }
    }
}

/// What has been given already, as far back as it may be found again.
struct Known {
    /// Where the next look begins: at a full second, as it is asked for.
    since: Timestamp,
    /// How often there was each entry: nothing but its number tells two that read the same apart.
    times: HashMap<LogEntry, usize>,
}

impl Known {
    fn new(since: Timestamp) -> Self {
        Self { since: full_second(since), times: HashMap::new() }
    }

    /// Those of a look's entries that are new, in their order.
    fn news(&mut self, found: Vec<LogEntry>, now: Timestamp) -> Vec<LogEntry> {
        let at = |entry: &LogEntry| entry.timestamp.as_ref().and_then(ccloud_connect_api::Timestamp::instant);
        // An entry of a clock that is ahead must not hide what comes before its time.
        let newest = found.iter().filter_map(at).max().map(|newest| full_second(ago(newest.min(now), OVERLAP)));
        let mut times: HashMap<LogEntry, usize> = HashMap::new();
        let mut is_new = |entry: &LogEntry| {
            let time = times.entry(entry.clone()).or_default();
            *time += 1;
            let known = self.times.entry(entry.clone()).or_default();
            let is_new = *time > *known;
            *known = (*time).max(*known);
            is_new
        };
        let news = found.into_iter().filter(|entry| is_new(entry)).collect();
        self.since = newest.map_or(self.since, |newest| newest.max(self.since));
        self.times.retain(|entry, _| at(entry).is_none_or(|at| at >= self.since));
        news
    }
}

fn full_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_millisecond().div_euclid(1000)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn entry(at: Timestamp, message: &str) -> LogEntry {
        let (timestamp, message) = (Some(at.into()), message.to_owned());
        LogEntry { timestamp, level: None, task_id: None, message, exception: None, id: None }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// What is given of looks, each a list of seconds and messages, newest first.
    fn given(looks: &[&[(i64, &str)]]) -> Vec<String> {
        let mut known = Known::new(at(0));
        let told = looks.iter().flat_map(|look| {
            let found = look.iter().map(|(second, message)| entry(at(*second), message));
            let mut news = known.news(found.collect(), at(10_000));
            news.reverse();
            news.into_iter().map(|entry| entry.message)
        });
        told.collect()
    }

    #[test]
    fn no_entry_is_given_twice_and_none_that_came_late_is_lost() {
        assert_eq!(given(&[&[(2, "b"), (1, "a")], &[(3, "c"), (2, "b"), (1, "a")]]), ["a", "b", "c"]);
        assert_eq!(given(&[&[(100, "b")], &[(100, "b"), (60, "late")]]), ["b", "late"]);
        assert_eq!(given(&[&[(1, "a"), (1, "a")], &[(1, "a"), (1, "a"), (1, "a")]]), ["a", "a", "a"]);
        // The service lost sight of it for a moment.
        assert_eq!(given(&[&[(2, "b"), (1, "a")], &[(2, "b")], &[(2, "b"), (1, "a")]]), ["a", "b"]);
    }

    #[test]
    fn what_a_look_finds_since_it_begins_at_a_full_second_is_given_once() {
        let at = |millis| Timestamp::from_millisecond(millis).unwrap();
        for (first, last) in [(200, 900), (10_200, 70_700)] {
            let mut known = Known::new(at(500));
            let found = vec![entry(at(last), "last"), entry(at(first), "first")];
            assert_eq!(known.news(found.clone(), at(80_000)).len(), 2);
            assert_eq!(known.news(found, at(90_000)), []);
        }
    }

    #[test]
    fn a_look_begins_shortly_before_the_newest_entry_whatever_its_clock() {
        let mut known = Known::new(at(1000));
        for (second, since) in [(1030, 1000), (2000, 1940), (1990, 1940), (99_000, 9940)] {
            known.news(vec![entry(at(second), "x")], at(10_000));
            assert_eq!(known.since, at(since), "{second}");
        }
        assert_eq!(known.times.len(), 1, "what cannot be found again is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn a_log_is_looked_at_every_twelve_seconds_until_that_fails() {
        let (looks, started) = (Mutex::new(Vec::new()), Instant::now());
        let look = |_, _| {
            let mut looks = looks.lock().unwrap();
            looks.push(started.elapsed().as_secs());
            let outcome = match looks.len() {
                1 | 2 => Ok(vec![entry(at(1), "a")]),
                3 => Ok(vec![entry(at(3), "c"), entry(at(2), "b"), entry(at(1), "a")]),
                _ => Err(Error::Input("enough".to_owned())),
            };
            std::future::ready(outcome)
        };
        let mut given = Vec::new();
        let mut entries = std::pin::pin!(followed(at(0), look));
        let error = loop {
            match entries.try_next().await {
                Ok(entry) => given.push(entry.unwrap().message),
                Err(error) => break error.to_string(),
            }
        };
        assert_eq!((given.join(""), error.as_str()), ("abc".to_owned(), "enough"));
        assert_eq!(*looks.lock().unwrap(), [0, 12, 24, 36]);
        assert!(entries.try_next().await.unwrap().is_none());
    }
}
