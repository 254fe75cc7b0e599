use std::rc::Rc;

use super::super::super::class_file::Constant;
use super::super::descriptor;
use super::super::machine::{Halt, Machine};
use super::super::value::{Shape, Value};
use super::{Call, Known};

/// A text longer than this is no setting's name.
const LONGEST: usize = 16 << 10;

/// `String`'s own methods.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    if call.class != "java/lang/String" && call.argument(0).as_text().is_none() {
        return Ok(None);
    }
    match call.name {
        "valueOf" if call.descriptor == "(Ljava/lang/Object;)Ljava/lang/String;" => {
            return machine.display(call.argument(0)).map(Some);
        }
        "valueOf" if call.descriptor.starts_with("(I)") => return machine.display(call.argument(0)).map(Some),
        "join" => return join(machine, call).map(Some),
        "format" => return format(machine, call).map(Some),
        _ => {}
    }
    let Some(this) = call.text(0) else { return Ok(None) };
    machine.pay(this.len() / 16)?;
    let number = |count: usize| i32::try_from(count).map_or(Value::Unknown, Value::Int);
    Ok(Some(match (call.name, call.text(1), call.text(2)) {
        ("toString" | "intern" | "strip" | "trim", ..) => Value::text(this.trim()),
        ("toLowerCase", ..) => Value::text(this.to_lowercase()),
        ("toUpperCase", ..) => Value::text(this.to_uppercase()),
        ("length", ..) => number(this.encode_utf16().count()),
        ("isEmpty", ..) => Value::truth(this.is_empty()),
        ("isBlank", ..) => Value::truth(this.trim().is_empty()),
        ("equals", Some(other), _) => Value::truth(this == other),
        ("equalsIgnoreCase", Some(other), _) => Value::truth(this.eq_ignore_ascii_case(other)),
        ("concat", Some(other), _) => bounded(format!("{this}{other}")),
        ("startsWith", Some(other), _) if call.arguments.len() == 2 => Value::truth(this.starts_with(other)),
        ("endsWith", Some(other), _) => Value::truth(this.ends_with(other)),
        ("contains", Some(other), _) => Value::truth(this.contains(other)),
        ("replace", Some(from), Some(to)) => replaced(this, from, to),
        ("replace", ..) => match (call.argument(1), call.argument(2)) {
            (Value::Int(from), Value::Int(to)) => match (character(*from), character(*to)) {
                (Some(from), Some(to)) => replaced(this, &from.to_string(), &to.to_string()),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        },
        ("substring", ..) => substring(this, call),
        _ => return Ok(None),
    }))
}

/// `StringBuilder` and its kin.
pub(super) fn build(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    if !matches!(call.class, "java/lang/StringBuilder" | "java/lang/StringBuffer" | "java/lang/AbstractStringBuilder") {
        return Ok(None);
    }
    let Value::Object(id) = call.argument(0) else { return Ok(None) };
    let id = *id;
    match call.name {
        "<init>" => {
            let start = match call.argument(1) {
                Value::Text(text) => Some(text.to_string()),
                Value::Unknown if call.arguments.len() > 1 && !call.descriptor.starts_with("(I)") => None,
                _ => Some(String::new()),
            };
            machine.object_mut(id).shape = Shape::Builder(start);
        }
        "append" => {
            let added = if call.descriptor.starts_with("(C)") {
                character_value(call.argument(1))
            } else {
                machine.display(call.argument(1))?
            };
            machine.pay(1 + added.as_text().map_or(0, |text| text.len() / 16))?;
            // Which of the ways was gone decides what it holds.
            let parted = machine.is_parted(id.0);
            if let Shape::Builder(held) = &mut machine.object_mut(id).shape {
                *held = match (held.take(), added) {
                    (Some(held), Value::Text(added)) if !parted && held.len() + added.len() <= LONGEST => {
                        Some(held + &added)
                    }
                    _ => None,
                };
            }
        }
        "toString" => {
            let held = match &machine.object(id).shape {
                Shape::Builder(Some(held)) => Value::text(held.as_str()),
                _ => Value::Unknown,
            };
            machine.pay(held.as_text().map_or(0, |text| text.len() / 16))?;
            return Ok(Some(held));
        }
        "length" => return Ok(Some(Value::Unknown)),
        // It is changed in some other way.
        _ => machine.object_mut(id).shape = Shape::Builder(None),
    }
    Ok(Some(call.argument(0).clone()))
}

