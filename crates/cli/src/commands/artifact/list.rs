use clap::Args;

use super::clouds::CloudFlag;
use super::row::ArtifactRow;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::table;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect artifact list
  cconnect artifact list --cloud aws -o json")]
pub(crate) struct List {
    #[command(flatten)]
    cloud: CloudFlag,
}

pub(super) async fn run(context: &Context, service: &Service, args: List) -> Result<(), Failure> {
    let (found, failed) = args.cloud.list(&service.environment()?.artifacts()).await;
    let rows: Vec<_> = found.into_iter().map(ArtifactRow::of).collect();
    if rows.is_empty() {
        failed.map_or(Ok(()), Err)?;
        context.output.note("there are no artifacts");
        return context.output.data(&rows, String::new);
    }
    context.output.data(&rows, || human(&rows))?;
    failed.map_or(Ok(()), Err)
}

fn human(rows: &[ArtifactRow]) -> String {
    let cells = |row: &ArtifactRow| {
        let ArtifactRow { id, name, cloud, status, .. } = row;
        [id.clone(), name.clone(), cloud.clone(), status.clone().unwrap_or_default()]
    };
    table(&["ID", "NAME", "CLOUD", "STATUS"], rows.iter().map(cells))
}
