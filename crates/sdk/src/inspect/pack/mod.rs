//! A folder or a `tar.gz` as the ZIP that Confluent Cloud takes.
//!
//! The same files give the same bytes: names are sorted, times and modes are fixed, and nothing is compressed, so that
//! no compressor has a say. What JARs hold is compressed already.

mod files;
mod gather;
mod names;
mod obstacle;
mod packed;
mod space;
mod zip_file;

use std::path::Path;

pub use obstacle::Obstacle;
pub use packed::Packed;

use super::fault::Fault;
use super::limits::Limits;
use crate::Error;

/// Packs a folder or a `tar.gz` as a ZIP, within the usual [`Limits`].
///
/// Folders that all files share are left away, so that a folder, what it lies in and a `tar.gz` of either give the same
/// ZIP. Files whose name begins with a dot are left out: [`Packed::left_out`] names them. It blocks while it works, and
/// takes as much room as the files have in the folder for temporary files, in a file without a name.
///
/// # Errors
/// [`Error::Unpackable`] for what cannot be packed, and why; [`Error::File`] when something cannot be read;
/// [`Error::Input`] when the `tar.gz` is broken or larger than the limits.
pub fn pack(path: impl AsRef<Path>) -> Result<Packed, Error> {
    pack_within(path, &Limits::default())
}

/// The same within other limits.
///
/// # Errors
/// As [`pack`].
pub fn pack_within(path: impl AsRef<Path>, limits: &Limits) -> Result<Packed, Error> {
    let path = path.as_ref();
    make(path, limits).map_err(|fault| fault.of(path))
}

/// Whether a file begins as a `tar.gz` does, or is a folder: what is to be packed first.
#[cfg(feature = "_upload")]
pub(crate) fn is_to_be_packed(path: &Path) -> bool {
    use std::io::Read as _;

    let named = |extension: &str| path.extension().is_some_and(|given| given.eq_ignore_ascii_case(extension));
    if path.is_dir() {
        return true;
    }
    // One that calls itself a ZIP is a mistake, which is told.
    if named("zip") || named("jar") || !path.is_file() {
        return false;
    }
    let mut magic = [0; 2];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok() && magic == [0x1f, 0x8b]
}

fn make(path: &Path, limits: &Limits) -> Result<Packed, Fault> {
    let metadata = std::fs::metadata(path)?;
    let found = if metadata.is_dir() {
        gather::folder(path, limits)?
    } else if metadata.is_file() {
        gather::tar_gz(path, metadata.len(), limits)?
    } else {
        return Err(Fault::broken("is neither a file nor a folder"));
    };
    let (files, left_out) = names::settle(found)?;
    let size = zip_file::size_of(&files)?;
    space::check(size)?;
    let mut zip = zip_file::ZipFile::new(tempfile::tempfile()?);
    for file in &files {
        zip.add(file)?;
    }
    Packed::new(path, zip.finish()?, files.len(), left_out)
}
