//! Archives as a list of what Java would take as its class path, whatever they are packed in.

mod budget;
mod folder;
mod gzip;
mod open;
mod parts;
mod source;
mod spool;
mod tar_gz;
mod unit;
mod zip;

pub(super) use budget::Budget;
pub(super) use open::Archive;
pub use open::{ArchiveFormat, Layout};
pub(super) use parts::is_unsafe;
pub(super) use source::Source;
pub(super) use spool::Spool;
pub(super) use tar_gz::each as tar_members;
pub(super) use unit::{Entry, Place, Unit};
pub(super) use zip::Unpacker;
