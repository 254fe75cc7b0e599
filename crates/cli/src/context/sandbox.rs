use std::path::PathBuf;

use ccloud_connect_sandbox::{Error, Sandbox};
use etcetera::BaseStrategy as _;
use etcetera::base_strategy::Xdg;

use super::{Variables, variables};
use crate::arguments::Global;
use crate::failure::{Failure, Kind};

/// The embedded service on a free port, with the state of the last call.
pub(super) async fn start(variables: &Variables) -> Result<Sandbox, Failure> {
    Ok(Sandbox::builder().state_dir(state_dir(variables)?).start().await?)
}

/// The embedded service has its own address and key; flags that name others contradict it.
pub(super) fn refuse_foreign(flags: &Global) -> Result<(), Failure> {
    let foreign = [
        ("--endpoint", flags.endpoint.is_some()),
        ("--api-key", flags.api_key.is_some()),
        ("--access-token-file", flags.access_token_file.is_some()),
    ];
    match foreign.into_iter().find(|(_, is_given)| *is_given) {
        Some((flag, _)) => Err(Failure::usage(format!("`--sandbox` and `{flag}` contradict each other: keep one"))),
        None => Ok(()),
    }
}

/// Where the embedded service keeps its state: `CCONNECT_SANDBOX_DIR`, else the user's state folder.
pub(crate) fn state_dir(variables: &Variables) -> Result<PathBuf, Failure> {
    if let Some(folder) = variables.get(variables::SANDBOX_DIR) {
        return Ok(folder.into());
    }
    let base = Xdg::new().ok().and_then(|folders| folders.state_dir());
    base.map(|base| base.join("cconnect").join("sandbox")).ok_or_else(|| {
        Failure::usage("there is no folder for the sandbox's state").with_hint("Set CCONNECT_SANDBOX_DIR to one.")
    })
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::NotLoopback(_) | Error::StoreEndpoint(_) => Kind::Usage,
            Error::Folder { .. } => Kind::Input,
            _ => Kind::Network,
        };
        Self::new(kind, "the sandbox does not start").caused_by(&error)
    }
}
