use std::path::PathBuf;

/// Why something cannot be packed as a ZIP.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Obstacle {
    /// Links are not followed: they could lead anywhere.
    #[error("`{0}` is a link, and links are not followed")]
    Link(String),
    /// A device, pipe or the like.
    #[error("`{0}` is no regular file")]
    SpecialFile(String),
    /// An absolute name, or one with `..` in it.
    #[error("the name `{0}` leads out of the archive")]
    UnsafeName(String),
    /// A name that is no UTF-8, too long for a ZIP, or has a backslash or control character in it: systems do not
    /// agree about these.
    #[error("the name `{0}` does not mean the same everywhere")]
    OddName(String),
    /// Two files of one name, or a file and a folder.
    #[error("there are several files named `{0}`")]
    DuplicateName(String),
    /// Two names that are one to systems that do not tell upper from lower case.
    #[error("`{0}` and `{1}` differ in upper and lower case only")]
    SameButForCase(String, String),
    /// No file is left.
    #[error("there are no files in it")]
    Empty,
    /// More files than a ZIP is given here.
    #[error("it has {count} files, more than the {limit} of a ZIP that everything reads")]
    TooManyFiles {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// It would be larger than Confluent Cloud takes.
    #[error("the ZIP would have {size} bytes, more than the {limit} the service takes")]
    TooLarge {
        /// What it would have, in bytes.
        size: u64,
        /// What it may have.
        limit: u64,
    },
    /// There is not enough room for temporary files.
    #[error("it takes {needed} bytes in {}, where {free} are free", .folder.display())]
    #[non_exhaustive]
    NoSpace {
        /// Where.
        folder: PathBuf,
        /// How many bytes are needed.
        needed: u64,
        /// How many there are.
        free: u64,
    },
}
