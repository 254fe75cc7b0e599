use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// Line and column in a file, from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    spelled: Vec<String>,
}

impl Place {
    /// Where a file begins, for what is missing altogether.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place behind a text that begins here.
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        text.chars().fold(self, |at, character| match character {
            '\n' => Self { line: at.line + 1, column: 1 },
            _ => Self { column: at.column + 1, ..at },
        })
    }
}

impl Origin {
    pub(super) fn new(file: &Path, name: Place, keys: BTreeMap<String, Place>, spelled: Vec<String>) -> Self {
        Self { file: Some(file.to_owned()), name: Some(name), keys, spelled }
    }

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

    /// The keys of the config at which a number or boolean stands. It became a text, as it is spelled.
    #[must_use]
    pub fn spelled(&self) -> &[String] {
        &self.spelled
    }

    /// The folder that references to files begin at, and lead out of by no way: the file's own, for what comes from
    /// stdin the current one.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }
}
