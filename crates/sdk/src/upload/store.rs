use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::destination::Dispatch;
use super::gauge::Gauge;
use super::progress::UploadEvent;
use super::reader::UploadBody;
use super::refusal::Refusal;
use super::{Archive, Destination, Parcel, integrity, refusal};
use crate::client::{Asked, Tls, is_loopback, trying_again};
use crate::error::{Error, is_final};

/// Brings one archive to the store.
pub(crate) struct Delivery<'a> {
    pub(crate) parcel: &'a Parcel,
    pub(crate) archive: &'a Archive,
}

/// An archive that the store has.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) upload_id: String,
    /// Nothing made of it can be older, by the service's clock.
    pub(crate) since: jiff::Timestamp,
    pub(crate) sha256: Option<String>,
}

impl Stored {
    /// What a dry run goes on with.
    fn planned() -> Self {
        Self { upload_id: "<upload_id>".to_owned(), since: jiff::Timestamp::now(), sha256: None }
    }
}

/// How attempts fared so far.
#[derive(Default)]
struct Course {
    /// The permission that can be used again.
    kept: Option<Destination>,
    /// Whether the store has once broken off on it without a word.
    is_doubtful: bool,
    /// The SHA-256 of the first attempt that read all of the archive.
    sha256: Option<String>,
}

impl Delivery<'_> {
    /// Presigns and stores, again where that helps: every attempt reads the file anew.
    pub(crate) async fn run<F, P>(&self, presign: P) -> Result<Stored, Error>
    where
        F: Future<Output = Result<Destination, Error>>,
        P: Fn() -> F,
    {
        let retry = &self.parcel.client().uploads().retry;
        let mut waits = retry.waits();
        let mut course = Course::default();
        let mut attempt = 1;
        loop {
            let destination = match course.kept.take() {
                Some(kept) => kept,
                None => match self.ask(&presign).await {
                    Err(Error::Planned) => return Ok(Stored::planned()),
                    fresh => fresh?,
                },
            };
            destination.check(self.archive)?;
            let error = match self.attempt(&destination, attempt, &mut course).await {
                Ok(()) => {
                    let since = destination.since();
                    return Ok(Stored { upload_id: destination.upload_id, since, sha256: course.sha256 });
                }
                Err(error) => error,
            };
            let wait = waits.next().map(|wait| asked_for(&error).map_or(wait, |asked| asked.saturating_add(wait / 4)));
            let Some(after) = wait.filter(|wait| may_pass(&error, &destination) && *wait <= retry.budget) else {
                return Err(error);
            };
            trying_again("upload", attempt, &error.to_string(), after);
            self.parcel.tell(UploadEvent::Retrying { attempt, reason: error.to_string(), after });
            tokio::time::sleep(after).await;
            course.keep(destination, &error);
            attempt += 1;
        }
    }

    async fn ask<F, P>(&self, presign: &P) -> Result<Destination, Error>
    where
        F: Future<Output = Result<Destination, Error>>,
        P: Fn() -> F,
    {
        self.parcel.tell(UploadEvent::Asking);
        presign().await
    }

    async fn attempt(&self, destination: &Destination, attempt: u32, course: &mut Course) -> Result<(), Error> {
        let client = self.parcel.client();
        let Dispatch { method, url, headers, envelope, shown } = destination.dispatch(self.archive)?;
        if destination.is_over() {
            return Err(Error::Permission("it ended before it could be used".to_owned()));
        }
        let file = self.archive.open()?;
        let total = self.archive.size;
        self.parcel.tell(UploadEvent::Started { total, attempt });
        let gauge = Arc::new(Gauge::new(total, attempt, self.parcel.progress.clone()));
        let http = bare(&url, &client.uploads().tls)?;
        let body = UploadBody::new(file, total, envelope, self.parcel.hashes, gauge.clone());
        let redactor = client.redactor();
        let asked = Asked::new(&method, &url, attempt, redactor);
        asked.sends(&headers, || shown.into());
        let request = http.request(method.clone(), url.clone()).headers(headers).body(reqwest::Body::wrap(body));
        let sent = match self.watched(request.send(), &gauge).await {
            Ok(sent) => sent.map_err(|error| self.broken_off(&url, error, &gauge, destination)),
            Err(stalled) => Err(stalled),
        };
        asked.done(sent.as_ref().map(reqwest::Response::status));
        // Whatever became of the attempt: the bytes must be those of the ones before.
        let is_same = course.is_same(gauge.sha256());
        let answer =
            sent.map_err(|error| gauge.take_broken().map_or(error, |broken| self.archive.unreadable(broken)))?;
        let stored = self.judge(answer, destination, &asked).await?;
        self.archive.check_unchanged()?;
        if !is_same {
            return Err(self.archive.changed());
        }
        if !gauge.is_whole() {
            // It calls that a success which it had only a part of.
            return Err(Error::Garbled);
        }
        match stored {
            Some(told) => self.compare(told).await,
            None => Ok(()),
        }
    }

    /// No limit on the whole, but on standing still. Once all is handed over, the system's buffers may take a while to
    /// empty, and the store to answer: then the limit is three times as long.
    async fn watched<T>(&self, send: impl Future<Output = T>, gauge: &Gauge) -> Result<T, Error> {
        const LOOKS: u32 = 40;
        let stall = self.parcel.stall;
        let mut send = pin!(send);
        let (mut seen, mut idle) = (0, 0);
        loop {
            if let Ok(done) = tokio::time::timeout(stall / LOOKS, &mut send).await {
                return Ok(done);
            }
            let now = gauge.sent();
            idle = if now == seen { idle + 1 } else { 0 };
            seen = now;
            let patience = if gauge.is_whole() { 3 } else { 1 };
            if idle >= LOOKS * patience {
                return Err(Error::Stalled { after: stall * patience });
            }
        }
    }

    /// A store that refuses early answers and closes while the client still writes; the answer is then lost.
    fn broken_off(&self, url: &Url, error: reqwest::Error, gauge: &Gauge, destination: &Destination) -> Error {
        let sent = gauge.sent();
        let host = url.host_str().unwrap_or_default();
        let what = if error.is_connect() {
            format!("no connection to the store {host}")
        } else {
            let (size, doubts) = (self.archive.size, destination.doubts());
            format!(
                "the store {host} broke off after {sent} of {size} bytes; it may have refused the upload ({doubts})"
            )
        };
        Error::Network { what, source: error.without_url().into() }
    }

    /// What the store tells of the bytes it took, or why it took none. A refusal is read as far as it comes: the store's
    /// code stands at its beginning.
    async fn judge(
        &self,
        mut answer: reqwest::Response,
        destination: &Destination,
        asked: &Asked<'_>,
    ) -> Result<Option<integrity::Told>, Error> {
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        if status.is_success() {
            asked.receives(status, &headers, || Value::Null);
            return Ok(integrity::told(&headers));
        }
        let redactor = self.parcel.client().redactor();
        let body = refusal::beginning(&mut answer, self.parcel.stall, redactor).await;
        let refusal = Refusal::read(status, &headers, body, redactor);
        asked.receives(status, &headers, || refusal.body().into());
        Err(Error::Storage(Box::new(refusal.likely(destination.doubts()))))
    }

    /// What the store has must be what the file holds.
    async fn compare(&self, told: integrity::Told) -> Result<(), Error> {
        let file = self.archive.open()?;
        let read = tokio::task::spawn_blocking(move || integrity::of_file(file)).await;
        let ours = read.map_err(std::io::Error::other).flatten().map_err(|error| self.archive.unreadable(error))?;
        match told {
            integrity::Told { md5, .. } if md5 == ours => Ok(()),
            integrity::Told { is_sure: true, .. } => Err(Error::Garbled),
            integrity::Told { is_sure: false, .. } => {
                tracing::debug!(
                    target: "ccloud_connect",
                    "the store's tag for the archive is not the MD5 of what was sent: it encrypts, or has other bytes"
                );
                Ok(())
            }
        }
    }
}

