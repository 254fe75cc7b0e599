//! The shapes that descriptions of connectors come in; whatever the shape, what is read is the same.
//!
//! [`SHAPES`] is the list of them, [`draft`] what each fills, [`setting`] and [`offsets`] decide what may stand there.

mod draft;
mod offsets;
mod setting;
#[cfg(test)]
mod tests;

use std::path::Path;

use draft::Draft;
pub(super) use offsets::{beginning, moved};

use super::document::{Entry, Node, Parsed, Value};
use super::problem::Mistake;
use super::{DesiredConnector, Place};
use crate::connectors::is_never_sent;

/// What a file has to agree with where it says where it belongs.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    pub environment: Option<String>,
    pub cluster: Option<String>,
}

/// What was found in a file.
#[derive(Default)]
pub(super) struct Found {
    /// Of no use while there are mistakes.
    pub connectors: Vec<DesiredConnector>,
    pub mistakes: Vec<Mistake>,
    /// The files that settings refer to.
    pub referenced: Vec<String>,
}

/// A map that describes a connector, or several.
struct Map {
    place: Place,
    entries: Vec<Entry>,
    /// The key it stands behind, where that is a connector's name.
    name: Option<(String, Place)>,
}

/// One way to describe connectors.
struct Shape {
    knows: fn(&Map) -> bool,
    read: fn(&mut Reader<'_>, Map),
}

/// All there are, in order: the first that knows a map reads it.
const SHAPES: &[Shape] = &[
    // {name, config, offsets?, state?}
    Shape { knows: |map| map.has("config"), read: described },
    // Terraform's {config_nonsensitive, config_sensitive}
    Shape { knows: |map| map.has("config_nonsensitive") || map.has("config_sensitive"), read: terraform },
    // one of what the service lists with `?expand=info`
    Shape { knows: |map| map.has("info") || map.has("Info"), read: answered },
    // {connectors: …}
    Shape { knows: wraps_connectors, read: wrapped },
    // {NAME: …, NAME: …}
    Shape { knows: holds_maps, read: by_name },
    // the settings themselves, with `name`
    Shape { knows: |_| true, read: flat },
];

const EXPECTED: &str = "a connector file is a map with `name` and `config`";

/// Reads all that a text holds, and finds every mistake, not the first.
pub(super) fn recognise(path: &Path, parsed: Parsed, guard: &Guard) -> Found {
    let Parsed { roots, mistakes } = parsed;
    let mut reader = Reader { path, guard, found: Found { mistakes, ..Found::default() } };
    if roots.is_empty() && reader.found.mistakes.is_empty() {
        reader.refuse(Mistake::new(Place::START, EXPECTED));
    }
    for root in roots {
        reader.read(root, None);
    }
    reader.found
}

struct Reader<'a> {
    path: &'a Path,
    guard: &'a Guard,
    found: Found,
}

impl Reader<'_> {
    fn read(&mut self, node: Node, name: Option<(String, Place)>) {
        let place = node.place;
        match node.value {
            Value::Map(entries) => {
                let map = Map { place, entries, name };
                if let Some(shape) = SHAPES.iter().find(|shape| (shape.knows)(&map)) {
                    (shape.read)(self, map);
                }
            }
            Value::List(items) if items.is_empty() => {
                self.refuse(Mistake::new(place, format!("there is no connector in it: {EXPECTED}")));
            }
            Value::List(items) => items.into_iter().for_each(|item| self.item(item)),
            _ => self.refuse(Mistake::new(place, EXPECTED)),
        }
    }

    fn item(&mut self, item: Node) {
        match item.value {
            Value::Map(_) => self.read(item, None),
            _ => self.refuse(Mistake::new(
                item.place,
                "each connector of a list is a map with `name` and `config`; of names alone nothing can be made",
            )),
        }
    }

    fn refuse(&mut self, mistake: Mistake) {
        self.found.mistakes.push(mistake);
    }

    /// Which environment and cluster the file is for.
    fn guards(&mut self, entry: &Entry) {
        let called = match entry.key.as_str() {
            "environment" => &self.guard.environment,
            _ => &self.guard.cluster,
        };
        let mistake = match id(&entry.node) {
            Some((text, place)) => called.as_ref().filter(|called| *called != text).map(|called| {
                let key = if entry.key == "environment" { "environment" } else { "cluster" };
                let message = format!("this file is for the {key} `{text}`, the call for `{called}`");
                Mistake::of_key(place, &entry.key, message)
            }),
            None => Some(Mistake::of_key(entry.node.place, &entry.key, format!("`{}` must be a text", entry.key))),
        };
        self.found.mistakes.extend(mistake);
    }

    fn finish(&mut self, draft: Draft) {
        draft.finish(self.path, &mut self.found);
    }
}

