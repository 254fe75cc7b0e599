//! What two operations make of one call.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Comparison;
use super::item::Item;
use super::parameters::is_required;
use super::report::Class;
use super::schemas::Use;
use crate::document::{self, METHODS, Way};
use crate::spec::place::Place;

/// Parts of an operation that are compared by what they mean, not as words.
const STRUCTURE: &[&str] = &["operationId", "security", "parameters", "requestBody", "responses"];

/// An operation and what it is called.
pub struct Operation<'d> {
    pub place: Place<'d>,
    /// Method and path, without the names of what is filled in.
    pub route: String,
    /// The names of what is filled in, in their order.
    pub filled: Vec<String>,
    shown: String,
    id: String,
    /// The method of the client.
    pub name: String,
    /// Parameters of all operations of its path.
    pub shared: Vec<Place<'d>>,
}

impl<'d> Comparison<'d> {
    pub fn operations(&mut self) {
        let mut new = self.list(self.new);
        let mut gone = Vec::new();
        for old in self.list(self.old) {
            match new.iter().position(|other| other.route == old.route) {
                Some(index) => self.operation(&old, &new.remove(index)),
                None => gone.push(old),
            }
        }
        for old in gone {
            let item = self.names.method(&old.name);
            match new.iter().position(|other| other.id == old.id) {
                Some(index) => {
                    let other = new.remove(index);
                    let change = format!("moved from `{}` to `{}`", old.shown, other.shown);
                    self.add(Class::Breaking, &item, &other.place.pointer, change);
                    self.operation(&old, &other);
                }
                None => self.add(Class::Breaking, &item, &old.place.pointer, format!("`{}` removed", old.shown)),
            }
        }
        for come in new {
            let item = self.names.method(&come.name);
            self.add(Class::Additive, &item, &come.place.pointer, format!("`{}` added", come.shown));
        }
    }

    fn operation(&mut self, old: &Operation<'d>, new: &Operation<'d>) {
        let item = self.names.method(&old.name);
        if old.id != new.id {
            let at = format!("{}/operationId", new.place.pointer);
            let class = if old.name == new.name { Class::WordsOnly } else { Class::Breaking };
            self.add(class, &item, &at, format!("operation `{}` is now `{}`", old.id, new.id));
        }
        self.keywords(&item, &old.place, &new.place, STRUCTURE);
        self.security(&item, &old.place, &new.place);
        self.parameters(old, new);
        self.body(old, new);
        self.answers(old, new);
    }

    fn body(&mut self, old: &Operation<'d>, new: &Operation<'d>) {
        let body =
            |operation: &Operation<'d>, document| operation.place.get("requestBody").map(|it| it.resolved(document));
        let item = self.names.body(&old.name);
        match (body(old, self.old), body(new, self.new)) {
            (None, None) => {}
            (Some(was), None) => self.add(Class::Breaking, &item, &was.pointer, "request body removed".to_owned()),
            (None, Some(is)) if is_required(&is) => {
                self.add(Class::Breaking, &item, &is.pointer, "request body added, required".to_owned());
            }
            (None, Some(is)) => self.add(Class::Additive, &item, &is.pointer, "request body added".to_owned()),
            (Some(was), Some(is)) => {
                self.keywords(&item, &was, &is, &["content", "required"]);
                self.requirement_of(&item, &was, &is);
                self.content(Use { way: Way::Sent, called: "request type" }, &item, &was, &is);
            }
        }
    }

    /// Any 2xx is success, and one of them stands for all; errors are read by hand from whatever comes.
    fn answers(&mut self, old: &Operation<'d>, new: &Operation<'d>) {
        let item = self.names.answer(&old.name);
        let answers = format!("{}/responses", new.place.pointer);
        for setter in ["send", "accept"] {
            self.places.insert(self.names.setter(&old.name, setter).label().to_owned(), answers.clone());
        }
        let (before, mut after) = (old.answers(self.old), new.answers(self.new));
        if let (Some(was), Some(is)) = (success(&before), success(&after)) {
            self.content(Use { way: Way::Received, called: "success type" }, &item, was, is);
        }
        let item = self.names.method(&old.name);
        for (status, was) in before {
            match after.remove(&status) {
                Some(is) if status.starts_with('2') => self.keywords(&item, &was, &is, &["content"]),
                Some(is) if self.alike(&was, &is) => {}
                Some(is) => self.add(Class::WordsOnly, &item, &is.pointer, format!("answer {status} changed")),
                None => self.add(Class::WordsOnly, &item, &was.pointer, format!("answer {status} removed")),
            }
        }
        for (status, is) in after {
            self.add(Class::WordsOnly, &item, &is.pointer, format!("answer {status} added"));
        }
    }

