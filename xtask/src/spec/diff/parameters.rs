//! What two operations are given beside a body.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Comparison;
use super::item::Item;
use super::operations::Operation;
use super::report::Class;
use super::schemas::Use;
use crate::document::{self, Way};
use crate::spec::place::Place;

/// Where a parameter goes and what it is called.
type Key = (String, String);

impl<'d> Comparison<'d> {
    pub fn parameters(&mut self, old: &Operation<'d>, new: &Operation<'d>) {
        let (before, mut after) = (all(old, self.old), all(new, self.new));
        let mut gone = Vec::new();
        for (key, was) in before {
            match after.remove(&key) {
                Some(is) => self.parameter(old, &key.1, &was, &is),
                None => gone.push((key, was)),
            }
        }
        for ((place, name), was) in gone {
            let item = self.names.parameter(&old.name, &name);
            let Some((key, change)) = successor(&place, &name, old, new, &after) else {
                let change = format!("{place} parameter `{name}` removed or renamed");
                self.add(Class::Breaking, &item, &was.pointer, change);
                continue;
            };
            if let Some(is) = after.remove(&key) {
                self.add(Class::Breaking, &item, &is.pointer, change);
                self.parameter(old, &name, &was, &is);
            }
        }
        for ((place, name), is) in after {
            let item = self.names.parameter(&old.name, &name);
            let (class, manner) =
                if is_required(&is) { (Class::Breaking, ", required") } else { (Class::Additive, "") };
            self.add(class, &item, &is.pointer, format!("{place} parameter `{name}` added{manner}"));
        }
    }

    fn parameter(&mut self, operation: &Operation<'d>, name: &str, was: &Place<'d>, is: &Place<'d>) {
        let item = self.names.parameter(&operation.name, name);
        self.keywords(&item, was, is, &["name", "in", "required", "schema"]);
        self.requirement_of(&item, was, is);
        match (document::is_one_text(was.value), document::is_one_text(is.value)) {
            (false, true) => self.add(Class::Breaking, &item, &is.pointer, "type changed to one text".to_owned()),
            (true, false) => self.add(Class::Breaking, &item, &is.pointer, "type was one text".to_owned()),
            _ => {}
        }
        let schemas = (was.get("schema"), is.get("schema"));
        let usage = Use { way: Way::Sent, called: "type" };
        self.schema(usage, &item, schemas.0.as_slice(), schemas.1.as_slice());
    }

    /// The same of a body.
    pub fn requirement_of(&mut self, item: &Item<'_>, was: &Place<'d>, is: &Place<'d>) {
        match (is_required(was), is_required(is)) {
            (false, true) => self.add(Class::Breaking, item, &is.pointer, "now required in a request".to_owned()),
            (true, false) => self.add(Class::Additive, item, &is.pointer, "now optional in a request".to_owned()),
            _ => {}
        }
    }
}

pub fn is_required(place: &Place<'_>) -> bool {
    place.value["required"] == true
}

/// The parameters that callers give; an operation's own before those of its path.
fn all<'d>(operation: &Operation<'d>, document: &'d Value) -> BTreeMap<Key, Place<'d>> {
    let own = operation.place.get("parameters");
    let own = own.iter().flat_map(Place::children);
    let all = operation.shared.iter().cloned().chain(own).map(|parameter| parameter.resolved(document));
    let given = all.filter(|parameter| !document::is_set_by_call(parameter.value));
    let text = |place: &Place<'d>, key: &str| place.value[key].as_str().unwrap_or_default().to_owned();
    given.map(|parameter| ((text(&parameter, "in"), text(&parameter, "name")), parameter)).collect()
}

/// Which of the new parameters is this one, and what it became: it fills the same place of the path, or goes by the same
/// name to another place.
fn successor(
    place: &str,
    name: &str,
    old: &Operation<'_>,
    new: &Operation<'_>,
    after: &BTreeMap<Key, Place<'_>>,
) -> Option<(Key, String)> {
    if place == "path" && old.route == new.route {
        let index = old.filled.iter().position(|filled| filled == name)?;
        let key = (place.to_owned(), new.filled.get(index)?.clone());
        let change = format!("path parameter `{name}` is now `{}`", key.1);
        return after.contains_key(&key).then_some((key, change));
    }
    let (key, _) = after.iter().find(|((_, other), _)| other == name)?;
    Some((key.clone(), format!("{place} parameter `{name}` is now a {} parameter", key.0)))
}
