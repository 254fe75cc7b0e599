use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::{ErrorKind, Failure};

/// A file that nobody but its owner can read, also while it is written. It takes the place of whatever was there once it
/// is whole.
pub(crate) struct PrivateFile {
    path: PathBuf,
    draft: NamedTempFile,
}

impl PrivateFile {
    /// To be called before what it is for is asked for: an answer that comes once must not be lost.
    pub(crate) fn begin(path: &Path) -> Result<Self, Failure> {
        let refused =
            |why: &str| Failure::new(ErrorKind::Input, format!("`{}` cannot be written: {why}", path.display()));
        if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
            return Err(refused("it is there already, and no regular file"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let draft = NamedTempFile::new_in(folder).map_err(|error| refused(&error.kind().to_string()))?;
        Ok(Self { path: path.to_owned(), draft })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn finish(mut self, content: &[u8]) -> Result<(), Failure> {
        let written = self.draft.write_all(content).and_then(|()| self.draft.as_file().sync_all());
        let kept = written.and_then(|()| Ok(self.draft.persist(&self.path)?));
        kept.map(drop).map_err(|error| {
            Failure::new(ErrorKind::Storage, format!("`{}` cannot be written", self.path.display())).caused_by(&error)
        })
    }
}
