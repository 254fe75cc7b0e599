use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ccloud_connect_api::runtime::OperationInfo;
use http::{Response, StatusCode};
use tokio::time::Instant;

use super::execute::{Attempt, Courier, Request, host};
use super::{retry, trace};
use crate::Error;

impl Courier {
    /// Attempts until there is an answer to return, or nothing more to hope for, within the deadline.
    pub(super) async fn send<T, A>(
        &self,
        request: &reqwest::Request,
        operation: &OperationInfo,
        attempt: impl Fn(Attempt) -> A,
    ) -> Result<Response<T>, Error>
    where
        A: Future<Output = Result<Response<T>, Error>>,
    {
        let last = Mutex::new(None);
        let call = Call { courier: self, request, operation, last: &last };
        let (mut answer, unsure) = self.within_deadline(&last, call.persist(attempt)).await?;
        answer.extensions_mut().insert(Request { unsure, ..self.context(request, operation) });
        Ok(answer)
    }

    /// Ends a call at the deadline, and tells how its last attempt went.
    async fn within_deadline<T>(
        &self,
        last: &Mutex<Option<String>>,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let Some(after) = self.manner.deadline else { return call.await };
        let Ok(outcome) = tokio::time::timeout(after, call).await else {
            let last = last.lock().unwrap_or_else(PoisonError::into_inner).take();
            return Err(Error::Timeout { after, last });
        };
        outcome
    }
}

/// One call, made of as many attempts as it takes.
struct Call<'a> {
    courier: &'a Courier,
    request: &'a reqwest::Request,
    operation: &'a OperationInfo,
    /// How the last attempt went, for whoever ends the call.
    last: &'a Mutex<Option<String>>,
}

impl Call<'_> {
    /// Tells whether an attempt before the last may have taken effect.
    ///
    /// A call that is answered 429 while the server takes others of ours has only to wait for its turn: that is none of
    /// its retries.
    async fn persist<T, A>(&self, attempt: impl Fn(Attempt) -> A) -> Result<(Response<T>, bool), Error>
    where
        A: Future<Output = Result<Response<T>, Error>>,
    {
        let (policy, gate) = (&self.courier.manner.retry, &self.courier.gate);
        let mut waits = policy.waits();
        let mut wait = waits.next();
        if gate.is_closed() {
            self.tell_last("the server answered 429 to another call");
        }
        gate.pass(jitter(wait), policy.budget).await;
        let began = Instant::now();
        let left = || policy.budget.saturating_sub(began.elapsed());
        let (mut made, mut unsure, mut renewed) = (0, false, false);
        let mut taken = gate.taken();
        loop {
            let signature = self.courier.signature().await?;
            made += 1;
            let outcome = attempt(Attempt { number: made, signature: signature.clone() }).await;
            let refused = outcome.as_ref().is_ok_and(|answer| answer.status() == StatusCode::UNAUTHORIZED);
            if refused && !renewed && self.courier.renew(signature.as_ref(), began, self.request.url()).await {
                renewed = true;
                continue;
            }
            let limited = self.tell_gate(&outcome, wait);
            let next = wait.and_then(|wait| retry::wait(self.operation.repeat, &outcome, wait));
            let Some(next) = next.filter(|next| *next <= left()) else {
                return outcome.map(|answer| (answer, unsure));
            };
            let (why, doubtful) = judged(&outcome);
            unsure |= doubtful;
            if !limited {
                trace::trying_again(self.operation.id, made, &why, next);
            }
            self.tell_last(&why);
            tokio::time::sleep(next).await;
            gate.pass(jitter(wait), left()).await;
            let in_turn = limited && gate.taken() != taken;
            taken = gate.taken();
            if !in_turn {
                wait = waits.next();
            }
        }
    }

    /// Keeps what an end of the call would be told with.
    fn tell_last(&self, why: &str) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
    }

    /// Tells whether the server has had too many calls.
    fn tell_gate<T>(&self, outcome: &Result<Response<T>, Error>, wait: Option<Duration>) -> bool {
        let Ok(answer) = outcome else { return false };
        let limited = answer.status() == StatusCode::TOO_MANY_REQUESTS;
        if limited {
            let asked = retry::wait_asked_for(answer.status(), answer.headers());
            self.courier.gate.close(&host(self.request.url()), asked.or(wait).unwrap_or_default());
        } else {
            self.courier.gate.took_one();
        }
        limited
    }
}

