use ccloud_connect::connectors::Cluster;
use clap::Args;
use serde::Serialize;

use super::row::{ConnectorRow, connectors, tasks};
use super::{Finder, counts, watch};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::sections;

#[derive(Debug, Args)]
#[command(after_help = "\
With `--watch` a terminal shows one screen, those in the most trouble first, and looks again every five seconds; \
elsewhere a line tells of each connector that has changed, with `-o json` one line of JSON of all. Ctrl-C ends it.

Examples:
  cconnect connector status
  cconnect connector status orders-s3 --watch
  cconnect connector status --watch --metrics
  cconnect connector status lcc-x7k2p payments -o json")]
pub(crate) struct StatusOf {
    /// Names or ids; all of the cluster when none is given
    #[arg(value_name = "CONNECTOR", add = completion::connectors())]
    connectors: Vec<String>,
    /// Look again every few seconds, until interrupted
    #[arg(long)]
    watch: bool,
    /// Set the records of the last hour beside each
    #[arg(long)]
    pub metrics: bool,
}

/// What one look found.
pub(super) struct Seen {
    pub rows: Vec<ConnectorRow>,
    /// One connector was asked for, not a list of them.
    pub is_one: bool,
    pub failures: Vec<(String, Failure)>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Data<'a> {
    One(&'a ConnectorRow),
    List(&'a [ConnectorRow]),
}

pub(super) async fn run(context: &Context, service: &Service, args: StatusOf) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    if args.watch {
        return watch::run(context, service, &cluster, &args).await;
    }
    let mut seen = look(&cluster, &args).await?;
    if args.metrics {
        match counts::of(&service.client, &seen.rows).await {
            Ok(counts) => counts.add_to(&mut seen.rows),
            Err(why) => context.output.note(&format!("no metrics: {why}")),
        }
    }
    seen.say_none(context);
    context.output.data(&seen.data(), || seen.human())?;
    Failure::of_several(args.connectors.len(), seen.failures).map_or(Ok(()), Err)
}

pub(super) async fn look(cluster: &Cluster, args: &StatusOf) -> Result<Seen, Failure> {
    match args.connectors.as_slice() {
        [] => all(cluster).await,
        names => some(cluster, names).await,
    }
}

async fn all(cluster: &Cluster) -> Result<Seen, Failure> {
    let found = cluster.connectors().list().await?;
    let rows = found.iter().map(|each| ConnectorRow::of(each).with_tasks(each.status.as_ref())).collect();
    Ok(Seen { rows, is_one: false, failures: Vec::new() })
}

async fn some(cluster: &Cluster, names: &[String]) -> Result<Seen, Failure> {
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    let finder = Finder::new(cluster);
    for name in names {
        match status(&finder, name).await {
            Ok(row) => rows.push(row),
            // Nothing is known that could be shown.
            Err(failure) if names.len() == 1 => return Err(failure),
            Err(failure) => failures.push((name.clone(), failure)),
        }
    }
    Ok(Seen { rows, is_one: names.len() == 1, failures })
}

async fn status(finder: &Finder<'_>, given: &str) -> Result<ConnectorRow, Failure> {
    let found = finder.find(given).await?;
    let status = finder.cluster.connector(&found.name).status().await?;
    Ok(ConnectorRow::new(&found.name, found.id.as_deref(), Some(&status)).with_tasks(Some(&status)))
}

impl Seen {
    pub(super) fn data(&self) -> Data<'_> {
        match self.rows.as_slice() {
            [row] if self.is_one => Data::One(row),
            rows => Data::List(rows),
        }
    }

    fn human(&self) -> String {
        match self.rows.as_slice() {
            [row] if self.is_one => {
                sections(&[connectors(&self.rows), row.tasks.as_deref().map(tasks).unwrap_or_default()])
            }
            rows => connectors(rows),
        }
    }

    fn say_none(&self, context: &Context) {
        if self.rows.is_empty() && self.failures.is_empty() {
            context.output.note("there are no connectors");
        }
    }
}
