use std::fs::File;
use std::path::PathBuf;

use rawzip::ReaderAt as _;

use super::super::class_file::{Header, Offsets};
use super::super::fault::Fault;
use super::budget::Budget;
use super::source::Source;
use super::zip::{Unpacker, Zip, ZipPlace};

/// What Java takes as one element of a class path: a JAR, or the root of a tree of class files.
pub(in crate::inspect) struct Unit {
    /// The JAR's path within the archive; `None` for the archive itself.
    pub(in crate::inspect) jar: Option<String>,
    pub(super) content: Content,
}

pub(super) enum Content {
    Packed(Zip),
    Loose(Vec<Loose>),
}

/// A file that stands for itself.
pub(super) struct Loose {
    pub(super) name: String,
    pub(super) file: LooseFile,
}

pub(super) enum LooseFile {
    OnDisk(PathBuf),
    Unpacked(Source),
}

/// One file of a unit.
pub(in crate::inspect) struct Entry<'a> {
    pub(in crate::inspect) name: &'a [u8],
    pub(in crate::inspect) place: Place,
    pub(in crate::inspect) encrypted: bool,
}

/// Where a file of a unit is.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) enum Place {
    Packed(ZipPlace),
    Loose(usize),
}

impl Unit {
    /// Every file; folders are none.
    pub(in crate::inspect) fn each(
        &self,
        budget: &Budget,
        mut visit: impl FnMut(Entry<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match &self.content {
            Content::Packed(zip) => {
                let read = zip.each(|entry| {
                    budget.entry(entry.name.len())?;
                    visit(Entry { name: entry.name, place: Place::Packed(entry.place), encrypted: entry.encrypted })
                });
                zip.rest();
                read
            }
            Content::Loose(files) => files.iter().enumerate().try_for_each(|(at, file)| {
                visit(Entry { name: file.name.as_bytes(), place: Place::Loose(at), encrypted: false })
            }),
        }
    }

    /// A whole file's bytes; `None` when there are more than `most`.
    pub(in crate::inspect) fn read<'a>(
        &self,
        place: &Place,
        unpacker: &'a mut Unpacker,
        most: usize,
    ) -> Result<Option<&'a [u8]>, Fault> {
        match (&self.content, place) {
            (Content::Packed(zip), Place::Packed(place)) => unpacker.read(zip, place, most),
            (Content::Loose(files), Place::Loose(at)) => match files.get(*at) {
                Some(loose) => unpacker.copy(&loose.file.open()?, most),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }
}

impl Loose {
    /// What stands in front of a class's name in its path, when it is a class file.
    pub(super) fn root(&self) -> Option<String> {
        let source = self.file.open().ok()?;
        let mut bytes = vec![0; usize::try_from(source.length()).ok()?.min(LARGEST_HEADER)];
        source.read_exact_at(&mut bytes, 0).ok()?;
        let mut offsets = Offsets::default();
        let class = Header::read(&bytes, &mut offsets)?.name;
        Some(self.name.strip_suffix(".class")?.strip_suffix(class)?.to_owned())
    }
}

/// A class's name is known from its first bytes, however long the file.
const LARGEST_HEADER: usize = 8 << 20;

impl LooseFile {
    fn open(&self) -> Result<Source, Fault> {
        match self {
            Self::OnDisk(path) => Ok(Source::file(File::open(path)?)?),
            Self::Unpacked(source) => Ok(source.clone()),
        }
    }
}

impl Unpacker {
    fn copy(&mut self, source: &Source, most: usize) -> Result<Option<&[u8]>, Fault> {
        let Some(length) = usize::try_from(source.length()).ok().filter(|length| *length <= most) else {
            return Ok(None);
        };
        let bytes = self.room(length)?;
        source.read_exact_at(bytes, 0)?;
        Ok(Some(bytes))
    }
}
