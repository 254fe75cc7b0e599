use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::Error;

/// The largest archive Confluent Cloud takes, in bytes: 1 GiB, the upper bound of the signed form's policy.
pub const LARGEST_ARCHIVE: u64 = 1 << 30;

/// What an archive is, by its file name's extension: the service takes two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `.zip`
    Zip,
    /// `.jar`
    Jar,
}

impl Format {
    /// The word the API uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zip => "ZIP",
            Self::Jar => "JAR",
        }
    }

    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        [Self::Zip, Self::Jar].into_iter().find(|format| extension.eq_ignore_ascii_case(format.as_str()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A file to upload, looked at before anything is sent.
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    pub(crate) path: PathBuf,
    pub(crate) size: u64,
    pub(crate) format: Format,
    modified: Option<SystemTime>,
}

impl Archive {
    pub(crate) fn look_at(path: &Path) -> Result<Self, Error> {
        let metadata = std::fs::metadata(path).map_err(|source| Error::File { path: path.into(), source })?;
        let refuse = |why: &str| Error::Input(format!("`{}` {why}", path.display()));
        if !metadata.is_file() {
            return Err(refuse("is not a file"));
        }
        let format = Format::of(path).ok_or_else(|| refuse("is neither a .zip nor a .jar"))?;
        match metadata.len() {
            0 => Err(refuse("is empty")),
            size if size > LARGEST_ARCHIVE => {
                Err(refuse(&format!("is {size} bytes long, more than the {LARGEST_ARCHIVE} (1 GiB) the service takes")))
            }
            size => Ok(Self { path: path.into(), size, format, modified: metadata.modified().ok() }),
        }
    }

    /// Opens the file for one attempt.
    pub(crate) fn open(&self) -> Result<File, Error> {
        self.check_unchanged()?;
        File::open(&self.path).map_err(|source| self.unreadable(source))
    }

    /// The file must still be what was looked at: half of one and half of another is no archive.
    pub(crate) fn check_unchanged(&self) -> Result<(), Error> {
        let now = std::fs::metadata(&self.path).map_err(|source| self.unreadable(source))?;
        if now.len() == self.size && now.modified().ok() == self.modified {
            return Ok(());
        }
        Err(Error::Input(format!("`{}` changed during the upload", self.path.display())))
    }

    pub(crate) fn unreadable(&self, source: std::io::Error) -> Error {
        Error::File { path: self.path.clone(), source }
    }

    pub(crate) fn file_name(&self) -> String {
        self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// The file's name without its extension.
    #[cfg(any(test, feature = "connect-custom-plugin-v1", feature = "cam-v1"))]
    pub(crate) fn stem(&self) -> String {
        self.path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_would_not_take_is_refused_before_any_call() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str, size: u64| {
            let path = folder.path().join(name);
            File::create(&path).unwrap().set_len(size).unwrap();
            path
        };
        for (path, said) in [
            (at("a.tar.gz", 1), "neither a .zip nor a .jar"),
            (at("a", 1), "neither a .zip nor a .jar"),
            (at("empty.zip", 0), "is empty"),
            (at("large.zip", LARGEST_ARCHIVE + 1), "more than the 1073741824 (1 GiB)"),
            (folder.path().to_owned(), "is not a file"),
            (folder.path().join("missing.zip"), "cannot be read"),
        ] {
            let error = Archive::look_at(&path).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let archive = Archive::look_at(&at("b.JAR", LARGEST_ARCHIVE)).unwrap();
        assert_eq!((archive.format, archive.stem().as_str()), (Format::Jar, "b"));
        at("b.JAR", 5);
        assert!(archive.open().unwrap_err().to_string().contains("changed during the upload"));
    }
}
