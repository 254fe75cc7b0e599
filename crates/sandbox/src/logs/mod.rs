//! What a connector would have logged, made up from its history: nothing here ever ran.

mod limit;
mod request;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::later;
use crate::connector::Connector;
use crate::connector::history::{Event, Run, What};

pub(crate) use limit::{Limit, PER_MINUTE};
pub(crate) use request::{Search, connector_in};

/// How often a running task tells that it still does.
const EVERY: SignedDuration = SignedDuration::from_mins(10);

/// Every so manieth time it tells of something odd.
const ODD: i64 = 18;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Info,
    Warn,
    Error,
}

impl Level {
    pub(crate) const ALL: [Self; 3] = [Self::Info, Self::Warn, Self::Error];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// One line of a log.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) at: Timestamp,
    pub(crate) level: Level,
    task: Option<usize>,
    pub(crate) message: String,
    stack: Option<String>,
}

impl Entry {
    fn new(at: Timestamp, level: Level, message: impl Into<String>) -> Self {
        Self { at, level, task: None, message: message.into(), stack: None }
    }

    pub(crate) fn shown(&self) -> Value {
        let mut entry = json!({
            "timestamp": format!("{:.3}", self.at),
            "level": self.level.word(),
            "message": self.message,
        });
        if let Some(task) = self.task {
            entry["task_id"] = format!("task-{task}").into();
        }
        if let Some(stack) = &self.stack {
            entry["exception"] = json!({"stacktrace": stack});
        }
        entry
    }
}

/// All of a search's time, oldest first.
pub(crate) fn entries(connector: &Connector, search: &Search, now: Timestamp) -> Vec<Entry> {
    let until = search.until.min(now);
    let told = connector.past(now).flat_map(|event| told(connector, event));
    let mut entries: Vec<Entry> = told.filter(|entry| search.from <= entry.at && entry.at <= until).collect();
    for run in connector.runs(now) {
        let run = Run { from: run.from.max(search.from), until: run.until.min(until) };
        entries.extend((0..connector.tasks_max()).flat_map(|task| steady(run, task)));
    }
    // A stable order, so that pages fit together.
    entries.sort_by_key(|entry| entry.at);
    entries
}

fn told(connector: &Connector, event: &Event) -> Vec<Entry> {
    let info = |message: &str| Entry::new(event.at, Level::Info, format!("Connector {} {message}", connector.name));
    match &event.what {
        What::Created => vec![info("was created"), info("is being provisioned")],
        What::Replaced => vec![info("got another configuration")],
        What::Restarted => vec![info("starts over")],
        What::Paused => vec![info("was paused")],
        What::Resumed => vec![info("was resumed")],
        What::Running => {
            let started =
                |task| Entry { task: Some(task), ..Entry::new(event.at, Level::Info, "The task has started") };
            [info("is RUNNING")].into_iter().chain((0..connector.tasks_max()).map(started)).collect()
        }
        What::Failed(problems) => problems.iter().map(|problem| failed(event.at, problem)).collect(),
    }
}

fn failed(at: Timestamp, problem: &str) -> Entry {
    let stack = format!(
        "org.apache.kafka.common.config.ConfigException: {problem}\n\tat org.apache.kafka.connect.runtime.Worker.startConnector\n"
    );
    Entry { stack: Some(stack), ..Entry::new(at, Level::Error, format!("Configuration rejected: {problem}")) }
}

/// What a task tells from time to time while it runs, at round times.
fn steady(run: Run, task: usize) -> impl Iterator<Item = Entry> {
    let every = EVERY.as_secs();
    let first = run.from.as_second().div_euclid(every) + 1;
    (first..).map_while(move |count| {
        let at = later(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(count * every));
        let (level, message) = if count % ODD == 0 {
            (Level::Warn, "A request timed out and was sent again")
        } else {
            (Level::Info, "Offsets were committed")
        };
        (at < run.until).then(|| Entry { task: Some(task), ..Entry::new(at, level, message) })
    })
}
