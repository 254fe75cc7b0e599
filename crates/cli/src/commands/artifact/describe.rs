use clap::Args;

use super::clouds::CloudFlag;
use super::row::ArtifactRow;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect artifact describe cca-5t8wq
  cconnect artifact describe cca-5t8wq --cloud aws -o json")]
pub(crate) struct Describe {
    /// Artifact id (cca-…)
    #[arg(add = completion::artifacts())]
    id: String,
    #[command(flatten)]
    cloud: CloudFlag,
}

pub(super) async fn run(context: &Context, service: &Service, args: Describe) -> Result<(), Failure> {
    let (_, artifact) = args.cloud.find(&service.environment()?.artifacts(), &args.id).await?;
    let row = ArtifactRow::of(artifact);
    context.output.data(&row, || row.human())
}
