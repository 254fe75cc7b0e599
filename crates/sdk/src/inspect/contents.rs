use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::archive::{Archive, Place, Unpacker};
use super::class_file::ClassFile;
use super::classes::{Class, Classes, Resource};
use super::fault::Fault;
use super::limits::Limits;
use super::names::Name;
use super::warning::Problems;

/// An archive whose classes are known, and may be read further.
pub(super) struct Contents {
    archive: Archive,
    classes: Classes,
    limits: Limits,
    unpacker: RefCell<Unpacker>,
    /// The classes that were read further, for all who follow code.
    read: RefCell<Read>,
    /// How many instructions may still be carried out.
    steps: Cell<u64>,
    /// Maven's `pom.properties` of each JAR that has one alone.
    poms: OnceCell<HashMap<usize, Option<Resource>>>,
}

#[derive(Default)]
struct Read {
    files: HashMap<Name, Option<Rc<ClassFile>>>,
    bytes: usize,
}

/// So many bytes of class files are read further: four times those of the largest connector's seen.
const MOST_READ: usize = 16 << 20;

impl Contents {
    pub(super) fn read(archive: Archive, limits: &Limits, problems: &mut Problems) -> Result<Self, Fault> {
        let mut unpacker = Unpacker::new(archive.budget.clone());
        let classes = Classes::scan(&archive, limits, &mut unpacker, problems)?;
        Ok(Self {
            archive,
            classes,
            limits: limits.clone(),
            unpacker: unpacker.into(),
            read: RefCell::default(),
            steps: Cell::new(limits.all_steps),
            poms: OnceCell::new(),
        })
    }

    pub(super) fn archive(&self) -> &Archive {
        &self.archive
    }

    pub(super) fn classes(&self) -> &Classes {
        &self.classes
    }

    /// How many instructions may be carried out for one connector.
    pub(super) fn steps(&self) -> u64 {
        self.limits.steps.min(self.steps.get())
    }

    pub(super) fn spend(&self, steps: u64) {
        self.steps.set(self.steps.get().saturating_sub(steps));
    }

    /// The JAR that a class or file lies in; `None` for the archive itself.
    pub(super) fn jar(&self, unit: usize) -> Option<&str> {
        self.archive.units.get(unit)?.jar.as_deref()
    }

    /// The files of this name, in the order of the class path.
    pub(super) fn resources(&self, name: &str) -> &[Resource] {
        self.classes.resources.get(name).map_or(&[], Vec::as_slice)
    }

    /// Maven's `pom.properties` of a JAR; none where it holds other libraries as well, each with its own.
    pub(super) fn only_pom(&self, unit: usize) -> Option<Resource> {
        self.poms.get_or_init(|| poms(&self.classes)).get(&unit).copied().flatten()
    }

    /// The text of a file; `None` when it is too long for one, or broken.
    pub(super) fn document(&self, resource: &Resource) -> Option<String> {
        let bytes = self.bytes(resource.unit, &resource.place, self.limits.document)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) fn class_file(&self, class: &Class) -> Option<Rc<ClassFile>> {
        let mut read = self.read.borrow_mut();
        if let Some(known) = read.files.get(&class.name) {
            return known.clone();
        }
        let left = MOST_READ.saturating_sub(read.bytes).min(self.limits.class);
        let bytes = self.bytes(class.unit, &class.place, left);
        read.bytes += bytes.as_ref().map_or(0, Vec::len);
        let file = bytes.and_then(ClassFile::read).map(Rc::new);
        read.files.insert(class.name, file.clone());
        file
    }

    fn bytes(&self, unit: usize, place: &Place, most: usize) -> Option<Vec<u8>> {
        let unit = self.archive.units.get(unit)?;
        let mut unpacker = self.unpacker.borrow_mut();
        unit.read(place, &mut unpacker, most).ok()?.map(<[u8]>::to_vec)
    }
}

/// Found once: there may be as many plugins as files.
fn poms(classes: &Classes) -> HashMap<usize, Option<Resource>> {
    let is_pom = |name: &str| name.starts_with("META-INF/maven/") && name.ends_with("/pom.properties");
    let files = classes.resources.iter().filter(|(name, _)| is_pom(name)).flat_map(|(_, files)| files);
    let mut poms = HashMap::new();
    for file in files {
        poms.entry(file.unit).and_modify(|only| *only = None).or_insert(Some(*file));
    }
    poms
}
