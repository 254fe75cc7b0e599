use ccloud_connect::connectors::Cluster;
use clap::Args;

use super::Finder;
use super::row::{ConnectorRow, connectors, tasks};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::sections;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect connector status
  cconnect connector status orders-s3
  cconnect connector status lcc-x7k2p payments -o json")]
pub(crate) struct StatusOf {
    /// Names or ids; all of the cluster when none is given
    #[arg(value_name = "CONNECTOR", add = completion::connectors())]
    connectors: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: StatusOf) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    match args.connectors.as_slice() {
        [] => all(context, &cluster).await,
        [one] => {
            let row = status(&Finder::new(&cluster), one).await?;
            context.output.data(&row, || human(&row))
        }
        several => some(context, &cluster, several).await,
    }
}

async fn all(context: &Context, cluster: &Cluster) -> Result<(), Failure> {
    let found = cluster.connectors().list().await?;
    let rows: Vec<_> = found.iter().map(|each| ConnectorRow::of(each).with_tasks(each.status.as_ref())).collect();
    if rows.is_empty() {
        context.output.note("there are no connectors");
    }
    context.output.data(&rows, || connectors(&rows))
}

async fn some(context: &Context, cluster: &Cluster, names: &[String]) -> Result<(), Failure> {
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    let finder = Finder::new(cluster);
    for name in names {
        match status(&finder, name).await {
            Ok(row) => rows.push(row),
            Err(failure) => failures.push((name.clone(), failure)),
        }
    }
    context.output.data(&rows, || connectors(&rows))?;
    Failure::of_several(names.len(), failures).map_or(Ok(()), Err)
}

async fn status(finder: &Finder<'_>, given: &str) -> Result<ConnectorRow, Failure> {
    let found = finder.find(given).await?;
    let status = finder.cluster.connector(&found.name).status().await?;
    Ok(ConnectorRow::new(&found.name, found.id.as_deref(), Some(&status)).with_tasks(Some(&status)))
}

fn human(row: &ConnectorRow) -> String {
    let of_tasks = row.tasks.as_deref().map(tasks).unwrap_or_default();
    sections(&[connectors(std::slice::from_ref(row)), of_tasks])
}
