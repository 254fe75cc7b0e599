use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use ccloud_connect_api::runtime::Repeat;
use http::{HeaderMap, Response, StatusCode};

use crate::error::{Error, is_final, never_connected};

/// What is tried again, how often and for how long.
///
/// 429 is waited out for every operation: all of a client's calls to that host wait until the server takes more, as it
/// asks, which is told once as a warning by `tracing`. A call whose turn has not come, because the server takes others
/// of the client's, uses up none of its retries by waiting, only its budget. A 5xx answer, a broken connection or a
/// missing answer is tried again only for operations that may be repeated (reads, replacements, deletions, and what the
/// documents make harmless); a connection that was never made, for every one.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    pub(crate) max_retries: u32,
    pub(crate) budget: Duration,
    pub(crate) attempt: Duration,
    first_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 4,
            budget: Self::BUDGET,
            attempt: Duration::from_secs(30),
            first_wait: Duration::from_millis(500),
        }
    }
}

impl RetryPolicy {
    /// How long a call may go on being retried in all, unless told: longer than the service's longest announced
    /// rate-limit window (`x-ratelimit-reset`, seen up to 50 s), shorter than a person waits without asking.
    pub const BUDGET: Duration = Duration::from_mins(1);

    /// How many times a call is tried again. Default 4, as Confluent's own clients do.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// How long a call may go on being retried in all: no wait begins that would end later. Default
    /// [`BUDGET`](Self::BUDGET).
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// How long one attempt may take, its body included. Default 30 s.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt = limit;
        self
    }

    /// The wait before the first retry; each further one is twice as long, up to 30 s, jittered. Default 500 ms.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    pub(crate) fn waits(&self) -> impl Iterator<Item = Duration> + use<> {
        ExponentialBuilder::default()
            .with_min_delay(self.first_wait)
            .with_max_delay(Duration::from_secs(30))
            .with_max_times(self.max_retries as usize)
            .with_jitter()
            .build()
    }
}

/// How long to wait before another attempt, if one is called for: what the server asks for is not undercut, and a little
/// is added to it, so that not all come back at the same instant.
pub(super) fn wait<T>(repeat: Repeat, outcome: &Result<Response<T>, Error>, wait: Duration) -> Option<Duration> {
    match outcome {
        Ok(answer) if repeats_after_status(answer.status(), repeat) => {
            let asked = wait_asked_for(answer.status(), answer.headers());
            Some(asked.map_or(wait, |asked| asked.saturating_add(wait / 4)))
        }
        Err(error) if repeats_after_error(error, repeat) => Some(wait),
        _ => None,
    }
}

/// Whether an answer calls for another try.
fn repeats_after_status(status: StatusCode, repeat: Repeat) -> bool {
    match status {
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::NOT_IMPLEMENTED => false,
        status => status.is_server_error() && repeat == Repeat::Safe,
    }
}

/// Whether the lack of an answer calls for another try.
fn repeats_after_error(error: &Error, repeat: Repeat) -> bool {
    match error {
        Error::Network { source, .. } if is_final(source.as_ref()) => false,
        Error::Network { source, .. } => repeat == Repeat::Safe || never_connected(source.as_ref()),
        _ => false,
    }
}

/// How long the server asks to wait: `Retry-After`, or, when it limits the rate, `X-RateLimit-Reset`, which stands on
/// other answers too. Both are in seconds from now.
pub(crate) fn wait_asked_for(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let seconds = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let reset = || seconds("x-ratelimit-reset").filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
    seconds("retry-after").or_else(reset).map(Duration::from_secs)
}
