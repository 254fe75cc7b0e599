use ccloud_connect::artifacts::Artifacts;
use clap::Args;

use super::super::deletion::is_absent;
use super::super::targets::{Outcome, Target, each};
use super::clouds::CloudFlag;
use crate::completion;
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::{ErrorKind, Failure};

#[derive(Debug, Args)]
#[command(after_help = "\
Asks first; without a terminal `--force` is needed. An artifact that connectors use cannot be deleted.

Examples:
  cconnect artifact delete cca-5t8wq
  cconnect artifact delete cca-5t8wq cca-8h1zk --cloud aws --force -o json")]
pub(crate) struct Delete {
    /// Artifact ids (cca-…)
    #[arg(required = true, value_name = "ID", add = completion::artifacts())]
    ids: Vec<String>,
    #[command(flatten)]
    cloud: CloudFlag,
}

pub(super) async fn run(context: &Context, service: &Service, args: Delete) -> Result<(), Failure> {
    let artifacts = service.environment()?.artifacts();
    let quoted = args.ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    confirm(context, &format!("delete {quoted}?")).await?;
    let what = args.cloud.qualify("artifact");
    let work = async |id: &str| match delete(&args.cloud, &artifacts, id).await {
        Err(failure) if failure.kind == ErrorKind::NotFound.into() => {
            // A 404 alone does not prove it: complete lists have to lack it.
            let (all, incomplete) = args.cloud.list(&artifacts).await;
            let is_absent = incomplete.is_none() && is_absent(context, &what, id, all);
            if is_absent { Ok((identified(id), Outcome::Absent)) } else { Err(failure) }
        }
        outcome => outcome.map(|target| (target, Outcome::Done)),
    };
    each(context, &args.ids, work, identified).await
}

async fn delete(cloud: &CloudFlag, artifacts: &Artifacts, id: &str) -> Result<Target, Failure> {
    let (cloud, artifact) = cloud.find(artifacts, id).await?;
    artifacts.delete(cloud, id).await?;
    Ok(Target { name: Some(artifact.name), id: Some(artifact.id) })
}

fn identified(id: &str) -> Target {
    Target { name: None, id: Some(id.to_owned()) }
}
