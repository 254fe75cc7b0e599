use clap::Args;
use serde::Serialize;

use super::row::{OffsetRow, compact};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::{rfc3339, rows, sections, table};

#[derive(Debug, Args)]
#[command(after_help = "\
The service looks from time to time only, so a running connector is further on. What `-o json` prints is a file that \
`connector offsets alter` takes.

Examples:
  cconnect connector offsets get orders-s3
  cconnect connector offsets get lcc-x7k2p -o json > offsets.json")]
pub(crate) struct Get {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
}

/// Offsets under the official CLI's keys.
#[derive(Debug, Serialize)]
struct Row {
    id: Option<String>,
    name: String,
    offsets: Vec<OffsetRow>,
    metadata: Metadata,
}

#[derive(Debug, Serialize)]
struct Metadata {
    observed_at: Option<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Get) -> Result<(), Failure> {
    let connector = service.cluster()?.find(&args.connector).await?;
    let known = connector.offsets().get().await?;
    let row = Row {
        id: known.id.or_else(|| connector.id().map(str::to_owned)),
        name: known.name,
        offsets: known.offsets.iter().map(OffsetRow::of).collect(),
        metadata: Metadata { observed_at: known.observed_at.as_ref().map(rfc3339) },
    };
    if row.offsets.is_empty() {
        context.output.note(&format!("no offsets of `{}` are known yet", row.name));
    }
    context.output.data(&row, || human(&row))
}

fn human(row: &Row) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (id, observed) = (text(&row.id), text(&row.metadata.observed_at));
    let head = rows(&[("Name", &row.name), ("ID", &id), ("Observed at", &observed)]);
    let cells = |each: &OffsetRow| [compact(each.partition.as_ref()), compact(each.offset.as_ref())];
    sections(&[head, table(&["PARTITION", "OFFSET"], row.offsets.iter().map(cells))])
}
