use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use rawzip::ReaderAt as _;

use super::super::archive::Source;

/// A file on its way into a ZIP.
pub(super) struct File {
    /// With `/` between its parts.
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) content: Content,
}

/// Where its bytes are.
pub(super) enum Content {
    OnDisk(PathBuf),
    Unpacked(Source),
}

impl File {
    pub(super) fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match &self.content {
            Content::OnDisk(path) => Ok(Box::new(fs::File::open(path)?)),
            Content::Unpacked(source) => Ok(Box::new(Reader::new(source.clone()))),
        }
    }

    /// What a person would look for.
    pub(super) fn origin(&self) -> String {
        match &self.content {
            Content::OnDisk(path) => path.display().to_string(),
            Content::Unpacked(_) => self.name.clone(),
        }
    }
}

/// Reads from a place of its own, whoever else reads the same bytes.
pub(super) struct Reader {
    source: Source,
    at: u64,
}

impl Reader {
    pub(super) fn new(source: Source) -> Self {
        Self { source, at: 0 }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
