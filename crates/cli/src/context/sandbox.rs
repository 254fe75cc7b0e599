use std::path::{Path, PathBuf};
use std::pin::pin;

use ccloud_connect_sandbox::{Error, Sandbox};
use tokio::sync::oneshot;

use super::{Context, Variables, state_folder, variables};
use crate::arguments::Global;
use crate::failure::{ErrorKind, Failure};

/// The embedded service on a free port, with the state of the last call.
pub(super) async fn start(context: &Context) -> Result<Sandbox, Failure> {
    let (waits, builder) = (Waits::new(), Sandbox::builder().state_dir(state_dir(context.variables())?));
    let builder = builder.on_wait(waits.tell);
    Ok(waits.told.during(context, builder.start()).await?)
}

/// Word of a wait for another process that uses the state folder: one end for the sandbox, one for the command.
pub(crate) struct Waits {
    pub tell: Box<dyn FnOnce(&Path) + Send>,
    pub told: Told,
}

pub(crate) struct Told(oneshot::Receiver<PathBuf>);

impl Waits {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = oneshot::channel();
        let tell = move |folder: &Path| {
            // The command may have ended meanwhile.
            let _ = sender.send(folder.to_owned());
        };
        Self { tell: Box::new(tell), told: Told(receiver) }
    }
}

impl Told {
    /// Does the work, and says so when it has to wait.
    pub(crate) async fn during<T>(self, context: &Context, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        tokio::select! {
            outcome = &mut work => return outcome,
            Ok(folder) = self.0 => {
                let told = format!("another cconnect that uses `{}`", folder.display());
                context.output.meanwhile(&format!("waiting for {told}"));
                context.waiting_for.replace(Some(told));
            }
        }
        let outcome = work.await;
        context.waiting_for.take();
        outcome
    }
}

/// The embedded service has its own address and key; flags that name others contradict it.
pub(super) fn refuse_foreign(flags: &Global) -> Result<(), Failure> {
    let foreign = [
        ("--endpoint", flags.endpoint.is_some()),
        ("--telemetry-endpoint", flags.telemetry_endpoint.is_some()),
        ("--logging-endpoint", flags.logging_endpoint.is_some()),
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
    state_folder().map(|folder| folder.join("sandbox")).ok_or_else(|| {
        Failure::usage("there is no folder for the sandbox's state").with_hint("Set CCONNECT_SANDBOX_DIR to one.")
    })
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::NotLoopback(_) | Error::StoreEndpoint => ErrorKind::Usage,
            Error::Folder { .. } | Error::State { .. } => ErrorKind::Input,
            _ => ErrorKind::Network,
        };
        let hint = match error {
            Error::State { .. } => Some("Run `cconnect sandbox reset`."),
            Error::Folder { .. } => Some("Set CCONNECT_SANDBOX_DIR to another folder."),
            _ => None,
        };
        let failure = Self::new(kind, "the sandbox cannot be used").caused_by(&error);
        hint.into_iter().fold(failure, Failure::with_hint)
    }
}
