use std::time::Duration;

use ccloud_connect::connectors::Cluster;
use clap::Args;
use serde::Serialize;

use super::row::{ConnectorRow, connectors, tasks};
use super::{Finder, counts};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::sections;

/// Between two looks of a watch: states change within seconds, and the service counts its callers' requests.
const PAUSE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
#[command(after_help = "\
With `--watch` the state is shown again whenever it has changed, as one line of JSON with `-o json`; Ctrl-C ends it.

Examples:
  cconnect connector status
  cconnect connector status orders-s3 --watch
  cconnect connector status --metrics
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
    metrics: bool,
}

/// What one look found.
struct Seen {
    rows: Vec<ConnectorRow>,
    /// One connector was asked for, not a list of them.
    is_one: bool,
    failures: Vec<(String, Failure)>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    One(&'a ConnectorRow),
    List(&'a [ConnectorRow]),
}

pub(super) async fn run(context: &Context, service: &Service, args: StatusOf) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let mut last = None;
    loop {
        let seen = look(service, &cluster, &args).await?;
        if !args.watch {
            seen.say_none(context);
            context.output.data(&seen.data(), || seen.human())?;
        } else if last.as_ref() != Some(&seen.rows) {
            let shown = context.output.snapshot(&seen.data(), || seen.human())?;
            if shown.is_break() {
                return Ok(());
            }
        }
        let failed = Failure::of_several(args.connectors.len(), seen.failures);
        last = Some(seen.rows);
        match failed {
            Some(failure) => return Err(failure),
            None if args.watch => tokio::time::sleep(PAUSE).await,
            None => return Ok(()),
        }
    }
}

async fn look(service: &Service, cluster: &Cluster, args: &StatusOf) -> Result<Seen, Failure> {
    let mut seen = match args.connectors.as_slice() {
        [] => all(cluster).await?,
        names => some(cluster, names).await?,
    };
    if args.metrics {
        counts::add(&service.client, &mut seen.rows).await?;
    }
    Ok(seen)
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
    fn data(&self) -> Data<'_> {
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