impl Course {
    /// Whether an attempt read the bytes that those before it read.
    fn is_same(&mut self, sha256: Option<String>) -> bool {
        match (&self.sha256, sha256) {
            (Some(before), Some(now)) => *before == now,
            (None, now) => {
                self.sha256 = now;
                true
            }
            (Some(_), None) => true,
        }
    }

    /// Keeps a permission for the next attempt while it is good. A store that breaks off twice may be refusing it.
    fn keep(&mut self, destination: Destination, error: &Error) {
        let is_silent = matches!(error, Error::Network { .. } | Error::Stalled { .. });
        let is_good = match error {
            Error::Storage(refusal) => !refusal.is_expired(),
            _ => !is_silent || !self.is_doubtful,
        };
        self.kept = Some(destination).filter(|kept| is_good && kept.lasts());
        self.is_doubtful = is_silent && self.kept.is_some();
    }
}

/// A client that knows no credentials: nothing of the service's can reach the store.
fn bare(url: &Url, tls: &Tls) -> Result<reqwest::Client, Error> {
    let http = reqwest::Client::builder()
        .user_agent(concat!("ccloud-connect/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never());
    // Or the system breaks off after half a minute in which the store reads nothing: how long that may be is watched here.
    #[cfg(target_os = "linux")]
    let http = http.tcp_user_timeout(None);
    let http = if is_loopback(url) { http.no_proxy() } else { http };
    let built = tls.apply(http, url.scheme() != "http", crate::client::Protocol::Http1)?.build();
    built.map_err(|error| Error::Network { what: "the HTTP client cannot be set up".to_owned(), source: error.into() })
}

/// How long a store asks to wait.
fn asked_for(error: &Error) -> Option<Duration> {
    match error {
        Error::Storage(refusal) => refusal.retry_after(),
        _ => None,
    }
}

/// Whether another attempt may fare better. With a permission that has ended meanwhile, whatever the store says of it.
fn may_pass(error: &Error, destination: &Destination) -> bool {
    match error {
        Error::Storage(refusal) => refusal.is_passing() || refusal.is_expired() || destination.is_over(),
        Error::Network { source, .. } => !is_final(source.as_ref()),
        Error::Stalled { .. } | Error::Garbled => true,
        Error::Permission(_) => destination.is_over(),
        _ => false,
    }
}
