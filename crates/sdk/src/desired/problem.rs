use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Place;
use crate::Error;

/// Something in a file that must be put right first. Names keys and places, never a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// The file, or `stdin`.
    pub file: PathBuf,
    /// Where in it; `None` for one that cannot be read.
    pub place: Option<Place>,
    /// The key that it is about.
    pub key: Option<String>,
    /// What is wrong, what was expected and how to mend it, in one line.
    pub message: String,
    /// Whether it is a reference to a secret that leads nowhere.
    pub is_reference: bool,
}

/// The same before anybody knows which file it is.
#[derive(Debug)]
pub(super) struct Mistake {
    pub place: Place,
    pub key: Option<String>,
    pub message: String,
}

impl Mistake {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, key: None, message: message.into() }
    }

    pub(super) fn of_key(place: Place, key: &str, message: impl Into<String>) -> Self {
        Self { place, key: Some(key.to_owned()), message: message.into() }
    }

    pub(super) fn within(self, file: &Path) -> Problem {
        let Self { place, key, message } = self;
        Problem { file: file.to_owned(), place: Some(place), key, message, is_reference: false }
    }
}

impl Problem {
    /// Of a file as a whole.
    pub(super) fn of_file(file: &Path, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: None, key: None, message: message.into(), is_reference: false }
    }
}

/// `FILE:LINE:COLUMN: message`, as compilers write it.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, message) = (self.file.display(), &self.message);
        match self.place {
            Some(Place { line, column }) => write!(f, "{file}:{line}:{column}: {message}"),
            None => write!(f, "{file}: {message}"),
        }
    }
}

impl Error {
    /// All that is wrong with a file, in its order.
    pub(super) fn of_files(file: &Path, mut mistakes: Vec<Mistake>) -> Self {
        mistakes.sort_by_key(|mistake| mistake.place);
        Self::Files { problems: mistakes.into_iter().map(|mistake| mistake.within(file)).collect() }
    }

    pub(super) fn of_file(problem: Problem) -> Self {
        Self::Files { problems: vec![problem] }
    }
}
