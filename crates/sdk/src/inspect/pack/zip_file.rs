use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use flate2::Crc;

use super::super::fault::Fault;
use super::super::lint::LARGEST;
use super::files::File;
use super::obstacle::Obstacle;

/// Beyond these a ZIP needs records that not everything reads.
const MOST_FILES: usize = u16::MAX as usize - 1;

const LOCAL: usize = 30;
const CENTRAL: usize = 46;
const END: usize = 22;

/// Where checksum and sizes stand in a local header.
const FACTS: u64 = 14;

/// Version 1.0, names in UTF-8, stored, the first second that a ZIP can tell.
const FIXED: [u8; 10] = [10, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];

/// Unix, version 2.0: so that the mode is read.
const MADE_BY: [u8; 2] = [20, 3];

/// A regular file that all may read and its owner may write.
const MODE: u32 = 0o100_644 << 16;

/// How large the ZIP will be, if it may.
pub(super) fn size_of(files: &[File]) -> Result<u64, Obstacle> {
    if files.len() > MOST_FILES {
        return Err(Obstacle::TooManyFiles { count: files.len(), limit: MOST_FILES });
    }
    let entry = |file: &File| file.size.saturating_add((LOCAL + CENTRAL + 2 * file.name.len()) as u64);
    let size = files.iter().map(entry).fold(END as u64, u64::saturating_add);
    if size > LARGEST { Err(Obstacle::TooLarge { size, limit: LARGEST }) } else { Ok(size) }
}

/// A ZIP as it is written. Its files are stored, with checksum and size before them: Java cannot read stored ones that
/// have them behind.
pub(super) struct ZipFile {
    file: fs::File,
    at: u64,
    directory: Vec<u8>,
    count: usize,
    buffer: Vec<u8>,
}

impl ZipFile {
    pub(super) fn new(file: fs::File) -> Self {
        Self { file, at: 0, directory: Vec::new(), count: 0, buffer: vec![0; 128 << 10] }
    }

    pub(super) fn add(&mut self, file: &File) -> Result<(), Fault> {
        let name = file.name.as_bytes();
        let size = narrow(file.size)?;
        self.file.write_all(&[b"PK\x03\x04", &facts(0, size, name)[..], name].concat())?;
        let checksum = self.copy(file)?;
        self.file.seek(SeekFrom::Start(self.at + FACTS))?;
        self.file.write_all(&checksum.to_le_bytes())?;
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(MADE_BY);
        self.directory.extend(facts(checksum, size, name));
        self.directory.extend([0; 6]);
        self.directory.extend(MODE.to_le_bytes());
        self.directory.extend(narrow(self.at)?.to_le_bytes());
        self.directory.extend(name);
        self.count += 1;
        self.at += (LOCAL + name.len()) as u64 + file.size;
        self.file.seek(SeekFrom::Start(self.at))?;
        Ok(())
    }

    /// The checksum of what was copied.
    fn copy(&mut self, file: &File) -> Result<u32, Fault> {
        let changed = || Fault::Broken(format!("changed while it was packed: `{}`", file.origin()));
        let mut reader = file.open()?.take(file.size + 1);
        let (mut crc, mut copied) = (Crc::new(), 0);
        loop {
            let count = reader.read(&mut self.buffer)?;
            copied += count as u64;
            if copied > file.size || count == 0 && copied < file.size {
                return Err(changed());
            }
            if count == 0 {
                return Ok(crc.sum());
            }
            crc.update(&self.buffer[..count]);
            self.file.write_all(&self.buffer[..count])?;
        }
    }

    pub(super) fn finish(mut self) -> Result<fs::File, Fault> {
        let count = u16::try_from(self.count).map_err(|_| Fault::broken("has too many files"))?;
        self.file.write_all(&self.directory)?;
        let length = narrow(self.directory.len() as u64)?;
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        end.extend([length.to_le_bytes(), narrow(self.at)?.to_le_bytes()].concat());
        end.extend([0; 2]);
        self.file.write_all(&end)?;
        self.file.rewind()?;
        Ok(self.file)
    }
}

/// What a local header and its copy in the directory both say.
fn facts(checksum: u32, size: u32, name: &[u8]) -> [u8; 26] {
    // Names are checked to be no longer.
    let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
    let mut facts = [0; 26];
    facts[..10].copy_from_slice(&FIXED);
    facts[10..14].copy_from_slice(&checksum.to_le_bytes());
    facts[14..18].copy_from_slice(&size.to_le_bytes());
    facts[18..22].copy_from_slice(&size.to_le_bytes());
    facts[22..24].copy_from_slice(&length.to_le_bytes());
    facts
}

fn narrow(number: u64) -> Result<u32, Fault> {
    u32::try_from(number).map_err(|_| Fault::broken("is too large for a ZIP"))
}
