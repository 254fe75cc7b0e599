//! `cconnect connector …`

mod counts;
mod create;
mod delete;
mod describe;
mod desired;
mod edit;
mod export;
mod lifecycle;
mod list;
mod logs;
mod metrics;
mod offsets;
mod row;
mod status;
mod tasks;
mod update;
mod validate;
mod wait;
mod watch;

use std::cell::OnceCell;

use ccloud_connect::Error;
use ccloud_connect::api::PathSegment;
use ccloud_connect::connectors::{Cluster, ConnectorSummary, is_id};
use clap::Subcommand;
pub(super) use desired::fingerprints::forget_written_by;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectorCommand {
    /// List the connectors of the cluster
    List(list::List),
    /// Show a connector: state, tasks and configuration, secrets masked
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
    /// Make connectors what files say, where they differ
    Apply(desired::apply::Apply),
    /// Show what `apply` would change
    Diff(desired::diff::Diff),
    /// Create connectors from files; a name that exists is refused
    Create(create::Create),
    /// Put a file's configuration in place of a connector's, or change single keys of it
    Update(update::Update),
    /// Write live connectors down as files, secrets as references
    Export(export::Export),
    /// Check connector files: by the service, or offline by what it said before
    Validate(validate::Validate),
    /// Pause connectors
    Pause(lifecycle::Pause),
    /// Resume connectors
    Resume(lifecycle::Resume),
    /// Restart connectors with all their tasks
    Restart(lifecycle::Restart),
    /// Wait until a connector runs, is paused or is gone
    Wait(wait::Wait),
    /// Delete connectors
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
    /// Show the state of connectors, or of all of the cluster
    Status(status::StatusOf),
    /// Show the tasks of a connector
    Tasks(tasks::Tasks),
    /// Search a connector's log, or follow it
    Logs(logs::Logs),
    /// Show what a connector has counted over time
    Metrics(metrics::MetricsOf),
    /// How far a connector has come, and how to change that
    #[command(subcommand)]
    Offsets(offsets::OffsetsCommand),
}

pub(crate) async fn run(context: &Context, command: ConnectorCommand) -> Result<(), Failure> {
    match command {
        ConnectorCommand::Validate(args) if args.offline => validate::offline(context, &args).await,
        command => context.with_service(async |service| call(context, service, command).await).await,
    }
}

async fn call(context: &Context, service: &Service, command: ConnectorCommand) -> Result<(), Failure> {
    match command {
        ConnectorCommand::Validate(args) => validate::online(context, service, &args).await,
        ConnectorCommand::List(args) => list::run(context, service, args).await,
        ConnectorCommand::Describe(args) => describe::run(context, service, args).await,
        ConnectorCommand::Apply(args) => desired::apply::run(context, service, args).await,
        ConnectorCommand::Diff(args) => desired::diff::run(context, service, args).await,
        ConnectorCommand::Create(args) => create::run(context, service, args).await,
        ConnectorCommand::Update(args) => update::run(context, service, args).await,
        ConnectorCommand::Export(args) => export::run(context, service, args).await,
        ConnectorCommand::Pause(args) => lifecycle::pause(context, service, args).await,
        ConnectorCommand::Resume(args) => lifecycle::resume(context, service, args).await,
        ConnectorCommand::Restart(args) => lifecycle::restart(context, service, args).await,
        ConnectorCommand::Wait(args) => wait::run(context, service, args).await,
        ConnectorCommand::Delete(args) => delete::run(context, service, args).await,
        ConnectorCommand::Status(args) => status::run(context, service, args).await,
        ConnectorCommand::Tasks(args) => tasks::run(context, service, args).await,
        ConnectorCommand::Logs(args) => logs::run(context, service, args).await,
        ConnectorCommand::Metrics(args) => metrics::run(context, service, args).await,
        ConnectorCommand::Offsets(command) => offsets::run(context, service, command).await,
    }
}

/// Finds the connectors that a command names, by one list request for all of them.
struct Finder<'a> {
    cluster: &'a Cluster,
    listed: OnceCell<Vec<ConnectorSummary>>,
}

impl<'a> Finder<'a> {
    fn new(cluster: &'a Cluster) -> Self {
        Self { cluster, listed: OnceCell::new() }
    }

    /// The connector of a name or id. What cannot be a name, such as `..`, is refused before any call.
    async fn find(&self, given: &str) -> Result<ConnectorSummary, Error> {
        PathSegment::try_from(given).map_err(|error| Error::Input(error.to_string()))?;
        if self.listed.get().is_none() {
            let listed = self.cluster.connectors().list().await?;
            // Nobody else sets it meanwhile.
            let _ = self.listed.set(listed);
        }
        ConnectorSummary::pick(self.listed.get().map_or(&[], Vec::as_slice), given).cloned()
    }

    /// The same before a write: an id may be another connector's since the list was read, a name is what it is.
    async fn find_to_write(&self, given: &str) -> Result<ConnectorSummary, Error> {
        if is_id(given) { Self::new(self.cluster).find(given).await } else { self.find(given).await }
    }
}
