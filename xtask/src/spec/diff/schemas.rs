//! What two schemas make of one Rust type.

use std::collections::BTreeSet;

use super::Comparison;
use super::item::Item;
use super::report::Class;
use super::shape::Shape;
use crate::document::Way;
use crate::spec::place::Place;

/// Where a schema is used.
#[derive(Clone, Copy)]
pub struct Use {
    pub way: Way,
    /// How its type is called in a message.
    pub called: &'static str,
}

/// The same schema before and after.
struct Pair<'d> {
    old: Shape<'d>,
    new: Shape<'d>,
    /// Where what changed in it stands, before and after.
    was: String,
    at: String,
}

impl<'d> Comparison<'d> {
    /// Compares what all old parts say together with what all new parts say.
    pub fn schema(&mut self, usage: Use, item: &Item<'_>, old: &[Place<'d>], new: &[Place<'d>]) {
        let (Some(was), Some(at)) = (old.first(), new.first()) else { return };
        self.places.entry(item.label().to_owned()).or_insert_with(|| at.pointer.clone());
        if !self.seen.insert((usage.way == Way::Sent, pointers(old), pointers(new))) {
            return;
        }
        let shapes = (Shape::of(self.old, old), Shape::of(self.new, new));
        let named = |shape: &Shape<'d>| shape.component.as_ref().map(|component| component.pointer.clone());
        let shared = named(&shapes.0).zip(named(&shapes.1)).filter(|(old, new)| old == new);
        let item = if shared.is_some() { item.entered() } else { item.clone() };
        let (was, at) = shared.unwrap_or_else(|| (was.pointer.clone(), at.pointer.clone()));
        let pair = Pair { old: shapes.0, new: shapes.1, was, at };
        self.places.entry(item.entered().label().to_owned()).or_insert_with(|| pair.at.clone());
        self.renamed(&item, &pair);
        self.secrecy(&item, &pair);
        self.prose(&item, &pair.at, &pair.old.prose, &pair.new.prose);
        let (before, after) = (pair.old.kind(), pair.new.kind());
        if before != after {
            self.add(Class::Breaking, &item, &pair.at, format!("{} changed from {before} to {after}", usage.called));
            return;
        }
        self.nullability(usage, &item, &pair);
        self.words(&item, &pair);
        self.properties(usage, &item, &pair);
        self.further_members(usage, &item, &pair);
        self.branches(usage, &item, &pair);
        let inner = Use { called: "type", ..usage };
        self.schema(inner, &item.within("items"), &pair.old.items, &pair.new.items);
        self.schema(inner, &item.within("additionalProperties"), &pair.old.values, &pair.new.values);
    }

    /// A component that is gone, and what is new in its place, are one type by two names, unless a row gives it the old.
    fn renamed(&mut self, item: &Item<'_>, pair: &Pair<'d>) {
        let gone = pair.old.component.as_ref().filter(|was| self.new.pointer(&was.pointer).is_none());
        let come = pair.new.component.as_ref().filter(|is| self.old.pointer(&is.pointer).is_none());
        let is_type = pair.old.kind() == "object" && pair.new.kind() == "object";
        let name = |place: &Place<'d>| place.pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let has_row = come.is_some_and(|is| self.api.schemas.contains_key(&name(is)));
        let keeps = "the type keeps its name by a row of";
        let change = match (&pair.old.component, &pair.new.component) {
            _ if has_row => return,
            (Some(was), Some(is)) if gone.is_some() && come.is_some() => {
                format!("schema `{}` is now `{}`; {keeps} [api.schemas] only", name(was), name(is))
            }
            (Some(was), Some(is)) if was.pointer != is.pointer && is_type && !self.is_same_form(was, is) => {
                format!("type changed from schema `{}` to `{}`", name(was), name(is))
            }
            (None, Some(is)) if come.is_some() && is_type => {
                format!("what had no name is now schema `{}`; {keeps} [api.schemas] only", name(is))
            }
            (Some(was), None) if gone.is_some() && is_type => {
                format!("schema `{}` has no name any more; {keeps} [api.inline] only", name(was))
            }
            _ => return,
        };
        self.add(Class::Breaking, &item.entered(), &pair.at, change);
    }

    fn secrecy(&mut self, item: &Item<'_>, pair: &Pair<'d>) {
        match (pair.old.secret, pair.new.secret) {
            (true, false) => self.add(Class::Breaking, item, &pair.at, "no longer marked as secret".to_owned()),
            (false, true) => {
                self.add(Class::Breaking, item, &pair.at, "now marked as secret: its type changes".to_owned());
            }
            _ => {}
        }
    }

    /// Anything received may be null; what is sent is null only where that is said.
    fn nullability(&mut self, usage: Use, item: &Item<'_>, pair: &Pair<'d>) {
        let sent = usage.way == Way::Sent;
        match (pair.old.nullable, pair.new.nullable) {
            (true, false) if sent => self.add(Class::Breaking, item, &pair.at, "may no longer be null".to_owned()),
            (true, false) => self.add(Class::WordsOnly, item, &pair.at, "may no longer be null".to_owned()),
            (false, true) if sent => self.add(Class::Additive, item, &pair.at, "may now be null".to_owned()),
            (false, true) => self.add(Class::WordsOnly, item, &pair.at, "may now be null".to_owned()),
            _ => {}
        }
    }

