use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use ccloud_connect_api::runtime::OperationInfo;
use ccloud_connect_api::{BoxError, BoxFuture, ByteStream, Execute};
use ccloud_connect_secret::Redactor;
use futures_util::TryStreamExt;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Response, StatusCode};
use url::Url;

use super::credentials::Credentials;
use super::trace::{self, Asked};
use super::{RetryPolicy, retry};
use crate::error::{Error, TooLarge};
use crate::redaction;

/// The largest answer that is read: a list of 5,000 connectors with their configs is 8 MiB.
const LARGEST_ANSWER: usize = 256 << 20;

/// Carries out every call to one host: authentication, deadline, retries, tracing. The only place that does.
pub(super) struct Courier {
    http: reqwest::Client,
    endpoint: Url,
    /// `None` where calls bring their own.
    authorization: Option<HeaderValue>,
    token: bool,
    manner: Manner,
}

/// How all couriers of a client go about it.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) retry: RetryPolicy,
    pub(super) deadline: Option<Duration>,
    pub(super) redactor: Redactor,
}

/// Which request an answer belongs to; travels with the answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    pub(crate) url: Option<Url>,
    pub(crate) token: bool,
    pub(crate) redactor: Redactor,
    /// Whether an attempt before the answered one may have taken effect.
    pub(crate) unsure: bool,
}

impl Courier {
    pub(super) fn new(
        http: reqwest::Client,
        endpoint: Url,
        credentials: Option<&Credentials>,
        manner: Manner,
    ) -> Result<Self, Error> {
        let authorization = credentials.map(Credentials::header).transpose()?;
        let token = credentials.is_none_or(Credentials::is_token);
        Ok(Self { http, endpoint, authorization, token, manner })
    }

    /// Signs a request, and learns what is secret in it. Credentials go to the configured host only.
    fn prepare(&self, request: &mut reqwest::Request, operation: &OperationInfo) -> Result<(), Error> {
        if request.url().origin() != self.endpoint.origin() {
            return Err(Error::Input("the request is for another host than the endpoint's".to_owned()));
        }
        let headers = request.headers_mut();
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        // A call whose success has no body asks for none, yet its failures have one.
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        if let Some(body) = request.body().and_then(reqwest::Body::as_bytes) {
            redaction::teach(&self.manner.redactor, operation.id, body);
        }
        Ok(())
    }

