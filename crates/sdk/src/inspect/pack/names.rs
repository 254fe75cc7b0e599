use std::collections::{HashMap, HashSet};

use super::files::File;
use super::gather::Found;
use super::obstacle::Obstacle;

/// What a name must not be. An empty one is that of the root.
const RULES: &[fn(&str) -> Option<Obstacle>] = &[odd, absolute, parent];

/// A name as it stands in a ZIP, if it may.
pub(super) fn cleaned(name: &[u8]) -> Result<String, Obstacle> {
    let Ok(name) = std::str::from_utf8(name) else {
        return Err(Obstacle::OddName(String::from_utf8_lossy(name).into_owned()));
    };
    if let Some(obstacle) = RULES.iter().find_map(|rule| rule(name)) {
        return Err(obstacle);
    }
    let parts = name.split('/').filter(|part| !part.is_empty() && *part != ".");
    Ok(parts.collect::<Vec<_>>().join("/"))
}

fn odd(name: &str) -> Option<Obstacle> {
    let is_odd = name.len() > usize::from(u16::MAX) || name.chars().any(|c| c == '\\' || c.is_control());
    is_odd.then(|| Obstacle::OddName(name.escape_default().to_string()))
}

fn absolute(name: &str) -> Option<Obstacle> {
    let has_drive = name.as_bytes().get(1) == Some(&b':') && name.starts_with(|c: char| c.is_ascii_alphabetic());
    (name.starts_with('/') || has_drive).then(|| Obstacle::UnsafeName(name.to_owned()))
}

fn parent(name: &str) -> Option<Obstacle> {
    name.split('/').any(|part| part == "..").then(|| Obstacle::UnsafeName(name.to_owned()))
}

/// Whether it is a file, or in a folder, that systems and editors leave behind.
pub(super) fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.'))
}

/// The files under the names and in the order of the ZIP, and the names of those left out.
pub(super) fn settle(found: Found) -> Result<(Vec<File>, Vec<String>), Obstacle> {
    let Found { mut files, mut left_out } = found;
    if files.is_empty() {
        return Err(Obstacle::Empty);
    }
    clashes(&files)?;
    strip_shared_folders(&mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    left_out.sort();
    Ok((files, left_out))
}

/// Not every system tells two such files apart.
fn clashes(files: &[File]) -> Result<(), Obstacle> {
    let mut names: HashMap<String, &str> = HashMap::new();
    for File { name, .. } in files {
        match names.insert(name.to_lowercase(), name) {
            Some(other) if other == name => return Err(Obstacle::DuplicateName(name.clone())),
            Some(other) => return Err(Obstacle::SameButForCase(other.to_owned(), name.clone())),
            None => {}
        }
    }
    let folders: HashSet<&str> = names.keys().flat_map(|name| folders_of(name)).collect();
    match names.iter().find(|(lower, _)| folders.contains(lower.as_str())) {
        Some((_, name)) => Err(Obstacle::DuplicateName((*name).to_owned())),
        None => Ok(()),
    }
}

fn folders_of(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').map(|(at, _)| &name[..at])
}

/// JARs may lie in any folder, so that one around them all means nothing. Folders of class files are their packages.
fn strip_shared_folders(files: &mut [File]) {
    let is_jar = |file: &File| file.name.rsplit_once('.').is_some_and(|(_, kind)| kind.eq_ignore_ascii_case("jar"));
    if !files.iter().any(is_jar) {
        return;
    }
    while let Some((folder, _)) = files.first().and_then(|file| file.name.split_once('/')) {
        let shared = format!("{folder}/");
        if !files.iter().all(|file| file.name.starts_with(&shared)) {
            return;
        }
        for file in &mut *files {
            file.name.drain(..shared.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_or_mean_different_things_elsewhere_are_refused() {
        for (name, refused) in [
            (&b"lib/a.jar"[..], None),
            (b"./lib//a.jar", None),
            (b"a..b/c.jar", None),
            (b"/etc/passwd", Some(Obstacle::UnsafeName("/etc/passwd".into()))),
            (b"C:/a.jar", Some(Obstacle::UnsafeName("C:/a.jar".into()))),
            (b"lib/../../a.jar", Some(Obstacle::UnsafeName("lib/../../a.jar".into()))),
            (b"..", Some(Obstacle::UnsafeName("..".into()))),
            (b"lib\\..\\a.jar", Some(Obstacle::OddName("lib\\\\..\\\\a.jar".into()))),
            (b"a\n.jar", Some(Obstacle::OddName("a\\n.jar".into()))),
            (b"\xff.jar", Some(Obstacle::OddName("\u{fffd}.jar".into()))),
        ] {
            assert_eq!(cleaned(name).err(), refused, "{name:?}");
        }
        assert_eq!(cleaned(b"./lib//a.jar").unwrap(), "lib/a.jar");
    }
}
