use std::collections::HashMap;

use super::archive::Budget;
use super::fault::Fault;

/// A class's name, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Name(u32);

/// The names of classes, each held once. They are the JVM's: `java/util/Map$Entry`.
#[derive(Debug)]
pub(super) struct Names {
    known: HashMap<Box<str>, Name>,
    budget: Budget,
}

impl Names {
    pub(super) fn new(budget: Budget) -> Self {
        Self { known: HashMap::new(), budget }
    }

    pub(super) fn add(&mut self, name: &str) -> Result<Name, Fault> {
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        self.budget.name(name.len())?;
        let next = Name(u32::try_from(self.known.len()).map_err(|_| Fault::broken("holds too many names"))?);
        self.known.insert(name.into(), next);
        Ok(next)
    }

    /// Accounts for a list of so many of them.
    pub(super) fn list(&self, count: usize) -> Result<(), Fault> {
        self.budget.name(count.saturating_mul(size_of::<Name>()))
    }

    pub(super) fn get(&self, name: &str) -> Option<Name> {
        self.known.get(name).copied()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, Name)> {
        self.known.iter().map(|(text, name)| (text.as_ref(), *name))
    }
}

impl Name {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}
