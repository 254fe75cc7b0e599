use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::super::fault::Fault;
use super::super::limits::Limits;
use super::super::warning::{Problem, Problems};
use super::budget::Budget;
use super::parts::{Parts, Role};
use super::source::Source;
use super::unit::LooseFile;

/// What a folder holds, however deep. Links are not followed.
pub(super) fn collect(root: &Path, limits: &Limits, budget: &Budget, problems: &mut Problems) -> Result<Parts, Fault> {
    let mut parts = Parts::default();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let mut entries = fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = name_of(root, &path);
            budget.entry(name.len())?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(path);
            } else if !kind.is_file() {
                problems.add(Problem::SpecialFile { entry: name });
            } else {
                take(&mut parts, name, path, limits, budget, problems)?;
            }
        }
    }
    Ok(parts)
}

fn take(
    parts: &mut Parts,
    name: String,
    path: PathBuf,
    limits: &Limits,
    budget: &Budget,
    problems: &mut Problems,
) -> Result<(), Fault> {
    match Role::of(&name) {
        Role::Jar => {
            let source = File::open(&path).and_then(Source::file).map_err(Fault::from);
            parts.jar(name, source, budget, problems)?;
        }
        Role::Manifest if fs::metadata(&path)?.len() <= limits.document as u64 => {
            parts.manifest = Some(fs::read(&path)?);
        }
        _ => parts.loose(name, LooseFile::OnDisk(path)),
    }
    Ok(())
}

/// As it would be named within an archive.
fn name_of(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
