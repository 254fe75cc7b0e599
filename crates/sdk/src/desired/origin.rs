use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Line and column in a file, from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The column.
    pub column: u64,
}

/// Where a desired connector is written down, for messages about it. Nowhere, for one that a program made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    file: Option<PathBuf>,
    name: Option<Place>,
    keys: BTreeMap<String, Place>,
}

impl Place {
    /// Where a file begins, for what is missing altogether.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl Origin {
    /// The file, or `stdin`.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Where the connector's name stands.
    #[must_use]
    pub fn name(&self) -> Option<Place> {
        self.name
    }

    /// Where the value of a key of the config stands.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<Place> {
        self.keys.get(key).copied()
    }
}
