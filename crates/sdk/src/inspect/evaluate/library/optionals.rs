use super::super::machine::{Halt, Machine};
use super::super::value::{Shape, Value};
use super::{Call, Known};

const OPTIONAL: &str = "java/util/Optional";

/// `java.util.Optional`.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    if call.class != OPTIONAL {
        return Ok(None);
    }
    match (call.name, call.argument(0)) {
        ("empty", _) | ("ofNullable", Value::Null) => return maybe(machine, None),
        ("ofNullable", Value::Unknown) => return Ok(Some(Value::Unknown)),
        ("of" | "ofNullable", value) => return maybe(machine, Some(value.clone())),
        _ => {}
    }
    let Some(Shape::Maybe(held)) = machine.shape(call.argument(0)) else { return Ok(None) };
    let held = held.clone();
    let function = call.argument(1);
    Ok(Some(match (call.name, held) {
        ("isPresent", held) => Value::truth(held.is_some()),
        ("isEmpty", held) => Value::truth(held.is_none()),
        ("get" | "orElseThrow" | "orElse" | "orElseGet", Some(value)) => value,
        ("get" | "orElseThrow", None) => return Err(Halt::Thrown),
        ("orElse", None) => function.clone(),
        ("orElseGet", None) => machine.apply_value(function, Vec::new())?,
        ("map" | "flatMap" | "filter" | "ifPresent", None) => return maybe(machine, None),
        ("map", Some(value)) => {
            let mapped = machine.apply_value(function, vec![value])?;
            return maybe(machine, Some(mapped));
        }
        ("flatMap" | "ifPresent", Some(value)) => machine.apply_value(function, vec![value])?,
        _ => return Ok(None),
    }))
}

fn maybe(machine: &mut Machine<'_>, held: Option<Value>) -> Known {
    machine.make(OPTIONAL, Shape::Maybe(held)).map(Some)
}
