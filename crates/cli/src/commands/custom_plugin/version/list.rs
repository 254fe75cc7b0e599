use clap::Args;

use super::row::VersionRow;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::table;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect custom-plugin version list ccp-7k2px1
  cconnect custom-plugin version list ccp-7k2px1 -o json")]
pub(crate) struct List {
    /// Plugin id (ccp-…)
    #[arg(add = completion::connect_plugins())]
    plugin: String,
}

pub(super) async fn run(context: &Context, service: &Service, args: List) -> Result<(), Failure> {
    let versions = service.environment()?.plugin(args.plugin).versions().await?;
    let rows: Vec<_> = versions.into_iter().map(VersionRow::of).collect();
    if rows.is_empty() {
        context.output.note("the plugin has no versions");
    }
    context.output.data(&rows, || human(&rows))
}

fn human(rows: &[VersionRow]) -> String {
    let cells =
        |row: &VersionRow| [row.id.clone(), row.version.clone(), row.phase.clone().unwrap_or_default(), row.classes()];
    table(&["ID", "VERSION", "PHASE", "CLASSES"], rows.iter().map(cells))
}
