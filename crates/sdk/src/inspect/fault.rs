use std::io;
use std::path::Path;

use super::pack::Obstacle;
use crate::Error;

/// Why an archive, or something in it, is not read further.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Broken(String),
    #[error("has no directory at its end: it is no ZIP or JAR, or it is cut short")]
    NoDirectory,
    /// What it holds too much of.
    #[error("{0}")]
    Limit(String),
    /// What cannot be packed.
    #[error("cannot be packed: {0}")]
    Obstacle(#[from] Obstacle),
}

impl Fault {
    pub(super) fn broken(why: impl Into<String>) -> Self {
        Self::Broken(why.into())
    }

    pub(super) fn of(self, path: &Path) -> Error {
        match self {
            // What is packed may be broken as well: the file itself was readable.
            Self::Io(source) if is_of_the_system(&source) => Error::File { path: path.into(), source },
            Self::Io(source) => Error::Input(format!("`{}` is broken: {source}", path.display())),
            Self::Obstacle(obstacle) => Error::Unpackable { path: path.into(), obstacle: Box::new(obstacle) },
            other => Error::Input(format!("`{}` {other}", path.display())),
        }
    }
}

/// Whether the operating system said so, not a decoder.
fn is_of_the_system(error: &io::Error) -> bool {
    error.raw_os_error().is_some()
}

impl From<rawzip::Error> for Fault {
    fn from(error: rawzip::Error) -> Self {
        match error.into_kind() {
            rawzip::ErrorKind::IO(error) => Self::Io(error),
            rawzip::ErrorKind::Eof => Self::broken("is cut short"),
            rawzip::ErrorKind::MissingEndOfCentralDirectory => Self::NoDirectory,
            other => Self::Broken(format!("is no readable ZIP: {other}")),
        }
    }
}
