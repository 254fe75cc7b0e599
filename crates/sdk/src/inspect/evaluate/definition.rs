use std::rc::Rc;

use super::super::report::Evidence;

/// A connector's settings, as its code defines them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::inspect) struct Definition {
    pub(in crate::inspect) keys: Vec<Key>,
    /// What its code does that could not be followed.
    pub(in crate::inspect) doubts: Vec<String>,
}

/// A setting.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::inspect) struct Key {
    pub(in crate::inspect) name: Rc<str>,
    /// One of `ConfigDef.Type`'s names.
    pub(in crate::inspect) kind: Rc<str>,
    pub(in crate::inspect) evidence: Evidence,
}

impl Definition {
    pub(super) fn add(&mut self, key: Key) {
        if !self.keys.iter().any(|known| known.name == key.name) {
            self.keys.push(key);
        }
    }

    pub(super) fn doubt(&mut self, doubt: String) {
        if self.doubts.len() < 10 && !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }

    /// All of another, with something before each name.
    pub(super) fn embed(&mut self, prefix: &str, other: &Self) {
        for key in &other.keys {
            self.add(Key { name: format!("{prefix}{}", key.name).into(), ..key.clone() });
        }
        other.doubts.iter().for_each(|doubt| self.doubt(doubt.clone()));
    }
}
