//! `cconnect custom-plugin …`

mod create;
mod delete;
mod describe;
mod family;
mod inspect;
mod list;
mod pack;
mod row;
mod update;
mod upload;
mod version;

use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum CustomPluginCommand {
    /// Show what is in an archive, offline
    Inspect(inspect::Inspect),
    /// Make a ZIP of a folder or a tar.gz, the same from the same files
    Pack(pack::Pack),
    #[command(flatten)]
    Call(CustomPluginCall),
}

/// What asks the service.
#[derive(Debug, Subcommand)]
pub(crate) enum CustomPluginCall {
    /// Upload an archive and register a plugin from it
    Upload(upload::Upload),
    /// Create a plugin of an environment, still without a version
    Create(create::Create),
    /// List the plugins of the organization, or of an environment
    List(list::List),
    /// Show a plugin
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
    /// Change a plugin's name, description, link, sensitive properties or archive
    Update(update::Update),
    /// Delete plugins
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
    /// The versions of an environment's plugins
    #[command(subcommand)]
    Version(version::VersionCommand),
}

pub(crate) async fn run(context: &Context, command: CustomPluginCommand) -> Result<(), Failure> {
    match command {
        CustomPluginCommand::Inspect(args) => inspect::run(context, args).await,
        CustomPluginCommand::Pack(args) => pack::run(context, args).await,
        CustomPluginCommand::Call(command) => {
            context.with_service(async |service| call(context, service, command).await).await
        }
    }
}

async fn call(context: &Context, service: &Service, command: CustomPluginCall) -> Result<(), Failure> {
    match command {
        CustomPluginCall::Upload(args) => Box::pin(upload::run(context, service, args)).await,
        CustomPluginCall::Create(args) => create::run(context, service, args).await,
        CustomPluginCall::List(args) => list::run(context, service, args).await,
        CustomPluginCall::Describe(args) => describe::run(context, service, args).await,
        CustomPluginCall::Update(args) => Box::pin(update::run(context, service, args)).await,
        CustomPluginCall::Delete(args) => delete::run(context, service, args).await,
        CustomPluginCall::Version(command) => Box::pin(version::run(context, service, command)).await,
    }
}
