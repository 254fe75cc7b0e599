//! Waiting until something is as wanted: a write is done when it is true, not when it is accepted.
//!
//! The first look is taken after one second, the next ones further and further apart, up to 15 s, and never sooner than
//! the server asks for. How often a state must be seen before it counts is up to what is waited for.

mod look;
#[cfg(any(feature = "ccpm-v1", feature = "cam-v1"))]
mod processing;
mod schedule;
mod settle;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use ccloud_connect_api::BoxFuture;
use tokio::time::{Instant, sleep, timeout};

pub(crate) use look::Look;
use look::{Meaning, Seen};
#[cfg(any(feature = "ccpm-v1", feature = "cam-v1"))]
pub(crate) use processing::Processing;
use schedule::Schedule;
pub(crate) use settle::FAILED;
use settle::Settling;
#[cfg(any(test, feature = "connect-v1"))]
pub(crate) use settle::{Rule, Steady};

use crate::error::{Error, Kind, ServerAnswer};

/// How long is waited unless told: longer than the slowest start that was seen, short enough for a pipeline's patience.
const DEADLINE: Duration = Duration::from_mins(30);

/// A wait about to begin: `.await` it. Made by [`Connector::wait_for`](crate::connectors::Connector::wait_for) and its
/// like. Where a future is asked for, as by `tokio::spawn`, give it [`into_future`](IntoFuture::into_future).
///
/// # Errors
/// [`Error::ImpossibleState`] when what is waited for can no longer come; [`Error::Timeout`] at the deadline. What may
/// pass (no answer, 5xx, too many requests) does not end a wait; any other failed look does.
#[must_use = "nothing is waited for before it is awaited"]
pub struct WaitFor<T> {
    what: Kind,
    name: String,
    look: Box<dyn FnMut() -> BoxFuture<'static, Result<Look<T>, Error>> + Send>,
    deadline: Duration,
    progress: Option<Progress>,
}

type Progress = Box<dyn Fn(&WaitEvent) + Send + Sync>;

/// What a look saw, told while a wait goes on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WaitEvent {
    /// What kind of thing is waited for.
    pub what: Kind,
    /// Its name.
    pub name: String,
    /// Its state in the service's word, as last seen; empty before any was.
    pub state: String,
    /// Why the last look saw nothing, when it did not. The wait goes on.
    pub problem: Option<String>,
    /// How long the wait has lasted.
    pub elapsed: Duration,
    /// How long it is until the next look.
    pub next_poll: Duration,
}

impl<T> WaitFor<T> {
    pub(crate) fn new<L>(what: Kind, name: impl Into<String>, mut look: impl FnMut() -> L + Send + 'static) -> Self
    where
        L: Future<Output = Result<Look<T>, Error>> + Send + 'static,
    {
        let look = Box::new(move || Box::pin(look()) as BoxFuture<'static, _>);
        Self { what, name: name.into(), look, deadline: DEADLINE, progress: None }
    }

    /// How long to wait at most. Default 30 minutes. The last look is taken shortly before.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Is told of every look that did not end the wait. It is called between looks, so it should be quick.
    pub fn progress(mut self, progress: impl Fn(&WaitEvent) + Send + Sync + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    async fn run(mut self) -> Result<T, Error> {
        let (what, after) = (self.what, self.deadline);
        let mut seen = Seen::default();
        match timeout(after, self.until_settled(&mut seen)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Timeout { after, last: seen.last(what) }),
        }
    }

    async fn until_settled(&mut self, seen: &mut Seen) -> Result<T, Error> {
        let started = Instant::now();
        let mut schedule = Schedule::new(self.deadline);
        let mut settling = Settling::default();
        let mut next = schedule.first();
        loop {
            sleep(next).await;
            let outcome = (self.look)().await;
            let elapsed = started.elapsed();
            next = match outcome {
                Ok(Look { state, meaning, asked }) => {
                    let rule = meaning.rule();
                    let missing = settling.see(elapsed, &state, rule);
                    seen.state(state, missing.is_some() && rule.is_some());
                    match (meaning, missing) {
                        (Meaning::End(_, end), None) => return end,
                        (_, missing) => schedule.after(elapsed, missing, asked),
                    }
                }
                Err(error) if may_pass(&error) => {
                    seen.nothing(&error);
                    schedule.after(elapsed, None, error.server().and_then(ServerAnswer::retry_after))
                }
                Err(error) => return Err(error),
            };
            self.tell(seen, elapsed, next);
        }
    }

    fn tell(&self, seen: &Seen, elapsed: Duration, next_poll: Duration) {
        let Some(progress) = &self.progress else { return };
        let (state, problem) = (seen.word().to_owned(), seen.problem().map(str::to_owned));
        progress(&WaitEvent { what: self.what, name: self.name.clone(), state, problem, elapsed, next_poll });
    }
}

/// Whether a look that failed may succeed the next time.
fn may_pass(error: &Error) -> bool {
    match error {
        Error::RateLimited(_) | Error::Timeout { .. } => true,
        Error::Server(answer) => answer.status >= 500 || answer.status == 408,
        Error::Network { source, .. } => !crate::error::is_final(source.as_ref()),
        // A wait outlasts a token: to come by the next one is a part of looking.
        Error::TokenExchange { source } => may_pass(source),
        _ => false,
    }
}

impl<T: Send + 'static> IntoFuture for WaitFor<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Result<T, Error>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> fmt::Debug for WaitFor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor")
            .field("what", &self.what)
            .field("name", &self.name)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
