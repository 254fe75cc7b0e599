//! Bodies of plugin and artifact requests, with every violation found before any is told.

pub(crate) mod rules;

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::failure::Problem;
use rules::Rule;

/// Members of a body, read one by one; what is wrong with them gathers in `problems`.
pub(crate) struct Body<'a> {
    members: &'a Map<String, Value>,
    /// JSON pointer to the members.
    place: String,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Body<'a> {
    pub(crate) fn new(members: &'a Map<String, Value>) -> Self {
        Self::within(String::new(), members)
    }

    /// Members further down in a body, at this JSON pointer.
    pub(crate) fn within(place: String, members: &'a Map<String, Value>) -> Self {
        Self { members, place, problems: Vec::new() }
    }

    /// The `spec` of a body; an empty one where there is none, so that what it lacks is told.
    pub(crate) fn spec(members: &'a Map<String, Value>) -> Self {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        Self::within("/spec".to_owned(), members.get("spec").and_then(Value::as_object).unwrap_or(&NONE))
    }

    /// A text member, if it is there and keeps its rule.
    pub(crate) fn text(&mut self, name: &str, rule: Rule) -> Option<String> {
        let text = match self.members.get(name)? {
            Value::Null => return None,
            Value::String(text) => text,
            _ => return self.refuse(name, format!("{name} must be a string")),
        };
        match rule(text) {
            Some(problem) => self.refuse(name, format!("{name} {problem}")),
            None => Some(text.clone()),
        }
    }

    /// A text member that must be there.
    pub(crate) fn required(&mut self, name: &str, rule: Rule) -> Option<String> {
        if self.members.get(name).is_none_or(Value::is_null) {
            return self.refuse(name, format!("{name} is required"));
        }
        self.text(name, rule)
    }

    /// The names of settings to hide.
    pub(crate) fn sensitive(&mut self) -> Option<Vec<String>> {
        let name = "sensitive_config_properties";
        let list = match self.members.get(name)? {
            Value::Null => return None,
            Value::Array(list) => list,
            _ => return self.refuse(name, format!("{name} must be a list of strings")),
        };
        let mut names = Vec::new();
        for (index, entry) in list.iter().enumerate() {
            let pointer = format!("{}/{name}/{index}", self.place);
            match entry.as_str().map(|text| (text, rules::setting_name(text))) {
                Some((text, None)) => names.push(text.to_owned()),
                Some((_, Some(problem))) => {
                    self.problems.push(Problem::at(pointer, format!("a sensitive setting {problem}")));
                }
                None => self.problems.push(Problem::at(pointer, "a sensitive setting must be a string")),
            }
        }
        Some(names)
    }

    /// The id of the upload that holds the archive; nothing when the member is absent or blank.
    pub(crate) fn upload_id(&mut self) -> Option<String> {
        let source = self.members.get("upload_source").filter(|source| !source.is_null())?;
        let id = source["upload_id"].as_str().unwrap_or_default();
        if id.is_empty() {
            return None;
        }
        if source["location"].as_str() != Some("PRESIGNED_URL_LOCATION") {
            return self.refuse("upload_source/location", "location must be PRESIGNED_URL_LOCATION".to_owned());
        }
        Some(id.to_owned())
    }

    /// The environment an object is to belong to: `{"id": …}`.
    pub(crate) fn environment(&mut self) -> Option<String> {
        let id = self.members.get("environment").and_then(|environment| environment["id"].as_str());
        match id.filter(|id| !id.is_empty()) {
            Some(id) => Some(id.to_owned()),
            None => self.refuse("environment/id", "the id of the environment is required"),
        }
    }

    /// A list of objects, each read with a body of its own; what is wrong with any of them is noted here.
    pub(crate) fn each<T>(&mut self, name: &str, mut read: impl FnMut(&mut Body<'_>) -> Option<T>) -> Vec<T> {
        let list = self.members.get(name).and_then(Value::as_array);
        let mut read_all = Vec::new();
        for (index, entry) in list.into_iter().flatten().enumerate() {
            match entry.as_object() {
                Some(members) => {
                    let mut body = Body::within(format!("{}/{name}/{index}", self.place), members);
                    read_all.extend(read(&mut body));
                    self.problems.append(&mut body.problems);
                }
                None => {
                    self.refuse::<()>(&format!("{name}/{index}"), "must be an object");
                }
            }
        }
        read_all
    }

    /// How many entries a list has.
    pub(crate) fn length(&self, name: &str) -> usize {
        self.members.get(name).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// Notes that a member that never changes would be changed.
    pub(crate) fn unchanged(&mut self, name: &str, current: &str) {
        if self.differs(name, current) {
            self.refuse::<()>(name, format!("{name} cannot be changed"));
        }
    }

    /// Notes that a member is not what the query says.
    pub(crate) fn same(&mut self, name: &str, in_query: &str) {
        if self.differs(name, in_query) {
            self.refuse::<()>(name, format!("{name} is not that of the query"));
        }
    }

    fn differs(&self, name: &str, expected: &str) -> bool {
        let same = |value: &Value| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(expected));
        self.members.get(name).is_some_and(|value| !value.is_null() && !same(value))
    }

    /// Notes what is wrong with a member, or with one below it: `member/0/name`.
    pub(crate) fn refuse<T>(&mut self, member: &str, detail: impl Into<String>) -> Option<T> {
        self.problems.push(Problem::at(format!("{}/{member}", self.place), detail));
        None
    }
}
