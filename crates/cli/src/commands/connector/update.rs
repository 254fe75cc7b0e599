use std::path::PathBuf;

use clap::Args;

use super::changes::{self, Change};
use super::create::{Written, say_spelled, seen};
use super::find;
use crate::connector_file::ConnectorFile;
use crate::context::{Context, Service};
use crate::failure::{Failure, Kind};
use crate::output::{sections, table};

#[derive(Debug, Args)]
#[command(after_help = "\
The file is the whole configuration: what it lacks is gone afterwards, and secrets have to be in it.

Examples:
  cconnect connector update orders-s3 -f orders-s3.yaml
  cconnect connector update lcc-x7k2p -f orders-s3.json -o json")]
pub(crate) struct Update {
    /// Name or id
    connector: String,
    /// Connector file
    #[arg(short, long, visible_alias = "config-file", value_name = "FILE")]
    file: PathBuf,
}

pub(super) async fn run(context: &Context, service: &Service, args: Update) -> Result<(), Failure> {
    let file = ConnectorFile::load(&args.file, &service.scope()?)?;
    let cluster = service.cluster()?;
    let connector = find(&cluster, &args.connector).await?;
    if connector.name() != file.name {
        return Err(renamed(&file, connector.name()));
    }
    say_spelled(context, &file);
    if file.offsets.is_some() {
        context.output.note("`offsets` apply at creation only, so they are left out");
    }
    let changes = changes::between(&connector.config().await?, &file.config);
    connector.update(file.config).await?;
    let written = Written { changed: Some(changes), ..seen(&cluster, &file.name).await };
    context.output.data(&written, || human(&written))
}

/// A connector's name is its key; there is no renaming.
fn renamed(file: &ConnectorFile, live: &str) -> Failure {
    let message =
        format!("the file names the connector `{}`, the call `{live}`, and a connector cannot be renamed", file.name);
    Failure::new(Kind::Input, message.clone()).with_details(vec![file.name_detail(message)])
}

fn human(written: &Written) -> String {
    let cells = |change: &Change| [change.key.clone(), change.change.as_str().to_owned()];
    let changed = written.changed.as_deref().unwrap_or_default();
    let differences = table(&["KEY", "CHANGE"], changed.iter().map(cells));
    sections(&[table(&["ID", "NAME", "STATUS"], [written.cells()]), differences])
}
