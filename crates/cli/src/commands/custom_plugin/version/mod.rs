//! `cconnect custom-plugin version …`

mod delete;
mod describe;
mod list;
mod row;
mod upload;

use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum VersionCommand {
    /// Upload an archive as a version of a plugin
    Upload(upload::Upload),
    /// List the versions of a plugin
    List(list::List),
    /// Show a version
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
    /// Delete versions of a plugin
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
}

pub(super) async fn run(context: &Context, service: &Service, command: VersionCommand) -> Result<(), Failure> {
    match command {
        VersionCommand::Upload(args) => upload::run(context, service, args).await,
        VersionCommand::List(args) => list::run(context, service, args).await,
        VersionCommand::Describe(args) => describe::run(context, service, args).await,
        VersionCommand::Delete(args) => delete::run(context, service, args).await,
    }
}
