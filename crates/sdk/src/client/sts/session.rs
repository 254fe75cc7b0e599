use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use ccloud_connect_api::Transport;
use ccloud_connect_api::runtime::{self, Answer, OperationInfo, Repeat};
use ccloud_connect_secret::{Redactor, Secret};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};
use url::form_urlencoded::Serializer;

use super::Sts;
use crate::Error;
use crate::client::credentials::bearer;
use crate::client::trace;

/// A second exchange makes a second token and harms nothing.
const EXCHANGE: OperationInfo = OperationInfo::new("exchange_token", Repeat::Safe);

/// So many tokens of either kind are recognised in texts: the last, and those that calls under way may still hold.
const REMEMBERED: usize = 4;

/// How long an exchange may take while the old token serves: nobody is to be held up by it for longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The token that is current, and how to come by the next.
pub(crate) struct Session {
    sts: Sts,
    url: String,
    transport: Transport,
    redactor: Redactor,
    /// Held during an exchange: whoever needs a token meanwhile waits for that one.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    failed: Option<(Instant, Arc<Error>)>,
    /// Apart, so that exchanges that fail one after another do not push out the token that serves meanwhile.
    subjects: VecDeque<Secret>,
    tokens: VecDeque<Secret>,
}

struct Token {
    header: HeaderValue,
    obtained: Instant,
    /// When another is due.
    due: Instant,
    /// When this one is of no more use.
    ends: Instant,
}

impl Session {
    /// `transport` reaches `endpoint` without credentials.
    pub(crate) fn new(sts: Sts, endpoint: &str, transport: Transport, redactor: Redactor) -> Self {
        let url = format!("{endpoint}/sts/v1/oauth2/token");
        Self { sts, url, transport, redactor, state: Mutex::default() }
    }

    /// The header for a call, by an exchange if need be.
    pub(crate) async fn signature(&self) -> Result<HeaderValue, Error> {
        let asked = Instant::now();
        let mut state = self.state.lock().await;
        if let Some(token) = state.token.as_ref().filter(|token| Instant::now() < token.due) {
            return Ok(token.header.clone());
        }
        // It failed while this call waited for it.
        if let Some((_, source)) = state.failed.as_ref().filter(|(at, _)| *at >= asked) {
            return Err(Error::TokenExchange { source: source.clone() });
        }
        let most = if state.serves(Instant::now()) { PATIENCE } else { Duration::MAX };
        let exchanged = timeout(most, self.exchange(&mut state)).await;
        match exchanged.unwrap_or(Err(Error::Timeout { after: most, last: None })) {
            Ok(token) => {
                let header = token.header.clone();
                (state.token, state.failed) = (Some(token), None);
                Ok(header)
            }
            Err(error) => state.fall_back(Arc::new(error)),
        }
    }

    /// Gives up a token that was refused. Tells whether a call begun at `began` should ask for another: not when it was
    /// made for this very call.
    pub(crate) async fn renew(&self, refused: &HeaderValue, began: Instant) -> bool {
        let mut state = self.state.lock().await;
        let again = match &state.token {
            Some(token) if token.header == *refused => token.obtained < began,
            _ => return true,
        };
        if again {
            state.token = None;
        }
        again
    }