    fn words(&mut self, item: &Item<'_>, pair: &Pair<'d>) {
        // A set of several words that comes or goes is another kind of value; one word alone is text all the same.
        if pair.old.words.is_empty() != pair.new.words.is_empty() {
            return self.add(Class::WordsOnly, item, &pair.at, "the only word comes or goes".to_owned());
        }
        for word in pair.old.words.difference(&pair.new.words) {
            self.add(Class::Breaking, &item.word(word), &pair.was, format!("word `{word}` removed"));
        }
        for word in pair.new.words.difference(&pair.old.words) {
            self.add(Class::Additive, &item.word(word), &pair.at, format!("word `{word}` added"));
        }
    }

    fn properties(&mut self, usage: Use, item: &Item<'_>, pair: &Pair<'d>) {
        let must = |shape: &Shape<'d>, name: &str, parts: &[Place<'d>], document| {
            let read_only = || usage.way == Way::Sent && Shape::of(document, parts).read_only;
            shape.required.contains(name) && !read_only()
        };
        let names: BTreeSet<_> = pair.old.properties.keys().chain(pair.new.properties.keys()).collect();
        for name in names {
            let field = item.field(name);
            match (pair.old.properties.get(name), pair.new.properties.get(name)) {
                (Some(old), Some(new)) => {
                    let required = (must(&pair.old, name, old, self.old), must(&pair.new, name, new, self.new));
                    self.requirement(usage.way, &field, &new[0].pointer, required);
                    self.schema(Use { called: "type", ..usage }, &field, old, new);
                }
                (Some(old), None) => {
                    self.add(Class::Breaking, &field, &old[0].pointer, format!("field `{name}` removed or renamed"));
                }
                (None, Some(new)) => {
                    self.add(Class::Additive, &field, &new[0].pointer, format!("field `{name}` added"));
                    if usage.way == Way::Sent {
                        let required = (false, must(&pair.new, name, new, self.new));
                        self.requirement(usage.way, &field, &new[0].pointer, required);
                    }
                }
                (None, None) => {}
            }
        }
    }

    /// Nothing is required of an answer, whatever the document says.
    fn requirement(&mut self, way: Way, field: &Item<'_>, at: &str, required: (bool, bool)) {
        let sent = way == Way::Sent;
        match required {
            (false, true) if sent => self.add(Class::Breaking, field, at, "now required in a request".to_owned()),
            (true, false) if sent => self.add(Class::Additive, field, at, "now optional in a request".to_owned()),
            (false, true) => self.add(Class::WordsOnly, field, at, "now always answered".to_owned()),
            (true, false) => self.add(Class::WordsOnly, field, at, "no longer always answered".to_owned()),
            _ => {}
        }
    }

    /// Members beside the fields, announced as anything or as something, decide the type of the rest.
    fn further_members(&mut self, usage: Use, item: &Item<'_>, pair: &Pair<'d>) {
        let further = |shape: &Shape<'d>| match (shape.values.is_empty(), shape.open) {
            (false, _) => "described",
            (true, true) if usage.way == Way::Received && !shape.properties.is_empty() => "announced",
            _ => "not told of",
        };
        let (before, after) = (further(&pair.old), further(&pair.new));
        if before != after {
            self.add(Class::Breaking, item, &pair.at, format!("further members were {before}, are {after}"));
        }
    }

    /// Branches stand in any order: each is compared with the one most like it.
    fn branches(&mut self, usage: Use, item: &Item<'_>, pair: &Pair<'d>) {
        let (mut old, mut new) = (pair.old.branches.clone(), pair.new.branches.clone());
        let mut pairs = Vec::new();
        for same in [Self::is_same_component, Self::alike, Self::is_same_form, |_: &Self, _: &_, _: &_| true] {
            old.retain(|branch| match new.iter().position(|other| same(self, branch, other)) {
                Some(index) => {
                    pairs.push((branch.clone(), new.remove(index)));
                    false
                }
                None => true,
            });
        }
        for (old, new) in pairs {
            self.schema(usage, item, &[old], &[new]);
        }
        for gone in old {
            self.add(Class::Breaking, item, &gone.pointer, "choice removed".to_owned());
        }
        for come in new {
            self.add(Class::Additive, item, &come.pointer, "choice added".to_owned());
        }
    }

    fn is_same_component(&self, old: &Place<'d>, new: &Place<'d>) -> bool {
        let (old, new) = (old.target(self.old), new.target(self.new));
        old.zip(new).is_some_and(|(old, new)| old.pointer == new.pointer)
    }

    fn is_same_form(&self, old: &Place<'d>, new: &Place<'d>) -> bool {
        let old = Shape::of(self.old, std::slice::from_ref(old));
        let new = Shape::of(self.new, std::slice::from_ref(new));
        old.kind() == new.kind() && old.words == new.words && old.properties.keys().eq(new.properties.keys())
    }
}

fn pointers(parts: &[Place<'_>]) -> String {
    parts.iter().map(|part| part.pointer.as_str()).collect::<Vec<_>>().join(" ")
}
