use super::super::machine::{Halt, Machine};
use super::super::value::{Id, Shape, Value};
use super::{Call, Known};

const LARGEST: usize = 10_000;
const ENTRY: &str = "java/util/Map$Entry";

/// `java.util.Map` and what belongs to it. A map's entry is a list of the two.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    if let Some(made) = make(machine, call)? {
        return Ok(Some(made));
    }
    let Value::Object(id) = call.argument(0) else { return Ok(None) };
    if &*machine.object(*id).class == ENTRY {
        let at = match call.name {
            "getKey" => 0,
            "getValue" => 1,
            _ => return Ok(None),
        };
        return Ok(super::items(machine, call.argument(0)).and_then(|pair| pair.into_iter().nth(at)));
    }
    let Shape::Map(held) = &machine.object(*id).shape else { return Ok(None) };
    let held = held.clone();
    machine.pay(1 + held.len() / 8)?;
    match change(machine, call, *id, &held)? {
        Some(value) => Ok(Some(value)),
        None => look(machine, call, &held),
    }
}

fn make(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    match (call.class, call.name) {
        ("java/util/Map", "of") => {
            let pairs = call.arguments.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
            machine.make("java/util/Map", Shape::Map(pairs)).map(Some)
        }
        ("java/util/Map", "copyOf") | ("java/util/Collections", "unmodifiableMap") => {
            Ok(Some(call.argument(0).clone()))
        }
        ("java/util/Map", "entry") => machine.make(ENTRY, Shape::Items(call.arguments.to_vec())).map(Some),
        ("java/util/Collections", "emptyMap") => machine.make("java/util/Map", Shape::Map(Vec::new())).map(Some),
        ("java/util/Collections", "singletonMap") => {
            let pair = (call.argument(0).clone(), call.argument(1).clone());
            machine.make("java/util/Map", Shape::Map(vec![pair])).map(Some)
        }
        (class, "<init>")
            if class.starts_with("java/util/") && (class.ends_with("Map") || class.ends_with("/Properties")) =>
        {
            let from = match machine.shape(call.argument(1)) {
                Some(Shape::Map(pairs)) => pairs.clone(),
                _ if call.descriptor.starts_with("(Ljava/util/Map;") => vec![(Value::Unknown, Value::Unknown)],
                _ => Vec::new(),
            };
            machine.room(from.len())?;
            if let Value::Object(id) = call.argument(0) {
                machine.object_mut(*id).shape = Shape::Map(from);
            }
            Ok(Some(Value::Unknown))
        }
        _ => Ok(None),
    }
}

fn change(machine: &mut Machine<'_>, call: &Call<'_>, id: Id, held: &[(Value, Value)]) -> Known {
    let (key, value) = (call.argument(1).clone(), call.argument(2).clone());
    match (call.name, call.arguments.len()) {
        ("put" | "setProperty", 3) => {
            let before = find(held, &key);
            machine.put(id, key, value)?;
            Ok(Some(before))
        }
        ("putIfAbsent", 3) => {
            let before = find(held, &key);
            if before == Value::Null {
                machine.put(id, key, value)?;
            }
            Ok(Some(before))
        }
        ("putAll", 2) => {
            let added = match machine.shape(&key) {
                Some(Shape::Map(pairs)) => pairs.clone(),
                _ => vec![(Value::Unknown, Value::Unknown)],
            };
            for (key, value) in added {
                machine.put(id, key, value)?;
            }
            Ok(Some(Value::Unknown))
        }
        ("computeIfAbsent", 3) => {
            let before = find(held, &key);
            if before != Value::Null {
                return Ok(Some(before));
            }
            let made = machine.apply_value(&value, vec![key.clone()])?;
            machine.put(id, key, made.clone())?;
            Ok(Some(made))
        }
        _ => Ok(None),
    }
}

fn look(machine: &mut Machine<'_>, call: &Call<'_>, held: &[(Value, Value)]) -> Known {
    let key = call.argument(1);
    match (call.name, call.arguments.len()) {
        ("get" | "getProperty", 2) => Ok(Some(find(held, key))),
        ("getOrDefault" | "getProperty", 3) => Ok(Some(match find(held, key) {
            Value::Null => call.argument(2).clone(),
            found => found,
        })),
        ("containsKey", 2) => Ok(Some(match find(held, key) {
            Value::Unknown => Value::Unknown,
            found => Value::truth(found != Value::Null),
        })),
        ("size", 1) => Ok(Some(i32::try_from(held.len()).map_or(Value::Unknown, Value::Int))),
        ("isEmpty", 1) => Ok(Some(Value::truth(held.is_empty()))),
        ("keySet", 1) => machine.list(held.iter().map(|(key, _)| key.clone()).collect()).map(Some),
        ("values", 1) => machine.list(held.iter().map(|(_, value)| value.clone()).collect()).map(Some),
        ("entrySet", 1) => {
            machine.room(held.len())?;
            let mut entries = Vec::new();
            for (key, value) in held {
                entries.push(machine.make(ENTRY, Shape::Items(vec![key.clone(), value.clone()]))?);
            }
            machine.list(entries).map(Some)
        }
        ("forEach", 2) => {
            for (key, value) in held {
                machine.apply_value(call.argument(1), vec![key.clone(), value.clone()])?;
            }
            Ok(Some(Value::Unknown))
        }
        _ => Ok(None),
    }
}

/// Null where it is certain that there is none.
fn find(held: &[(Value, Value)], key: &Value) -> Value {
    for (known, value) in held.iter().rev() {
        match known.same(key) {
            Some(true) => return value.clone(),
            Some(false) => {}
            None => return Value::Unknown,
        }
    }
    Value::Null
}

impl Machine<'_> {
    fn put(&mut self, id: Id, key: Value, value: Value) -> Result<(), Halt> {
        self.room(2)?;
        let parted = self.is_parted(id.0);
        let Shape::Map(held) = &mut self.object_mut(id).shape else { return Ok(()) };
        let full = held.len() >= LARGEST;
        match held.iter_mut().find(|(known, _)| known.same(&key) == Some(true)) {
            Some((_, held)) if parted => *held = held.or(&value),
            Some((_, held)) => *held = value,
            None if full => return Err(Halt::Exhausted),
            None => held.push((key, value)),
        }
        Ok(())
    }
}
