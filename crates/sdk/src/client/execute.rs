use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use ccloud_connect_api::runtime::OperationInfo;
use ccloud_connect_api::{BoxError, BoxFuture, ByteStream, Execute};
use ccloud_connect_secret::Redactor;
use futures_util::TryStreamExt;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Response};
use tokio::time::Instant;
use url::Url;

use super::credentials::Signer;
use super::rate::Gate;
use super::trace::Asked;
use super::view::{self, Visible};
use super::{DryRun, RetryPolicy};
use crate::error::{Error, TooLarge};
use crate::redaction::Viewer;
use crate::{gzip, redaction};

/// The largest answer that is read: a list of 5,000 connectors with their configs is 8 MiB.
const LARGEST_ANSWER: usize = 256 << 20;

/// Carries out every call to one host: authentication, deadline, retries, tracing. The only place that does.
pub(super) struct Courier {
    http: reqwest::Client,
    endpoint: Url,
    /// `None` where calls bring their own header, or need none.
    signer: Option<Signer>,
    pub(super) manner: Manner,
    pub(super) gate: Arc<Gate>,
}

/// How all couriers of a client go about it.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) retry: RetryPolicy,
    pub(super) deadline: Option<Duration>,
    pub(super) viewer: Viewer,
    /// Takes the writes instead of the service.
    pub(super) dry_run: Option<DryRun>,
}

/// One of the times that a call is made.
pub(super) struct Attempt {
    /// From 1.
    pub(super) number: u32,
    /// The `Authorization` header, where the courier makes it.
    pub(super) signature: Option<HeaderValue>,
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
        signer: Option<Signer>,
        manner: Manner,
        gate: Arc<Gate>,
    ) -> Self {
        Self { http, endpoint, signer, manner, gate }
    }

    /// The `Authorization` header as it is to be now, where this courier makes it.
    pub(super) async fn signature(&self) -> Result<Option<HeaderValue>, Error> {
        match &self.signer {
            Some(signer) => signer.signature().await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether a call begun at `began` that was refused with this header should be made again with a new one.
    pub(super) async fn renew(&self, refused: Option<&HeaderValue>, began: Instant, url: &Url) -> bool {
        match (&self.signer, refused) {
            (Some(signer), Some(refused)) => signer.renew(refused, began, url).await,
            _ => false,
        }
    }

    /// Completes a request, and learns what is secret in it. Credentials go to the configured host only, and in a dry run
    /// no write goes anywhere.
    fn prepare(&self, request: &mut reqwest::Request, operation: &OperationInfo) -> Result<(), Error> {
        if request.url().origin() != self.endpoint.origin() {
            return Err(Error::Input("the request is for another host than the endpoint's".to_owned()));
        }
        // A call whose success has no body asks for none, yet its failures have one.
        request.headers_mut().entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        if let Some(body) = request.body().and_then(reqwest::Body::as_bytes) {
            redaction::teach(&self.manner.viewer, view::sent_place(request.url().path()), body);
        }
        let keeps = |run: &DryRun| run.keeps(request, self.signer.is_some(), operation, &self.manner.viewer);
        if self.manner.dry_run.as_ref().is_some_and(keeps) { Err(Error::Planned) } else { Ok(()) }
    }

    pub(super) fn context(&self, request: &reqwest::Request, operation: &OperationInfo) -> Request {
        Request {
            operation: operation.id,
            url: Some(request.url().clone()),
            token: self.signer.as_ref().is_none_or(Signer::is_token),
            redactor: self.manner.viewer.redactor().clone(),
            unsure: false,
        }
    }

    /// One attempt within its time limit: `read` makes of the answer what the caller wants.
    async fn attempt<T, A>(
        &self,
        request: &reqwest::Request,
        Attempt { number, signature }: Attempt,
        read: impl FnOnce(reqwest::Response) -> A,
    ) -> Result<Response<T>, Error>
    where
        T: Visible,
        A: Future<Output = Result<Response<T>, Error>>,
    {
        let mut copy =
            request.try_clone().ok_or_else(|| Error::Input("the request's body cannot be repeated".into()))?;
        if let Some(signature) = signature {
            copy.headers_mut().insert(AUTHORIZATION, signature);
        }
        let (url, viewer) = (request.url(), &self.manner.viewer);
        let asked = Asked::new(request.method(), url, number, viewer);
        asked.sends(copy.headers(), || {
            let sent = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
            view::body(sent, request.headers(), view::sent_place(url.path()), viewer)
        });
        let answer = async { read(self.http.execute(copy).await.map_err(|error| unreachable(url, error))?).await };
        let limit = self.manner.retry.attempt;
        let late = |late: tokio::time::error::Elapsed| Error::Network {
            what: format!("no answer from {} within {limit:?}", host(url)),
            source: late.into(),
        };
        let outcome = tokio::time::timeout(limit, answer).await.unwrap_or_else(|elapsed| Err(late(elapsed)));
        if let Ok(answer) = &outcome {
            let (headers, place) = (answer.headers(), view::received_place(url.path()));
            asked.receives(answer.status(), headers, || answer.body().visible(headers, place, viewer));
        }
        asked.done(outcome.as_ref().map(Response::status));
        outcome
    }
}

async fn whole(url: &Url, mut answer: reqwest::Response) -> Result<Response<Bytes>, Error> {
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
    let body = body.freeze();
    *whole.body_mut() = match gzip::unzipped(&body, LARGEST_ANSWER) {
        Some(unzipped) if unzipped.len() > LARGEST_ANSWER => return Err(too_large()),
        Some(unzipped) => unzipped.into(),
        None => body,
    };
    Ok(whole)
}

/// The body is read later.
fn opened(mut answer: reqwest::Response) -> Response<ByteStream> {
    let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
    let mut opened = Response::new(
        Box::pin(answer.bytes_stream().map_err(|error| BoxError::from(error.without_url()))) as ByteStream,
    );
    *opened.status_mut() = status;
    *opened.headers_mut() = headers;
    opened
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
            Ok(self
                .send(&request, operation, |attempt| {
                    self.attempt(&request, attempt, |answer| whole(request.url(), answer))
                })
                .await?)
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
            Ok(self
                .send(&request, operation, |attempt| self.attempt(&request, attempt, async |answer| Ok(opened(answer))))
                .await?)
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

pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
