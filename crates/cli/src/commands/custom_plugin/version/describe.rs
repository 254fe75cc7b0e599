use clap::Args;

use super::row::VersionRow;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect custom-plugin version describe ccp-7k2px1 1.2.0
  cconnect custom-plugin version describe ccp-7k2px1 ver-3m9qd -o json")]
pub(crate) struct Describe {
    /// Plugin id (ccp-…)
    #[arg(add = completion::connect_plugins())]
    plugin: String,
    /// The version's id or number
    version: String,
}

pub(super) async fn run(context: &Context, service: &Service, args: Describe) -> Result<(), Failure> {
    let row = VersionRow::of(service.environment()?.plugin(args.plugin).find(&args.version).await?);
    context.output.data(&row, || row.human())
}
