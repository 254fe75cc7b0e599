//! `cconnect connector offsets …`

mod alter;
mod get;
mod request;
mod reset;
mod row;
mod saved;
mod status;

use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum OffsetsCommand {
    /// Show how far a connector has come
    Get(get::Get),
    /// Let a connector go on from other offsets
    Alter(alter::Alter),
    /// Let a connector start over, as if it were new
    Reset(reset::Reset),
    /// Show what became of the latest change
    Status(status::StatusOf),
}

pub(super) async fn run(context: &Context, service: &Service, command: OffsetsCommand) -> Result<(), Failure> {
    match command {
        OffsetsCommand::Get(args) => get::run(context, service, args).await,
        OffsetsCommand::Alter(args) => alter::run(context, service, args).await,
        OffsetsCommand::Reset(args) => reset::run(context, service, args).await,
        OffsetsCommand::Status(args) => status::run(context, service, args).await,
    }
}
