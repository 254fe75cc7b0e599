use super::node::{Entry, Node, Value};
use super::{Parsed, Place, once};
use crate::redaction::references::properties::{self, Property};

/// Reads a Java property file: a flat map of texts.
pub(super) fn read(text: &str) -> Parsed {
    let entry = |Property { key, value, line, column, value_column }: Property| Entry {
        place: Place { line, column },
        // It is taken apart like any other text that a person wrote.
        node: Node { place: Place { line, column: value_column }, value: Value::Text(value.expose().to_owned()) },
        key,
    };
    let mut mistakes = Vec::new();
    let entries = once(properties::all(text).map(entry).collect(), &mut mistakes);
    let place = entries.first().map_or(Place::START, |first| first.place);
    let roots = if entries.is_empty() { Vec::new() } else { vec![Node { place, value: Value::Map(entries) }] };
    Parsed { roots, mistakes }
}
