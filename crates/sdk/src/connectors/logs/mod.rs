//! A connector's log: searched page by page, and followed as it grows.

mod follow;
mod pace;

use std::sync::Arc;
use std::time::Duration;

use ccloud_connect_api::runtime::{self, Answer, OperationInfo, Repeat};
use ccloud_connect_api::{PathSegment, Timestamp, Transport};
use ccloud_connect_secret::{Redactor, Secret};
use futures_core::Stream;
use futures_util::{TryStreamExt, stream};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::Connector;
use crate::client::bearer;
use crate::error::{Error, Kind};
use crate::page::{self, Page};

use pace::Pace;

/// A search changes nothing.
const SEARCH: OperationInfo = OperationInfo::new("search_logs", Repeat::Safe);

/// Entries of one answer, as Confluent's own command line asks for them.
const PAGE_SIZE: &str = "200";

/// How far back the service keeps logs.
const KEPT: Duration = Duration::from_hours(72);

/// How much of the log a search is for.
const UNLESS_TOLD: Duration = Duration::from_hours(1);

/// A start that became too old on its way here.
const GRACE: Duration = Duration::from_mins(1);

ccloud_connect_api::open_enum! {
    /// How serious a log entry is.
    pub enum LogLevel {
        /// What goes on.
        Info = "INFO",
        /// What may become a problem.
        Warn = "WARN",
        /// What went wrong.
        Error = "ERROR",
    }
}

/// One entry of a connector's log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LogEntry {
    /// When.
    pub timestamp: Option<Timestamp>,
    /// How serious.
    pub level: Option<LogLevel>,
    /// Whose: `task-0`; `None` for the connector's own.
    pub task_id: Option<String>,
    /// What, scrubbed of the secrets that the client knows.
    pub message: String,
    /// The stack trace, where there is one, scrubbed likewise.
    pub exception: Option<String>,
    /// Its id, which is seldom told.
    pub id: Option<String>,
}

/// A search in a connector's log. Made by [`Connector::logs`].
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before the stream is read"]
pub struct LogSearch {
    connector: Connector,
    organization: String,
    token: Secret,
    since: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
    levels: Vec<LogLevel>,
    text: Option<String>,
}

impl Connector {
    /// Searches its log, newest first; [`follow`](LogSearch::follow) reads on as it grows. `POST /logs/v1/search` on the
    /// logging endpoint.
    ///
    /// **Undocumented upstream**: no published document holds this call; Confluent's own command line makes it, whose
    /// source is where these facts are from, and it may change without notice.
    ///
    /// `data_plane_token` is the token that a user's login obtains for the data plane. The client's own credentials are
    /// neither good for this call nor sent with it. The service takes five searches a minute for each connector, and a
    /// page of 200 entries is one search: a sixth page waits until the first is a minute ago. What other searches take is
    /// waited for as [`RetryPolicy`](crate::RetryPolicy) says. Entries are kept for 72 hours.
    ///
    /// ```no_run
    /// # async fn example(client: ccloud_connect::Client, token: ccloud_connect::Secret)
    /// # -> Result<(), ccloud_connect::Error> {
    /// use ccloud_connect::connectors::LogLevel;
    /// use futures_util::TryStreamExt;
    ///
    /// let connector = client.cluster("env-1a2b3c", "lkc-4d5e6f").find("orders").await?;
    /// let search = connector.logs("6c9f…", token).levels([LogLevel::Error, LogLevel::Warn]);
    /// let mut entries = std::pin::pin!(search.stream());
    /// while let Some(entry) = entries.try_next().await? {
    ///     println!("{}", entry.message);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn logs(&self, organization: impl Into<String>, data_plane_token: impl Into<Secret>) -> LogSearch {
        LogSearch {
            connector: self.clone(),
            organization: organization.into(),
            token: data_plane_token.into(),
            since: None,
            until: None,
            levels: vec![LogLevel::Error],
            text: None,
        }
    }
}

