use ccloud_connect::connectors::{Connector, ConnectorSummary};
use clap::Args;

use super::super::targets::{Outcome, Target, each};
use super::Finder;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect connector pause orders-s3
  cconnect connector pause lcc-x7k2p payments -o json")]
pub(crate) struct Pause {
    /// Names or ids
    #[arg(required = true, value_name = "CONNECTOR", add = completion::connectors())]
    connectors: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect connector resume orders-s3
  cconnect connector resume lcc-x7k2p payments -o json")]
pub(crate) struct Resume {
    /// Names or ids
    #[arg(required = true, value_name = "CONNECTOR", add = completion::connectors())]
    connectors: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A connector is restarted with all its tasks. Confluent's reference has this call as a preview.

Examples:
  cconnect connector restart orders-s3
  cconnect connector restart lcc-x7k2p payments -o json
  cconnect connector restart orders-s3 && cconnect connector wait orders-s3 --for running")]
pub(crate) struct Restart {
    /// Names or ids
    #[arg(required = true, value_name = "CONNECTOR", add = completion::connectors())]
    connectors: Vec<String>,
}

pub(super) async fn pause(context: &Context, service: &Service, args: Pause) -> Result<(), Failure> {
    on_each(context, service, &args.connectors, async |connector| Ok(connector.pause().await?)).await
}

pub(super) async fn resume(context: &Context, service: &Service, args: Resume) -> Result<(), Failure> {
    on_each(context, service, &args.connectors, async |connector| Ok(connector.resume().await?)).await
}

pub(super) async fn restart(context: &Context, service: &Service, args: Restart) -> Result<(), Failure> {
    on_each(context, service, &args.connectors, async |connector| Ok(connector.restart().await?)).await
}

async fn on_each(
    context: &Context,
    service: &Service,
    connectors: &[String],
    act: impl AsyncFn(&Connector) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let finder = Finder::new(&cluster);
    let work = async |given: &str| {
        let found = finder.find_to_write(given).await?;
        act(&cluster.connector(&found.name)).await?;
        Ok((target(found), Outcome::Done))
    };
    each(context, connectors, work, named).await
}

pub(super) fn target(found: ConnectorSummary) -> Target {
    Target { name: Some(found.name), id: found.id }
}

/// A target that was not found is told by what was given.
pub(super) fn named(given: &str) -> Target {
    Target { name: Some(given.to_owned()), id: None }
}
