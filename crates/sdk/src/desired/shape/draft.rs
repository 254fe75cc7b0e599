use std::collections::BTreeMap;
use std::path::Path;

use ccloud_connect_api::PathSegment;
use ccloud_connect_secret::ConnectorConfig;

use super::setting::setting;
use super::{Found, Map, beginning};
use crate::connectors::{ConnectorOffset, is_custom};
use crate::desired::document::{Entry, Value};
use crate::desired::problem::Mistake;
use crate::desired::{DesiredConnector, DesiredState, Origin, Place};
use crate::redaction::references::holds_reference;

/// A connector as far as it has been read.
pub(super) struct Draft {
    /// Where its description begins.
    place: Place,
    name: Option<(String, Place)>,
    config: ConnectorConfig,
    offsets: Option<Vec<ConnectorOffset>>,
    state: Option<DesiredState>,
    references: BTreeMap<String, String>,
    places: BTreeMap<String, Place>,
    spelled: Vec<String>,
    referenced: Vec<String>,
    mistakes: Vec<Mistake>,
}

impl Draft {
    pub(super) fn new(map: &Map) -> Self {
        let mut draft = Self {
            place: map.place,
            name: None,
            config: ConnectorConfig::new(),
            offsets: None,
            state: None,
            references: BTreeMap::new(),
            places: BTreeMap::new(),
            spelled: Vec::new(),
            referenced: Vec::new(),
            mistakes: Vec::new(),
        };
        if let Some((name, place)) = &map.name {
            draft.is_named(name.clone(), *place);
        }
        draft
    }

    pub(super) fn refuse(&mut self, entry: &Entry, message: impl Into<String>) {
        self.mistakes.push(Mistake::of_key(entry.place, &entry.key, message));
    }

    /// The connector's name, at the top and inside the config: one text, the same in all places.
    pub(super) fn name(&mut self, entry: &Entry) {
        match &entry.node.value {
            Value::Text(name) => self.is_named(name.clone(), entry.node.place),
            _ => self.refuse_name(entry.node.place, "`name` must be a text: put it in quotes"),
        }
    }

    fn refuse_name(&mut self, place: Place, message: impl Into<String>) {
        self.mistakes.push(Mistake::of_key(place, "name", message));
    }

    fn is_named(&mut self, name: String, place: Place) {
        if holds_reference(&name) {
            return self.refuse_name(place, "`name` cannot refer to a secret: write the name itself");
        }
        if let Err(error) = PathSegment::try_from(&name) {
            return self.refuse_name(place, format!("{error}: choose another"));
        }
        match self.name.clone() {
            Some((other, at)) if other != name => {
                for (here, place, there, at) in [(&name, place, &other, at), (&other, at, &name, place)] {
                    let Place { line, column } = at;
                    let message = format!(
                        "the name is `{here}` here and `{there}` at {line}:{column}: let them agree, or leave one out"
                    );
                    self.refuse_name(place, message);
                }
            }
            Some(_) => {}
            None => self.name = Some((name, place)),
        }
    }

    pub(super) fn config(&mut self, entry: Entry) {
        let Value::Map(entries) = entry.node.value else {
            let message = format!("`{}` must be a map of settings", entry.key);
            return self.mistakes.push(Mistake::of_key(entry.node.place, &entry.key, message));
        };
        for entry in entries {
            if entry.key == "name" { self.name(&entry) } else { self.setting(entry) }
        }
    }

    pub(super) fn setting(&mut self, entry: Entry) {
        if let Some(Place { line, column }) = self.places.get(&entry.key) {
            let message = format!("`{}` stands at {line}:{column} already: leave one of them out", entry.key);
            return self.refuse(&entry, message);
        }
        match setting(entry) {
            Ok(setting) => {
                let key = setting.key;
                if setting.spelled {
                    self.spelled.push(key.clone());
                }
                if let Some(shown) = setting.reference {
                    self.references.insert(key.clone(), shown);
                }
                self.referenced.extend(setting.referenced);
                self.places.insert(key.clone(), setting.place);
                self.config.insert(key, setting.value);
            }
            Err(mistake) => self.mistakes.push(mistake),
        }
    }

    pub(super) fn offsets(&mut self, entry: Entry) {
        if let Value::Null = entry.node.value {
            return;
        }
        match beginning(entry.node) {
            Ok(offsets) => self.offsets = Some(offsets),
            Err(mistakes) => self.mistakes.extend(mistakes),
        }
    }

    pub(super) fn state(&mut self, entry: &Entry) {
        let word = match &entry.node.value {
            Value::Null => return,
            Value::Text(word) => word.as_str(),
            _ => "",
        };
        self.state = match word {
            word if word.eq_ignore_ascii_case("running") => Some(DesiredState::Running),
            word if word.eq_ignore_ascii_case("paused") => Some(DesiredState::Paused),
            _ => {
                let message = format!("`{}` is `running` or `paused`; leave it out to let it be as it is", entry.key);
                return self.mistakes.push(Mistake::of_key(entry.node.place, &entry.key, message));
            }
        };
    }

    /// Takes settings away by their key and whether the connector is a custom one.
    pub(super) fn leave_out(&mut self, is_left_out: fn(&str, bool) -> bool) {
        let is_custom = is_custom(&self.config);
        let config = std::mem::take(&mut self.config);
        self.config = config.into_iter().filter(|(key, _)| !is_left_out(key, is_custom)).collect();
    }

    pub(super) fn finish(mut self, path: &Path, found: &mut Found) {
        let is_told = self.mistakes.iter().any(|mistake| mistake.key.as_deref() == Some("name"));
        if self.name.is_none() && !is_told {
            self.refuse_name(self.place, "`name` is missing");
        }
        found.mistakes.append(&mut self.mistakes);
        found.referenced.append(&mut self.referenced);
        let Some((name, place)) = self.name else { return };
        // The service wants the name inside the config as well, and the same one.
        self.config.insert("name", name.as_str());
        found.connectors.push(DesiredConnector {
            name,
            config: self.config,
            offsets: self.offsets,
            state: self.state,
            unresolved: self.references.keys().cloned().collect(),
            references: self.references,
            written: ConnectorConfig::new(),
            origin: Origin::new(path, place, self.places, self.spelled),
        });
    }
}
