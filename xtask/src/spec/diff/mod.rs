//! What another document changes: every operation is followed down to the last field, in both documents at once.
//!
//! The crate `drift` (0.2) compares documents for services. It answers another question: it takes every changed list of
//! fields, words or requirements as one thing it cannot judge, knows no marks of secrets, and ends the process at a
//! media type that came or went. So the comparison is our own, by the rules the generator has.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::Value;

use self::item::{Item, Names};
use super::place::Place;
use super::try_::unpanicked;
use crate::apis::{self, Api};
use crate::tree::Tree;
use crate::{generate, yaml};

mod item;
mod made;
mod operations;
mod parameters;
mod report;
mod schemas;
mod security;
mod shape;
#[cfg(test)]
mod tests;

pub use self::report::{Change, Class, Report};

/// What a document changes for users of the module made from the vendored one.
pub fn against_vendored(tree: &Tree, id: &str, new: &Value) -> Result<Report> {
    let mut rows = apis::load(tree, &[id.to_owned()])?;
    let api = rows.remove(0);
    let file = api.document();
    let old = yaml::parse(&file, &tree.text(&file)?)?;
    // Rows and overlays that were changed for the new one need not fit the old one any more.
    let names = names(tree, &api, &old).or_else(|error| names(tree, &api, new).map_err(|_| error))?;
    let mut comparison = Comparison::of(&api, &names, &old, new);
    // What nothing can be made of yet, as a row that does not fit, is for an import to refuse.
    if let Ok(after) = unpanicked(|| made::of(tree, &api, new.clone())) {
        comparison.made(&made::vendored(tree, &api)?, &after);
    }
    Ok(comparison.report())
}

/// Our names are those of what is made of a document; compared are both as they are published.
fn names(tree: &Tree, api: &Api, document: &Value) -> Result<Names> {
    let mut corrected = document.clone();
    generate::corrected(tree, &api.id, &mut corrected)?;
    Names::new(corrected, api)
}

/// A comparison under way.
struct Comparison<'d> {
    api: &'d Api,
    old: &'d Value,
    new: &'d Value,
    names: &'d Names,
    /// Pairs of schemas that were compared for this way of travelling; also what ends a circle.
    seen: BTreeSet<(bool, String, String)>,
    /// By pointer and text: what is reached in two ways is told once, as the worse.
    changes: BTreeMap<(String, String), Change>,
    /// Where in the new document an item has its type from.
    places: BTreeMap<String, String>,
}

impl<'d> Comparison<'d> {
    /// What lies between two documents of an API, told with these names.
    fn of(api: &'d Api, names: &'d Names, old: &'d Value, new: &'d Value) -> Self {
        let (seen, changes, places) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut comparison = Self { api, old, new, names, seen, changes, places };
        comparison.operations();
        comparison.head();
        comparison
    }

    fn report(self) -> Report {
        let mut changes: Vec<_> = self.changes.into_values().collect();
        changes.sort();
        Report { api: self.api.id.clone(), changes }
    }

    /// Whatever stands beside the operations and what they refer to.
    fn head(&mut self) {
        let members = |document: &'d Value| document.as_object().into_iter().flat_map(|members| members.keys());
        let names: BTreeSet<_> = members(self.old).chain(members(self.new)).collect();
        for name in names.into_iter().filter(|name| !matches!(name.as_str(), "paths" | "components" | "security")) {
            if self.old.get(name) != self.new.get(name) {
                self.add(Class::WordsOnly, &self.names.module(), &format!("/{name}"), format!("{name} changed"));
            }
        }
    }

    fn add(&mut self, class: Class, item: &Item<'_>, pointer: &str, what: String) {
        let new = Change { class, item: item.label().to_owned(), what, pointer: pointer.to_owned() };
        let known = self.changes.entry((new.pointer.clone(), new.what.clone())).or_insert_with(|| new.clone());
        known.class = known.class.min(class);
    }

    /// What is said beside the structure, keyword by keyword.
    fn prose(&mut self, item: &Item<'_>, at: &str, old: &BTreeMap<&str, &Value>, new: &BTreeMap<&str, &Value>) {
        let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        let changed: Vec<_> = names.into_iter().filter(|name| old.get(*name) != new.get(*name)).copied().collect();
        if !changed.is_empty() {
            self.add(Class::WordsOnly, item, at, format!("{} changed", changed.join(", ")));
        }
    }

    /// The same for whatever is no schema, but for the keywords that have a comparison of their own.
    fn keywords(&mut self, item: &Item<'_>, old: &Place<'d>, new: &Place<'d>, structure: &[&str]) {
        let words = |place: &Place<'d>| -> BTreeMap<&'d str, &'d Value> {
            let members = place.value.as_object().into_iter().flatten();
            members.map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| !structure.contains(name)).collect()
        };
        self.prose(item, &new.pointer, &words(old), &words(new));
    }

    /// Whether two values are the same once references are followed.
    fn alike(&self, old: &Place<'d>, new: &Place<'d>) -> bool {
        self.alike_in(&mut BTreeSet::new(), old, new)
    }

    fn alike_in(&self, seen: &mut BTreeSet<(String, String)>, old: &Place<'d>, new: &Place<'d>) -> bool {
        let (old, new) = (old.resolved(self.old), new.resolved(self.new));
        if !seen.insert((old.pointer.clone(), new.pointer.clone())) {
            return true;
        }
        match (old.value, new.value) {
            (Value::Object(members), Value::Object(others)) => {
                members.len() == others.len()
                    && members.keys().all(|name| match (old.get(name), new.get(name)) {
                        (Some(old), Some(new)) => self.alike_in(seen, &old, &new),
                        _ => false,
                    })
            }
            (Value::Array(items), Value::Array(others)) => {
                let mut pairs = old.children().zip(new.children());
                items.len() == others.len() && pairs.all(|(old, new)| self.alike_in(seen, &old, &new))
            }
            (old, new) => old == new,
        }
    }
}
