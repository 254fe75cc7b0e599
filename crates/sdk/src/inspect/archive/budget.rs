use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::super::fault::Fault;
use super::super::limits::Limits;

/// What may still be read of an archive; shared by all who read it.
#[derive(Clone, Debug)]
pub(in crate::inspect) struct Budget(Rc<Left>);

#[derive(Debug)]
struct Left {
    entries: Cell<usize>,
    jars: Cell<usize>,
    names: Cell<usize>,
    unpacked: Cell<u64>,
}

impl Budget {
    pub(in crate::inspect) fn new(limits: &Limits, size: u64) -> Self {
        Self(Rc::new(Left {
            entries: Cell::new(limits.entries),
            jars: Cell::new(limits.jars),
            names: Cell::new(limits.names),
            unpacked: Cell::new(limits.unpacked_from(size)),
        }))
    }

    /// One entry with a name of so many bytes.
    pub(in crate::inspect) fn entry(&self, name: usize) -> Result<(), Fault> {
        take(&self.0.entries, 1, "entries")?;
        self.name(name)
    }

    /// One of the archive's JARs.
    pub(super) fn jar(&self) -> Result<(), Fault> {
        take(&self.0.jars, 1, "JARs")
    }

    pub(in crate::inspect) fn name(&self, bytes: usize) -> Result<(), Fault> {
        take(&self.0.names, bytes, "bytes of names")
    }

    pub(in crate::inspect) fn unpacked(&self, bytes: u64) -> Result<(), Fault> {
        let left = self.0.unpacked.get().checked_sub(bytes).ok_or_else(|| too_much("unpacked bytes"))?;
        self.0.unpacked.set(left);
        Ok(())
    }

    /// The same bytes, counted as they come.
    pub(in crate::inspect) fn counted<R: Read>(&self, reader: R) -> Counted<R> {
        Counted { reader, budget: self.clone() }
    }
}

fn take(left: &Cell<usize>, count: usize, what: &str) -> Result<(), Fault> {
    left.set(left.get().checked_sub(count).ok_or_else(|| too_much(what))?);
    Ok(())
}

fn too_much(what: &str) -> Fault {
    Fault::Limit(format!("holds more {what} than are looked at"))
}

pub(in crate::inspect) struct Counted<R> {
    reader: R,
    budget: Budget,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.budget.unpacked(count as u64).map_err(io::Error::other)?;
        Ok(count)
    }
}
