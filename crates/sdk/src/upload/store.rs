use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use ccloud_connect_secret::Redactor;
use serde_json::Value;
use url::Url;

use super::destination::Dispatch;
use super::progress::{Progress, UploadEvent};
use super::reader::{Gauge, UploadBody};
use super::refusal::Refusal;
use super::{Archive, Destination};
use crate::client::{Asked, Client, Tls, is_loopback, trying_again};
use crate::error::{Error, is_final};

/// How much of a store's refusal is read.
const LARGEST_REFUSAL: usize = 64 << 10;

/// Brings one archive to the store.
pub(crate) struct Delivery<'a> {
    pub(crate) client: &'a Client,
    pub(crate) archive: &'a Archive,
    pub(crate) progress: Option<Arc<dyn Progress>>,
    /// How long no byte may move.
    pub(crate) stall: Duration,
}

/// An archive that the store has.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) upload_id: String,
    /// When it was presigned, by the service's clock.
    pub(crate) since: jiff::Timestamp,
    pub(crate) sha256: String,
}

impl Stored {
    /// What a dry run goes on with.
    fn planned() -> Self {
        Self { upload_id: "<upload_id>".to_owned(), since: jiff::Timestamp::now(), sha256: String::new() }
    }
}

impl Delivery<'_> {
    /// Presigns and stores, again where that helps: every attempt reads the file anew, and one that the store broke off
    /// gets a fresh permission.
    pub(crate) async fn run<F, P>(&self, presign: P) -> Result<Stored, Error>
    where
        F: Future<Output = Result<Destination, Error>>,
        P: Fn() -> F,
    {
        let mut waits = self.client.uploads().retry.waits();
        let mut attempt = 1;
        let mut kept: Option<Destination> = None;
        loop {
            let usable = kept.take().filter(|kept| !kept.has_expired(jiff::Timestamp::now()));
            let destination = if let Some(kept) = usable {
                kept
            } else {
                let fresh = match presign().await {
                    Err(Error::Planned) => return Ok(Stored::planned()),
                    fresh => fresh?,
                };
                self.tell(UploadEvent::Presigned);
                fresh
            };
            destination.check(self.archive)?;
            let error = match self.attempt(&destination, attempt).await {
                Ok(sha256) => {
                    self.tell(UploadEvent::Stored);
                    return Ok(Stored { upload_id: destination.upload_id, since: destination.since, sha256 });
                }
                Err(error) => error,
            };
            let (true, Some(after)) = (may_pass(&error), waits.next()) else { return Err(error) };
            trying_again("upload", attempt, &error.to_string(), after);
            self.tell(UploadEvent::Retrying { reason: error.to_string(), after });
            kept = matches!(&error, Error::Storage(refusal) if !refusal.is_expired()).then_some(destination);
            tokio::time::sleep(after).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, destination: &Destination, attempt: u32) -> Result<String, Error> {
        let dispatch = destination.dispatch(self.archive)?;
        let file = self.archive.open()?;
        let gauge = Arc::new(Gauge::default());
        self.tell(UploadEvent::Started { total: self.archive.size, attempt });
        let Dispatch { method, url, headers, envelope, shown } = dispatch;
        let http = bare(&url, &self.client.uploads().tls)?;
        let body = UploadBody::new(file, self.archive.size, envelope, gauge.clone(), self.progress.clone());
        let redactor = self.client.redactor();
        let asked = Asked::new(&method, &url, attempt, redactor);
        asked.sends(&headers, || redactor.scrub(&shown).into());
        let request = http.request(method.clone(), url.clone()).headers(headers).body(reqwest::Body::wrap(body));
        let sent = match self.watched(request.send(), &gauge).await {
            Ok(sent) => sent.map_err(|error| self.broken_off(&url, error, &gauge)),
            Err(stalled) => Err(stalled),
        };
        asked.done(sent.as_ref().map(reqwest::Response::status));
        let answer =
            sent.map_err(|error| gauge.take_broken().map_or(error, |broken| self.archive.unreadable(broken)))?;
        judge(answer, self.stall, &asked, redactor).await?;
        self.archive.check_unchanged()?;
        gauge.sha256().ok_or_else(|| Error::Input(format!("`{}` was not sent whole", self.archive.path.display())))
    }

    /// No limit on the whole, but on standing still. Once all is handed over, the system's buffers may take a while to
    /// empty, and the store to answer: then the limit is three times as long.
    async fn watched<T>(&self, send: impl Future<Output = T>, gauge: &Gauge) -> Result<T, Error> {
        const LOOKS: u32 = 4;
        let mut send = pin!(send);
        let (mut seen, mut idle) = (0, 0);
        loop {
            if let Ok(done) = tokio::time::timeout(self.stall / LOOKS, &mut send).await {
                return Ok(done);
            }
            let now = gauge.sent();
            idle = if now == seen { idle + 1 } else { 0 };
            seen = now;
            let patience = if now == self.archive.size { 3 } else { 1 };
            if idle >= LOOKS * patience {
                return Err(Error::Stalled { after: self.stall * patience });
            }
        }
    }

    /// A store that refuses early answers and closes while the client still writes; the answer is then lost.
    fn broken_off(&self, url: &Url, error: reqwest::Error, gauge: &Gauge) -> Error {
        let sent = gauge.sent();
        let host = url.host_str().unwrap_or_default();
        let what = if error.is_connect() {
            format!("no connection to the store {host}")
        } else {
            format!(
                "the store {host} broke off after {sent} of {} bytes; it may have refused the upload \
                 (too large, expired or not as signed)",
                self.archive.size
            )
        };
        Error::Network { what, source: error.without_url().into() }
    }

    fn tell(&self, event: UploadEvent) {
        if let Some(progress) = &self.progress {
            progress.event(event);
        }
    }
}

/// A client that knows no credentials: nothing of the service's can reach the store.
fn bare(url: &Url, tls: &Tls) -> Result<reqwest::Client, Error> {
    let http = reqwest::Client::builder()
        .user_agent(concat!("ccloud-connect/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never());
    let http = if is_loopback(url) { http.no_proxy() } else { http };
    let built = tls.apply(http, url.scheme() != "http", crate::client::Protocol::Http1)?.build();
    built.map_err(|error| Error::Network { what: "the HTTP client cannot be set up".to_owned(), source: error.into() })
}

/// Reads a refusal as far as it comes: the store's code stands at its beginning.
async fn judge(
    mut answer: reqwest::Response,
    stall: Duration,
    asked: &Asked<'_>,
    redactor: &Redactor,
) -> Result<(), Error> {
    let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
    if status.is_success() {
        asked.receives(status, &headers, || Value::Null);
        return Ok(());
    }
    let mut body = Vec::new();
    while let Ok(Ok(Some(piece))) = tokio::time::timeout(stall, answer.chunk()).await {
        body.extend_from_slice(&piece);
        if body.len() >= LARGEST_REFUSAL {
            break;
        }
    }
    let refusal = Refusal::read(status, &headers, &body, redactor);
    asked.receives(status, &headers, || refusal.body().into());
    Err(Error::Storage(Box::new(refusal)))
}

fn may_pass(error: &Error) -> bool {
    match error {
        Error::Storage(refusal) => refusal.is_passing() || refusal.is_expired(),
        Error::Network { source, .. } => !is_final(source.as_ref()),
        Error::Stalled { .. } => true,
        _ => false,
    }
}
