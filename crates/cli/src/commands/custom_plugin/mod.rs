//! `cconnect custom-plugin …`

mod create;
mod delete;
mod describe;
mod family;
mod list;
mod row;
mod update;
mod upload;
mod version;

use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum CustomPluginCommand {
    /// Upload an archive and register a plugin from it
    Upload(upload::Upload),
    /// Create a plugin of an environment, still without a version
    Create(create::Create),
    /// List the plugins of the organization, or of an environment
    List(list::List),
    /// Show a plugin
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
    /// Change a plugin's name, description, link or sensitive properties
    Update(update::Update),
    /// Delete plugins
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
    /// The versions of an environment's plugins
    #[command(subcommand)]
    Version(version::VersionCommand),
}

pub(crate) async fn run(context: &Context, service: &Service, command: CustomPluginCommand) -> Result<(), Failure> {
    match command {
        CustomPluginCommand::Upload(args) => upload::run(context, service, args).await,
        CustomPluginCommand::Create(args) => create::run(context, service, args).await,
        CustomPluginCommand::List(args) => list::run(context, service, args).await,
        CustomPluginCommand::Describe(args) => describe::run(context, service, args).await,
        CustomPluginCommand::Update(args) => update::run(context, service, args).await,
        CustomPluginCommand::Delete(args) => delete::run(context, service, args).await,
        CustomPluginCommand::Version(command) => version::run(context, service, command).await,
    }
}
