//! `cconnect metrics …`

mod list;
mod query;

use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum MetricsCommand {
    /// Ask what a query in a file asks, and print the service's answer
    Query(query::Query),
    /// List the metrics on offer
    List(list::List),
}

pub(crate) async fn run(context: &Context, service: &Service, command: MetricsCommand) -> Result<(), Failure> {
    match command {
        MetricsCommand::Query(args) => query::run(context, service, args).await,
        MetricsCommand::List(args) => list::run(context, service, args).await,
    }
}
