use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use rawzip::FileReader;

use super::source::Source;

/// So many unpacked bytes are held in memory, in all.
const ROOM: u64 = 16 << 20;

/// Where JARs go that are packed within the archive, and so cannot be read from any place in them: into memory while they
/// are small, else into a file without a name.
#[derive(Debug, Default)]
pub(in crate::inspect) struct Spool {
    held: u64,
    overflow: Option<Overflow>,
}

#[derive(Debug)]
struct Overflow {
    writer: File,
    reader: Arc<FileReader>,
    written: u64,
}

impl Spool {
    /// All that there is to read. `size` is what is said of it, and believed no further than to choose a place.
    pub(in crate::inspect) fn store(&mut self, reader: &mut dyn Read, size: u64) -> io::Result<Source> {
        let room = ROOM - self.held;
        let mut start = Vec::new();
        if size <= room {
            reader.take(room + 1).read_to_end(&mut start)?;
            if start.len() as u64 <= room {
                self.held += start.len() as u64;
                return Ok(Source::memory(start));
            }
        }
        match &mut self.overflow {
            Some(overflow) => overflow.write(&start, reader),
            none => none.insert(Overflow::new()?).write(&start, reader),
        }
    }
}

impl Overflow {
    fn new() -> io::Result<Self> {
        let writer = tempfile::tempfile()?;
        Ok(Self { reader: Arc::new(writer.try_clone()?.into()), writer, written: 0 })
    }

    fn write(&mut self, start: &[u8], rest: &mut dyn Read) -> io::Result<Source> {
        // On Windows what was read meanwhile has moved the place that is written to.
        self.writer.seek(SeekFrom::Start(self.written))?;
        self.writer.write_all(start)?;
        let length = start.len() as u64 + io::copy(rest, &mut self.writer)?;
        let from = self.written;
        self.written += length;
        Ok(Source::section(Arc::clone(&self.reader), from, length))
    }
}
