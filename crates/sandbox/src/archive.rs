//! What processing an archive finds: whether it is a ZIP with anything in it, and the classes it should hold.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use memchr::memmem;

/// How far from the end of the file the end record is looked for: its own longest comment, and as much for what clients
/// send behind the archive.
const TAIL: u64 = 128 << 10;

/// The longest directory that is read, in bytes: that of several hundred thousand entries.
const LONGEST: u64 = 64 << 20;

/// What stands in front of an end record whose numbers are too large for it, and how many bytes that takes.
const LOCATOR: (&[u8], usize) = (b"PK\x06\x07", 20);

const NO_ZIP: &str = "the archive is not a ZIP or JAR file";

/// Why an archive cannot be used for these classes, if it cannot.
///
/// Archives within the archive are not opened: where there are any, a class may be in one of them.
pub(crate) fn problem(path: &Path, classes: &[String]) -> io::Result<Option<String>> {
    let directory = match directory(&mut File::open(path)?)? {
        Directory::Read(bytes) => bytes,
        Directory::None => return Ok(Some(NO_ZIP.to_owned())),
        // Its place stands in a record of its own, or it has no end: who makes such archives has better tools.
        Directory::TooLarge => return Ok(None),
    };
    if directory.is_empty() {
        return Ok(Some("the archive is empty".to_owned()));
    }
    let Some(names) = names(&directory) else { return Ok(Some(NO_ZIP.to_owned())) };
    if names.iter().any(|name| name.ends_with(b".jar")) {
        return Ok(None);
    }
    let missing = classes.iter().find(|class| !holds(&names, class));
    Ok(missing.map(|class| format!("the archive does not hold the class {class}")))
}

enum Directory {
    Read(Vec<u8>),
    None,
    TooLarge,
}

/// The central directory. It ends where the end record begins, whatever stands in front of the archive.
fn directory(file: &mut File) -> io::Result<Directory> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(TAIL);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(TAIL).read_to_end(&mut tail)?;
    let end = memmem::rfind(&tail, b"PK\x05\x06");
    let Some((at, size)) = end.and_then(|at| Some((at, number(&tail, at + 12, 4)?))) else {
        return Ok(Directory::None);
    };
    let located = at.checked_sub(LOCATOR.1).is_some_and(|locator| tail[locator..].starts_with(LOCATOR.0));
    if located {
        return Ok(Directory::TooLarge);
    }
    let Some(start) = (from + at as u64).checked_sub(size) else { return Ok(Directory::None) };
    if size > LONGEST {
        return Ok(Directory::TooLarge);
    }
    let mut directory = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(size).read_to_end(&mut directory)?;
    Ok(Directory::Read(directory))
}

/// The names of all entries; nothing if this is no directory.
fn names(mut directory: &[u8]) -> Option<Vec<&[u8]>> {
    let mut names = Vec::new();
    while !directory.is_empty() {
        directory.starts_with(b"PK\x01\x02").then_some(())?;
        let length = |at| number(directory, at, 2).and_then(|length| usize::try_from(length).ok());
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        names.push(directory.get(46..46 + name)?);
        directory = directory.get(46 + name + extra + comment..)?;
    }
    Some(names)
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    Some(bytes.get(at..at + length)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// A name without a package may as well be an alias, which no entry tells.
fn holds(names: &[&[u8]], class: &str) -> bool {
    let file = format!("/{}.class", class.replace('.', "/"));
    let file = file.as_bytes();
    !class.contains('.') || names.iter().any(|name| *name == &file[1..] || name.ends_with(file))
}
