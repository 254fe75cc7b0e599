use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::budget::Budget;

/// All members of a gzip file as one: `cat`, `bgzip` and others put several in a row, and the first alone may end where
/// a tar's file does. Each is compared with its checksum once it is read to its end.
pub(super) struct Members<R> {
    /// There is none when all are read.
    current: Option<GzDecoder<R>>,
    budget: Budget,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(file: R, budget: &Budget) -> Self {
        Self { current: Some(GzDecoder::new(file)), budget: budget.clone() }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.current {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            // It takes as long as an entry does, however small it is.
            self.budget.entry(0).map_err(io::Error::other)?;
            let rest = self.current.take().map(GzDecoder::into_inner);
            self.current = rest.map(next).transpose()?.flatten();
        }
        Ok(0)
    }
}

/// Zeros behind the last member fill up a tape's block; anything else is to be another member.
fn next<R: BufRead>(mut rest: R) -> io::Result<Option<GzDecoder<R>>> {
    let first = rest.fill_buf()?.first().copied();
    Ok(first.filter(|byte| *byte != 0).map(|_| GzDecoder::new(rest)))
}