impl Machine<'_> {
    /// What a text shows of a value: what its `toString` gives.
    pub(in super::super) fn display(&mut self, value: &Value) -> Result<Value, Halt> {
        Ok(match value {
            Value::Text(_) => value.clone(),
            Value::Int(number) => Value::text(number.to_string()),
            Value::Null => Value::text("null"),
            Value::Class(name) => Value::text(format!("class {}", name.replace('/', "."))),
            Value::Object(_) => match self.invoke_named(value, "toString", "()Ljava/lang/String;")? {
                Some(text) => text,
                None => match self.shape(value) {
                    Some(Shape::Builder(Some(held))) => Value::text(held.as_str()),
                    _ => self.enum_name(value),
                },
            },
            Value::Unknown | Value::Wide | Value::Outside(..) => Value::Unknown,
        })
    }

    /// Texts and values put together after a recipe, as `javac` has it done.
    pub(in super::super) fn concatenate(
        &mut self,
        recipe: &[Constant],
        values: &[Value],
        kinds: &[&str],
    ) -> Result<Value, Halt> {
        let Some(Constant::Text(pattern)) = recipe.first() else { return Ok(Value::Unknown) };
        let (mut values, mut constants) = (values.iter().zip(kinds), recipe.iter().skip(1));
        let mut text = String::new();
        for part in pattern.chars() {
            let value = match part {
                '\u{1}' => match values.next() {
                    Some((value, &"C")) => character_value(value),
                    // Numbers that stand for true and false.
                    Some((_, &"Z")) | None => Value::Unknown,
                    Some((value, _)) => self.display(value)?,
                },
                '\u{2}' => constants.next().map_or(Value::Unknown, Value::of),
                character => {
                    text.push(character);
                    continue;
                }
            };
            let Value::Text(value) = value else { return Ok(Value::Unknown) };
            text.push_str(&value);
            if text.len() > LONGEST {
                return Ok(Value::Unknown);
            }
        }
        self.pay(text.len() / 16)?;
        Ok(Value::text(text))
    }
}

fn bounded(text: String) -> Value {
    if text.len() > LONGEST { Value::Unknown } else { Value::text(text) }
}

/// Its length is known before it is made: of two long texts comes a very long one.
fn replaced(this: &str, from: &str, to: &str) -> Value {
    let added = this.matches(from).count().saturating_mul(to.len());
    if this.len().saturating_add(added) > 2 * LONGEST { Value::Unknown } else { bounded(this.replace(from, to)) }
}

fn character(code: i32) -> Option<char> {
    char::from_u32(u32::try_from(code).ok()?)
}

fn character_value(value: &Value) -> Value {
    match value {
        Value::Int(code) => character(*code).map_or(Value::Unknown, |character| Value::text(character.to_string())),
        _ => Value::Unknown,
    }
}

/// By UTF-16 units, which are bytes wherever a setting's name is plain.
fn substring(this: &str, call: &Call<'_>) -> Value {
    let place = |at: usize| match call.argument(at) {
        Value::Int(place) => usize::try_from(*place).ok(),
        _ => None,
    };
    let end = if call.arguments.len() > 2 { place(2) } else { Some(this.len()) };
    match (place(1), end) {
        (Some(start), Some(end)) if this.is_ascii() => this.get(start..end).map_or(Value::Unknown, Value::text),
        _ => Value::Unknown,
    }
}

fn join(machine: &mut Machine<'_>, call: &Call<'_>) -> Result<Value, Halt> {
    let (Some(separator), Some(items)) = (call.text(0), super::items(machine, call.argument(1))) else {
        return Ok(Value::Unknown);
    };
    machine.pay(items.len())?;
    let mut parts: Vec<Rc<str>> = Vec::new();
    for item in &items {
        match machine.display(item)? {
            Value::Text(text) => parts.push(text),
            _ => return Ok(Value::Unknown),
        }
    }
    let length = parts.iter().map(|part| part.len() + separator.len()).sum::<usize>();
    if length > LONGEST {
        return Ok(Value::Unknown);
    }
    machine.pay(length / 16)?;
    Ok(bounded(parts.join(separator)))
}

/// With `%s` and `%d` alone.
fn format(machine: &mut Machine<'_>, call: &Call<'_>) -> Result<Value, Halt> {
    let first = usize::from(descriptor::parameters(call.descriptor).len() > 2);
    let (Some(pattern), Some(items)) = (call.text(first), super::items(machine, call.argument(first + 1))) else {
        return Ok(Value::Unknown);
    };
    machine.pay(items.len())?;
    let (mut text, mut items) = (String::new(), items.iter());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let shown = match after.as_bytes().first() {
            Some(b's' | b'd') => match items.next() {
                Some(item) => machine.display(item)?,
                None => Value::Unknown,
            },
            Some(b'%') => Value::text("%"),
            Some(b'n') => Value::text("\n"),
            _ => Value::Unknown,
        };
        let Value::Text(shown) = shown else { return Ok(Value::Unknown) };
        text.push_str(&shown);
        if text.len() > LONGEST {
            return Ok(Value::Unknown);
        }
        rest = &after[1..];
    }
    text.push_str(rest);
    Ok(bounded(text))
}
