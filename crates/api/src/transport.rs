use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::TryStreamExt;

use crate::runtime::OperationInfo;

/// Any error that can be sent between threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A future behind a pointer.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A body that is read piece by piece.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Carries out requests: whoever implements it decides on authentication, retries, deadlines and logging.
///
/// An answer of any status is `Ok`; an error says that there was no answer.
pub trait Execute: Send + Sync {
    /// The client that requests are built with.
    fn http(&self) -> &reqwest::Client;

    /// Sends a request and reads the whole answer, so that deadlines and retries cover the body too.
    fn execute<'a>(
        &'a self,
        request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, BoxError>>;

    /// Sends a request and hands over the body as it arrives.
    fn open<'a>(
        &'a self,
        request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<ByteStream>, BoxError>>;
}

/// The one way from the generated modules to the network. Cheap to clone.
#[derive(Clone)]
pub struct Transport(Arc<dyn Execute>);

impl Transport {
    /// Calls through an [`Execute`].
    pub fn new(execute: impl Execute + 'static) -> Self {
        Self(Arc::new(execute))
    }

    /// The caller's own client as it is: its headers, its time limits, its redirects; no retries.
    #[must_use]
    pub fn plain(client: reqwest::Client) -> Self {
        Self::new(Plain(client))
    }

    /// The client that requests are built with.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        self.0.http()
    }

    pub(crate) fn execute<'a>(
        &'a self,
        request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, BoxError>> {
        self.0.execute(request, operation)
    }

    pub(crate) fn open<'a>(
        &'a self,
        request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<ByteStream>, BoxError>> {
        self.0.open(request, operation)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport(..)")
    }
}

struct Plain(reqwest::Client);

impl Execute for Plain {
    fn http(&self) -> &reqwest::Client {
        &self.0
    }

    fn execute<'a>(
        &'a self,
        request: reqwest::Request,
        _: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, BoxError>> {
        Box::pin(async move {
            let answer = self.0.execute(request).await?;
            let mut whole = http::Response::new(Bytes::new());
            *whole.status_mut() = answer.status();
            *whole.headers_mut() = answer.headers().clone();
            *whole.body_mut() = answer.bytes().await?;
            Ok(whole)
        })
    }

    fn open<'a>(
        &'a self,
        request: reqwest::Request,
        _: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<ByteStream>, BoxError>> {
        Box::pin(async move {
            let answer = self.0.execute(request).await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let stream: ByteStream = Box::pin(answer.bytes_stream().map_err(Into::into));
            let mut opened = http::Response::new(stream);
            *opened.status_mut() = status;
            *opened.headers_mut() = headers;
            Ok(opened)
        })
    }
}
