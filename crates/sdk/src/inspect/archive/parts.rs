use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::super::fault::Fault;
use super::super::limits::Limits;
use super::super::warning::{Problem, Problems};
use super::budget::Budget;
use super::source::Source;
use super::spool::Spool;
use super::unit::{Content, Loose, LooseFile, Unit};
use super::zip::{Unpacker, Zip, ZipEntry, ZipPlace};

/// What lies side by side in a ZIP, a tar or a folder.
#[derive(Default)]
pub(super) struct Parts {
    /// By its lower case, the name that was met first, where that is another.
    names: HashMap<Box<str>, Option<Box<str>>>,
    jars: Vec<(String, Zip)>,
    loose: Vec<Loose>,
    classes: usize,
    pub(super) manifest: Option<Vec<u8>>,
}

/// What a file is by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Jar,
    /// Confluent Hub's, at the root or in the one folder there.
    Manifest,
    Class,
    Other,
}

impl Role {
    pub(super) fn of(name: &str) -> Self {
        match name.rsplit_once('.') {
            Some((_, extension)) if extension.eq_ignore_ascii_case("jar") => Self::Jar,
            Some((_, "class")) => Self::Class,
            _ if name == "manifest.json" => Self::Manifest,
            _ if name.split_once('/').is_some_and(|(_, rest)| rest == "manifest.json") => Self::Manifest,
            _ => Self::Other,
        }
    }
}

impl Parts {
    /// To be called of every file, whatever it is.
    pub(super) fn met(&mut self, name: &str, problems: &mut Problems) {
        if is_unsafe(name) {
            problems.add(Problem::UnsafeName { entry: name.to_owned() });
        }
        let lower = name.to_lowercase();
        match self.names.entry(lower.into()) {
            Entry::Vacant(place) => {
                let is_other = **place.key() != *name;
                place.insert(is_other.then(|| name.into()));
            }
            Entry::Occupied(first) => {
                let (first, entry) = (first.get().as_deref().unwrap_or(first.key()), name.to_owned());
                problems.add(if first == name {
                    Problem::DuplicateName { entry }
                } else {
                    Problem::SameButForCase { entry, other: first.to_owned() }
                });
            }
        }
    }

    pub(super) fn jar(
        &mut self,
        name: String,
        source: Result<Source, Fault>,
        budget: &Budget,
        problems: &mut Problems,
    ) -> Result<(), Fault> {
        budget.jar()?;
        match source.and_then(Zip::open) {
            Ok(zip) => {
                zip.rest();
                self.jars.push((name, zip));
            }
            Err(fault) => problems.add(Problem::Unreadable { entry: name, reason: fault.to_string() }),
        }
        Ok(())
    }

    pub(super) fn loose(&mut self, name: String, file: LooseFile) {
        self.classes += usize::from(Role::of(&name) == Role::Class);
        self.loose.push(Loose { name, file });
    }

    /// The JARs in the order of their names, as Connect puts them on the class path; class files count only where there
    /// are none.
    pub(super) fn units(mut self, problems: &mut Problems) -> Vec<Unit> {
        if self.jars.is_empty() {
            strip_root(&mut self.loose);
            let unit = Unit { jar: None, content: Content::Loose(self.loose) };
            return if self.classes == 0 { Vec::new() } else { vec![unit] };
        }
        if self.classes > 0 {
            problems.add(Problem::LooseClasses { count: self.classes });
        }
        self.jars.sort_by(|a, b| a.0.cmp(&b.0));
        let unit = |(name, zip)| Unit { jar: Some(name), content: Content::Packed(zip) };
        self.jars.into_iter().map(unit).collect()
    }

    /// What a ZIP of JARs holds. Its JARs are mostly packed once more, so that they cannot be read where they are.
    pub(super) fn of_zip(zip: &Zip, limits: &Limits, budget: &Budget, problems: &mut Problems) -> Result<Self, Fault> {
        let mut parts = Self::default();
        let mut spool = Spool::default();
        zip.each(|entry| {
            budget.entry(entry.name.len())?;
            let name = String::from_utf8_lossy(entry.name).into_owned();
            parts.met(&name, problems);
            match Role::of(&name) {
                _ if entry.encrypted => problems.add(Problem::Encrypted { entry: name }),
                Role::Jar => {
                    let source = jar_in(zip, &entry, &mut spool, budget);
                    parts.jar(name, source, budget, problems)?;
                }
                Role::Manifest => {
                    let mut unpacker = Unpacker::new(budget.clone());
                    parts.manifest = unpacker.read(zip, &entry.place, limits.document)?.map(<[u8]>::to_vec);
                }
                Role::Class => parts.classes += 1,
                Role::Other => {}
            }
            Ok(())
        })?;
        Ok(parts)
    }
}

/// Whether a file of this name would be unpacked outside the folder it is unpacked to.
pub(in crate::inspect) fn is_unsafe(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.split(['/', '\\']).any(|part| part == "..")
        || name.as_bytes().get(1) == Some(&b':')
}

fn jar_in(zip: &Zip, entry: &ZipEntry<'_>, spool: &mut Spool, budget: &Budget) -> Result<Source, Fault> {
    let place: &ZipPlace = &entry.place;
    match zip.stored(place)? {
        Some(source) => Ok(source),
        None => Ok(spool.store(&mut budget.counted(zip.stream(place)?), place.size())?),
    }
}

/// Whether a ZIP is itself what Java reads classes from, even if JARs lie in it.
pub(super) fn is_class_path(zip: &Zip) -> Result<bool, Fault> {
    let (mut classes, mut jars, mut manifest) = (false, false, false);
    zip.each(|entry| {
        manifest |= entry.name == b"META-INF/MANIFEST.MF";
        match Role::of(&String::from_utf8_lossy(entry.name)) {
            Role::Jar => jars = true,
            Role::Class => classes = true,
            Role::Manifest | Role::Other => {}
        }
        Ok(())
    })?;
    Ok(classes && (manifest || !jars))
}

/// Class files are named from the root of their tree, which may be a folder further down.
fn strip_root(files: &mut [Loose]) {
    let mut classes = files.iter().filter(|file| Role::of(&file.name) == Role::Class);
    let Some(root) = classes.find_map(Loose::root) else { return };
    for file in files.iter_mut() {
        if let Some(name) = file.name.strip_prefix(&root) {
            file.name = name.to_owned();
        }
    }
}
