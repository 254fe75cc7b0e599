//! The real program, in a world of its own: no variables of the caller's, its own state folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// `cconnect` with a sandbox of its own.
pub(crate) struct Cconnect {
    state: TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    #[allow(dead_code, reason = "shown by assertions")]
    pub(crate) stderr: String,
}

impl Cconnect {
    pub(crate) fn new() -> Self {
        Self { state: tempfile::tempdir().unwrap() }
    }

    /// Runs with these arguments, in the repository's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs against the sandbox, expects success, and reads the JSON.
    pub(crate) fn sandbox(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[&["--sandbox", "-o", "json"], arguments].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {run:?}"))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(repository()).env_clear();
        command.env("HOME", self.state.path()).env("CCONNECT_SANDBOX_DIR", self.sandbox_folder());
        command
    }

    /// Where its sandbox keeps what it has.
    pub(crate) fn sandbox_folder(&self) -> PathBuf {
        self.state.path().join("sandbox")
    }

    /// Where it keeps what lasts between calls.
    pub(crate) fn state_folder(&self) -> PathBuf {
        self.state.path().join(".local/state/cconnect")
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The root of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The program, built from the sources as they are: a test crate gets no path to another package's binary.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = ["build", "--quiet", "-p", "ccloud-connect-cli", "--message-format", "json"];
        let output = Command::new(cargo).args(build).current_dir(repository()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).unwrap();
        let executable = messages.lines().find_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            Some(PathBuf::from(message.get("executable")?.as_str()?))
        });
        executable.expect("cargo names the program it built")
    })
}
