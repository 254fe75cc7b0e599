use super::super::machine::Machine;
use super::super::value::Value;
use super::{Call, Known};

/// What every object has, and `java.util.Objects`.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    let (first, second) = (call.argument(0), call.argument(1));
    if call.class == "java/util/Objects" {
        return Ok(match call.name {
            "requireNonNull" => Some(first.clone()),
            "requireNonNullElse" | "requireNonNullElseGet" if *first != Value::Null => Some(first.clone()),
            "requireNonNullElse" => Some(second.clone()),
            "requireNonNullElseGet" => return machine.apply_value(second, Vec::new()).map(Some),
            "equals" => first.same(second).map(Value::truth),
            "isNull" => first.same(&Value::Null).map(Value::truth),
            "nonNull" => first.same(&Value::Null).map(|null| Value::truth(!null)),
            "toString" => return machine.display(first).map(Some),
            _ => None,
        });
    }
    Ok(match (call.name, first) {
        ("<init>", Value::Object(_)) if call.class == "java/lang/Object" => Some(Value::Unknown),
        ("equals", _) if call.arguments.len() == 2 => first.same(second).map(Value::truth),
        ("hashCode", Value::Text(text)) => Some(Value::Int(hash(text))),
        ("hashCode", Value::Int(number)) => Some(Value::Int(*number)),
        ("hashCode", Value::Object(id)) => Some(Value::Int(id.number())),
        ("toString", _) if call.arguments.len() == 1 => return machine.display(first).map(Some),
        ("getClass", Value::Object(id)) => Some(Value::Class(machine.object(*id).class.clone())),
        _ => None,
    })
}

/// Java's own, which its libraries' tables are laid out by.
fn hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(unit.into()))
}
