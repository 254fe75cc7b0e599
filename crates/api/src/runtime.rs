//! What generated code calls: one call executes, keeps status, headers and body, and decodes.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::transport::{BoxError, ByteStream, Transport};

/// What a transport has to know about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The name of the generated method, such as `create_connector`.
    pub id: &'static str,
    /// Whether the operation may be sent again when it is unknown whether it took effect.
    pub repeat: Repeat,
}

impl OperationInfo {
    /// Describes an operation.
    #[must_use]
    pub const fn new(id: &'static str, repeat: Repeat) -> Self {
        Self { id, repeat }
    }
}

/// Whether sending an operation twice does what sending it once does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repeat {
    /// It does: reads, replacements, deletions, and what `apis.toml` marks as safe.
    Safe,
    /// It may not: a second POST may create a second object.
    Unsafe,
}

/// Why a generated call has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter or the body was refused before anything was sent.
    #[error("{0}")]
    InvalidRequest(String),
    /// The request could not be put together, for example because a value in its body is a mask.
    #[error("the request could not be built")]
    Build(#[source] BoxError),
    /// There was no answer.
    #[error("no answer from the server")]
    Execute(#[source] BoxError),
    /// The server answered with a status other than 2xx.
    #[error("the server answered {}", .0.status())]
    Status(Answer),
    /// The server answered 2xx, but with something else than was promised.
    #[error("the answer cannot be read: {reason}")]
    Decode {
        /// What was expected and where; never what was found, which may be a secret.
        reason: String,
        /// The answer as it came.
        answer: Answer,
    },
}

impl From<http::header::InvalidHeaderValue> for Error {
    fn from(_: http::header::InvalidHeaderValue) -> Self {
        Self::InvalidRequest("a header cannot hold this text".to_owned())
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Build(error.without_url().into())
    }
}

/// A whole answer of any status. Its `Debug` does not show the body.
pub struct Answer(Box<http::Response<Bytes>>);

impl Answer {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// The body as it came. It may hold secrets.
    #[must_use]
    pub fn expose_body(&self) -> &Bytes {
        self.0.body()
    }

    /// What the transport attached to the answer, such as which request it belongs to.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.extensions().get()
    }

    /// Decodes the body; `null` is the default, as an empty list is written by some servers.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is not the JSON promised.
    pub fn json<T: DeserializeOwned + Default>(self) -> Result<Response<T>, Error> {
        match serde_json::from_slice::<Option<T>>(self.0.body()) {
            Ok(value) => Ok(self.with(value.unwrap_or_default())),
            Err(error) => Err(Error::Decode { reason: self.reason(&error), answer: self }),
        }
    }

    /// Decodes the body, or takes the default when there is none: deletions and replacements are known to answer without
    /// one.
    ///
    /// # Errors
    /// [`Error::Decode`] when there is a body that is not the JSON promised.
    pub fn json_or_default<T: DeserializeOwned + Default>(self) -> Result<Response<T>, Error> {
        if self.0.body().iter().all(u8::is_ascii_whitespace) {
            return Ok(self.with(T::default()));
        }
        self.json()
    }

    /// The body as text.
    ///
    /// # Errors
    /// None; a `Result` like its neighbours.
    pub fn text(self) -> Result<Response<String>, Error> {
        Ok(self.with(String::from_utf8_lossy(self.0.body()).into_owned()))
    }

    /// Ignores the body.
    ///
    /// # Errors
    /// None; a `Result` like its neighbours.
    pub fn empty(self) -> Result<Response<()>, Error> {
        Ok(self.with(()))
    }

    fn with<T>(&self, value: T) -> Response<T> {
        Response { value, status: self.status(), headers: self.headers().clone() }
    }

    fn reason(&self, error: &serde_json::Error) -> String {
        if self.0.body().is_empty() {
            return "it is empty".to_owned();
        }
        let kind = self.headers().get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if let Some(kind) = kind.filter(|kind| !kind.contains("json")) {
            return format!("it is {kind}, not JSON");
        }
        // serde's own message quotes the value it met.
        let message = error.to_string();
        match message.rsplit_once(", expected ") {
            Some((_, expected)) => format!("expected {expected}"),
            None => format!("not valid JSON at line {} column {}", error.line(), error.column()),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status())
            .field("body_bytes", &self.0.body().len())
            .finish_non_exhaustive()
    }
}

