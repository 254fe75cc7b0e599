//! The workspace as it is to be: what is on disk, and what a command is about to write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Files by their names seen from the root. Nothing is written before all of it can be.
pub struct Tree {
    root: PathBuf,
    pending: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), pending: BTreeMap::new() }
    }

    /// The file as it is to be.
    pub fn bytes(&self, file: &str) -> Result<Vec<u8>> {
        match self.pending.get(file) {
            Some(bytes) => Ok(bytes.clone()),
            None => fs::read(self.root.join(file)).with_context(|| format!("cannot read {file}")),
        }
    }

    /// The same, of a file that holds text.
    pub fn text(&self, file: &str) -> Result<String> {
        String::from_utf8(self.bytes(file)?).with_context(|| format!("{file} is not UTF-8"))
    }

    /// Whether there is such a file.
    pub fn has(&self, file: &str) -> bool {
        self.pending.contains_key(file) || self.root.join(file).exists()
    }

    /// Sets what the file is to be.
    pub fn put(&mut self, file: &str, bytes: impl Into<Vec<u8>>) {
        self.pending.insert(file.to_owned(), bytes.into());
    }

    /// All files in a folder and the folders in it.
    pub fn files(&self, folder: &str) -> Result<BTreeSet<String>> {
        let mut files: BTreeSet<_> =
            self.pending.keys().filter(|file| file.starts_with(&format!("{folder}/"))).cloned().collect();
        for entry in fs::read_dir(self.root.join(folder)).with_context(|| format!("cannot read {folder}"))? {
            let entry = entry?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                files.extend(self.files(&name)?);
            } else {
                files.insert(name);
            }
        }
        Ok(files)
    }

    /// What is to be otherwise than it is on disk.
    pub fn changes(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let changed =
            |(file, bytes): &(&String, &Vec<u8>)| fs::read(self.root.join(file)).ok().as_ref() != Some(*bytes);
        self.pending.iter().filter(changed).map(|(file, bytes)| (file.as_str(), bytes.as_slice()))
    }

    /// Writes all changes; when one cannot be written, puts back those that were.
    pub fn commit(&self) -> Result<()> {
        let mut before = Vec::new();
        for (file, bytes) in self.changes() {
            let path = self.root.join(file);
            let old = fs::read(&path).ok();
            let written = fs::write(&path, bytes).with_context(|| format!("cannot write {file}"));
            before.push((path, old));
            if written.is_err() {
                restore(&before);
                return written;
            }
        }
        Ok(())
    }
}

/// As far as it can be done: the error that led here is the one to tell.
fn restore(before: &[(PathBuf, Option<Vec<u8>>)]) {
    for (path, old) in before {
        let _ = match old {
            Some(bytes) => fs::write(path, bytes),
            None => fs::remove_file(path),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> (tempfile::TempDir, Tree) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        fs::write(root.path().join("a/old"), "old").unwrap();
        let tree = Tree::new(root.path());
        (root, tree)
    }

    #[test]
    fn what_is_to_be_is_read_before_it_is_written() {
        let (root, mut tree) = tree();
        tree.put("a/new", "new");
        tree.put("a/old", "old");
        assert_eq!((tree.text("a/new").unwrap(), tree.text("a/old").unwrap()), ("new".into(), "old".into()));
        assert_eq!(tree.files("a").unwrap(), ["a/new", "a/old"].map(String::from).into());
        assert_eq!(tree.changes().map(|(file, _)| file).collect::<Vec<_>>(), ["a/new"], "the same is no change");
        assert!(!root.path().join("a/new").exists());
        tree.commit().unwrap();
        assert_eq!(fs::read(root.path().join("a/new")).unwrap(), b"new");
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_others_as_they_were() {
        let (root, mut tree) = tree();
        tree.put("a/new", "new");
        tree.put("a/old", "other");
        tree.put("b/nowhere", "new");
        assert!(tree.commit().unwrap_err().to_string().contains("b/nowhere"));
        assert!(!root.path().join("a/new").exists());
        assert_eq!(fs::read(root.path().join("a/old")).unwrap(), b"old");
    }
}
