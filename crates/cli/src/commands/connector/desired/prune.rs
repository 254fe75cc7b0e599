use std::path::{Path, PathBuf};

use ccloud_connect::desired::{DesiredConnector, Plan};

use crate::confirm::confirm;
use crate::context::Context;
use crate::failure::{ErrorKind, Failure};

/// Only a folder is taken for all that there should be, and one without a connector for a mistake.
pub(super) fn check(files: &[PathBuf], connectors: &[DesiredConnector]) -> Result<(), Failure> {
    let folders: Vec<&PathBuf> = files.iter().filter(|path| path.is_dir()).collect();
    if folders.is_empty() {
        return Err(Failure::usage("`--prune` needs a folder: single files do not say what should not be there"));
    }
    let is_in = |folder: &Path, one: &DesiredConnector| one.origin.file().is_some_and(|file| file.starts_with(folder));
    match folders.into_iter().find(|folder| !connectors.iter().any(|one| is_in(folder, one))) {
        Some(empty) => {
            let message = format!("`{}` holds no connector, so `--prune` would delete too much", empty.display());
            Err(Failure::new(ErrorKind::Input, message))
        }
        None => Ok(()),
    }
}

/// Asks before anything is done, with all that would be deleted, and where.
pub(super) async fn ask(context: &Context, plan: &Plan) -> Result<(), Failure> {
    let names: Vec<_> = plan.pruned().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return Ok(());
    }
    let (environment, cluster) = (&plan.environment, &plan.cluster);
    let what = if names.len() == 1 { "the connector" } else { "the connectors" };
    confirm(context, &format!("delete {what} {} of {cluster} in {environment}?", names.join(", "))).await
}
