//! `cconnect plugin …`

mod describe;
mod list;

use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// List the managed plugins
    List(list::List),
    /// Show the settings that a managed plugin knows
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
}

pub(crate) async fn run(context: &Context, service: &Service, command: PluginCommand) -> Result<(), Failure> {
    match command {
        PluginCommand::List(args) => list::run(context, service, args).await,
        PluginCommand::Describe(args) => describe::run(context, service, args).await,
    }
}
