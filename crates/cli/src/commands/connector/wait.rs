use ccloud_connect::Error;
use ccloud_connect::connectors::{Condition, Connector, Status};
use clap::{Args, ValueEnum};
use serde::Serialize;
use tokio::task::JoinSet;

use crate::again;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::table;
use crate::waiting::{self, WaitLine};

#[derive(Debug, Args)]
#[command(after_help = "\
A state counts once it has settled: after a change the service shows the old one for a while. A connector that FAILED \
cannot come to run any more: that ends the wait with exit code 7 and the reasons. `--timeout` is how long to wait at most, \
30 minutes unless told; then the exit code is 6.

Examples:
  cconnect connector wait orders-s3 --for running
  cconnect connector wait orders-s3 --for paused --timeout 5m
  cconnect connector delete orders-s3 --force && \\
      cconnect connector wait orders-s3 --for deleted -o json")]
pub(crate) struct Wait {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
    /// running, paused or deleted
    #[arg(long = "for", value_name = "STATE", hide_possible_values = true)]
    state: State,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum State {
    Running,
    Paused,
    Deleted,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Deleted => "deleted",
        }
    }
}

impl From<State> for Condition {
    fn from(state: State) -> Self {
        match state {
            State::Running => Self::Running,
            State::Paused => Self::Paused,
            State::Deleted => Self::Deleted,
        }
    }
}

/// A connector as the wait left it.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    id: Option<String>,
    status: String,
    trace: String,
    errors: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Wait) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let connector = match cluster.find(&args.connector).await {
        // A complete list without it: it is gone already, which waiting for that tells in the same way.
        Err(Error::NotFound { answer: None, near, .. }) if args.state == State::Deleted => {
            say_near(context, &args.connector, &near);
            cluster.connector(&args.connector)
        }
        found => found?,
    };
    let id = connector.id().map(str::to_owned);
    let mut ended = each(context, vec![(connector, args.state)]).await;
    // One went in, so one comes out.
    let Some((name, _, outcome)) = ended.pop() else { return Ok(()) };
    let row = |status: &str, trace: &str, errors: &[String]| Row {
        name: name.clone(),
        id: id.clone(),
        status: status.to_owned(),
        trace: trace.to_owned(),
        errors: errors.to_owned(),
    };
    match outcome {
        Ok(status) => {
            let row = row(status.state.as_str(), &status.trace, &status.validation_errors);
            context.output.data(&row, || human(&row))
        }
        Err(error) => {
            if let Error::ImpossibleState { state, trace, reasons, .. } = &error {
                // People read the same in the error.
                context.output.data(&row(state, trace, reasons), String::new)?;
            }
            Err(unsettled(context, &name, args.state, error))
        }
    }
}

/// What is gone may also be misspelled.
fn say_near(context: &Context, given: &str, near: &[String]) {
    if !near.is_empty() {
        let close = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        context.output.note(&format!("there is no connector `{given}`; there is {close}"));
    }
}

/// Waits for all of them at once, and says how it ended for each, in their order.
pub(super) async fn each(
    context: &Context,
    connectors: Vec<(Connector, State)>,
) -> Vec<(String, State, Result<Status, Error>)> {
    let line = WaitLine::new(context);
    let mut waits = JoinSet::new();
    for (index, (connector, state)) in connectors.into_iter().enumerate() {
        let wait = line.show(context, connector.wait_for(state.into()));
        waits.spawn(async move { (index, connector.name().to_owned(), state, wait.await) });
    }
    let mut ended = waits.join_all().await;
    ended.sort_by_key(|(index, ..)| *index);
    ended.into_iter().map(|(_, name, state, outcome)| (name, state, outcome)).collect()
}

/// Why it is not as wanted; where it may still become so, how to go on waiting.
pub(super) fn unsettled(context: &Context, name: &str, state: State, error: Error) -> Failure {
    let unmet = format!("`{name}` was not {}", state.as_str());
    waiting::failure(context, error, &unmet, "Go on waiting with", &command(context, name, state))
}

/// The command that waits for it.
pub(super) fn command(context: &Context, name: &str, state: State) -> String {
    again::command(&context.global, &["connector", "wait", "--for", state.as_str()], &[name])
}

fn human(row: &Row) -> String {
    let cells = [row.id.clone().unwrap_or_default(), row.name.clone(), row.status.clone(), row.trace.clone()];
    table(&["ID", "NAME", "STATUS", "TRACE"], [cells])
}
