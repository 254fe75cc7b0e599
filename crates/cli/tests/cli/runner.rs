use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A value that must never be printed.
pub(crate) const CANARY: &str = "canary-5f1d";

/// A folder of its own for state and files, and the binary to run in it.
pub(crate) struct Runner {
    folder: TempDir,
}

/// What a call of the binary gave.
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Runner {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file; gives its name, as calls run in the folder.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.folder().join(name), text).unwrap();
        name.into()
    }

    /// The binary with nothing of this machine's environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cconnect"));
        command.args(args).current_dir(self.folder()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.folder()).env("CCONNECT_SANDBOX_DIR", self.folder().join("state"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, &[])
    }

    pub(crate) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        Ran::of(self.command(args).envs(variables.iter().copied()).output().unwrap())
    }

    /// A call on the embedded service.
    pub(crate) fn sandbox(&self, args: &[&str]) -> Ran {
        self.run(&[&["--sandbox"], args].concat())
    }

    /// A call on the embedded service that has to succeed; its JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.sandbox(&[args, &["-o", "json"]].concat());
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.stderr);
        ran.json()
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let ran = Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(CANARY), "a secret was printed: {}", ran.stderr);
        ran
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The one object on stderr.
    pub(crate) fn error(&self) -> Value {
        let object: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {}", self.stderr));
        object["error"].clone()
    }
}

/// The keys of an object, in one order whatever features of `serde_json` the workspace has switched on.
pub(crate) fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A connector file of a class that the embedded service has.
pub(crate) fn connector(name: &str) -> Value {
    serde_json::json!({"name": name, "config": {
        "connector.class": "DatagenSource", "kafka.api.key": "KEY", "kafka.api.secret": CANARY,
        "kafka.topic": "orders", "output.data.format": "JSON", "quickstart": "ORDERS", "tasks.max": "1"}})
}
