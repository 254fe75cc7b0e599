use std::path::{Path, PathBuf};

use ccloud_connect::desired::{Plan, PreparedPlan, Seal};
use serde::{Deserialize, Serialize};

use super::options::Kept;
use crate::context::Context;
use crate::failure::{Detail, ErrorKind, Failure};
use crate::private_file::PrivateFile;

/// Of files with another number nothing is known.
const FORMAT: u32 = 1;

const OTHER_KEY: &str = "the plan was made with another fingerprint key, so what it does not show, such as secrets that \
                         stand in the files, is not compared: share CCONNECT_FINGERPRINT_KEY_FILE";

/// A plan that is kept: what it does, and what it was made of. Without any secret.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct PlanFile {
    format: u32,
    pub files: Vec<PathBuf>,
    pub options: Kept,
    pub plan: Plan,
    /// What it does not show. None where there is no place for a key of fingerprints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<Seal>,
}

impl PlanFile {
    pub(super) fn new(files: Vec<PathBuf>, options: Kept, prepared: &PreparedPlan) -> Result<Self, Failure> {
        Ok(Self { format: FORMAT, files, options, plan: prepared.plan().clone(), seal: prepared.seal()? })
    }

    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |why: &str| Failure::new(ErrorKind::Input, format!("`{}` {why}", path.display()));
        let text = std::fs::read(path).map_err(|error| wrong("cannot be read").caused_by(&error))?;
        let read: Self = serde_json::from_slice(&text).map_err(|error| wrong("holds no plan").caused_by(&error))?;
        if read.format == FORMAT { Ok(read) } else { Err(wrong("is a plan of another version of this program")) }
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        let file = PrivateFile::begin(path)?;
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        file.finish(format!("{text}\n").as_bytes())
    }

    /// Refuses to do anything else than what was planned.
    pub(super) fn check(&self, context: &Context, prepared: &PreparedPlan) -> Result<(), Failure> {
        let now = prepared.plan();
        let Plan { environment, cluster, .. } = &self.plan;
        if (environment, cluster) != (&now.environment, &now.cluster) {
            let message = format!(
                "the plan is for {cluster} in {environment}, the call for {} in {}",
                now.cluster, now.environment
            );
            return Err(Failure::new(ErrorKind::Input, message));
        }
        let mut moved = self.plan.differs_from(now);
        if let (true, Some(sealed), Some(now)) = (moved.is_empty(), &self.seal, prepared.seal()?) {
            match now.differs_from(sealed) {
                Some(unseen) => moved = unseen,
                None => context.output.note(OTHER_KEY),
            }
        }
        if moved.is_empty() {
            return Ok(());
        }
        let names = moved.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let detail = |name: &String| Detail::new(format!("something else would be done with `{name}` now"));
        let message = format!("the files or the connectors have changed since the plan was made: {names}");
        let failure = Failure::new(ErrorKind::Input, message).with_details(moved.iter().map(detail).collect());
        Err(failure.with_hint("Make a new plan with `connector diff … --out PLAN`, and look at it."))
    }
}
