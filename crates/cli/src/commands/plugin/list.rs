use clap::Args;
use serde::Serialize;

use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::table;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect plugin list
  cconnect --sandbox plugin list -o json")]
pub(crate) struct List {}

/// A plugin under the official CLI's keys.
#[derive(Debug, Serialize)]
struct Row {
    plugin_name: String,
    #[serde(rename = "type")]
    connector_type: Option<String>,
    version: Option<String>,
}

pub(super) async fn run(context: &Context, service: &Service, List {}: List) -> Result<(), Failure> {
    let plugins = service.cluster()?.plugins().list().await?;
    let rows: Vec<_> = plugins
        .into_iter()
        .map(|plugin| Row {
            plugin_name: plugin.class,
            connector_type: plugin.connector_type.map(|kind| kind.to_string()),
            version: plugin.version,
        })
        .collect();
    if rows.is_empty() {
        context.output.note("the cluster offers no managed plugins");
    }
    context.output.data(&rows, || human(&rows))
}

fn human(rows: &[Row]) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = |row: &Row| [row.plugin_name.clone(), text(&row.connector_type), text(&row.version)];
    table(&["PLUGIN", "TYPE", "VERSION"], rows.iter().map(cells))
}
