use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::super::archive::{Archive, ArchiveFormat, Source};
use super::super::fault::Fault;
use super::super::limits::Limits;
use super::super::warning::Problems;
use super::super::{Inspection, examine, hash};
use crate::Error;

/// A ZIP made of a folder or a `tar.gz`: a file without a name, gone when this is.
#[derive(Debug)]
pub struct Packed {
    source: PathBuf,
    file: File,
    size: u64,
    sha256: String,
    entries: usize,
    left_out: Vec<String>,
}

impl Packed {
    pub(super) fn new(source: &Path, mut file: File, entries: usize, left_out: Vec<String>) -> Result<Self, Fault> {
        let size = file.metadata()?.len();
        let sha256 = hash::sha256_of(&mut file)?;
        Ok(Self { source: source.to_owned(), file, size, sha256, entries, left_out })
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its SHA-256 in lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// How many files are in it.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Files and folders that were left out because their name begins with a dot.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// What it would be called: `a.zip` for the folder `a` and for `a.tar.gz`.
    pub fn file_name(&self) -> String {
        let absolute = std::path::absolute(&self.source).unwrap_or_else(|_| self.source.clone());
        let last = absolute.components().next_back().map(|last| last.as_os_str().to_string_lossy().into_owned());
        let name = last.unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        let ending = [".tar.gz", ".tgz", ".gz"].into_iter().find(|ending| lower.ends_with(ending));
        let stem = ending.map_or(name.as_str(), |ending| &name[..name.len() - ending.len()]);
        format!("{stem}.zip")
    }

    /// What is in it. It blocks while it reads.
    ///
    /// # Errors
    /// As [`inspect`](super::super::inspect).
    pub fn inspect(&self) -> Result<Inspection, Error> {
        self.look(&Limits::default()).map_err(|fault| fault.of(&self.source))
    }

    fn look(&self, limits: &Limits) -> Result<Inspection, Fault> {
        let mut problems = Problems::default();
        let archive = Archive::of_zip(self.file.try_clone()?, ArchiveFormat::Zip, limits, &mut problems)?;
        examine(&self.source, archive, Some(self.sha256.clone()), limits, problems)
    }

    /// Keeps it as a file, which is whole or not there: also when this is dropped before it is done. One that is replaced
    /// stays as it was until then.
    ///
    /// # Errors
    /// [`Error::Input`] when the file exists and is not to be replaced, or cannot be written.
    pub async fn save(&self, path: impl AsRef<Path>, replace: bool) -> Result<(), Error> {
        let path = path.as_ref();
        self.write(path, replace).await.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Input(format!("`{}` exists already", path.display())),
            _ => Error::Input(format!("`{}` cannot be written: {error}", path.display())),
        })
    }

    async fn write(&self, path: &Path, replace: bool) -> io::Result<()> {
        if !replace && path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // The thread has the file, and this its name: it goes when this does.
        let (mut file, draft) = draft(folder)?.into_parts();
        let mut bytes = BufReader::with_capacity(128 << 10, self.open()?);
        let writing =
            tokio::task::spawn_blocking(move || io::copy(&mut bytes, &mut file).and_then(|_| file.sync_all()));
        writing.await.map_err(io::Error::other).flatten()?;
        let kept = if replace { draft.persist(path) } else { draft.persist_noclobber(path) };
        Ok(kept?)
    }

    /// Its bytes from the first to the last, whoever else reads them.
    pub(crate) fn open(&self) -> io::Result<impl io::Read + Send + Sync + 'static> {
        Ok(super::files::Reader::new(Source::file(self.file.try_clone()?)?))
    }
}

/// A temporary file is its owner's alone; what it becomes is for whoever may read the folder's other files.
fn draft(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The umask has its say.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
