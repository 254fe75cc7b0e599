//! `cconnect artifact …`

mod clouds;
mod delete;
mod describe;
mod list;
mod row;
mod upload;

use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum ArtifactCommand {
    /// Upload an archive and register an artifact from it
    Upload(upload::Upload),
    /// List the artifacts of the environment
    List(list::List),
    /// Show an artifact
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
    /// Delete artifacts
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
}

pub(crate) async fn run(context: &Context, service: &Service, command: ArtifactCommand) -> Result<(), Failure> {
    match command {
        ArtifactCommand::Upload(args) => upload::run(context, service, args).await,
        ArtifactCommand::List(args) => list::run(context, service, args).await,
        ArtifactCommand::Describe(args) => describe::run(context, service, args).await,
        ArtifactCommand::Delete(args) => delete::run(context, service, args).await,
    }
}
