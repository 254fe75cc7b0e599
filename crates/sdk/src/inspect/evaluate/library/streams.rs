use super::super::machine::{Halt, Machine};
use super::super::value::{Shape, Value};
use super::{Call, Known, items};

/// The name under which the function that gives what it is given is known.
pub(in super::super) const IDENTITY: &str = "identity";

const STREAM: &str = "java/util/stream/Stream";

/// Streams: what is in them is held as a list.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    match (call.class, call.name) {
        ("java/util/Arrays", "stream") => {
            let held = items(machine, call.argument(0));
            return held.map_or(Ok(Some(Value::Unknown)), |held| stream(machine, held));
        }
        (STREAM, "of") => {
            let held = if call.descriptor.starts_with("([") {
                items(machine, call.argument(0))
            } else {
                Some(call.arguments.to_vec())
            };
            return held.map_or(Ok(Some(Value::Unknown)), |held| stream(machine, held));
        }
        (STREAM, "concat") => {
            let (first, second) = (items(machine, call.argument(0)), items(machine, call.argument(1)));
            return match (first, second) {
                (Some(first), Some(second)) => stream(machine, first.into_iter().chain(second).collect()),
                _ => Ok(Some(Value::Unknown)),
            };
        }
        // Into what it is collected shows later, by what is done with it.
        ("java/util/stream/Collectors", "toList" | "toSet" | "toUnmodifiableList" | "toUnmodifiableSet") => {
            return Ok(Some(Value::Outside(call.class.into(), "toList".into())));
        }
        ("java/util/function/Function" | "java/util/function/UnaryOperator", "identity") => {
            return Ok(Some(Value::Outside(call.class.into(), IDENTITY.into())));
        }
        _ if call.class == STREAM => {}
        _ => return Ok(None),
    }
    let Some(held) = items(machine, call.argument(0)) else { return Ok(None) };
    machine.room(held.len())?;
    through(machine, call, held)
}

fn through(machine: &mut Machine<'_>, call: &Call<'_>, held: Vec<Value>) -> Known {
    let function = call.argument(1);
    match call.name {
        "map" => {
            let mut mapped = Vec::new();
            for item in held {
                mapped.push(machine.apply_value(function, vec![item])?);
            }
            stream(machine, mapped)
        }
        "flatMap" => {
            let mut flat = Vec::new();
            for item in held {
                let inner = machine.apply_value(function, vec![item])?;
                let inner = items(machine, &inner).unwrap_or_else(|| vec![Value::Unknown]);
                machine.room(inner.len())?;
                flat.extend(inner);
            }
            stream(machine, flat)
        }
        "filter" => {
            let mut kept = Vec::new();
            for item in held {
                if machine.apply_value(function, vec![item.clone()])? != Value::Int(0) {
                    kept.push(item);
                }
            }
            stream(machine, kept)
        }
        "distinct" | "sorted" | "sequential" | "peek" => stream(machine, held),
        "forEach" | "forEachOrdered" => {
            for item in held {
                machine.apply_value(function, vec![item])?;
            }
            Ok(Some(Value::Unknown))
        }
        "toList" | "toArray" => machine.list(held).map(Some),
        "collect" if matches!(function, Value::Outside(_, name) if &**name == "toList") => machine.list(held).map(Some),
        "iterator" => machine.make("java/util/Iterator", Shape::Cursor(held, 0)).map(Some),
        "findFirst" | "findAny" => {
            let first = held.into_iter().next();
            machine.make("java/util/Optional", Shape::Maybe(first)).map(Some)
        }
        _ => Ok(None),
    }
}

fn stream(machine: &mut Machine<'_>, held: Vec<Value>) -> Result<Option<Value>, Halt> {
    machine.room(held.len())?;
    machine.make(STREAM, Shape::Items(held)).map(Some)
}
