//! `cconnect custom-plugin …`

mod delete;
mod describe;
mod list;
mod row;
mod update;
mod upload;

use ccloud_connect::plugins::Cloud;
use clap::Subcommand;

use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum CustomPluginCommand {
    /// Upload an archive and register a plugin from it
    Upload(upload::Upload),
    /// List the organization's plugins
    List(list::List),
    /// Show a plugin
    #[command(visible_alias = "get")]
    Describe(describe::Describe),
    /// Change a plugin's name, description, link or sensitive properties
    Update(update::Update),
    /// Delete plugins
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
}

pub(crate) async fn run(context: &Context, service: &Service, command: CustomPluginCommand) -> Result<(), Failure> {
    match command {
        CustomPluginCommand::Upload(args) => upload::run(context, service, args).await,
        CustomPluginCommand::List(args) => list::run(context, service, args).await,
        CustomPluginCommand::Describe(args) => describe::run(context, service, args).await,
        CustomPluginCommand::Update(args) => update::run(context, service, args).await,
        CustomPluginCommand::Delete(args) => delete::run(context, service, args).await,
    }
}

/// A cloud in any case; one that the service does not know is a slip.
fn cloud(text: &str) -> Result<Cloud, String> {
    match Cloud::from(text) {
        Cloud::Other(_) => Err("a cloud is AWS, AZURE or GCP".to_owned()),
        cloud => Ok(cloud),
    }
}

/// What `a,b` names; an empty text names nothing.
fn keys(given: Vec<String>) -> Vec<String> {
    given.into_iter().map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect()
}