impl LogSearch {
    /// From when on, to the second; at most 72 hours ago. Default one hour before the end.
    pub fn since(mut self, since: jiff::Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Until when, to the second. Default now.
    pub fn until(mut self, until: jiff::Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// Which levels. Default `ERROR`, as Confluent's own command line asks for.
    pub fn levels(mut self, levels: impl IntoIterator<Item = LogLevel>) -> Self {
        self.levels = levels.into_iter().collect();
        self
    }

    /// Only entries that hold this text, or match this simple regular expression. Default all.
    pub fn search(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The entries, newest first; further pages are asked for as they are needed.
    ///
    /// # Errors
    /// The first item is [`Error::Input`] for a name or id that cannot stand in a resource name, no level, an end before
    /// the start or a start too long ago, and [`Error::Credentials`] for a token that is none: nothing was sent.
    pub fn stream(self) -> impl Stream<Item = Result<LogEntry, Error>> + Send + 'static {
        self.paced(Pace::default())
    }

    fn paced(self, pace: Pace) -> impl Stream<Item = Result<LogEntry, Error>> + Send + 'static {
        let query = self.query(jiff::Timestamp::now()).map(|query| Arc::new((pace, query)));
        stream::once(std::future::ready(query))
            .map_ok(|search| {
                page::items(move |token| {
                    let search = search.clone();
                    async move { search.0.turn(search.1.page(token)).await }
                })
            })
            .try_flatten()
    }

    /// As [`LogSearch::stream`], read to its end.
    pub async fn all(self) -> Result<Vec<LogEntry>, Error> {
        self.stream().try_collect().await
    }

    fn query(self, now: jiff::Timestamp) -> Result<Query, Error> {
        let Self { connector, token, levels, .. } = &self;
        let client = connector.cluster().client();
        client.redactor().learn(token);
        if token.is_empty() {
            return Err(Error::Credentials("the log search needs the data-plane token of a login".to_owned()));
        }
        if levels.is_empty() {
            return Err(Error::Input("no log level is asked for".to_owned()));
        }
        let (start, end) = span(self.since, self.until, now)?;
        let mut search = json!({ "level": levels });
        if let Some(text) = &self.text {
            search["search_text"] = text.as_str().into();
        }
        if let Some(id) = connector.id() {
            search["id"] = id.into();
        }
        let body = json!({
            "crn": crn(&self.organization, connector)?, "search": search, "sort": "desc", "start_time": start,
            "end_time": end,
        });
        let host = client.logging();
        Ok(Query {
            transport: host.transport.clone(),
            url: format!("{}/logs/v1/search", host.endpoint),
            signature: bearer(token)?,
            body,
            connector: connector.name().to_owned(),
            redactor: client.redactor().clone(),
        })
    }
}

/// A search that has been checked.
struct Query {
    transport: Transport,
    url: String,
    signature: HeaderValue,
    body: Value,
    connector: String,
    redactor: Redactor,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Found {
    data: Option<Vec<Item>>,
    metadata: Option<Metadata>,
    /// Only an object has them: without them, a list would be taken for one.
    #[serde(flatten)]
    _others: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    next: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    timestamp: Option<Timestamp>,
    level: Option<LogLevel>,
    task_id: Option<String>,
    message: Option<String>,
    exception: Option<Exception>,
    id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Exception {
    stacktrace: Option<String>,
}

impl Query {
    async fn page(&self, token: Option<String>) -> Result<Page<LogEntry>, Error> {
        let mut query = vec![("page_size", PAGE_SIZE)];
        query.extend(token.as_deref().map(|token| ("page_token", token)));
        let request = self.transport.http().post(&self.url).query(&query).json(&self.body);
        let request = request.header(AUTHORIZATION, self.signature.clone()).build().map_err(runtime::Error::from)?;
        let found = runtime::call(&self.transport, request, &SEARCH).await.and_then(Answer::json::<Found>);
        let found = found.map_err(|error| Error::from(error).about(Kind::Connector, &self.connector))?.into_inner();
        let items = found.data.unwrap_or_default().into_iter().map(|item| self.entry(item)).collect();
        Ok(Page { items, next: found.metadata.and_then(|metadata| metadata.next) })
    }

    fn entry(&self, item: Item) -> LogEntry {
        let scrub = |text: String| self.redactor.scrub(&text);
        LogEntry {
            timestamp: item.timestamp,
            level: item.level,
            task_id: item.task_id,
            message: item.message.map(scrub).unwrap_or_default(),
            exception: item.exception.and_then(|exception| exception.stacktrace).map(scrub),
            id: item.id,
        }
    }
}

/// Start and end in whole seconds, which is what the service takes, with nothing lost between them.
fn span(
    since: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
    now: jiff::Timestamp,
) -> Result<(String, String), Error> {
    let end = until.unwrap_or(now);
    let since = since.unwrap_or_else(|| ago(end, UNLESS_TOLD));
    if end < since {
        return Err(Error::Input("the search in the log ends before it starts".to_owned()));
    }
    if since < ago(now, KEPT + GRACE) {
        return Err(Error::Input(
            "the search in the log starts more than 72 hours ago, and no log is older".to_owned(),
        ));
    }
    let start = if since < ago(now, KEPT) { whole_seconds(ago(now, KEPT), 1) } else { whole_seconds(since, 0) };
    Ok((start, whole_seconds(end, 1)))
}

fn ago(end: jiff::Timestamp, ago: Duration) -> jiff::Timestamp {
    end.checked_sub(ago).unwrap_or(jiff::Timestamp::MIN)
}

/// Without a fraction: a part of a second counts as so many whole ones.
fn whole_seconds(instant: jiff::Timestamp, part: i64) -> String {
    let part = if instant.subsec_nanosecond() > 0 { part } else { 0 };
    let whole = jiff::Timestamp::from_second(instant.as_second() + part);
    whole.unwrap_or(instant).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The connector's name as a resource. Nothing in it may be taken for another part of it, or for any name.
fn crn(organization: &str, connector: &Connector) -> Result<String, Error> {
    let cluster = connector.cluster();
    let ids = [organization, cluster.environment(), cluster.kafka_cluster()];
    for id in ids {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            return Err(Error::Input(format!("{id:?} cannot be the id of an organization, environment or cluster")));
        }
    }
    let name = connector.name();
    let refused = PathSegment::try_from(name).map(drop).map_err(|refused| refused.to_string());
    refused
        .and_then(|()| match name.chars().find(|c| matches!(c, '=' | ':' | '*' | '?' | '#' | '%')) {
            Some(found) => Err(format!("{name:?} cannot be the name of a connector: it holds {found:?}")),
            None => Ok(()),
        })
        .map_err(Error::Input)?;
    let [organization, environment, cluster] = ids;
    Ok(format!(
        "crn://confluent.cloud/organization={organization}/environment={environment}/cloud-cluster={cluster}/connector={name}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_in_whole_seconds_and_no_longer_ago_than_logs_are_kept() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        let now = at("2026-01-05T10:00:00.5Z");
        for (since, until, expected) in [
            (None, None, Some(("2026-01-05T09:00:00Z", "2026-01-05T10:00:01Z"))),
            (Some("2026-01-05T09:00:00.9Z"), Some("2026-01-05T09:30:00Z"), {
                Some(("2026-01-05T09:00:00Z", "2026-01-05T09:30:00Z"))
            }),
            (None, Some("2026-01-04T00:00:00Z"), Some(("2026-01-03T23:00:00Z", "2026-01-04T00:00:00Z"))),
            // Asked for as 72 hours a moment ago.
            (Some("2026-01-02T10:00:00.4Z"), None, Some(("2026-01-02T10:00:01Z", "2026-01-05T10:00:01Z"))),
            (Some("2026-01-02T09:58:00Z"), None, None),
            (Some("-009998-01-01T00:00:00Z"), None, None),
            (Some("2026-01-05T10:00:01Z"), None, None),
            (Some("2026-01-05T09:00:00Z"), Some("2026-01-05T08:00:00Z"), None),
        ] {
            let span = span(since.map(at), until.map(at), now);
            let expected = expected.map(|(start, end)| (start.to_owned(), end.to_owned()));
            assert_eq!(span.ok(), expected, "{since:?} {until:?}");
        }
    }
}
