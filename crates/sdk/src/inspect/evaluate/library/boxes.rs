use super::super::machine::Machine;
use super::super::value::Value;
use super::{Call, Known};

/// Numbers and truth values as objects: they are held as the numbers they are.
#[expect(clippy::unnecessary_wraps, reason = "a model as the others")]
pub(super) fn call(_: &mut Machine<'_>, call: &Call<'_>) -> Known {
    if !matches!(
        call.class,
        "java/lang/Integer" | "java/lang/Boolean" | "java/lang/Short" | "java/lang/Byte" | "java/lang/Character"
    ) {
        return Ok(None);
    }
    Ok(match (call.name, call.argument(0)) {
        ("valueOf" | "intValue" | "booleanValue" | "charValue" | "shortValue", Value::Int(number)) => {
            Some(Value::Int(*number))
        }
        ("booleanValue", Value::Outside(_, name)) if &**name == "TRUE" => Some(Value::truth(true)),
        ("booleanValue", Value::Outside(_, name)) if &**name == "FALSE" => Some(Value::truth(false)),
        _ => None,
    })
}
