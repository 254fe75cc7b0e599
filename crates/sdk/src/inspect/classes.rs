use std::collections::HashMap;

use super::archive::{Archive, Budget, Entry, Place, Unit, Unpacker, is_unsafe};
use super::class_file::{Header, Offsets};
use super::fault::Fault;
use super::limits::Limits;
use super::names::{Name, Names};
use super::warning::{Problem, Problems};

/// Every class that Java would find in an archive, by its header, and every other file by its name.
pub(super) struct Classes {
    pub(super) names: Names,
    all: Vec<Class>,
    interfaces: Vec<Name>,
    /// By name, the place of a class in `all`, and one more; zero where the class is not in the archive.
    by_name: Vec<u32>,
    /// The other files; the first of several with one name, as Java would find it.
    pub(super) resources: HashMap<Box<str>, Vec<Resource>>,
}

/// A class by its header.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) name: Name,
    pub(super) parent: Option<Name>,
    interfaces: std::ops::Range<u32>,
    pub(super) access: u16,
    pub(super) major: u16,
    pub(super) unit: usize,
    pub(super) place: Place,
}

/// A file that is no class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resource {
    pub(super) unit: usize,
    pub(super) place: Place,
}

const INTERFACE: u16 = 0x0200;
const ABSTRACT: u16 = 0x0400;
const PUBLIC: u16 = 0x0001;

impl Class {
    /// Neither abstract nor an interface.
    pub(super) fn is_concrete(&self) -> bool {
        self.access & (INTERFACE | ABSTRACT) == 0
    }

    pub(super) fn is_public(&self) -> bool {
        self.access & PUBLIC != 0
    }
}

impl Classes {
    /// Reads the headers of all classes, in the order of the class path: the first of several with one name counts.
    pub(super) fn scan(
        archive: &Archive,
        limits: &Limits,
        unpacker: &mut Unpacker,
        problems: &mut Problems,
    ) -> Result<Self, Fault> {
        let mut classes = Self {
            names: Names::new(archive.budget.clone()),
            all: Vec::new(),
            interfaces: Vec::new(),
            by_name: Vec::new(),
            resources: HashMap::new(),
        };
        let mut scan = Scan { classes: &mut classes, limits, unpacker, problems, offsets: Offsets::default() };
        for (at, unit) in archive.units.iter().enumerate() {
            scan.unit(at, unit, &archive.budget)?;
        }
        Ok(classes)
    }

    pub(super) fn all(&self) -> &[Class] {
        &self.all
    }

    pub(super) fn get(&self, name: Name) -> Option<&Class> {
        let at = *self.by_name.get(name.index())? as usize;
        self.all.get(at.checked_sub(1)?)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Class> {
        self.get(self.names.get(name)?)
    }

    /// Its superclass and its interfaces.
    pub(super) fn parents(&self, class: &Class) -> impl Iterator<Item = Name> {
        let range = class.interfaces.start as usize..class.interfaces.end as usize;
        let interfaces = self.interfaces.get(range).unwrap_or_default();
        class.parent.into_iter().chain(interfaces.iter().copied())
    }

    fn define(&mut self, header: &Header<'_>, unit: usize, place: Place) -> Result<bool, Fault> {
        let name = self.names.add(header.name)?;
        if self.get(name).is_some() {
            return Ok(false);
        }
        let parent = header.parent.map(|parent| self.names.add(parent)).transpose()?;
        let start = self.interfaces.len();
        self.names.list(header.interface_count())?;
        for interface in header.interfaces() {
            let interface = self.names.add(interface)?;
            self.interfaces.push(interface);
        }
        let number = |count: usize| u32::try_from(count).map_err(|_| Fault::broken("holds too many classes"));
        let interfaces = number(start)?..number(self.interfaces.len())?;
        self.all.push(Class { name, parent, interfaces, access: header.access, major: header.major, unit, place });
        if self.by_name.len() <= name.index() {
            self.by_name.resize(name.index() + 1, 0);
        }
        self.by_name[name.index()] = number(self.all.len())?;
        Ok(true)
    }
}

struct Scan<'a> {
    classes: &'a mut Classes,
    limits: &'a Limits,
    unpacker: &'a mut Unpacker,
    problems: &'a mut Problems,
    offsets: Offsets,
}

impl Scan<'_> {
    fn unit(&mut self, at: usize, unit: &Unit, budget: &Budget) -> Result<(), Fault> {
        let read = unit.each(budget, |entry| self.entry(at, unit, entry));
        match (read, &unit.jar) {
            // A JAR of several may be broken, the others tell what they tell.
            (Err(fault @ (Fault::Broken(_) | Fault::NoDirectory | Fault::Io(_))), Some(jar)) => {
                self.problems.add(Problem::Unreadable { entry: jar.clone(), reason: fault.to_string() });
                Ok(())
            }
            (read, _) => read,
        }
    }

    fn entry(&mut self, at: usize, unit: &Unit, entry: Entry<'_>) -> Result<(), Fault> {
        let name = String::from_utf8_lossy(entry.name);
        let told = || unit.jar.as_ref().map_or_else(|| name.to_string(), |jar| format!("{jar}!/{name}"));
        if is_unsafe(&name) {
            self.problems.add(Problem::UnsafeName { entry: told() });
        }
        if entry.encrypted {
            self.problems.add(Problem::Encrypted { entry: told() });
            return Ok(());
        }
        let Some(class) = name.strip_suffix(".class") else {
            if name.ends_with(".jar") {
                self.problems.add(Problem::NestedJar { entry: told() });
            }
            self.resource(at, &name, entry.place, told);
            return Ok(());
        };
        match unit.read(&entry.place, self.unpacker, self.limits.class) {
            Ok(Some(bytes)) => {
                let header = Header::read(bytes, &mut self.offsets);
                // Versions for newer Java, and classes that some launcher finds elsewhere, lie where Java does not look.
                let Some(header) = header.filter(|header| header.name == class) else { return Ok(()) };
                let defined = self.classes.define(&header, at, entry.place)?;
                if !defined && self.classes.named(class).is_some_and(|first| first.unit == at) {
                    self.problems.add(Problem::DuplicateName { entry: told() });
                }
            }
            Ok(None) => {
                let reason = format!("is larger than {} bytes", self.limits.class);
                self.problems.add(Problem::Unreadable { entry: told(), reason });
            }
            Err(limit @ Fault::Limit(_)) => return Err(limit),
            Err(fault) => self.problems.add(Problem::Unreadable { entry: told(), reason: fault.to_string() }),
        }
        Ok(())
    }

    fn resource(&mut self, unit: usize, name: &str, place: Place, told: impl Fn() -> String) {
        let resources = self.classes.resources.entry(name.into()).or_default();
        if resources.last().is_some_and(|last| last.unit == unit) {
            self.problems.add(Problem::DuplicateName { entry: told() });
        } else {
            resources.push(Resource { unit, place });
        }
    }
}
