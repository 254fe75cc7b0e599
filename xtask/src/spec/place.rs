//! A value of a document together with where it stands.

use serde_json::Value;

use crate::yaml;

/// How many references may lead from one to the next; more is a circle.
const CHAIN: usize = 32;

/// A value and the JSON pointer to it.
#[derive(Clone, Debug)]
pub struct Place<'d> {
    pub value: &'d Value,
    pub pointer: String,
}

impl<'d> Place<'d> {
    pub fn root(document: &'d Value) -> Self {
        Self { value: document, pointer: String::new() }
    }

    /// What stands under a name or an index.
    pub fn get(&self, key: &str) -> Option<Self> {
        let value = match self.value {
            Value::Object(members) => members.get(key)?,
            Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
        Some(self.child(key, value))
    }

    /// Members by their names.
    pub fn members(&self) -> impl Iterator<Item = (&'d str, Self)> {
        self.value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), self.child(name, value)))
    }

    /// Members or items.
    pub fn children(&self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        self.members()
            .map(|(_, member)| member)
            .chain(items.map(|(index, value)| self.child(&index.to_string(), value)))
    }

    /// What a reference leads to, or the value itself.
    pub fn resolved(&self, document: &'d Value) -> Self {
        let mut place = self.clone();
        for _ in 0..CHAIN {
            let Some(next) = place.target(document) else { break };
            place = next;
        }
        place
    }

    /// What the reference here leads to, one step on.
    pub fn target(&self, document: &'d Value) -> Option<Self> {
        let pointer = self.value.get("$ref")?.as_str()?.strip_prefix('#')?;
        Some(Self { value: document.pointer(pointer)?, pointer: pointer.to_owned() })
    }

    fn child(&self, key: &str, value: &'d Value) -> Self {
        Self { value, pointer: format!("{}/{}", self.pointer, yaml::token(key)) }
    }
}
