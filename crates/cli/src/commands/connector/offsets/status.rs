use clap::Args;

use super::row::RequestRow;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect connector offsets status orders-s3
  cconnect connector offsets status lcc-x7k2p -o json")]
pub(crate) struct StatusOf {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
}

pub(super) async fn run(context: &Context, service: &Service, args: StatusOf) -> Result<(), Failure> {
    let connector = service.cluster()?.find(&args.connector).await?;
    let row = RequestRow::of(&connector.offsets().status().await?);
    context.output.data(&row, || row.human())
}
