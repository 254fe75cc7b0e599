use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use ccloud_connect_secret::Secret;

/// Larger files are no secrets.
const LARGEST: usize = 1 << 20;

/// What a file holds that lies in one of the folders; a relative path is looked for in each, in order.
///
/// Where a path leads is known after all its links are followed: none leads out.
pub(super) fn read_within(folders: &[PathBuf], path: &str) -> Result<Secret, String> {
    if path.is_empty() {
        return Err("it names no file".to_owned());
    }
    let mut why = "there is no such file".to_owned();
    for folder in folders {
        let found = match folder.join(path).canonicalize() {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(unread(&error)),
        };
        let is_within = |folder: &PathBuf| folder.canonicalize().is_ok_and(|folder| found.starts_with(folder));
        if folders.iter().any(is_within) {
            return read(&found);
        }
        let all: Vec<_> = folders.iter().map(|folder| format!("`{}`", folder.display())).collect();
        why = format!("the file does not lie in {}", all.join(" or "));
    }
    Err(why)
}

/// What a regular file holds, without one line end at its end. Anything else may have no end, or make one wait for it.
fn read(path: &Path) -> Result<Secret, String> {
    let is_file = path.metadata().map_err(|error| unread(&error))?.is_file();
    if !is_file {
        return Err("it is no regular file".to_owned());
    }
    let file = File::open(path).map_err(|error| unread(&error))?;
    read_all(file)
}

/// What a reader gives, without one line end at its end.
pub(super) fn read_all(mut from: impl io::Read) -> Result<Secret, String> {
    // A buffer that grew would leave parts of the secret behind.
    let mut bytes = Vec::with_capacity(LARGEST + 1);
    from.by_ref().take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|error| unread(&error))?;
    if bytes.len() > LARGEST {
        return Err("it is larger than 1 MiB".to_owned());
    }
    // Wiped when it is dropped.
    let whole = Secret::new(String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned())?);
    Ok(without_line_end(whole.expose()).into())
}

fn without_line_end(text: &str) -> &str {
    let Some(line) = text.strip_suffix('\n') else { return text };
    line.strip_suffix('\r').unwrap_or(line)
}

fn unread(error: &io::Error) -> String {
    format!("it cannot be read: {error}")
}