/// An id as a text; as Terraform writes it, `{id}` or a list of one such.
fn id(node: &Node) -> Option<(&String, Place)> {
    match &node.value {
        Value::Text(text) => Some((text, node.place)),
        Value::Map(entries) => id(&entries.iter().find(|entry| entry.key == "id")?.node),
        Value::List(items) => id(items.first()?),
        _ => None,
    }
}

impl Map {
    fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node.value)
    }

    fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }
}

fn is_guard(key: &str) -> bool {
    matches!(key, "environment" | "cluster")
}

fn wraps_connectors(map: &Map) -> bool {
    map.name.is_none()
        && match map.get("connectors") {
            Some(Value::List(_)) => true,
            Some(Value::Map(entries)) => entries.iter().any(|entry| matches!(entry.node.value, Value::Map(_))),
            _ => false,
        }
}

fn holds_maps(map: &Map) -> bool {
    let mut others = map.entries.iter().filter(|entry| !is_guard(&entry.key)).peekable();
    map.name.is_none() && others.peek().is_some() && others.all(|entry| matches!(entry.node.value, Value::Map(_)))
}

fn described(reader: &mut Reader<'_>, map: Map) {
    let mut draft = Draft::new(&map);
    for entry in map.entries {
        match entry.key.as_str() {
            "name" => draft.name(&entry),
            "config" => draft.config(entry),
            "offsets" => draft.offsets(entry),
            "state" | "initial_state" => draft.state(&entry),
            key if is_guard(key) => reader.guards(&entry),
            // What the service says of a connector beside its config.
            "id" | "tasks" | "type" => {}
            key => draft.refuse(
                &entry,
                format!(
                    "`{key}` is not known here: beside `name` stand `config` and, if at all, `offsets`, `state`, \
                     `environment`, `cluster`"
                ),
            ),
        }
    }
    reader.finish(draft);
}

fn terraform(reader: &mut Reader<'_>, map: Map) {
    let mut draft = Draft::new(&map);
    for entry in map.entries {
        match entry.key.as_str() {
            "name" => draft.name(&entry),
            "config_nonsensitive" | "config_sensitive" => draft.config(entry),
            "offsets" => draft.offsets(entry),
            "status" | "state" => draft.state(&entry),
            key if is_guard(key) || key == "kafka_cluster" => reader.guards(&entry),
            "id" => {}
            key => draft.refuse(
                &entry,
                format!("`{key}` is not known here: beside `config_nonsensitive` stand `config_sensitive`, `offsets`, `status`"),
            ),
        }
    }
    reader.finish(draft);
}

/// What the service added itself is none of what somebody wants.
fn answered(reader: &mut Reader<'_>, map: Map) {
    let mut draft = Draft::new(&map);
    let info = map.entries.into_iter().find(|entry| entry.key.eq_ignore_ascii_case("info"));
    let Some(Entry { node: Node { value: Value::Map(members), .. }, .. }) = info else {
        return reader.refuse(Mistake::of_key(map.place, "info", "`info` must be a map with `name` and `config`"));
    };
    for member in members {
        match member.key.as_str() {
            "name" => draft.name(&member),
            "config" => draft.config(member),
            _ => {}
        }
    }
    draft.leave_out(is_never_sent);
    reader.finish(draft);
}

fn wrapped(reader: &mut Reader<'_>, map: Map) {
    for entry in map.entries {
        match entry.key.as_str() {
            "connectors" => reader.read(entry.node, None),
            key if is_guard(key) => reader.guards(&entry),
            key => {
                let message = format!("`{key}` is not known here: beside `connectors` stand `environment`, `cluster`");
                reader.refuse(Mistake::of_key(entry.place, key, message));
            }
        }
    }
}

fn by_name(reader: &mut Reader<'_>, map: Map) {
    for entry in map.entries {
        if is_guard(&entry.key) && !matches!(entry.node.value, Value::Map(_)) {
            reader.guards(&entry);
        } else {
            reader.read(entry.node, Some((entry.key, entry.place)));
        }
    }
}

fn flat(reader: &mut Reader<'_>, map: Map) {
    let mut draft = Draft::new(&map);
    for entry in map.entries {
        match entry.key.as_str() {
            "name" => draft.name(&entry),
            "offsets" => draft.offsets(entry),
            "state" => draft.state(&entry),
            key if is_guard(key) => reader.guards(&entry),
            _ => draft.setting(entry),
        }
    }
    reader.finish(draft);
}
