//! The settings of a connector that hold secrets: what its own `config()` defines with the type PASSWORD, found by following
//! its code, and suggestions by name.

mod names;

use super::contents::Contents;
use super::evaluate::{Definition, Halt, Machine};
use super::plugins::{Found, dotted};
use super::report::{Evidence, SensitiveProperty};
use super::version::called;
use super::warning::{Problem, Problems};

/// The secret settings of a connector, in the order of their names. What could not be told is a problem.
pub(super) fn of(contents: &Contents, connector: &Found<'_>, problems: &mut Problems) -> Vec<SensitiveProperty> {
    let class = dotted(connector.name);
    let (definition, doubt) = defined(contents, connector.name);
    let doubts: Vec<String> = definition.doubts.iter().cloned().chain(doubt.map(str::to_owned)).collect();
    if !doubts.is_empty() {
        problems.add(Problem::Unresolved { class: class.clone(), reason: doubts.join("; ") });
    }
    let properties = definition.keys.iter().filter_map(|key| {
        let evidence = match &*key.kind {
            "PASSWORD" => key.evidence,
            "STRING" if names::speak_of_a_secret(&key.name) => Evidence::Name,
            _ => return None,
        };
        Some(SensitiveProperty { name: key.name.to_string(), class: class.clone(), evidence })
    });
    let mut properties: Vec<_> = properties.collect();
    properties.sort();
    properties
}

fn defined(contents: &Contents, class: &str) -> (Definition, Option<&'static str>) {
    let mut machine = Machine::new(contents);
    let value = called(&mut machine, class, "config", "()Lorg/apache/kafka/common/config/ConfigDef;");
    let doubt = match value {
        Ok(Some(value)) => match machine.definition(&value) {
            Some(definition) => return (definition.clone(), None),
            None => "what its config() returns could not be followed",
        },
        Ok(None) => "its config() is not in the archive",
        Err(Halt::Thrown) => "its config() could not be followed to an end",
        Err(Halt::Exhausted) => "its config() does more than is followed",
    };
    (Definition::default(), Some(doubt))
}
