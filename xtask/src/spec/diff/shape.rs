//! What a schema says, however it is written: in place, by reference, or spread over the branches of an `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::spec::place::Place;

/// How deep references and branches may lead into each other; more is a circle.
const DEPTH: usize = 32;

/// Formats that decide a type. `int64` is what an integer is anyway, and texts of other formats are text.
const TYPED: &[&str] = &["int8", "uint8", "int16", "uint16", "int32", "uint32", "uint64", "date-time", "binary"];

/// What all parts of a schema say together.
#[derive(Debug, Default)]
pub struct Shape<'d> {
    /// The component it refers to, when it is nothing but a reference.
    pub component: Option<Place<'d>>,
    declared: Option<&'d str>,
    format: Option<&'d str>,
    pub properties: BTreeMap<&'d str, Vec<Place<'d>>>,
    pub required: BTreeSet<&'d str>,
    pub items: Vec<Place<'d>>,
    /// What further members are, where that is said.
    pub values: Vec<Place<'d>>,
    /// Further members are announced, as anything.
    pub open: bool,
    pub words: BTreeSet<&'d str>,
    pub branches: Vec<Place<'d>>,
    pub secret: bool,
    pub nullable: bool,
    pub read_only: bool,
    /// What decides no type, by keyword.
    pub prose: BTreeMap<&'d str, &'d Value>,
}

impl<'d> Shape<'d> {
    pub fn of(document: &'d Value, parts: &[Place<'d>]) -> Self {
        let mut shape = Self::default();
        if let [only] = parts {
            shape.component = only.target(document).map(|_| only.resolved(document));
        }
        for part in parts {
            shape.absorb(document, part, DEPTH);
        }
        shape
    }

    /// The kind of value it is, as people call it.
    pub fn kind(&self) -> String {
        let declared = |kind| self.declared.is_none_or(|declared| declared == kind);
        match self.declared {
            _ if !self.branches.is_empty() => "choice".to_owned(),
            _ if declared("object") && !self.properties.is_empty() => "object".to_owned(),
            _ if declared("string") && self.words.len() > 1 => "set of words".to_owned(),
            Some("array") => "list".to_owned(),
            None if !self.items.is_empty() => "list".to_owned(),
            Some("object") => "map".to_owned(),
            None if !self.values.is_empty() => "map".to_owned(),
            None if self.words.is_empty() => "anything".to_owned(),
            None => "string".to_owned(),
            Some("number") => "number".to_owned(),
            Some(declared) => match self.format.filter(|format| TYPED.contains(format)) {
                Some(format) => format!("{declared} ({format})"),
                None => declared.to_owned(),
            },
        }
    }

    fn absorb(&mut self, document: &'d Value, part: &Place<'d>, depth: usize) {
        let (Value::Object(members), Some(depth)) = (part.value, depth.checked_sub(1)) else { return };
        // What stands beside a reference is a copy, or should be: the reference wins. A mark of a secret is never lost.
        if let Some(target) = part.target(document) {
            self.secret |= part.value["x-redact"] == true;
            return self.absorb(document, &target, depth);
        }
        for (keyword, value) in members {
            self.take(keyword, value, part);
        }
        if let Some(branches) = part.get("allOf") {
            branches.children().for_each(|branch| self.absorb(document, &branch, depth));
        }
        for choice in ["oneOf", "anyOf"].into_iter().filter_map(|keyword| part.get(keyword)) {
            let branches: Vec<_> = choice.children().collect();
            match branches.as_slice() {
                [only] => self.absorb(document, only, depth),
                _ => self.branches.extend(branches),
            }
        }
    }

    fn take(&mut self, keyword: &'d str, value: &'d Value, part: &Place<'d>) {
        match keyword {
            "$ref" | "allOf" | "oneOf" | "anyOf" => {}
            "type" => self.declared = self.declared.or(value.as_str()),
            "format" => {
                self.format = self.format.or(value.as_str());
                if value.as_str().is_some_and(|format| !TYPED.contains(&format)) {
                    self.prose.entry(keyword).or_insert(value);
                }
            }
            "properties" => {
                let properties = part.get(keyword);
                for name in value.as_object().into_iter().flat_map(|properties| properties.keys()) {
                    let property = properties.as_ref().and_then(|properties| properties.get(name));
                    self.properties.entry(name).or_default().extend(property);
                }
            }
            "required" => self.required.extend(texts(value)),
            "items" => self.items.extend(part.get(keyword)),
            "additionalProperties" => match value {
                Value::Object(schema) if !schema.is_empty() => self.values.extend(part.get(keyword)),
                Value::Bool(false) => drop(self.prose.entry(keyword).or_insert(value)),
                _ => self.open = true,
            },
            "enum" | "x-extensible-enum" => self.words.extend(texts(value)),
            "x-redact" => self.secret |= *value == Value::Bool(true),
            "nullable" => self.nullable |= *value == Value::Bool(true),
            "readOnly" => {
                self.read_only |= *value == Value::Bool(true);
                self.prose.entry(keyword).or_insert(value);
            }
            _ => {
                self.prose.entry(keyword).or_insert(value);
            }
        }
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}
