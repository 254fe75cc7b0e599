use std::path::PathBuf;

use ccloud_connect::desired::OffsetsFile;
use clap::Args;

use super::request::{Change, change};
use crate::completion;
use crate::context::{Context, Scope, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
A file is what `connector offsets get -o json` prints, or its `offsets` alone, in JSON or YAML:

  offsets:
  - partition: {kafka_topic: orders, kafka_partition: 0}
    offset: {kafka_offset: 1500}

Partitions that it lacks are left alone, one whose `offset` is null is dropped. The connector stops meanwhile. The \
previous offsets are saved first, in a file that this command takes, so that a change can be undone.

Examples:
  cconnect connector offsets alter orders-s3 -f offsets.yaml --wait
  cconnect connector offsets alter lcc-x7k2p -f offsets.json -o json")]
pub(crate) struct Alter {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
    /// Offsets file
    #[arg(short, long, visible_alias = "config-file", value_name = "FILE")]
    file: PathBuf,
    /// Wait until they are applied; with `--timeout` at most that long, else 30 minutes
    #[arg(long)]
    wait: bool,
}

pub(super) async fn run(context: &Context, service: &Service, args: Alter) -> Result<(), Failure> {
    let Scope { environment, cluster } = service.scope()?;
    let file = OffsetsFile::read(&args.file, environment, cluster)?;
    let connector = service.cluster()?.find(&args.connector).await?;
    let wanted = Change::Alter(file.of(connector.name())?);
    change(context, service, &connector, wanted, args.wait).await
}
