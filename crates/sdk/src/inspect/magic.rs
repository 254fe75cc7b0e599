//! What a file is that is no ZIP, by its first bytes: what people upload by mistake.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::fault::Fault;

/// What begins so, and how that comes about.
const KNOWN: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "is cut short: the directory at its end is missing"),
    (b"\xca\xfe\xba\xbe", "is a class file: put it into a JAR, in the folder of its package"),
    (b"version https://git-lfs", "only says where Git LFS keeps the archive: fetch that"),
    (b"<", "is a text such as a web page: what it was downloaded from did not give the archive"),
    (b"{", "is a JSON text: what it was downloaded from did not give the archive"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive: pack it as a ZIP"),
    (b"Rar!\x1a\x07", "is a RAR archive: pack it as a ZIP"),
    (b"BZh", "is compressed with bzip2: pack it as a ZIP"),
    (b"\xfd7zXZ\x00", "is compressed with xz: pack it as a ZIP"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd: pack it as a ZIP"),
];

/// As tar has it, behind the first file's name, mode, owners, size and time.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// What to say of a file that has no ZIP's directory.
pub(super) fn explain(path: &Path, fault: Fault) -> Fault {
    match (fault, said(path)) {
        (Fault::NoDirectory, Some(said)) => Fault::broken(said),
        (fault, _) => fault,
    }
}

fn said(path: &Path) -> Option<&'static str> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(512).read_to_end(&mut head).ok()?;
    let text = head.trim_ascii_start();
    let begins = |magic: &[u8]| head.starts_with(magic) || text.starts_with(magic);
    if head.get(TAR.0..).is_some_and(|rest| rest.starts_with(TAR.1)) {
        return Some("is a tar: compress it with gzip, or pack it as a ZIP");
    }
    KNOWN.iter().find(|(magic, _)| begins(magic)).map(|(_, said)| *said)
}