    fn context(&self, request: &reqwest::Request, operation: &OperationInfo) -> Request {
        Request {
            operation: operation.id,
            url: Some(request.url().clone()),
            token: self.token,
            redactor: self.manner.redactor.clone(),
            unsure: false,
        }
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

    /// Attempts until there is an answer to return, or nothing more to hope for, within the deadline.
    async fn send<T, A>(
        &self,
        request: &reqwest::Request,
        operation: &OperationInfo,
        attempt: impl Fn() -> A,
    ) -> Result<Response<T>, Error>
    where
        A: Future<Output = Result<Response<T>, Error>>,
    {
        let last = Mutex::new(None);
        let (mut answer, unsure) = self.within_deadline(&last, self.persist(operation, &last, attempt)).await?;
        answer.extensions_mut().insert(Request { unsure, ..self.context(request, operation) });
        Ok(answer)
    }

    /// Tells whether an attempt before the last may have taken effect.
    async fn persist<T, A>(
        &self,
        operation: &OperationInfo,
        last: &Mutex<Option<String>>,
        attempt: impl Fn() -> A,
    ) -> Result<(Response<T>, bool), Error>
    where
        A: Future<Output = Result<Response<T>, Error>>,
    {
        let started = Instant::now();
        let mut waits = (1..).zip(self.manner.retry.waits());
        let mut unsure = false;
        loop {
            let outcome = attempt().await;
            let next =
                waits.next().and_then(|(made, wait)| Some((made, retry::wait(operation.repeat, &outcome, wait)?)));
            let in_budget = |wait: Duration| started.elapsed().saturating_add(wait) <= self.manner.retry.budget;
            let Some((made, wait)) = next.filter(|(_, wait)| in_budget(*wait)) else {
                return outcome.map(|answer| (answer, unsure));
            };
            let (why, doubtful) = match &outcome {
                Ok(answer) => {
                    let status = answer.status();
                    // A service that says it is not available has not begun.
                    let begun = status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE;
                    (format!("the server answered {status}"), begun)
                }
                Err(error) => (error.to_string(), error.is_outcome_unknown()),
            };
            unsure |= doubtful;
            trace::trying_again(operation.id, made, &why, wait);
            *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
            tokio::time::sleep(wait).await;
        }
    }

    /// One attempt within its time limit.
    async fn attempt<T>(
        &self,
        request: &reqwest::Request,
        answer: impl Future<Output = Result<Response<T>, Error>>,
    ) -> Result<Response<T>, Error> {
        let asked = Asked::new(request.method(), request.url());
        let limit = self.manner.retry.attempt;
        let late = |late: tokio::time::error::Elapsed| Error::Network {
            what: format!("no answer from {} within {limit:?}", host(request.url())),
            source: late.into(),
        };
        let outcome = tokio::time::timeout(limit, answer).await.unwrap_or_else(|elapsed| Err(late(elapsed)));
        asked.done(outcome.as_ref().map(Response::status));
        outcome
    }

    async fn begin(&self, request: &reqwest::Request) -> Result<reqwest::Response, Error> {
        let copy = request.try_clone().ok_or_else(|| Error::Input("the request's body cannot be repeated".into()))?;
        self.http.execute(copy).await.map_err(|error| unreachable(request.url(), error))
    }

    async fn whole(&self, request: &reqwest::Request) -> Result<Response<Bytes>, Error> {
        let url = request.url();
        let mut answer = self.begin(request).await?;
        let too_large = || Error::Network {
            what: format!("the answer of {} is not read", host(url)),
            source: TooLarge(LARGEST_ANSWER).into(),
        };
        if answer.content_length().is_some_and(|length| length > LARGEST_ANSWER as u64) {
            return Err(too_large());
        }
        let mut whole = Response::new(Bytes::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        let mut body = BytesMut::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| unreachable(url, error))? {
            if body.len() + piece.len() > LARGEST_ANSWER {
                return Err(too_large());
            }
            body.extend_from_slice(&piece);
        }
        *whole.body_mut() = body.freeze();
        Ok(whole)
    }

    async fn stream(&self, request: &reqwest::Request) -> Result<Response<ByteStream>, Error> {
        let mut answer = self.begin(request).await?;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut opened = Response::new(Box::pin(
            answer.bytes_stream().map_err(|error| BoxError::from(error.without_url())),
        ) as ByteStream);
        *opened.status_mut() = status;
        *opened.headers_mut() = headers;
        Ok(opened)
    }
}

impl Execute for Courier {
    fn http(&self) -> &reqwest::Client {
        &self.http
    }

    fn execute<'a>(
        &'a self,
        mut request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<Response<Bytes>, BoxError>> {
        Box::pin(async move {
            self.prepare(&mut request, operation)?;
            Ok(self.send(&request, operation, || self.attempt(&request, self.whole(&request))).await?)
        })
    }

    /// Deadline, time limit and retries cover everything up to the headers; the body then takes its time.
    fn open<'a>(
        &'a self,
        mut request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<Response<ByteStream>, BoxError>> {
        Box::pin(async move {
            self.prepare(&mut request, operation)?;
            Ok(self.send(&request, operation, || self.attempt(&request, self.stream(&request))).await?)
        })
    }
}

fn unreachable(url: &Url, error: reqwest::Error) -> Error {
    let what = if error.is_connect() {
        format!("no connection to {}", host(url))
    } else {
        format!("no answer from {}", host(url))
    };
    Error::Network { what, source: error.without_url().into() }
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