fn jitter(wait: Option<Duration>) -> Duration {
    wait.unwrap_or_default() / 4
}

/// Why another attempt is made, and whether this one may have taken effect.
fn judged<T>(outcome: &Result<Response<T>, Error>) -> (String, bool) {
    match outcome {
        Ok(answer) => {
            let status = answer.status();
            // A service that says it is not available has not begun.
            let begun = status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE;
            (format!("the server answered {status}"), begun)
        }
        Err(error) => (error.to_string(), error.is_outcome_unknown()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use ccloud_connect_api::runtime::Repeat;
    use futures_util::future::join_all;

    use super::*;
    use crate::client::RetryPolicy;
    use crate::client::execute::Manner;
    use crate::client::rate::Gate;
    use crate::client::tls::{Protocol, Tls};

    /// Takes so many calls a second, and takes a while for each.
    #[derive(Default)]
    struct Window {
        begins: Option<Instant>,
        taken: usize,
    }

    const CREATE: OperationInfo = OperationInfo::new("create", Repeat::Unsafe);

    fn courier(retry: RetryPolicy) -> Courier {
        let tls = Tls::default();
        let http = tls.apply(reqwest::Client::builder(), false, Protocol::Any).unwrap().build().unwrap();
        let manner = Manner { retry, deadline: None, viewer: crate::redaction::Viewer::default(), dry_run: None };
        Courier::new(http, "https://h.example".parse().unwrap(), None, manner, Arc::<Gate>::default())
    }

    fn answer(status: u16, retry_after: Option<u64>) -> Response<()> {
        let mut answer = Response::builder().status(status);
        if let Some(seconds) = retry_after {
            answer = answer.header("retry-after", seconds);
        }
        answer.body(()).unwrap()
    }

    /// Makes so many calls at once; gives their statuses, how many attempts they took and how long it was.
    async fn calls(many: usize, per_second: usize, says_when: bool, retries: u32) -> (Vec<u16>, usize, Duration) {
        let courier = courier(RetryPolicy::default().max_retries(retries));
        let request = courier_request(&courier);
        let (window, attempts, began) = (Mutex::new(Window::default()), AtomicUsize::new(0), Instant::now());
        let serve = |_| async {
            attempts.fetch_add(1, Ordering::Relaxed);
            let taken = {
                let mut window = window.lock().unwrap();
                if window.begins.is_none_or(|begins| begins.elapsed() >= Duration::from_secs(1)) {
                    *window = Window { begins: Some(Instant::now()), taken: 0 };
                }
                window.taken += 1;
                window.taken <= per_second
            };
            // A refusal is quick.
            tokio::time::sleep(Duration::from_millis(if taken { 300 } else { 5 })).await;
            Ok(if taken { answer(200, None) } else { answer(429, says_when.then_some(1)) })
        };
        let one = || courier.send(&request, &CREATE, serve);
        let answers = join_all((0..many).map(|_| one())).await;
        let statuses = answers.into_iter().map(|answer| answer.unwrap().status().as_u16()).collect();
        (statuses, attempts.into_inner(), began.elapsed())
    }

    fn courier_request(courier: &Courier) -> reqwest::Request {
        use ccloud_connect_api::Execute;
        courier.http().post("https://h.example/x").build().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn more_calls_at_once_than_the_server_takes_all_succeed_in_their_turn() {
        // However few its retries are: to wait for its turn is none.
        for (many, says_when, retries) in [(40, true, 4), (40, false, 4), (300, true, 4), (300, true, 1)] {
            let (statuses, attempts, took) = calls(many, 10, says_when, retries).await;
            assert_eq!(statuses, vec![200; many]);
            // The first burst is refused but for one window's worth; after that few come through a gate that closes.
            assert!(attempts < 4 * many, "{attempts} attempts for {many} calls");
            let seconds = many as u64 / 10;
            assert!(took < Duration::from_secs(2 * seconds), "{took:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_takes_nothing_uses_up_the_retries() {
        let (statuses, attempts, _) = calls(3, 0, true, 4).await;
        assert_eq!((statuses, attempts), (vec![429; 3], 3 * 5));
    }
}
