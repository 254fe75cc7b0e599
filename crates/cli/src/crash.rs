//! What is left of a process that ends in a way nobody meant: no secret.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;

use crate::failure::{Failure, Kind};
use crate::output::Output;
use crate::preparse::Appearance;

/// Lets nobody read this process's memory: no core dump is written, and on Linux no other process of the same user may
/// look. Where the system refuses, all else still holds.
pub(crate) fn keep_memory_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    // A limit does not bind a program that takes the dumps.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Does the work; where it panics, that is told as any other failure. What a panic says is not shown: it may quote what
/// the program had in hand.
pub(crate) fn telling_panics(appearance: Appearance, work: impl FnOnce() -> ExitCode) -> ExitCode {
    panic::set_hook(Box::new(move |info| Output::new(appearance, false).failure(&failure(info))));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| ExitCode::from(Kind::Internal.exit_code()))
}

fn failure(info: &PanicHookInfo<'_>) -> Failure {
    let place = info.location().map(|place| format!(" at {}:{}", place.file(), place.line()));
    Failure::new(Kind::Internal, format!("internal error{}", place.unwrap_or_default()))
        .with_hint("This is a mistake in cconnect. Report it with this line and the command, without its values.")
}

/// Panics with a secret in hand, when told to: for the test that looks for what escapes.
#[cfg(feature = "test-panic")]
pub(crate) fn on_request(secret: &ccloud_connect::Secret) {
    // The worst that a mistake could do.
    assert!(std::env::var_os("CCONNECT_TEST_PANIC").is_none(), "in hand: {}", secret.expose());
}
