use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::problem::Problem;
use super::source::unread;

/// What a connector file's name ends with.
const EXTENSIONS: &[&str] = &["json", "properties", "yaml", "yml"];

/// The connector files of a folder and the folders in it, sorted by name. Hidden ones are left out.
#[derive(Default)]
pub(super) struct Walk {
    pub files: Vec<PathBuf>,
    pub problems: Vec<Problem>,
    /// As they really are, so that no link leads round in a circle.
    seen: BTreeSet<PathBuf>,
}

impl Walk {
    pub(super) fn through(root: &Path) -> Self {
        let mut walk = Self::default();
        match root.canonicalize() {
            Ok(real) => walk.enter(root, &real),
            Err(error) => walk.problems.push(unread(root, &error)),
        }
        walk
    }

    fn enter(&mut self, folder: &Path, root: &Path) {
        let entries = match sorted(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(unread(folder, &error)),
        };
        for entry in entries {
            if let Err(problem) = self.visit(&entry, root) {
                self.problems.push(problem);
            }
        }
    }

    fn visit(&mut self, entry: &DirEntry, root: &Path) -> Result<(), Problem> {
        let path = entry.path();
        let has_extension = path.extension().and_then(|own| own.to_str());
        let has_extension = has_extension.is_some_and(|own| EXTENSIONS.iter().any(|one| own.eq_ignore_ascii_case(one)));
        let of = |error: io::Error| unread(&path, &error);
        let is_link = entry.file_type().map_err(of)?.is_symlink();
        let about = match fs::metadata(&path) {
            Ok(about) => about,
            // A link to what is no connector file may lead nowhere.
            Err(_) if is_link && !has_extension => return Ok(()),
            Err(error) => return Err(of(error)),
        };
        if !about.is_dir() && !has_extension {
            return Ok(());
        }
        if about.is_file() && !is_link {
            self.files.push(path);
            return Ok(());
        }
        let real = path.canonicalize().map_err(of)?;
        if is_link && !real.starts_with(root) {
            let message = format!(
                "the link `{}` leads out of the folder: name what it leads to instead, or put it into the folder",
                path.display()
            );
            return Err(Problem::of_file(&path, message));
        }
        match (about.is_dir(), about.is_file()) {
            (true, _) if self.seen.insert(real) => self.enter(&path, root),
            (true, _) => {}
            (_, true) => self.files.push(path),
            _ => {
                let message = format!("`{}` is no regular file: connector files are", path.display());
                return Err(Problem::of_file(&path, message));
            }
        }
        Ok(())
    }
}

fn sorted(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)?.collect();
    let mut entries = entries?;
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}
