use clap::Args;

use super::request::{Change, change};
use crate::completion;
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Asks first; without a terminal `--force` is needed. A source reads everything again, a sink begins at the earliest record \
of its topics. The previous offsets are saved first, in a file that `connector offsets alter` takes.

Examples:
  cconnect connector offsets reset orders-s3 --wait
  cconnect connector offsets reset lcc-x7k2p --force -o json")]
pub(crate) struct Reset {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
    /// Wait until it is done; with `--timeout` at most that long, else 30 minutes
    #[arg(long)]
    wait: bool,
}

pub(super) async fn run(context: &Context, service: &Service, args: Reset) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    confirm(context, &format!("let `{}` start over, without its offsets?", args.connector)).await?;
    let connector = cluster.find(&args.connector).await?;
    change(context, service, &connector, Change::Reset, args.wait).await
}
