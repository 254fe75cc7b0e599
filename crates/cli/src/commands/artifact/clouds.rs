use ccloud_connect::Error;
use ccloud_connect::artifacts::{Artifact, Artifacts, Cloud};
use clap::Args;

use super::super::archive::cloud;
use crate::failure::{ErrorKind, Failure};

/// Where artifacts are looked for. The service answers for one cloud at a time.
#[derive(Debug, Args)]
pub(super) struct CloudFlag {
    /// AWS, AZURE or GCP; all of them unless given
    #[arg(long, value_parser = cloud)]
    cloud: Option<Cloud>,
}

impl CloudFlag {
    fn clouds(&self) -> Vec<Cloud> {
        self.cloud.clone().map_or_else(|| vec![Cloud::Aws, Cloud::Azure, Cloud::Gcp], |cloud| vec![cloud])
    }

    /// A thing as it is called where only those of one cloud count.
    pub(super) fn qualify(&self, what: &str) -> String {
        self.cloud.as_ref().map_or_else(|| what.to_owned(), |cloud| format!("{what} in {cloud}"))
    }

    /// The artifacts of these clouds, and what went wrong where they could not be told.
    pub(super) async fn list(&self, artifacts: &Artifacts) -> (Vec<Artifact>, Option<Failure>) {
        let clouds = self.clouds();
        let (mut found, mut failures) = (Vec::new(), Vec::new());
        for cloud in &clouds {
            match artifacts.list(cloud.clone()).all().await {
                Ok(all) => found.extend(all),
                Err(error) if concerns_all(&error) => return (found, Some(error.into())),
                Err(error) => failures.push((cloud.to_string(), error.into())),
            }
        }
        (found, of_clouds(clouds.len(), failures))
    }

    /// The artifact of that id, and its cloud. That it is nowhere is known when all clouds say so.
    pub(super) async fn find(&self, artifacts: &Artifacts, id: &str) -> Result<(Cloud, Artifact), Failure> {
        let clouds = self.clouds();
        let mut missing = Failure::new(ErrorKind::NotFound, format!("artifact `{id}` not found"));
        let mut failures = Vec::new();
        for cloud in &clouds {
            match artifacts.get(cloud.clone(), id).await {
                Ok(artifact) => return Ok((cloud.clone(), artifact)),
                Err(error) if error.is_not_found() => missing = error.into(),
                Err(error) if concerns_all(&error) => return Err(error.into()),
                Err(error) => failures.push((cloud.to_string(), error.into())),
            }
        }
        Err(of_clouds(clouds.len(), failures).unwrap_or(missing))
    }
}

/// Whether no other cloud would be told otherwise.
fn concerns_all(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Network)
}

/// One failure for several clouds, which says in which of them it happened.
fn of_clouds(asked: usize, failures: Vec<(String, Failure)>) -> Option<Failure> {
    let only = failures.first().map(|(cloud, _)| cloud.clone()).filter(|_| asked > 1 && failures.len() == 1);
    let mut failure = Failure::of_several(asked, failures)?;
    if let Some(cloud) = only {
        failure.message = format!("{cloud}: {}", failure.message);
    }
    if asked > 1 && failure.hint.is_none() {
        failure.hint = Some("Ask one cloud alone with `--cloud`.".into());
    }
    Some(failure)
}
