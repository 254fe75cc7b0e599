use super::classes::{Class, Classes};
use super::kind::PluginKind;
use super::names::Name;

/// Which kinds of plugin each class of an archive is, through its superclasses and interfaces.
pub(super) struct Hierarchy<'a> {
    classes: &'a Classes,
    bases: Vec<(Name, u16)>,
    /// By name; what is not yet known has none.
    known: Vec<Option<u16>>,
}

impl<'a> Hierarchy<'a> {
    pub(super) fn new(classes: &'a Classes) -> Self {
        let bases = PluginKind::ALL.iter().enumerate();
        let bases = bases.filter_map(|(bit, kind)| Some((classes.names.get(kind.base())?, 1 << bit)));
        let mut hierarchy = Self { classes, bases: bases.collect(), known: Vec::new() };
        for (name, kinds) in hierarchy.bases.clone() {
            hierarchy.set(name, kinds);
        }
        hierarchy
    }

    /// The kinds that a class is.
    pub(super) fn kinds(&mut self, class: &Class) -> impl Iterator<Item = PluginKind> + use<> {
        let kinds = self.resolve(class.name);
        PluginKind::ALL.into_iter().enumerate().filter(move |(bit, _)| kinds & (1 << bit) != 0).map(|(_, kind)| kind)
    }

    /// Depth first, with a stack of its own: how deep classes extend one another is up to the archive. What is begun counts
    /// as nothing yet, so that a circle ends.
    fn resolve(&mut self, name: Name) -> u16 {
        if let Some(known) = self.known(name) {
            return known;
        }
        let mut open = Vec::new();
        self.begin(name, &mut open);
        while let Some((current, next)) = open.last_mut() {
            let parent = self.classes.get(*current).and_then(|class| self.classes.parents(class).nth(*next));
            match parent {
                Some(parent) if self.known(parent).is_none() => self.begin(parent, &mut open),
                Some(parent) => {
                    *next += 1;
                    let kinds = self.known(*current).unwrap_or(0) | self.known(parent).unwrap_or(0);
                    let current = *current;
                    self.set(current, kinds);
                }
                None => {
                    open.pop();
                }
            }
        }
        self.known(name).unwrap_or(0)
    }

    fn begin(&mut self, name: Name, open: &mut Vec<(Name, usize)>) {
        self.set(name, 0);
        open.push((name, 0));
    }

    fn known(&self, name: Name) -> Option<u16> {
        self.known.get(name.index()).copied().flatten()
    }

    fn set(&mut self, name: Name, kinds: u16) {
        if self.known.len() <= name.index() {
            self.known.resize(name.index() + 1, None);
        }
        self.known[name.index()] = Some(kinds);
    }
}
