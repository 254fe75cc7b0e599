//! Something that is not as it should be, and where.

use std::fmt::{self, Display};

/// One of them, told in a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, seen from the root.
    pub file: String,
    /// Where in it, as a JSON pointer whatever the format; rows of a file go by their names. Empty for all of it.
    pub pointer: String,
    pub what: String,
}

impl Finding {
    pub fn new(file: &str, pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), pointer: pointer.into(), what: what.into() }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, pointer, what } = self;
        match pointer.as_str() {
            "" => write!(f, "{file}: {what}"),
            pointer => write!(f, "{file}: {pointer}: {what}"),
        }
    }
}
