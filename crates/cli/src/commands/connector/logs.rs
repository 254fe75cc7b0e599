use std::ops::ControlFlow;
use std::pin::pin;

use ccloud_connect::connectors::{Cluster, Connector, LogEntry, LogLevel, LogSearch, is_id};
use ccloud_connect::jiff::Timestamp;
use ccloud_connect::{Error, ErrorKind};
use clap::Args;
use futures_util::{Stream, TryStreamExt};
use serde::Serialize;

use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::{printable, rfc3339};

#[derive(Debug, Args)]
#[command(after_help = "\
The newest entry comes first, as the service gives them; with `--follow` the oldest. Logs are kept for \
72 hours. The service takes five searches of one log in a minute, each for 200 entries: what is more \
comes later.

The service takes the data-plane token of a login, no API key: give it by `--access-token-file` or in \
CONFLUENT_CLOUD_ACCESS_TOKEN, and tell the organization. Where that token cannot read the list of \
connectors, name the connector by its name. The search is not documented upstream and may change.

Examples:
  cconnect connector logs orders-s3
  cconnect connector logs orders-s3 --since 3h --level ERROR,WARN --search 'time.?out' -o json
  cconnect connector logs orders-s3 --since 5m --level INFO,WARN,ERROR --follow")]
pub(crate) struct Logs {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
    /// From when on: how long ago (90m, 3h, 2d), or a time (2026-01-05T09:00:00Z); default 1h before the end
    #[arg(long, value_name = "WHEN", value_parser = Moment::read)]
    since: Option<Moment>,
    /// Until when; default now
    #[arg(long, value_name = "WHEN", value_parser = Moment::read, conflicts_with = "follow")]
    until: Option<Moment>,
    /// ERROR, WARN or INFO; several as a list or repeated
    #[arg(long = "level", value_name = "LEVEL", value_parser = levels, default_value = "ERROR")]
    levels: Vec<Levels>,
    /// Only entries with this text, or that match this simple regular expression
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Go on with what is logged from now on, until interrupted
    #[arg(long)]
    follow: bool,
}

#[derive(Clone, Debug)]
struct Levels(Vec<LogLevel>);

/// Levels in any case, also as Confluent's own command line separates them; an unknown one is a slip.
fn levels(text: &str) -> Result<Levels, String> {
    let level = |word: &str| match LogLevel::from(word.trim()) {
        LogLevel::Other(_) => Err("a level is ERROR, WARN or INFO".to_owned()),
        level => Ok(level),
    };
    text.split([',', '|']).map(level).collect::<Result<_, _>>().map(Levels)
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    timestamp: Option<String>,
    level: Option<&'a str>,
    task_id: Option<&'a str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'a str>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Logs) -> Result<(), Failure> {
    let (token, organization) = (service.login_token()?, service.organization()?);
    let connector = find(&service.cluster()?, &args.connector).await?;
    let search = args.search(connector.logs(organization, token.clone()));
    if args.follow {
        context.output.meanwhile(
            "looking every 12 seconds, as the service takes 5 searches of one log in a minute; Ctrl-C ends it",
        );
        return show(context, search.follow()).await.map(drop);
    }
    if show(context, search.stream()).await? == 0 {
        context.output.note(&format!("nothing that was looked for is in the log of `{}`", connector.name()));
    }
    Ok(())
}

/// The connector; where the token is good for the log alone, by the name that was given.
async fn find(cluster: &Cluster, given: &str) -> Result<Connector, Failure> {
    let is_refused = |error: &Error| matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Forbidden);
    match cluster.find(given).await {
        Err(error) if is_refused(&error) && is_id(given) => {
            Err(Failure::from(error).with_hint("With this token no list can be read: give the connector's name."))
        }
        Err(error) if is_refused(&error) => Ok(cluster.connector(given)),
        found => Ok(found?),
    }
}

impl Logs {
    fn search(&self, search: LogSearch) -> LogSearch {
        let now = Timestamp::now();
        let mut search = search.levels(self.levels.iter().flat_map(|levels| levels.0.iter().cloned()));
        if let Some(since) = self.since {
            search = search.since(since.instant(now));
        }
        if let Some(until) = self.until {
            search = search.until(until.instant(now));
        }
        match &self.search {
            Some(text) => search.search(text),
            None => search,
        }
    }
}

/// Prints entries as they come, and tells how many there were.
async fn show(context: &Context, entries: impl Stream<Item = Result<LogEntry, Error>>) -> Result<usize, Failure> {
    let (mut entries, mut count) = (pin!(entries), 0);
    while let Some(entry) = entries.try_next().await? {
        count += 1;
        let row = row(&entry);
        if let ControlFlow::Break(()) = context.output.one_of_many(&row, || human(&row))? {
            break;
        }
    }
    Ok(count)
}

fn row(entry: &LogEntry) -> Row<'_> {
    Row {
        timestamp: entry.timestamp.as_ref().map(rfc3339),
        level: entry.level.as_ref().map(LogLevel::as_str),
        task_id: entry.task_id.as_deref(),
        message: &entry.message,
        exception: entry.exception.as_deref(),
    }
}

/// A line, and the stack trace below it.
fn human(row: &Row<'_>) -> String {
    let level = row.level.map(|level| format!("{level:<5}"));
    let words = [row.timestamp.as_deref(), level.as_deref(), row.task_id, Some(row.message)];
    let line = printable(&words.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let trace = row.exception.unwrap_or_default().lines().map(|line| format!("    {}", printable(line)));
    std::iter::once(line).chain(trace).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_as_a_line_and_cannot_steer_the_terminal() {
        let row = Row {
            timestamp: Some("2026-01-05T09:41:07.118Z".to_owned()),
            level: Some("WARN"),
            task_id: Some("task-1"),
            message: "write\u{1b}[2J timed\nout",
            exception: Some("java.net.SocketTimeoutException\n\tat \u{1b}]0;x\u{7}Io.read\n"),
        };
        insta::assert_snapshot!(human(&row));
        let bare = Row { timestamp: None, level: None, task_id: None, message: "m", exception: None };
        assert_eq!(human(&bare), "m");
    }
}