    /// The schemas of two bodies, in JSON where they have it.
    fn content(&mut self, usage: Use, item: &Item<'_>, was: &Place<'d>, is: &Place<'d>) {
        self.media_types(item, was, is);
        let (before, after) = (media(was), media(is));
        match (before, after) {
            (Some((old, was)), Some((new, is))) => {
                if is_json(&old) != is_json(&new) {
                    self.add(
                        Class::Breaking,
                        item,
                        &is.pointer,
                        format!("{} changed from {old} to {new}", usage.called),
                    );
                    return;
                }
                self.keywords(item, &was, &is, &["schema"]);
                match (was.get("schema"), is.get("schema")) {
                    (Some(old), Some(new)) => self.schema(usage, item, &[old], &[new]),
                    (None, None) => {}
                    _ => self.add(
                        Class::Breaking,
                        item,
                        &is.pointer,
                        format!("{} gained or lost its schema", usage.called),
                    ),
                }
            }
            (None, None) => {}
            (Some((old, was)), None) => {
                self.add(
                    Class::Breaking,
                    item,
                    &was.pointer,
                    format!("{} changed from {old} to nothing", usage.called),
                );
            }
            (None, Some((new, is))) => {
                self.add(Class::Breaking, item, &is.pointer, format!("{} changed from nothing to {new}", usage.called));
            }
        }
    }

    /// One of them is taken, and which it is called decides nothing.
    fn media_types(&mut self, item: &Item<'_>, was: &Place<'d>, is: &Place<'d>) {
        let (Some(before), Some(after)) = (was.get("content"), is.get("content")) else { return };
        for (name, gone) in before.members().filter(|(name, _)| after.get(name).is_none()) {
            self.add(Class::WordsOnly, item, &gone.pointer, format!("media type {name} removed"));
        }
        for (name, come) in after.members().filter(|(name, _)| before.get(name).is_none()) {
            self.add(Class::WordsOnly, item, &come.pointer, format!("media type {name} added"));
        }
    }

    fn list(&self, document: &'d Value) -> Vec<Operation<'d>> {
        let paths = Place::root(document).get("paths");
        let mut list = Vec::new();
        for path in document["paths"].as_object().into_iter().flat_map(|paths| paths.keys()) {
            let Some(item) = paths.as_ref().and_then(|paths| paths.get(path)) else { continue };
            for method in METHODS {
                list.extend(item.get(method).map(|place| self.named(path, method, place, &item)));
            }
        }
        list
    }

    fn named(&self, path: &str, method: &str, place: Place<'d>, item: &Place<'d>) -> Operation<'d> {
        let shown = format!("{} {path}", method.to_uppercase());
        let id = document::id_of(self.api, method, path, place.value);
        let name = document::method_name(&id, self.api).unwrap_or_else(|| id.clone());
        let shared = item.get("parameters").iter().flat_map(Place::children).collect();
        let (route, filled) = route(method, path);
        Operation { place, route, filled, shown, id, name, shared }
    }
}

impl<'d> Operation<'d> {
    fn answers(&self, document: &'d Value) -> BTreeMap<String, Place<'d>> {
        let responses = self.place.get("responses");
        let answers = self.place.value["responses"].as_object().into_iter().flat_map(|answers| answers.keys());
        let answers =
            answers.filter_map(|status| Some((status.clone(), responses.as_ref()?.get(status)?.resolved(document))));
        answers.collect()
    }
}

/// The answer that stands for every success.
fn success<'a, 'd>(answers: &'a BTreeMap<String, Place<'d>>) -> Option<&'a Place<'d>> {
    let mut good = answers.iter().filter(|(status, _)| status.starts_with('2')).map(|(_, answer)| answer);
    good.clone().find(|answer| answer.get("content").is_some()).or(good.next())
}

/// Plain JSON before JSON of a kind, and that before anything else, whatever their order.
fn media<'d>(body: &Place<'d>) -> Option<(String, Place<'d>)> {
    let content = body.get("content")?;
    let rank = |name: &&String| (*name != "application/json", !is_json(name), (*name).clone());
    let name = content.value.as_object()?.keys().min_by_key(rank)?;
    Some((name.clone(), content.get(name)?))
}

fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Method and path without the names between braces, which are compared as parameters, and those names.
fn route(method: &str, path: &str) -> (String, Vec<String>) {
    let (mut route, mut names) = (format!("{method} "), Vec::new());
    for part in path.split_inclusive('}') {
        let (fixed, name) = part.split_once('{').unwrap_or((part, ""));
        route.push_str(fixed);
        if let Some(name) = name.strip_suffix('}') {
            route.push_str("{}");
            names.push(name.to_owned());
        }
    }
    (route, names)
}
