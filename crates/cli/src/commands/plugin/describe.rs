use ccloud_connect::plugins::ConfigDefinition;
use clap::Args;
use serde::Serialize;

use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::table;

#[derive(Debug, Args)]
#[command(after_help = "\
With `-o json` or `-o yaml` importance, group and recommended values are shown as well.

Examples:
  cconnect plugin describe DatagenSource
  cconnect plugin describe S3_SINK -o json")]
pub(crate) struct Describe {
    /// Class of the plugin, as `plugin list` shows it
    #[arg(add = completion::plugins())]
    class: String,
}

/// A setting under the official CLI's keys, and what else is known of it.
#[derive(Debug, Serialize)]
struct Row {
    config: String,
    documentation: String,
    is_required: bool,
    #[serde(rename = "type")]
    value_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    importance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recommended_values: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Describe) -> Result<(), Failure> {
    let definitions = service.cluster()?.plugins().definitions(&args.class).await?;
    let rows: Vec<_> = definitions.into_iter().map(row).collect();
    if rows.is_empty() {
        context.output.note(&format!("`{}` knows no settings", args.class));
    }
    context.output.data(&rows, || human(&rows))
}

fn row(definition: ConfigDefinition) -> Row {
    Row {
        config: definition.name,
        documentation: definition.documentation,
        is_required: definition.required,
        value_type: definition.value_type.map(|kind| kind.to_string()),
        default_value: definition.default_value,
        importance: definition.importance,
        group: definition.group,
        recommended_values: definition.recommended_values,
    }
}

fn human(rows: &[Row]) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = |row: &Row| {
        let required = if row.is_required { "yes" } else { "no" };
        let Row { config, value_type, default_value, documentation, .. } = row;
        [config.clone(), text(value_type), required.to_owned(), text(default_value), documentation.clone()]
    };
    table(&["CONFIG", "TYPE", "REQUIRED", "DEFAULT", "DOCUMENTATION"], rows.iter().map(cells))
}
