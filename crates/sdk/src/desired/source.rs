use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::Place;
use super::problem::{Mistake, Problem};

/// Stands for stdin where a path is expected.
pub(super) const STDIN: &str = "-";

/// Reads a file, or with `-` what comes from stdin, and names what was read.
pub(super) fn read(path: &Path) -> Result<(&Path, Vec<u8>), Problem> {
    if path != Path::new(STDIN) {
        let bytes = fs::read(path).map_err(|error| unread(path, &error))?;
        return Ok((path, bytes));
    }
    let (mut bytes, from) = (Vec::new(), Path::new("stdin"));
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| unread(from, &error))?;
    Ok((from, bytes))
}

pub(super) fn unread(path: &Path, error: &io::Error) -> Problem {
    Problem::of_file(path, format!("cannot read `{}`: {error}", path.display()))
}

/// The text of a file; of one in another encoding the place of the first byte that is none.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Mistake> {
    str::from_utf8(bytes).map_err(|error| {
        let before = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        Mistake::new(Place::START.after(before), "the file is not UTF-8 text here: save it as UTF-8")
    })
}
