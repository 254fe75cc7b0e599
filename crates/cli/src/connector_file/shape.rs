use std::collections::BTreeMap;
use std::path::Path;

use ccloud_connect::ConnectorConfig;
use ccloud_connect::api::PathSegment;
use ccloud_connect::connectors::ConnectorOffset;
use ccloud_connect::redaction::references::holds_reference;

use super::value::setting;
use super::{ConnectorFile, Scope};
use crate::document::{Entry, Node, Place, Problem, Value};
use crate::offsets_file;

/// Takes `{name, config, offsets?, environment?, cluster?}` or a flat map with `name`; finds every mistake, not the first.
pub(super) fn recognise(path: &Path, root: Node, scope: &Scope<'_>) -> Result<ConnectorFile, Vec<Problem>> {
    let Value::Map(entries) = root.value else {
        return Err(vec![Problem::new(root.place, "a connector file is a map with `name` and `config`")]);
    };
    let mut reader = Reader::default();
    let nested = entries.iter().any(|entry| entry.key == "config");
    let mut config = Vec::new();
    for entry in entries {
        match entry.key.as_str() {
            "name" if nested => reader.name(&entry),
            "config" => config.extend(reader.config(entry)),
            "offsets" => reader.offsets(entry),
            "environment" => reader.guard(&entry, scope.environment),
            "cluster" => reader.guard(&entry, scope.cluster),
            "state" => reader.refuse(&entry, "`state` is not supported yet: leave it out and use `connector pause`"),
            _ if nested => reader.unknown(&entry),
            _ => config.push(entry),
        }
    }
    reader.settings(config);
    reader.finish(path)
}

#[derive(Default)]
struct Reader {
    name: Option<(String, Place)>,
    config: ConnectorConfig,
    offsets: Option<Vec<ConnectorOffset>>,
    places: BTreeMap<String, Place>,
    spelled: Vec<String>,
    problems: Vec<Problem>,
}

impl Reader {
    fn refuse(&mut self, entry: &Entry, message: impl Into<String>) {
        self.problems.push(Problem::of_key(entry.place, &entry.key, message));
    }

    fn unknown(&mut self, entry: &Entry) {
        let key = &entry.key;
        self.refuse(entry, format!("`{key}` is not known here: beside `name` stand `config` and, if at all, `offsets`, `environment`, `cluster`"));
    }

    /// The connector's name, at the top and inside the config: one text, the same in both places.
    fn name(&mut self, entry: &Entry) {
        let Value::Text(text) = &entry.node.value else {
            self.problems.push(Problem::of_key(entry.node.place, "name", "`name` must be a text: put it in quotes"));
            return;
        };
        let (name, place) = (text.clone(), entry.node.place);
        if holds_reference(&name) {
            let message = "`name` cannot refer to a secret: write the name itself";
            self.problems.push(Problem::of_key(place, "name", message));
            return;
        }
        if let Err(error) = PathSegment::try_from(&name) {
            self.problems.push(Problem::of_key(place, "name", error.to_string()));
            return;
        }
        match &self.name {
            Some((other, at)) if *other != name => {
                let places = [(&name, place, other, *at), (other, *at, &name, place)];
                self.problems.extend(places.map(|(here, place, there, at)| {
                    let Place { line, column } = at;
                    let message = format!("the name is `{here}` here and `{there}` at {line}:{column}");
                    Problem::of_key(place, "name", message)
                }));
            }
            Some(_) => {}
            None => self.name = Some((name, place)),
        }
    }

    fn config(&mut self, entry: Entry) -> Vec<Entry> {
        let Value::Map(entries) = entry.node.value else {
            self.problems.push(Problem::of_key(entry.node.place, "config", "`config` must be a map"));
            return Vec::new();
        };
        entries
    }

    fn settings(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            if entry.key == "name" {
                self.name(&entry);
                continue;
            }
            match setting(entry) {
                Ok(setting) => {
                    if setting.spelled {
                        self.spelled.push(setting.key.clone());
                    }
                    self.places.insert(setting.key.clone(), setting.place);
                    self.config.insert(setting.key, setting.value);
                }
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn offsets(&mut self, entry: Entry) {
        if let Value::Null = entry.node.value {
            return;
        }
        match offsets_file::beginning(entry.node) {
            Ok(offsets) => self.offsets = Some(offsets),
            Err(problems) => self.problems.extend(problems),
        }
    }

    /// The file says where it belongs; the call must agree.
    fn guard(&mut self, entry: &Entry, called: &str) {
        let key = &entry.key;
        match &entry.node.value {
            Value::Text(text) if text == called => {}
            Value::Text(text) => {
                let message = format!("this file is for the {key} `{text}`, the call for `{called}`");
                self.problems.push(Problem::of_key(entry.node.place, key, message));
            }
            _ => self.problems.push(Problem::of_key(entry.node.place, key, format!("`{key}` must be a text"))),
        }
    }

    fn finish(mut self, path: &Path) -> Result<ConnectorFile, Vec<Problem>> {
        let nameless =
            self.name.is_none() && !self.problems.iter().any(|problem| problem.key.as_deref() == Some("name"));
        if nameless {
            self.problems.push(Problem::of_key(Place::START, "name", "`name` is missing"));
        }
        let Some((name, name_place)) = self.name.filter(|_| self.problems.is_empty()) else {
            return Err(self.problems);
        };
        // The service wants the name inside the config as well, and the same one.
        self.config.insert("name", name.as_str());
        Ok(ConnectorFile {
            path: path.to_owned(),
            name,
            name_place,
            config: self.config,
            places: self.places,
            offsets: self.offsets,
            spelled: self.spelled,
        })
    }
}
