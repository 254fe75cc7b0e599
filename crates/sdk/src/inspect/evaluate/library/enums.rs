use super::super::machine::Machine;
use super::super::value::Value;
use super::{Call, Known};

/// What every enum has: its constants know their names.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    if call.class != "java/lang/Enum" {
        return Ok(None);
    }
    let this = call.argument(0);
    Ok(Some(match (call.name, this) {
        ("<init>", Value::Object(id)) => {
            let (name, ordinal) = (call.argument(1).clone(), call.argument(2).clone());
            let object = machine.object_mut(*id);
            object.set(&NAME.into(), name);
            object.set(&ORDINAL.into(), ordinal);
            Value::Unknown
        }
        ("name" | "toString", _) => machine.enum_name(this),
        ("ordinal", Value::Object(id)) => machine.object(*id).field(ORDINAL).cloned().unwrap_or(Value::Unknown),
        _ => return Ok(None),
    }))
}

/// No field of a class can have such a name.
const NAME: &str = "the name";
const ORDINAL: &str = "the ordinal";

impl Machine<'_> {
    /// The name of an enum's constant; nothing is known of other objects.
    pub(in super::super) fn enum_name(&self, value: &Value) -> Value {
        match value {
            Value::Object(id) => self.object(*id).field(NAME).cloned().unwrap_or(Value::Unknown),
            _ => Value::Unknown,
        }
    }
}
