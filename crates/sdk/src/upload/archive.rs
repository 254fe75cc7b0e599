use std::fmt;
use std::fs::{File, Metadata};
use std::io::Read;
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
    origin: Origin,
}

/// Where its bytes are.
#[derive(Clone, Debug)]
enum Origin {
    /// At its path, in the file that was there.
    File(Stamp),
    /// In what a folder or `tar.gz` was packed as.
    #[cfg(feature = "inspect")]
    Packed(std::sync::Arc<crate::inspect::Packed>),
}

/// By what a file is told from one that took its place. A writer can set back the time, not the number of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Device and inode.
    #[cfg(unix)]
    number: (u64, u64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            number: (metadata.dev(), metadata.ino()),
        }
    }
}

/// The bytes of an archive, from the first to the last.
pub(crate) type Content = Box<dyn Read + Send + Sync>;

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
            size => Ok(Self { path: path.into(), size, format, origin: Origin::File(Stamp::of(&metadata)) }),
        }
    }

    /// What was packed, under the name that it would have.
    #[cfg(feature = "inspect")]
    pub(crate) fn of_packed(packed: crate::inspect::Packed) -> Self {
        let (path, size) = (packed.file_name().into(), packed.size());
        Self { path, size, format: Format::Zip, origin: Origin::Packed(packed.into()) }
    }

    #[cfg(feature = "inspect")]
    pub(crate) fn packed(&self) -> Option<&crate::inspect::Packed> {
        match &self.origin {
            Origin::Packed(packed) => Some(packed),
            Origin::File(_) => None,
        }
    }

    /// Opens the file for one attempt: that file, not one that took its place.
    pub(crate) fn open(&self) -> Result<Content, Error> {
        #[cfg(feature = "inspect")]
        if let Some(packed) = self.packed() {
            let opened = packed.open().map_err(|source| self.unreadable(source))?;
            return Ok(Box::new(opened));
        }
        let file = File::open(&self.path).map_err(|source| self.unreadable(source))?;
        self.compare(&file.metadata().map_err(|source| self.unreadable(source))?)?;
        Ok(Box::new(file))
    }

    /// The file must still be what was looked at: half of one and half of another is no archive.
    pub(crate) fn check_unchanged(&self) -> Result<(), Error> {
        match &self.origin {
            Origin::File(_) => self.compare(&std::fs::metadata(&self.path).map_err(|source| self.unreadable(source))?),
            // Nobody else can reach it.
            #[cfg(feature = "inspect")]
            Origin::Packed(_) => Ok(()),
        }
    }

    pub(crate) fn changed(&self) -> Error {
        Error::Input(format!("`{}` changed during the upload", self.path.display()))
    }

    fn compare(&self, now: &Metadata) -> Result<(), Error> {
        match &self.origin {
            Origin::File(stamp) if *stamp == Stamp::of(now) => Ok(()),
            Origin::File(_) => Err(self.changed()),
            #[cfg(feature = "inspect")]
            Origin::Packed(_) => Ok(()),
        }
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
        assert!(archive.open().err().unwrap().to_string().contains("changed during the upload"));
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_took_the_place_of_another_is_noticed_though_size_and_time_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.zip"), folder.path().join("b.zip"));
        std::fs::write(&path, "one").unwrap();
        std::fs::write(&other, "two").unwrap();
        let archive = Archive::look_at(&path).unwrap();
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        File::options().write(true).open(&other).unwrap().set_modified(time).unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert!(archive.open().is_err() && archive.check_unchanged().is_err());
    }
}
