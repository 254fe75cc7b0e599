use ccloud_connect::redaction::Shown;
use clap::Args;
use serde::Serialize;

use super::Finder;
use super::row::{ConnectorRow, TaskRow, tasks};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::{rows, sections, table};

#[derive(Debug, Args)]
#[command(after_help = "\
Values are shown where the connector's class, or Confluent Cloud itself, says that they are no secrets.

Examples:
  cconnect connector describe orders-s3
  cconnect connector describe lcc-x7k2p -o json")]
pub(crate) struct Describe {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
}

#[derive(Debug, Serialize)]
struct Description<'a> {
    connector: ConnectorRow,
    tasks: Vec<TaskRow>,
    configs: Vec<Line<'a>>,
}

/// One line of a config, masked unless it is known to be harmless.
#[derive(Debug, Serialize)]
struct Line<'a> {
    config: &'a str,
    value: Shown<'a>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Describe) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let summary = Finder::new(&cluster).find(&args.connector).await?;
    let class = cluster.classification(summary.config.plugin().as_ref()).await;
    let description = Description {
        connector: ConnectorRow::of(&summary),
        tasks: summary.status.iter().flat_map(|status| &status.tasks).map(TaskRow::of).collect(),
        configs: summary.config.shown(&class).map(|(config, value)| Line { config, value }).collect(),
    };
    context.output.data(&description, || human(&description))
}

fn human(description: &Description<'_>) -> String {
    let connector = &description.connector;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let head = rows(&[
        ("Name", &connector.name),
        ("ID", &text(&connector.id)),
        ("Status", &text(&connector.status)),
        ("Type", &text(&connector.connector_type)),
        ("Trace", &text(&connector.trace)),
    ]);
    let configs = description.configs.iter().map(|line| [line.config.to_owned(), line.value.to_string()]);
    sections(&[head, tasks(&description.tasks), table(&["CONFIG", "VALUE"], configs)])
}
