//! `cconnect connector …`

mod changes;
mod create;
mod delete;
mod describe;
mod lifecycle;
mod list;
mod row;
mod status;
mod tasks;
mod update;

use ccloud_connect::api::PathSegment;
use ccloud_connect::connectors::{Cluster, Connector};
use ccloud_connect::{ConnectorConfig, Error};
use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectorCommand {
    /// List the connectors of the cluster
    List(list::List),
    /// Show a connector: state, tasks and configuration, secrets masked
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
    /// Create connectors from files; a name that exists is refused
    Create(create::Create),
    /// Put a file's configuration in place of a connector's
    Update(update::Update),
    /// Pause connectors
    Pause(lifecycle::Pause),
    /// Resume connectors
    Resume(lifecycle::Resume),
    /// Delete connectors
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
    /// Show the state of connectors, or of all of the cluster
    Status(status::StatusOf),
    /// Show the tasks of a connector
    Tasks(tasks::Tasks),
}

pub(crate) async fn run(context: &Context, service: &Service, command: ConnectorCommand) -> Result<(), Failure> {
    match command {
        ConnectorCommand::List(args) => list::run(context, service, args).await,
        ConnectorCommand::Describe(args) => describe::run(context, service, args).await,
        ConnectorCommand::Create(args) => create::run(context, service, args).await,
        ConnectorCommand::Update(args) => update::run(context, service, args).await,
        ConnectorCommand::Pause(args) => lifecycle::pause(context, service, args).await,
        ConnectorCommand::Resume(args) => lifecycle::resume(context, service, args).await,
        ConnectorCommand::Delete(args) => delete::run(context, service, args).await,
        ConnectorCommand::Status(args) => status::run(context, service, args).await,
        ConnectorCommand::Tasks(args) => tasks::run(context, service, args).await,
    }
}

/// The connector of a name or id. What cannot be a name, such as `..`, is refused before any call.
async fn find(cluster: &Cluster, given: &str) -> Result<Connector, Error> {
    PathSegment::try_from(given).map_err(|error| Error::Input(error.to_string()))?;
    cluster.find(given).await
}

/// Whether a config is that of a connector on a custom plugin.
fn is_custom(config: &ConnectorConfig) -> bool {
    // The kind of a connector is no secret.
    config.get("confluent.connector.type").is_some_and(|kind| kind.expose().eq_ignore_ascii_case("custom"))
}
