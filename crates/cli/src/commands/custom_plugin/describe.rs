use clap::Args;

use super::family::ApiFlag;
use super::row::{ConnectPluginRow, PluginRow};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect custom-plugin describe ccp-4rrw00
  cconnect custom-plugin describe ccp-4rrw00 -o json
  cconnect custom-plugin describe ccp-7k2px1 --api ccpm")]
pub(crate) struct Describe {
    /// Plugin id (ccp-…)
    #[arg(add = completion::custom_plugins())]
    id: String,
    #[command(flatten)]
    api: ApiFlag,
}

pub(super) async fn run(context: &Context, service: &Service, args: Describe) -> Result<(), Failure> {
    if let Some(environment) = args.api.environment(service)? {
        let row = ConnectPluginRow::of(environment.plugins().get(&args.id).await?);
        return context.output.data(&row, || row.human());
    }
    let row = PluginRow::of(service.client.custom_plugins().get(&args.id).await?);
    context.output.data(&row, || row.human())
}