    async fn exchange(&self, state: &mut State) -> Result<Token, Error> {
        let subject = (self.sts.subject)().await.map_err(|error| {
            let said = self.redactor.scrub(&error.to_string());
            Error::Credentials(format!("there is no subject token: {said}"))
        })?;
        // What is exchanged is sent.
        let subject = Secret::new(subject.expose().trim());
        if subject.is_empty() {
            return Err(Error::Credentials("the subject token is empty".to_owned()));
        }
        self.remember(&mut state.subjects, subject.clone());
        let obtained = Instant::now();
        let request = self.transport.http().post(&self.url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(self.form(&subject)).build().map_err(runtime::Error::from)?;
        let (access, lifetime) = read(runtime::call(&self.transport, request, &EXCHANGE).await?)?;
        self.remember(&mut state.tokens, access.clone());
        let lifetime = lifetime.unwrap_or(self.sts.lifetime);
        Ok(Token {
            header: bearer(&access)?,
            obtained,
            due: obtained + lifetime * 4 / 5,
            ends: obtained + lifetime * 19 / 20,
        })
    }

    fn form(&self, subject: &Secret) -> String {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
            .append_pair("subject_token", subject.expose())
            .append_pair("identity_pool_id", &self.sts.pool)
            .append_pair("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
            .append_pair("requested_token_type", "urn:ietf:params:oauth:token-type:access_token")
            .append_pair("expires_in", &self.sts.lifetime.as_secs().to_string());
        form.finish()
    }

    /// Tokens come and go for as long as a client lives: the redactor does not keep them all.
    fn remember(&self, remembered: &mut VecDeque<Secret>, token: Secret) {
        self.redactor.learn(&token);
        remembered.push_back(token);
        while remembered.len() > REMEMBERED {
            remembered.pop_front().iter().for_each(|old| self.redactor.forget(old));
        }
    }
}

impl State {
    /// Whether there is a token that is of use.
    fn serves(&self, now: Instant) -> bool {
        self.token.as_ref().is_some_and(|token| now < token.ends)
    }

    /// The old token serves to its end, and the next exchange is put off a little.
    fn fall_back(&mut self, error: Arc<Error>) -> Result<HeaderValue, Error> {
        let now = Instant::now();
        self.failed = Some((now, error.clone()));
        let Some(token) = self.token.as_mut().filter(|token| now < token.ends) else {
            return Err(Error::TokenExchange { source: error });
        };
        token.due = now + (token.ends - now) / 4;
        trace::old_token_serves(&error);
        Ok(token.header.clone())
    }
}

/// The token and its life, where that is told.
fn read(answer: Answer) -> Result<(Secret, Option<Duration>), Error> {
    #[derive(serde::Deserialize)]
    struct Exchanged {
        #[serde(default)]
        access_token: Secret,
        #[serde(default)]
        expires_in: Value,
    }
    // The one thing that is wanted of this answer.
    let exchanged = serde_json::from_slice::<Exchanged>(answer.expose_body()).ok();
    let Some(exchanged) = exchanged.filter(|exchanged| !exchanged.access_token.is_empty()) else {
        return Err(runtime::Error::Decode { reason: "it holds no access token".to_owned(), answer }.into());
    };
    let seconds = match &exchanged.expires_in {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    };
    let day = Duration::from_hours(24);
    Ok((exchanged.access_token, seconds.map(|seconds| Duration::from_secs(seconds).min(day))))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use bytes::Bytes;
    use ccloud_connect_api::{BoxError, BoxFuture, ByteStream, Execute};
    use futures_util::future::join_all;

    use super::*;
    use crate::client::tls::{Protocol, Tls};

    /// A token service that takes a second for each exchange; out of order it takes its time, and answers 503.
    struct Service {
        http: reqwest::Client,
        exchanges: Arc<AtomicUsize>,
        out_of_order: std::ops::Range<usize>,
        time: Duration,
    }

    impl Execute for Service {
        fn http(&self) -> &reqwest::Client {
            &self.http
        }

        fn execute<'a>(
            &'a self,
            _: reqwest::Request,
            _: &'a OperationInfo,
        ) -> BoxFuture<'a, Result<http::Response<Bytes>, BoxError>> {
            Box::pin(async {
                let number = self.exchanges.fetch_add(1, Ordering::Relaxed) + 1;
                let (status, time) =
                    if self.out_of_order.contains(&number) { (503, self.time) } else { (200, Duration::from_secs(1)) };
                tokio::time::sleep(time).await;
                let body = format!(r#"{{"access_token": "canary-{number}", "expires_in": 900}}"#);
                Ok(http::Response::builder().status(status).body(body.into())?)
            })
        }

        fn open<'a>(
            &'a self,
            _: reqwest::Request,
            _: &'a OperationInfo,
        ) -> BoxFuture<'a, Result<http::Response<ByteStream>, BoxError>> {
            Box::pin(async { Err("nothing is streamed".into()) })
        }
    }

    fn session(out_of_order: std::ops::Range<usize>) -> (Session, Arc<AtomicUsize>, Redactor) {
        session_with(out_of_order, Duration::from_secs(1))
    }

    fn session_with(out_of_order: std::ops::Range<usize>, time: Duration) -> (Session, Arc<AtomicUsize>, Redactor) {
        let http = Tls::default().apply(reqwest::Client::builder(), false, Protocol::Any).unwrap().build().unwrap();
        let (exchanges, redactor) = (Arc::<AtomicUsize>::default(), Redactor::new());
        let service = Service { http, exchanges: exchanges.clone(), out_of_order, time };
        let sts = Sts::new("pool-1", || async { Ok(Secret::from("subject")) });
        let session = Session::new(sts, "https://h.example", Transport::new(service), redactor.clone());
        (session, exchanges, redactor)
    }

    async fn at(began: Instant, seconds: u64) {
        tokio::time::sleep_until(began + Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_replaced_before_it_is_over_by_one_exchange_for_all() {
        let (session, exchanges, _) = session(0..0);
        let began = Instant::now();
        for (seconds, number) in [(0, 1), (1, 1), (719, 1), (720, 2), (1_439, 2), (1_440, 3), (9_999, 4)] {
            at(began, seconds).await;
            let headers = join_all((0..10).map(|_| session.signature())).await;
            for header in headers {
                assert_eq!(header.unwrap(), format!("Bearer canary-{number}"), "at {seconds} s");
            }
            assert_eq!(exchanges.load(Ordering::Relaxed), number, "at {seconds} s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_in_the_middle_of_an_exchange_leaves_it_to_the_next_who_waits() {
        let (session, exchanges, _) = session(0..0);
        let gives_up = tokio::time::timeout(Duration::from_millis(500), session.signature());
        let (gave_up, next, last) = tokio::join!(gives_up, session.signature(), session.signature());
        assert!(gave_up.is_err());
        assert_eq!([next.unwrap(), last.unwrap()], ["Bearer canary-2", "Bearer canary-2"]);
        assert_eq!(exchanges.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn while_there_is_no_new_token_the_old_one_serves_to_its_end() {
        let (session, exchanges, _) = session(2..5);
        let began = Instant::now();
        let token = async |seconds| {
            at(began, seconds).await;
            let header = session.signature().await.ok();
            (header.map(|header| header.to_str().unwrap().to_owned()), exchanges.load(Ordering::Relaxed))
        };
        let old = Some("Bearer canary-1".to_owned());
        assert_eq!(token(0).await, (old.clone(), 1));
        assert_eq!(token(720).await, (old.clone(), 2), "refused");
        assert_eq!(token(730).await, (old.clone(), 2), "not each call tries again");
        assert_eq!(token(780).await, (old.clone(), 3), "refused again");
        assert_eq!(token(856).await, (None, 4), "it is over");
        assert_eq!(token(860).await, (Some("Bearer canary-5".to_owned()), 5));
    }

    #[tokio::test(start_paused = true)]
    async fn while_the_old_token_serves_nobody_is_held_up_by_an_exchange_that_hangs() {
        let (session, _, _) = session_with(2..99, Duration::from_mins(5));
        let began = Instant::now();
        session.signature().await.unwrap();
        at(began, 720).await;
        let headers = join_all((0..10).map(|_| session.signature())).await;
        assert!(headers.into_iter().all(|header| header.unwrap() == "Bearer canary-1"));
        assert_eq!(began.elapsed(), Duration::from_mins(12) + PATIENCE);
        at(began, 900).await;
        assert!(session.signature().await.is_err());
        assert_eq!(began.elapsed(), Duration::from_mins(20), "there is none to fall back on");
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_token_that_was_refused_is_given_up_and_none_made_for_the_call() {
        let (session, exchanges, _) = session(0..0);
        let began = Instant::now();
        at(began, 1).await;
        let first = session.signature().await.unwrap();
        assert!(!session.renew(&first, began).await, "the call began before the token");
        at(began, 10).await;
        assert!(session.renew(&first, Instant::now()).await);
        assert!(session.renew(&first, Instant::now()).await, "another call has given it up");
        let second = session.signature().await.unwrap();
        assert_ne!(first, second);
        assert!(session.renew(&first, began).await, "there is a newer one");
        assert_eq!(session.signature().await.unwrap(), second);
        assert_eq!(exchanges.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_tokens_are_scrubbed_and_those_long_over_are_not_kept() {
        let (session, _, redactor) = session(0..0);
        for round in 0..6 {
            at(Instant::now(), 0).await;
            let header = session.signature().await.unwrap();
            assert!(session.renew(&header, Instant::now()).await, "{round}");
        }
        assert_eq!(redactor.scrub("canary-1 canary-3 canary-6 subject"), "canary-1 *** *** ***");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_still_serves_is_scrubbed_however_many_exchanges_have_failed_since() {
        let (session, exchanges, redactor) = session(2..99);
        let began = Instant::now();
        for second in [0].into_iter().chain(720..850) {
            at(began, second).await;
            assert_eq!(session.signature().await.unwrap(), "Bearer canary-1");
        }
        assert!(exchanges.load(Ordering::Relaxed) > 9, "{exchanges:?}");
        assert_eq!(redactor.scrub("canary-1 subject"), "*** ***");
    }
}
