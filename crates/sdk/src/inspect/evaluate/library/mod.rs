//! What the methods of Java's own classes and of Kafka's do with values, for those that code with settings uses.
//!
//! Each of [`MODELS`] knows a few; one that does not know a method says so, and what none knows gives [`Value::Unknown`].

mod boxes;
mod collections;
mod definitions;
mod enums;
mod files;
mod maps;
mod objects;
mod optionals;
mod streams;
mod texts;

pub(super) use streams::IDENTITY;

use super::super::class_file::Member;
use super::machine::{Halt, Machine};
use super::value::{Shape, Value};

/// A call of a method that the archive does not have.
pub(super) struct Call<'a> {
    /// The class, as the JVM names it: the nearest ancestor of the object's own class that is not in the archive.
    pub(super) class: &'a str,
    pub(super) name: &'a str,
    pub(super) descriptor: &'a str,
    /// The first is the object, where there is one.
    pub(super) arguments: &'a [Value],
}

impl Call<'_> {
    /// An argument, the object being the first.
    fn argument(&self, at: usize) -> &Value {
        self.arguments.get(at).unwrap_or(&Value::Unknown)
    }

    fn text(&self, at: usize) -> Option<&str> {
        self.argument(at).as_text().map(AsRef::as_ref)
    }
}

/// What a method gives; `None` when the model does not know it.
type Known = Result<Option<Value>, Halt>;

/// In this order.
const MODELS: &[fn(&mut Machine<'_>, &Call<'_>) -> Known] = &[
    definitions::call,
    texts::call,
    texts::build,
    enums::call,
    boxes::call,
    collections::make,
    collections::call,
    maps::call,
    streams::call,
    optionals::call,
    files::call,
    objects::call,
];

/// Calls a method of a class that is not in the archive.
pub(super) fn call(
    machine: &mut Machine<'_>,
    method: &Member,
    class: &str,
    arguments: &[Value],
) -> Result<Value, Halt> {
    let call = Call { class, name: &method.name, descriptor: &method.descriptor, arguments };
    for model in MODELS {
        if let Some(value) = model(machine, &call)? {
            return Ok(value);
        }
    }
    tracing::trace!(class, name = call.name, "a method is not known here");
    definitions::escape(machine, &call);
    Ok(Value::Unknown)
}

/// Whether a value is an object of this shape.
fn items(machine: &Machine<'_>, value: &Value) -> Option<Vec<Value>> {
    match machine.shape(value)? {
        Shape::Items(items) => Some(items.clone()),
        _ => None,
    }
}
