//! Disturbances on order, so that clients can prove how they fare when the service does badly.

mod apply;
mod cut;
mod plan;
mod refuse;
mod slow;
mod spec;

use std::ops::RangeInclusive;
use std::time::Duration;

use axum::http::{Method, StatusCode};

pub(crate) use apply::disturb;
pub(crate) use plan::Plan;
pub use spec::FaultError;

/// One disturbance: which calls it meets, and what it does to them.
///
/// It meets every call, of the API and of the stores, unless [`method`](Self::method), [`path`](Self::path) and
/// [`calls`](Self::calls) say otherwise. Several faults may meet one call; they act in the order they were given.
///
/// In text, as `cconnect sandbox serve --fault` takes it, words are separated by commas and their order does not matter:
/// one word for what happens, the others for when.
///
/// ```
/// use ccloud_connect_sandbox::Fault;
/// use std::time::Duration;
///
/// let same: Fault = "delay=200ms,method=POST,path=/connect/v1/*/connectors,call=2".parse()?;
/// let fault = Fault::delay(Duration::from_millis(200)).method("POST".parse()?).path("/connect/v1/*/connectors").calls(2..=2);
/// assert_eq!(fault, same);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | what happens | |
/// |---|---|
/// | `status=503` | this status; `body=empty` leaves out the error's text, `retry-after=5` adds the header |
/// | `delay=200ms` | the call takes so much longer |
/// | `stall` | the call is never answered, nor its body read |
/// | `reset` | the connection is reset |
/// | `cut-request=1000` | the connection is reset once more than so many bytes of the request's body have come |
/// | `stall-request=1000` | once more than so many bytes of the request's body have come, no more is read or answered |
/// | `slow-request=1000000` | so many bytes of the request's body are read in a second |
/// | `cut-answer=10` | the answer ends after so many bytes of its body |
/// | `policy-life=5s` | upload URLs that are handed out can be used for so long |
/// | `rate=10` | so many calls are answered in a second, those beyond it with 429 |
///
/// | when | |
/// |---|---|
/// | `method=POST` | calls of this method |
/// | `path=/connect/v1/*/connectors` | calls of this path, percent-encoded as it is sent; `*` stands for anything, slashes included |
/// | `call=2`, `call=2-4`, `call=2-` | the second of these calls, the second to fourth, all but the first |
/// | `when=after` | for `status` and `reset`: the call takes effect, and only its answer is lost |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    method: Option<Method>,
    path: Option<String>,
    calls: RangeInclusive<u64>,
    effect: Effect,
    after: bool,
    retry_after: Option<u64>,
    empty_body: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Status(StatusCode),
    Delay(Duration),
    Stall,
    Reset,
    CutRequest(u64),
    StallRequest(u64),
    SlowRequest(u64),
    CutAnswer(u64),
    PolicyLife(Duration),
    Rate(u32),
}

impl Fault {
    const fn new(effect: Effect) -> Self {
        let calls = 1..=u64::MAX;
        Self { method: None, path: None, calls, effect, after: false, retry_after: None, empty_body: None }
    }

    /// Answers with this status and an error in the shape of the API that was called. A 429 has no body unless
    /// [`empty_body(false)`](Self::empty_body) says so, and tells to try again after a second.
    pub const fn status(status: StatusCode) -> Self {
        Self::new(Effect::Status(status))
    }

    /// Lets calls take so much longer, by the real clock.
    pub const fn delay(time: Duration) -> Self {
        Self::new(Effect::Delay(time))
    }

    /// Never answers, nor reads the body of the request. The connection ends with the sandbox.
    pub const fn stall() -> Self {
        Self::new(Effect::Stall)
    }

    /// Resets the connection; the call has no effect unless [`after`](Self::after) says otherwise.
    pub const fn reset() -> Self {
        Self::new(Effect::Reset)
    }

    /// Resets the connection once more than so many bytes of the request's body have come. The call has no effect.
    pub const fn cut_request(bytes: u64) -> Self {
        Self::new(Effect::CutRequest(bytes))
    }

    /// Reads no more of the request's body once more than so many bytes of it have come, and never answers. The call has no
    /// effect; a shorter body passes.
    pub const fn stall_request(bytes: u64) -> Self {
        Self::new(Effect::StallRequest(bytes))
    }

    /// Reads so many bytes of the request's body in a second, by the real clock, as a slow uplink or store does.
    pub const fn slow_request(per_second: u64) -> Self {
        Self::new(Effect::SlowRequest(per_second))
    }

    /// Ends the connection after so many bytes of the answer's body. The call has its effect.
    pub const fn cut_answer(bytes: u64) -> Self {
        Self::new(Effect::CutAnswer(bytes))
    }

    /// Lets upload URLs handed out by the calls it meets expire so soon, by the sandbox's clock.
    pub const fn policy_life(time: Duration) -> Self {
        Self::new(Effect::PolicyLife(time))
    }

    /// Answers so many calls in each second of the sandbox's clock, and 429 beyond that.
    pub const fn rate(per_second: u32) -> Self {
        Self::new(Effect::Rate(per_second))
    }

    /// Meets calls of this method only.
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Meets calls of this path only, in which `*` stands for anything. The path is percent-encoded as it is sent, and
    /// without the query.
    pub fn path(mut self, pattern: impl Into<String>) -> Self {
        self.path = Some(pattern.into());
        self
    }

    /// Meets only these of the calls that match, counted from 1. A limit of calls per second counts all.
    pub fn calls(mut self, numbers: RangeInclusive<u64>) -> Self {
        self.calls = numbers;
        self
    }

    /// A status or a reset: the call takes effect first, and only its answer is lost.
    pub fn after(mut self) -> Self {
        self.after = true;
        self
    }

    /// A status: tells in how many seconds to try again.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// A status: whether it comes without a body.
    pub fn empty_body(mut self, is_empty: bool) -> Self {
        self.empty_body = Some(is_empty);
        self
    }
}
