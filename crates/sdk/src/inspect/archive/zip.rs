use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};
use rawzip::{CompressionMethod, ReaderAt as _, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator};

use super::super::fault::Fault;
use super::budget::Budget;
use super::source::{Source, Window};

/// A ZIP or JAR, read through its central directory.
#[derive(Debug)]
pub(in crate::inspect) struct Zip {
    archive: ZipArchive<Window>,
}

/// One entry of a directory.
pub(in crate::inspect) struct ZipEntry<'a> {
    pub(in crate::inspect) name: &'a [u8],
    pub(in crate::inspect) place: ZipPlace,
    pub(in crate::inspect) encrypted: bool,
}

/// Where an entry's bytes lie.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) struct ZipPlace {
    way: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

impl ZipPlace {
    /// As the directory says.
    pub(in crate::inspect) fn size(&self) -> u64 {
        self.way.uncompressed_size_hint()
    }
}

impl Zip {
    pub(in crate::inspect) fn open(source: Source) -> Result<Self, Fault> {
        let end = source.length();
        let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
        let located = ZipLocator::new().locate_in_reader(Window::new(source), &mut buffer, end);
        Ok(Self { archive: located.map_err(|(_, error)| error)? })
    }

    /// Every entry that is no folder, in the directory's order.
    pub(in crate::inspect) fn each(
        &self,
        mut visit: impl FnMut(ZipEntry<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        // An entry is no longer than the directory it is in, which is short for most of many JARs.
        let directory = self.archive.eocd_offset().saturating_sub(self.archive.directory_offset());
        let size = usize::try_from(directory).unwrap_or(usize::MAX);
        let mut buffer =
            vec![0; size.clamp(rawzip::RECOMMENDED_BUFFER_SIZE / 16, rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE)];
        let mut entries = self.archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry()? {
            if entry.is_dir() {
                continue;
            }
            let place = ZipPlace { way: entry.wayfinder(), method: entry.compression_method() };
            visit(ZipEntry { name: entry.file_path().as_bytes(), place, encrypted: entry.flags().is_encrypted() })?;
        }
        Ok(())
    }

    /// Lets go of what is kept between reads.
    pub(super) fn rest(&self) {
        self.archive.get_ref().close();
    }

    /// The part of the file that is the entry, when it is not packed.
    pub(super) fn stored(&self, place: &ZipPlace) -> Result<Option<Source>, Fault> {
        if place.method != CompressionMethod::STORE {
            return Ok(None);
        }
        let (start, end) = self.archive.get_entry(place.way)?.compressed_data_range();
        Ok(Some(self.archive.get_ref().source().part(start, end - start)))
    }

    /// The entry's bytes, as they unpack.
    pub(super) fn stream(&self, place: &ZipPlace) -> Result<Box<dyn Read + '_>, Fault> {
        let reader = self.archive.get_entry(place.way)?.reader();
        match place.method {
            CompressionMethod::STORE => Ok(Box::new(reader)),
            CompressionMethod::DEFLATE => Ok(Box::new(flate2::read::DeflateDecoder::new(reader))),
            other => Err(unknown(other)),
        }
    }
}

/// Reads entries one after another, with what that takes kept between them: a new decoder for each would cost more than
/// the unpacking itself.
pub(in crate::inspect) struct Unpacker {
    inflate: Decompress,
    packed: Vec<u8>,
    unpacked: Vec<u8>,
    budget: Budget,
}

impl Unpacker {
    pub(in crate::inspect) fn new(budget: Budget) -> Self {
        Self { inflate: Decompress::new(false), packed: Vec::new(), unpacked: Vec::new(), budget }
    }

    /// A whole entry; `None` when it is larger than `most`.
    pub(in crate::inspect) fn read(
        &mut self,
        zip: &Zip,
        place: &ZipPlace,
        most: usize,
    ) -> Result<Option<&[u8]>, Fault> {
        let (start, end) = zip.archive.get_entry(place.way)?.compressed_data_range();
        let Some(length) = end.checked_sub(start).and_then(|length| usize::try_from(length).ok()) else {
            return Err(Fault::broken("is cut short"));
        };
        if length > most || place.size() > most as u64 {
            return Ok(None);
        }
        self.packed.resize(length, 0);
        zip.archive.get_ref().read_exact_at(&mut self.packed, start)?;
        match place.method {
            CompressionMethod::STORE => {
                self.budget.unpacked(length as u64)?;
                Ok(Some(&self.packed))
            }
            CompressionMethod::DEFLATE => {
                let size = usize::try_from(place.size()).unwrap_or(most).min(most);
                self.inflate(size)?;
                Ok(Some(&self.unpacked))
            }
            other => Err(unknown(other)),
        }
    }

    /// So many bytes to be filled.
    pub(super) fn room(&mut self, length: usize) -> Result<&mut [u8], Fault> {
        self.budget.unpacked(length as u64)?;
        self.unpacked.resize(length, 0);
        Ok(&mut self.unpacked)
    }

    /// What follows the stated size is not read.
    fn inflate(&mut self, size: usize) -> Result<(), Fault> {
        self.room(size)?;
        self.inflate.reset(false);
        let outcome = self.inflate.decompress(&self.packed, &mut self.unpacked, FlushDecompress::Finish);
        let got = usize::try_from(self.inflate.total_out()).unwrap_or(usize::MAX);
        match outcome {
            Ok(Status::StreamEnd | Status::Ok | Status::BufError) if got == size => Ok(()),
            Ok(_) => Err(Fault::broken("is shorter than its directory says")),
            Err(error) => Err(Fault::Io(io::Error::other(error))),
        }
    }
}

fn unknown(method: CompressionMethod) -> Fault {
    Fault::Broken(format!("is packed in a way that Java does not read ({})", method.as_u16()))
}
