use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use tar::EntryType;

use super::super::fault::Fault;
use super::super::limits::Limits;
use super::super::warning::{Problem, Problems};
use super::budget::Budget;
use super::gzip::Members;
use super::parts::{Parts, Role};
use super::spool::Spool;
use super::unit::LooseFile;

/// Long names and attributes stand between the files, and are held in memory: no more of them than this at a time.
const BETWEEN: u64 = 1 << 20;

/// One thing in a tar.
pub(in crate::inspect) struct Member<'a> {
    pub(in crate::inspect) name: Vec<u8>,
    pub(in crate::inspect) kind: EntryType,
    pub(in crate::inspect) size: u64,
    pub(in crate::inspect) content: &'a mut dyn Read,
}

/// What a tar holds. It can be read from its beginning only, so all that matters is unpacked.
pub(super) fn collect(file: File, limits: &Limits, budget: &Budget, problems: &mut Problems) -> Result<Parts, Fault> {
    let mut parts = Parts::default();
    let mut spool = Spool::default();
    each(file, budget, |member| {
        let Member { name, kind, size, content } = member;
        let name = String::from_utf8_lossy(&name).trim_start_matches("./").to_owned();
        if kind != EntryType::Directory {
            parts.met(&name, problems);
        }
        match kind {
            EntryType::Directory => {}
            EntryType::Regular | EntryType::Continuous => match Role::of(&name) {
                Role::Jar => parts.jar(name, Ok(spool.store(content, size)?), budget, problems)?,
                Role::Manifest if size <= limits.document as u64 => {
                    let mut bytes = Vec::new();
                    content.read_to_end(&mut bytes)?;
                    parts.manifest = Some(bytes);
                }
                _ if size <= limits.class as u64 => {
                    let unpacked = spool.store(content, size)?;
                    parts.loose(name, LooseFile::Unpacked(unpacked));
                }
                _ => {}
            },
            _ => problems.add(Problem::SpecialFile { entry: name }),
        }
        Ok(())
    })?;
    Ok(parts)
}

/// Everything in a tar, in its order.
pub(in crate::inspect) fn each(
    file: File,
    budget: &Budget,
    mut visit: impl FnMut(Member<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let allowance = Allowance::default();
    let unpacked = budget.counted(Members::new(BufReader::with_capacity(128 << 10, file), budget));
    let mut archive = tar::Archive::new(Rationed { reader: unpacked, allowance: allowance.clone() });
    allowance.set(BETWEEN);
    for entry in archive.entries()? {
        let mut entry = entry?;
        allowance.set(u64::MAX);
        let name = entry.path_bytes().into_owned();
        budget.entry(name.len())?;
        let (kind, size) = (entry.header().entry_type(), entry.size());
        visit(Member { name, kind, size, content: &mut entry })?;
        // What is left of it is skipped on the way to the next; to read it would fill the holes of a sparse file.
        let packed = if entry.header().entry_type().is_gnu_sparse() { entry.header().entry_size()? } else { size };
        allowance.set(BETWEEN.saturating_add(packed));
    }
    // The checksum stands behind all of it, also behind what fills up the tar's last block.
    allowance.set(u64::MAX);
    io::copy(&mut archive.into_inner(), &mut io::sink())?;
    Ok(())
}

/// How much may be read before the next file begins.
type Allowance = Rc<Cell<u64>>;

struct Rationed<R> {
    reader: R,
    allowance: Allowance,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let left = self.allowance.get().checked_sub(count as u64);
        self.allowance.set(left.ok_or_else(|| io::Error::other("names in it are too long"))?);
        Ok(count)
    }
}
