use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::sync::Arc;

use rawzip::{FileReader, ReaderAt};

/// Bytes that can be read from any place in them.
#[derive(Clone, Debug)]
pub(in crate::inspect) struct Source {
    bytes: Bytes,
    start: u64,
    length: u64,
}

#[derive(Clone, Debug)]
enum Bytes {
    File(Arc<FileReader>),
    Memory(Arc<[u8]>),
}

impl Source {
    pub(in crate::inspect) fn file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { bytes: Bytes::File(Arc::new(file.into())), start: 0, length })
    }

    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self { bytes: Bytes::Memory(bytes.into()), start: 0, length }
    }

    /// A part of a file that may still grow behind it.
    pub(super) fn section(file: Arc<FileReader>, start: u64, length: u64) -> Self {
        Self { bytes: Bytes::File(file), start, length }
    }

    pub(super) fn part(&self, start: u64, length: u64) -> Self {
        let start = start.min(self.length);
        Self { bytes: self.bytes.clone(), start: self.start + start, length: length.min(self.length - start) }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }
}

impl ReaderAt for Source {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let buffer = &mut buffer[..most];
        match &self.bytes {
            _ if most == 0 => Ok(0),
            Bytes::File(file) => file.read_at(buffer, self.start + offset),
            Bytes::Memory(bytes) => bytes.as_ref().read_at(buffer, self.start + offset),
        }
    }
}

/// How many bytes are read at a time.
const WINDOW: usize = 64 << 10;

/// A source whose small reads are served from one larger: an archive's entries mostly follow one another.
#[derive(Debug)]
pub(super) struct Window {
    source: Source,
    view: RefCell<View>,
}

#[derive(Debug, Default)]
struct View {
    bytes: Vec<u8>,
    start: u64,
}

impl Window {
    pub(super) fn new(source: Source) -> Self {
        Self { source, view: RefCell::default() }
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// Until the next read, it takes no room: there may be one for each of many JARs.
    pub(super) fn close(&self) {
        *self.view.borrow_mut() = View::default();
    }
}

impl ReaderAt for Window {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        if buffer.len() >= WINDOW / 2 {
            return self.source.read_at(buffer, offset);
        }
        let mut view = self.view.borrow_mut();
        if !view.holds(offset, buffer.len()) {
            view.fill(&self.source, offset)?;
        }
        let at = usize::try_from(offset - view.start).unwrap_or(usize::MAX);
        view.bytes.as_slice().read_at(buffer, at as u64)
    }
}

impl View {
    fn holds(&self, offset: u64, length: usize) -> bool {
        let end = self.start + self.bytes.len() as u64;
        self.start <= offset && offset.saturating_add(length as u64) <= end
    }

    fn fill(&mut self, source: &Source, offset: u64) -> io::Result<()> {
        let left = usize::try_from(source.length().saturating_sub(offset)).unwrap_or(usize::MAX);
        let size = WINDOW.min(left);
        self.bytes.resize(size, 0);
        self.start = offset;
        let mut filled = 0;
        while filled < size {
            match source.read_at(&mut self.bytes[filled..], offset.saturating_add(filled as u64)) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) => {
                    self.bytes.clear();
                    return Err(error);
                }
            }
        }
        self.bytes.truncate(filled);
        Ok(())
    }
}
