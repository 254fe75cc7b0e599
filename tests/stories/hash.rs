use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::cconnect::repository;

/// The SHA-256 of a file of the repository, in hex.
pub(crate) fn sha256_of(path: &str) -> String {
    hash(&repository().join(path))
}

/// The SHA-256 of every file in a folder and those below it.
pub(crate) fn hashes(folder: &Path) -> Vec<String> {
    files(folder).iter().map(|file| hash(file)).collect()
}

/// Every file in a folder and those below it.
pub(crate) fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn hash(file: &Path) -> String {
    Sha256::digest(std::fs::read(file).unwrap()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}
