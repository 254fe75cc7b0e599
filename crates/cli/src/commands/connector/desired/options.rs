use std::path::PathBuf;

use ccloud_connect::connectors::Cluster;
use ccloud_connect::desired::{AddedKeys, DesiredConnector, Planning, Prune, Rotation};
use clap::Args;
use serde::{Deserialize, Serialize};

use super::fingerprints::fingerprints;
use crate::context::{Context, Service};
use crate::failure::Failure;

/// What decides how connectors are compared.
#[derive(Clone, Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    pub kept: Kept,
    /// How many connectors may be pruned at most
    #[arg(long, value_name = "N", default_value_t = 5, requires = "prune")]
    prune_max: usize,
    /// File with what was applied last, as keyed fingerprints of secrets; by default in the state folder
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

/// As much of it as makes a plan that plan, and stands in its file.
#[derive(Clone, Debug, Args, Deserialize, Serialize)]
pub(super) struct Kept {
    /// Delete the connectors that the files do not name; needs a folder
    #[arg(long)]
    pub prune: bool,
    /// Delete only those whose name matches
    #[arg(long, value_name = "GLOB", requires = "prune")]
    prune_scope: Option<String>,
    /// Pass over keys that match, as over those that the service adds
    #[arg(long, value_name = "GLOB")]
    #[serde(default)]
    ignore_key: Vec<String>,
    /// Write a secret anew, whether or not it is known to differ
    #[arg(long, value_name = "KEY", conflicts_with = "rotate_all")]
    #[serde(default)]
    rotate: Vec<String>,
    /// Write all secrets anew
    #[arg(long)]
    #[serde(default)]
    rotate_all: bool,
}

impl Options {
    pub(super) fn planning(
        &self,
        context: &Context,
        service: &Service,
        cluster: &Cluster,
        connectors: Vec<DesiredConnector>,
    ) -> Result<Planning, Failure> {
        let Kept { prune, prune_scope, ignore_key, rotate, rotate_all } = &self.kept;
        let mut planning = cluster.plan(connectors).added_keys(AddedKeys::and(ignore_key)?);
        planning = planning.rotate(match (rotate_all, rotate.is_empty()) {
            (true, _) => Rotation::All,
            (false, true) => Rotation::None,
            (false, false) => Rotation::Keys(rotate.iter().cloned().collect()),
        });
        if let Some(fingerprints) = fingerprints(context, service, self.state.as_ref()) {
            planning = planning.fingerprints(fingerprints);
        }
        if *prune {
            let limits = Prune::new().most(self.prune_max);
            planning = planning.prune(match prune_scope {
                Some(scope) => limits.scope(scope)?,
                None => limits,
            });
        }
        Ok(planning)
    }
}