/// A decoded answer with its status and headers. Its `Debug` does not show the headers: cookies and links are secrets.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> Response<T> {
    /// The decoded body.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).field("value", &self.value).finish_non_exhaustive()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Sends a request and reads the whole answer; any status but 2xx is an error.
///
/// # Errors
/// [`Error::Execute`] without an answer, [`Error::Status`] with one that is no success.
pub async fn call(
    transport: &Transport,
    request: reqwest::Request,
    operation: &OperationInfo,
) -> Result<Answer, Error> {
    let answer = Answer(Box::new(transport.execute(request, operation).await.map_err(Error::Execute)?));
    if answer.status().is_success() { Ok(answer) } else { Err(Error::Status(answer)) }
}

/// Sends a request and hands over the body of a 2xx answer as it arrives.
///
/// # Errors
/// As [`call`].
pub async fn open(
    transport: &Transport,
    request: reqwest::Request,
    operation: &OperationInfo,
) -> Result<Response<ByteStream>, Error> {
    let opened = transport.open(request, operation).await.map_err(Error::Execute)?;
    let (head, stream) = opened.into_parts();
    if head.status.is_success() {
        return Ok(Response { value: stream, status: head.status, headers: head.headers });
    }
    let body = collect(stream).await.map_err(Error::Execute)?;
    Err(Error::Status(Answer(Box::new(http::Response::from_parts(head, body)))))
}

/// So much of the body of a refusal is read where a success would be handed over as it arrives: the rest tells nothing
/// more. One that was cut is longer than this.
pub const LARGEST_REFUSAL: usize = 1 << 20;

async fn collect(mut stream: ByteStream) -> Result<Bytes, BoxError> {
    use futures_util::StreamExt;
    let mut body = Vec::new();
    while let Some(piece) = stream.next().await {
        body.extend_from_slice(&piece?);
        if body.len() > LARGEST_REFUSAL {
            break;
        }
    }
    Ok(body.into())
}

/// A query parameter that is given once for each value.
pub fn repeated<'a, T: 'a>(name: &'a str, values: impl IntoIterator<Item = &'a Vec<T>>) -> Vec<(&'a str, &'a T)> {
    values.into_iter().flatten().map(|value| (name, value)).collect()
}

/// A path segment as it stands in a URL.
#[must_use]
pub fn encode_path(segment: &str) -> String {
    crate::path::encode(segment)
}

/// Reads `null` as the default, for lists and maps that are only received.
///
/// # Errors
/// As the value's own decoding.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads a word of an open enum, whatever JSON it is.
#[doc(hidden)]
pub fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    serde_json::Value::deserialize(deserializer).map(|value| match value {
        serde_json::Value::String(word) => word,
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: &str, body: &'static str) -> Answer {
        let answer = http::Response::builder().header("content-type", kind).body(Bytes::from_static(body.as_bytes()));
        Answer(Box::new(answer.unwrap()))
    }

    #[test]
    fn a_body_that_does_not_decode_is_never_quoted() {
        for (kind, body, reason) in [
            ("application/json", "\"canary\"", "expected u32 at line 1 column 8"),
            ("application/json", "canary", "not valid JSON at line 1 column 1"),
            ("application/json", "", "it is empty"),
            ("text/html", "<p>canary", "it is text/html, not JSON"),
        ] {
            let error = answer(kind, body).json::<u32>().unwrap_err();
            assert_eq!(error.to_string(), format!("the answer cannot be read: {reason}"));
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn an_empty_body_is_the_default_where_the_service_is_known_to_send_none() {
        assert_eq!(answer("application/json", " \n").json_or_default::<u32>().unwrap().into_inner(), 0);
        assert!(answer("application/json", "null").json::<Vec<u32>>().unwrap().is_empty());
        assert!(answer("application/json", "").json::<Vec<u32>>().is_err(), "no body is no empty list");
        assert_eq!(answer("application/json", "7").json_or_default::<u32>().unwrap().into_inner(), 7);
        assert!(answer("application/json", "x").json_or_default::<u32>().is_err());
    }
}
