use clap::Args;

use super::row::PluginRow;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect custom-plugin describe ccp-4rrw00
  cconnect custom-plugin describe ccp-4rrw00 -o json")]
pub(crate) struct Describe {
    /// Plugin id (ccp-…)
    #[arg(add = completion::custom_plugins())]
    id: String,
}

pub(super) async fn run(context: &Context, service: &Service, args: Describe) -> Result<(), Failure> {
    let row = PluginRow::of(service.client.custom_plugins().get(&args.id).await?);
    context.output.data(&row, || row.human())
}
