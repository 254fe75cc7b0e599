//! The Rust item that a place of the vendored document becomes.

use anyhow::Result;
use heck::ToPascalCase;
use serde_json::Value;

use crate::apis::Api;
use crate::document;
use crate::emit::find;
use crate::spec::place::Place;

/// The vendored document as the generator sees it: with the names it gives.
pub struct Names {
    module: String,
    adapted: Value,
}

impl Names {
    /// Of the document once it is corrected.
    pub fn new(mut adapted: Value, api: &Api) -> Result<Self> {
        document::run(&mut adapted, api)?;
        Ok(Self { module: api.module.clone(), adapted })
    }

    /// The whole module.
    pub fn module(&self) -> Item<'_> {
        Item { names: self, schema: None, inline: String::new(), label: self.module.clone() }
    }

    /// A method of the client.
    pub fn method(&self, operation: &str) -> Item<'_> {
        Item { label: format!("{}::Client::{operation}", self.module), ..self.module() }
    }

    /// What a call answers, called by its method where it has no name of its own.
    pub fn answer(&self, operation: &str) -> Item<'_> {
        let schema = self.operation(operation).and_then(|it| it.get("responses")?.get("2XX")).and_then(content);
        Item { schema, inline: format!("{operation}-response").to_pascal_case(), ..self.method(operation) }.entered()
    }

    /// The body that a call takes.
    pub fn body(&self, operation: &str) -> Item<'_> {
        let schema = self.operation(operation).and_then(|it| it.get("requestBody")).and_then(content);
        let inline = format!("{operation}-body").to_pascal_case();
        Item { schema, inline, ..self.setter(operation, "body") }
    }

    /// A parameter that a call takes.
    pub fn parameter(&self, operation: &str, name: &str) -> Item<'_> {
        let mut parameters = self.operation(operation).into_iter().filter_map(|it| Place::root(it).get("parameters"));
        let known = parameters.find_map(|list| list.children().find(|it| it.value["name"] == name));
        let schema = known.and_then(|parameter| parameter.value.get("schema"));
        let inline = format!("{operation}-{name}").to_pascal_case();
        Item { schema, inline, ..self.setter(operation, &find::field_name(name)) }
    }

    /// A method of what makes the call.
    pub fn setter(&self, operation: &str, name: &str) -> Item<'_> {
        let builder = operation.to_pascal_case();
        Item { label: format!("{}::builder::{builder}::{name}", self.module), ..self.module() }
    }

    fn operation(&self, name: &str) -> Option<&Value> {
        let mut operations = self.adapted["paths"].as_object()?.values().filter_map(Value::as_object);
        operations.find_map(|item| item.values().find(|operation| operation["operationId"] == name))
    }
}

fn content(body: &Value) -> Option<&Value> {
    body.get("content")?.as_object()?.values().find_map(|media| media.get("schema"))
}

/// A Rust item, and the schema the generator makes it from, where it has one.
#[derive(Clone)]
pub struct Item<'n> {
    names: &'n Names,
    schema: Option<&'n Value>,
    /// What the type is called when its schema has no name.
    inline: String,
    label: String,
}

impl<'n> Item<'n> {
    /// The path to it, as in `connect_v1::types::Connector.tasks`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The type it has, where that is one of the generated.
    pub fn entered(&self) -> Self {
        let (Some(schema), Some(name)) = (self.schema, self.type_name()) else { return self.clone() };
        let is_type =
            ["properties", "enum", "oneOf"].iter().any(|keyword| self.resolved(schema).get(keyword).is_some())
                || document::target(schema).is_some();
        if !is_type {
            return self.clone();
        }
        Self { label: format!("{}::types::{name}", self.names.module), ..self.clone() }
    }

    /// A field of its type.
    pub fn field(&self, name: &str) -> Self {
        let (Some(schema), Some(owner)) = (self.schema, self.type_name()) else { return self.clone() };
        let Some(properties) = self.resolved(schema).get("properties") else { return self.clone() };
        let inline = format!("{owner}-{name}").to_pascal_case();
        let label = format!("{}::types::{owner}.{}", self.names.module, find::field_name(name));
        Self { schema: properties.get(name), inline, label, ..self.clone() }
    }

    /// A word of its type, which is a set of words.
    pub fn word(&self, word: &str) -> Self {
        let entered = self.entered();
        let label = format!("{}::{}", entered.label, word.to_pascal_case());
        if entered.schema.is_some_and(|schema| self.resolved(schema).get("enum").is_some()) {
            return Self { label, ..entered };
        }
        self.clone()
    }

    /// What its list or map holds.
    pub fn within(&self, keyword: &str) -> Self {
        let suffix = if keyword == "items" { "Item" } else { "Value" };
        let owner = self.type_name().unwrap_or_default();
        let schema = self.schema.and_then(|schema| self.resolved(schema).get(keyword)).filter(|it| it.is_object());
        Self { schema, inline: owner + suffix, ..self.clone() }
    }

    fn type_name(&self) -> Option<String> {
        let schema = self.schema?;
        let title = || schema.get("title").and_then(Value::as_str);
        Some(match document::target(schema).or_else(title) {
            Some(name) => name.to_pascal_case(),
            None => self.inline.clone(),
        })
    }

    fn resolved(&self, schema: &'n Value) -> &'n Value {
        let target = document::target(schema);
        target.and_then(|name| self.names.adapted["components"]["schemas"].get(name)).unwrap_or(schema)
    }
}
