use std::path::PathBuf;

use ccloud_connect::Error;
use ccloud_connect::artifacts::{Artifact, Artifacts, Cloud};
use clap::Args;

use super::super::archive::{cloud, name_of};
use super::row::ArtifactRow;
use crate::again;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::progress::UploadBar;
use crate::waiting::{self, WaitLine};

#[derive(Debug, Args)]
#[command(after_help = "\
The service looks into the archive after it has taken it. `--wait` waits for that: it ends with exit code 0 \
when the artifact is READY, 7 when it FAILED, 6 after `--timeout`, 30 minutes unless told.

Examples:
  cconnect artifact upload transforms.jar --cloud AWS --wait
  cconnect artifact upload transforms.zip --cloud gcp --name 'Our transforms' -o json")]
pub(crate) struct Upload {
    /// Archive: ZIP or JAR, up to 1 GiB
    #[arg(value_name = "FILE", required_unless_present = "artifact_file", conflicts_with = "artifact_file")]
    file: Option<PathBuf>,
    /// The same as FILE, as the official CLI spells it
    #[arg(long, value_name = "FILE", hide = true)]
    artifact_file: Option<PathBuf>,
    /// AWS, AZURE or GCP, that of the Kafka cluster
    #[arg(long, value_parser = cloud)]
    cloud: Cloud,
    /// Name that people see; the file's without its extension unless given
    #[arg(long)]
    name: Option<String>,
    /// Description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Wait until it can be used
    #[arg(long)]
    wait: bool,
}

pub(super) async fn run(context: &Context, service: &Service, args: Upload) -> Result<(), Failure> {
    let (wants_wait, cloud) = (args.wait, args.cloud.clone());
    let artifacts = service.environment()?.artifacts();
    let mut row = ArtifactRow::of(upload(context, &artifacts, args).await?);
    let mut failed = None;
    if wants_wait {
        let words = ["artifact", "describe", "--cloud", &row.cloud];
        let command = again::command(&context.global, &words, &[&row.id]);
        context.begun().tell(format!("The artifact exists as `{}`: see `{command}`.", row.id));
        let line = WaitLine::new(context);
        match line.show(context, artifacts.wait_ready(cloud, &row.id)).await {
            Ok(ready) => row = ArtifactRow::of(ready),
            Err(error) => {
                if let Error::ImpossibleState { state, .. } = &error {
                    row.status = Some(state.clone());
                }
                let unmet = format!("`{}` was not ready", row.name);
                failed = Some(waiting::failure(context, error, &unmet, "It may still become so: see", &command));
            }
        }
    }
    context.output.data(&row, || row.human())?;
    failed.map_or(Ok(()), Err)
}

async fn upload(context: &Context, artifacts: &Artifacts, args: Upload) -> Result<Artifact, Failure> {
    let Some(file) = args.file.or(args.artifact_file) else {
        return Err(Failure::usage("the archive is not given"));
    };
    let name = match args.name {
        Some(name) => name,
        None => name_of(context, &file, "an artifact's")?,
    };
    let bar = UploadBar::new(context, &["artifact", "list"], &[]);
    let mut upload = artifacts.upload(file).cloud(args.cloud).name(name).progress(bar.reporter());
    if let Some(description) = args.description {
        upload = upload.description(description);
    }
    let uploaded = upload.send().await;
    drop(bar);
    Ok(uploaded.map_err(|error| context.unsure(error))?.artifact)
}
