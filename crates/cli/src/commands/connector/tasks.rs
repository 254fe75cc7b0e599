use std::collections::BTreeMap;

use ccloud_connect::connectors::TaskState;
use ccloud_connect::redaction::Shown;
use clap::Args;
use serde::Serialize;

use super::row::{TaskRow, tasks};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
With `-o json` or `-o yaml` each task's effective configuration is shown as well, secrets masked.

Examples:
  cconnect connector tasks orders-s3
  cconnect connector tasks lcc-x7k2p -o json")]
pub(crate) struct Tasks {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    task: TaskRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<BTreeMap<&'a str, Shown<'a>>>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Tasks) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let connector = cluster.find(&args.connector).await?;
    let (status, configured) = (connector.status().await?, connector.tasks().await?);
    let plugin = configured.iter().find_map(|task| task.config.plugin());
    let class = cluster.classification(plugin.as_ref()).await;
    let row = |state: &TaskState| {
        let task = configured.iter().find(|task| task.id == state.id);
        let config = task.map(|task| task.config.shown(&class).collect());
        Row { task: TaskRow::of(state), config }
    };
    let rows: Vec<_> = status.tasks.iter().map(row).collect();
    if rows.is_empty() {
        context.output.note(&format!("`{}` has no tasks yet", connector.name()));
    }
    context.output.data(&rows, || tasks(rows.iter().map(|row| &row.task)))
}
