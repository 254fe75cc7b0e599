use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use ccloud_connect_api::runtime::OperationInfo;
use ccloud_connect_api::{BoxError, BoxFuture, ByteStream, Execute};
use ccloud_connect_secret::{Redactor, SafeUrl};
use futures_util::TryStreamExt;
use http::header::{ACCEPT, AUTHORIZATION, LOCATION};
use http::{HeaderValue, Response};
use url::Url;

use super::credentials::Credentials;
use super::{RetryPolicy, retry};
use crate::Error;

/// The largest answer that is read: a list of 5,000 connectors with their configs is 8 MiB.
const LARGEST_ANSWER: usize = 256 << 20;

/// Carries out every call to the service: authentication, deadline, retries, tracing. The only place that does.
pub(super) struct Courier {
    http: reqwest::Client,
    endpoint: Url,
    authorization: HeaderValue,
    token: bool,
    retry: RetryPolicy,
    deadline: Option<Duration>,
    redactor: Redactor,
}

/// Which request an answer belongs to; travels with the answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    pub(crate) path: String,
    pub(crate) token: bool,
    pub(crate) redactor: Redactor,
}

impl Courier {
    pub(super) fn new(
        http: reqwest::Client,
        endpoint: Url,
        credentials: &Credentials,
        retry: RetryPolicy,
        deadline: Option<Duration>,
        redactor: Redactor,
    ) -> Result<Self, Error> {
        let (authorization, token) = (credentials.header()?, credentials.is_token());
        Ok(Self { http, endpoint, authorization, token, retry, deadline, redactor })
    }

    /// Credentials go to the configured host only.
    fn sign(&self, request: &mut reqwest::Request) -> Result<(), Error> {
        if request.url().origin() != self.endpoint.origin() {
            return Err(Error::Input("the request is for another host than the endpoint's".to_owned()));
        }
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        // A call whose success has no body asks for none, yet its failures have one.
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        Ok(())
    }

    fn context(&self, request: &reqwest::Request, operation: &OperationInfo) -> Request {
        Request {
            operation: operation.id,
            path: request.url().path().to_owned(),
            token: self.token,
            redactor: self.redactor.clone(),
        }
    }

    async fn within_deadline<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        match self.deadline {
            None => call.await,
            Some(after) => tokio::time::timeout(after, call).await.unwrap_or(Err(Error::Timeout { after })),
        }
    }

    /// Sends until there is an answer to return, or nothing more to hope for.
    async fn send(&self, request: &reqwest::Request, operation: &OperationInfo) -> Result<Response<Bytes>, Error> {
        let started = Instant::now();
        let mut waits = self.retry.waits();
        loop {
            let outcome = self.attempt(request).await;
            let (again, asked) = match &outcome {
                Ok(answer) => (
                    retry::repeats_after_status(answer.status(), operation.repeat),
                    retry::wait_asked_for(answer.headers()),
                ),
                Err(error) => (retry::repeats_after_error(error, operation.repeat), None),
            };
            if !again {
                return outcome;
            }
            let Some(wait) = waits.next().map(|wait| asked.unwrap_or(wait)) else { return outcome };
            if started.elapsed() + wait > self.retry.budget {
                return outcome;
            }
            tracing::debug!(target: "ccloud_connect", operation = operation.id, ?wait, "trying again");
            tokio::time::sleep(wait).await;
        }
    }

    async fn attempt(&self, request: &reqwest::Request) -> Result<Response<Bytes>, Error> {
        let copy = request.try_clone().ok_or_else(|| Error::Input("the request's body cannot be repeated".into()))?;
        let started = Instant::now();
        let limit = self.retry.attempt;
        let outcome = match tokio::time::timeout(limit, self.once(copy)).await {
            Ok(outcome) => outcome,
            Err(late) => Err(Error::Network {
                what: format!("no answer from {} within {} s", host(request.url()), limit.as_secs()),
                source: late.into(),
            }),
        };
        trace(request, &outcome, started.elapsed());
        outcome
    }

    async fn once(&self, request: reqwest::Request) -> Result<Response<Bytes>, Error> {
        let url = request.url().clone();
        let mut answer = self.http.execute(request).await.map_err(|error| unreachable(&url, error))?;
        refuse_redirect(&answer)?;
        let mut whole = Response::new(Bytes::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        let mut body = BytesMut::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| unreachable(&url, error))? {
            if body.len() + piece.len() > LARGEST_ANSWER {
                return Err(Error::Network {
                    what: format!("the answer of {} is larger than {} MiB", host(&url), LARGEST_ANSWER >> 20),
                    source: "too large".into(),
                });
            }
            body.extend_from_slice(&piece);
        }
        *whole.body_mut() = body.freeze();
        Ok(whole)
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
            self.sign(&mut request)?;
            let mut answer = self.within_deadline(self.send(&request, operation)).await?;
            answer.extensions_mut().insert(self.context(&request, operation));
            Ok(answer)
        })
    }

    fn open<'a>(
        &'a self,
        mut request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<Response<ByteStream>, BoxError>> {
        Box::pin(async move {
            self.sign(&mut request)?;
            let (url, context) = (request.url().clone(), self.context(&request, operation));
            let answer = self.http.execute(request).await.map_err(|error| unreachable(&url, error))?;
            refuse_redirect(&answer)?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let stream: ByteStream = Box::pin(answer.bytes_stream().map_err(|error| error.without_url().into()));
            let mut opened = Response::new(stream);
            *opened.status_mut() = status;
            *opened.headers_mut() = headers;
            opened.extensions_mut().insert(context);
            Ok(opened)
        })
    }
}

fn refuse_redirect(answer: &reqwest::Response) -> Result<(), Error> {
    if !answer.status().is_redirection() {
        return Ok(());
    }
    let location = answer.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let to = location.and_then(|location| answer.url().join(location).ok());
    Err(Error::Redirect { to: to.map_or_else(|| "nowhere".to_owned(), |url| SafeUrl::from(url).to_string()) })
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

fn trace(request: &reqwest::Request, outcome: &Result<Response<Bytes>, Error>, elapsed: Duration) {
    let (method, url) = (request.method(), SafeUrl::from(request.url().clone()));
    let ms = elapsed.as_millis();
    match outcome {
        Ok(answer) => {
            tracing::debug!(target: "ccloud_connect", %method, %url, status = answer.status().as_u16(), ms, "answered");
        }
        Err(error) => tracing::debug!(target: "ccloud_connect", %method, %url, %error, ms, "no answer"),
    }
}
