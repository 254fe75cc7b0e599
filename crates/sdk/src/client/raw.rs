//! Any call, by method and path.

use std::fmt;

use bytes::Bytes;
use ccloud_connect_api::PathSegment;
use ccloud_connect_api::runtime::{self, Answer, OperationInfo, Repeat};
use ccloud_connect_secret::MASK;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use super::view::{received_place, sent_place};
use super::{Client, Host};
use crate::error::{Error, Kind};
use crate::redaction::{self, Place, Viewer};

/// A call that is put together by hand. Made by [`Client::request`].
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest {
    client: Client,
    method: Method,
    path: String,
    body: Option<Value>,
}

/// The server's answer to a [`RawRequest`], as it may be shown to anybody.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RawAnswer {
    /// A success.
    pub status: StatusCode,
    /// The headers, without cookies and what the client knows to be secret.
    pub headers: HeaderMap,
    /// The body.
    pub body: RawBody,
    raw: Raw,
}

/// A body as it came.
#[derive(Clone)]
struct Raw(Bytes);

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl RawAnswer {
    /// The body as it came, secrets included: the one way to a presigned upload URL of a call by hand.
    #[must_use]
    pub fn expose_body(&self) -> &[u8] {
        &self.raw.0
    }
}

/// The body of a [`RawAnswer`]. Connectors' settings that are not known to be harmless are masked, as are upload URLs and
/// forms, tokens and whatever else is secret by its name.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RawBody {
    /// None.
    Empty,
    /// JSON.
    Json(Value),
    /// Anything else, such as metrics in Prometheus' format.
    Text(String),
}

impl Client {
    /// Any call of the service, with this client's credentials, retries and redaction.
    ///
    /// The path begins with one `/`, may have a query, and stays on the endpoint; `/v1/metrics…` and `/v2/metrics…` go to
    /// the telemetry endpoint. Names in it are percent-encoded by the caller. GET, HEAD, PUT and DELETE are repeated when
    /// it is unknown whether they took effect, other methods are not.
    ///
    /// ```no_run
    /// # async fn example(client: ccloud_connect::Client) -> Result<(), ccloud_connect::Error> {
    /// use ccloud_connect::reqwest::Method;
    /// let answer = client.request(Method::GET, "/connect/v1/custom-connector-runtimes?page_size=100").send().await?;
    /// println!("{:?}", answer.body);
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest { client: self.clone(), method, path: path.into(), body: None }
    }
}

impl RawRequest {
    /// A body in JSON. Default none.
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// [`Error::Input`] for a path that could lead elsewhere; [`Error::Masked`] with JSON pointers when the body holds a
    /// mask: nothing was sent in either case. Else as any other call, an answer other than 2xx included.
    pub async fn send(self) -> Result<RawAnswer, Error> {
        let (host, url) = self.destination()?;
        let viewer = self.client.viewer();
        for (_, value) in url.query_pairs().filter(|(name, _)| redaction::is_secret_name(name)) {
            viewer.learn(&value.as_ref().into());
        }
        let mut request = host.transport.http().request(self.method.clone(), url);
        if let Some(body) = &self.body {
            let keys = redaction::masked(body);
            if !keys.is_empty() {
                return Err(Error::Masked { keys });
            }
            redaction::learn_sent(body, sent_place(self.bare_path()), viewer);
            request = request.json(body);
        }
        let operation = OperationInfo::new("the call", repeat(&self.method));
        let answer = runtime::call(&host.transport, request.build().map_err(runtime::Error::from)?, &operation).await;
        let answer =
            answer.map_err(|error| Error::from(error).about(Kind::Resource, &viewer.scrub(self.bare_path())))?;
        read(answer, received_place(self.bare_path()), viewer)
    }

    /// Host and URL, once it is sure that the latter cannot become another than the path says.
    fn destination(&self) -> Result<(&Host, Url), Error> {
        let refuse = |why: &str| Error::Input(format!("the path of the call {why}"));
        if self.method == Method::CONNECT {
            return Err(Error::Input("CONNECT is no call of the service".to_owned()));
        }
        if self.path.contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '#')) {
            return Err(refuse("holds a character that must be percent-encoded"));
        }
        let Some(inner) = self.bare_path().strip_prefix('/') else { return Err(refuse("must begin with `/`")) };
        for segment in inner.strip_suffix('/').unwrap_or(inner).split('/') {
            let decoded = percent_decode_str(segment).decode_utf8().map_err(|_| refuse("is not UTF-8"))?;
            PathSegment::try_from(decoded.as_ref()).map_err(|bad| refuse(&format!("could lead elsewhere: {bad}")))?;
        }
        let inner = &self.client.0;
        let host = if is_metrics(self.bare_path()) { &inner.telemetry } else { &inner.control };
        let url = Url::parse(&format!("{}{}", host.endpoint, self.path)).map_err(|_| refuse("makes no URL"))?;
        Ok((host, url))
    }

    /// What is called, without the query.
    #[cfg(feature = "desired")]
    pub(crate) fn target(&self) -> (&Client, &Method, &str) {
        (&self.client, &self.method, self.bare_path())
    }

    fn bare_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("path", &self.bare_path())
            .finish_non_exhaustive()
    }
}

fn is_metrics(path: &str) -> bool {
    ["/v1/metrics", "/v2/metrics"].iter().any(|start| path == *start || path.starts_with(&format!("{start}/")))
}

fn repeat(method: &Method) -> Repeat {
    match *method {
        Method::GET | Method::HEAD | Method::PUT | Method::DELETE => Repeat::Safe,
        _ => Repeat::Unsafe,
    }
}

fn read(answer: Answer, place: Place<'_>, viewer: &Viewer) -> Result<RawAnswer, Error> {
    let (status, headers) = (answer.status(), redaction::headers(answer.headers(), viewer));
    let text = crate::error::text(answer.expose_body());
    let raw = Raw(answer.expose_body().clone());
    let body = match RawBody::shown(&text, answer.headers(), place, viewer) {
        Some(body) => body,
        None => RawBody::json(answer.json::<Value>()?.into_inner(), place, viewer),
    };
    Ok(RawAnswer { status, headers, body, raw })
}

impl RawBody {
    /// A body as it may be shown; `None` when it claims to be JSON and is not: then it cannot be searched for secrets.
    pub(crate) fn shown(text: &str, headers: &HeaderMap, place: Place<'_>, viewer: &Viewer) -> Option<Self> {
        match serde_json::from_str(text) {
            Ok(json) => Some(Self::json(json, place, viewer)),
            Err(_) if text.trim().is_empty() => Some(Self::Empty),
            Err(_) if says_json(headers) => None,
            Err(_) => Some(Self::Text(viewer.scrub(text))),
        }
    }

    fn json(json: Value, place: Place<'_>, viewer: &Viewer) -> Self {
        redaction::learn_received(&json, viewer);
        Self::Json(redaction::shown(json, place, viewer))
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.contains("json"))
}
