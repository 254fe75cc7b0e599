use std::path::PathBuf;
use std::sync::OnceLock;

use ccloud_connect::inspect::{Limits, inspect_within};

/// Reads these bytes as a file of this name. What runs in circles is given up soon, so that more can be tried.
pub(crate) fn inspect(name: &str, bytes: &[u8]) {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().unwrap());
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let mut limits = Limits::default();
    limits.steps = 20_000;
    let _ = inspect_within(&path, &limits);
    // To write over it would wait for the disk.
    std::fs::remove_file(&path).unwrap();
}
