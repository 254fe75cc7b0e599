//! Which credentials two operations take.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Comparison;
use super::item::Item;
use super::report::Class;
use crate::spec::place::Place;

impl<'d> Comparison<'d> {
    /// Schemes are compared by what they are, whatever they are called.
    pub fn security(&mut self, item: &Item<'_>, old: &Place<'d>, new: &Place<'d>) {
        let (before, after) = (ways(self.old, old), ways(self.new, new));
        let at = |operation: &Place<'d>| match operation.get("security") {
            Some(own) => own.pointer,
            None => operation.pointer.clone(),
        };
        for (_, name) in before.iter().filter(|(way, _)| !after.contains_key(*way)) {
            self.add(Class::Breaking, item, &at(new), format!("no longer to be called with {name}"));
        }
        for (_, name) in after.iter().filter(|(way, _)| !before.contains_key(*way)) {
            self.add(Class::Additive, item, &at(new), format!("may now be called with {name}"));
        }
    }
}

/// The ways to prove who calls, each as its schemes, with its name; nothing at all is one of them.
fn ways(document: &Value, operation: &Place<'_>) -> BTreeMap<Vec<String>, String> {
    let own = operation.value.get("security").or(document.get("security"));
    let mut ways: Vec<_> =
        own.and_then(Value::as_array).into_iter().flatten().map(|way| way_of(document, way)).collect();
    if ways.is_empty() {
        ways.push((Vec::new(), String::new()));
    }
    ways.into_iter()
        .map(|(way, name)| (way, if name.is_empty() { "no credentials".to_owned() } else { name }))
        .collect()
}

fn way_of(document: &Value, way: &Value) -> (Vec<String>, String) {
    let names: Vec<_> = way.as_object().into_iter().flatten().map(|(name, _)| name).collect();
    let scheme = |name: &&String| {
        let scheme = &document["components"]["securitySchemes"][name.as_str()];
        ["type", "scheme", "in", "name"].map(|part| scheme[part].as_str().unwrap_or_default()).join(" ")
    };
    let mut schemes: Vec<_> = names.iter().map(scheme).collect();
    schemes.sort();
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    (schemes, quoted.join(" and "))
}
