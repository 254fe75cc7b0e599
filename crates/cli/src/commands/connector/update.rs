use std::path::PathBuf;

use ccloud_connect::Error;
use ccloud_connect::connectors::{Cluster, Connector, is_id};
use clap::Args;

use super::changes::{self, Change};
use super::create::{self, Written, listed, say_spelled};
use crate::completion;
use crate::connector_file::ConnectorFile;
use crate::context::{Context, Service};
use crate::failure::{ErrorKind, Failure};
use crate::output::{sections, table};

#[derive(Debug, Args)]
#[command(after_help = "\
The file is the whole configuration: what it lacks is gone afterwards, and secrets have to be in it.

Examples:
  cconnect connector update orders-s3 -f orders-s3.yaml
  cconnect connector update lcc-x7k2p -f orders-s3.json -o json")]
pub(crate) struct Update {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
    /// Connector file
    #[arg(short, long, visible_alias = "config-file", value_name = "FILE")]
    file: PathBuf,
}

pub(super) async fn run(context: &Context, service: &Service, args: Update) -> Result<(), Failure> {
    let file = ConnectorFile::load(&args.file, &service.scope()?)?;
    let cluster = service.cluster()?;
    let connector = named(&cluster, &args.connector).await?;
    if connector.name() != file.name {
        // A name that nobody has is a slip of the pen; one that somebody has would be a renaming.
        let live = cluster.find(connector.name()).await?;
        return Err(renamed(&file, live.name()));
    }
    say_spelled(context, &file);
    if file.offsets.is_some() {
        context.output.note("`offsets` apply at creation only, so they are left out");
    }
    let sent = file.config.clone();
    let replaced = match connector.replace(file.config).await {
        Err(error @ Error::NotFound { .. }) => return Err(told_apart(&connector, error).await.into()),
        replaced => replaced?,
    };
    let changes = changes::between(&replaced.before, &sent);
    let written = Written { changed: Some(changes), ..Written::of(&listed(&cluster).await, file.name) };
    context.output.data(&written, || human(&written))
}

/// Only an id has to be looked up: that a name exists is proven before the write anyway.
async fn named(cluster: &Cluster, given: &str) -> Result<Connector, Error> {
    if is_id(given) { cluster.find(given).await } else { Ok(cluster.connector(given)) }
}

/// A list that lacks the connector knows near names, which the service's 404 does not.
async fn told_apart(connector: &Connector, error: Error) -> Error {
    match connector.summary().await {
        Err(absent @ Error::NotFound { answer: None, .. }) => absent,
        _ => error,
    }
}

/// A connector's name is its key; there is no renaming.
fn renamed(file: &ConnectorFile, live: &str) -> Failure {
    let message =
        format!("the file names the connector `{}`, the call `{live}`, and a connector cannot be renamed", file.name);
    Failure::new(ErrorKind::Input, message.clone()).with_details(vec![file.name_detail(message)])
}

fn human(written: &Written) -> String {
    let cells = |change: &Change| [change.key.clone(), change.change.as_str().to_owned()];
    let changed = written.changed.as_deref().unwrap_or_default();
    let differences = table(&["KEY", "CHANGE"], changed.iter().map(cells));
    sections(&[create::written(std::slice::from_ref(written)), differences])
}
