use super::super::machine::{Halt, Machine};
use super::super::value::{Id, Shape, Value};
use super::{Call, Known, items};

/// A collection with more than this is not followed.
const LARGEST: usize = 10_000;

const LIST: &str = "java/util/ArrayList";
const SET: &str = "java/util/LinkedHashSet";

impl Machine<'_> {
    pub(super) fn list(&mut self, items: Vec<Value>) -> Result<Value, Halt> {
        self.collection(LIST, items)
    }

    fn collection(&mut self, class: &str, items: Vec<Value>) -> Result<Value, Halt> {
        if items.len() > LARGEST {
            return Ok(Value::Unknown);
        }
        self.room(items.len())?;
        self.make(class, Shape::Items(items))
    }
}

/// What makes collections: constructors and static methods.
pub(super) fn make(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    match (call.class, call.name) {
        ("java/util/Arrays", "asList") | ("java/util/List" | "java/util/Set", "copyOf") => {
            same_items(machine, call.argument(0), LIST)
        }
        ("java/util/List" | "java/util/Set", "of") => {
            let class = if call.class.ends_with("Set") { SET } else { LIST };
            let of_array = call.descriptor.starts_with("([");
            let items = if of_array { items(machine, call.argument(0)) } else { Some(call.arguments.to_vec()) };
            items.map_or(Ok(Some(Value::Unknown)), |items| machine.collection(class, items).map(Some))
        }
        ("java/util/Collections", "emptyList" | "emptySet") => machine.list(Vec::new()).map(Some),
        ("java/util/Collections", "singletonList" | "singleton") => {
            machine.list(vec![call.argument(0).clone()]).map(Some)
        }
        ("java/util/Collections", "unmodifiableList" | "unmodifiableSet" | "unmodifiableCollection") => {
            Ok(Some(call.argument(0).clone()))
        }
        ("java/util/Collections", "addAll") => {
            let added = items(machine, call.argument(1)).unwrap_or_else(|| vec![Value::Unknown]);
            if let Value::Object(id) = call.argument(0) {
                machine.add_all(*id, added)?;
            }
            Ok(Some(Value::Unknown))
        }
        (class, "<init>") if is_collection(class) => {
            let held = match (call.descriptor.starts_with("(Ljava/util/"), items(machine, call.argument(1))) {
                (true, Some(items)) => items,
                (true, None) => vec![Value::Unknown],
                (false, _) => Vec::new(),
            };
            machine.room(held.len())?;
            if let Value::Object(id) = call.argument(0) {
                machine.object_mut(*id).shape = Shape::Items(held);
            }
            Ok(Some(Value::Unknown))
        }
        _ => Ok(None),
    }
}

fn is_collection(class: &str) -> bool {
    let name = class.strip_prefix("java/util/").map(|name| name.rsplit('/').next().unwrap_or(name));
    name.is_some_and(|name| ["List", "Set", "Deque", "Queue", "Vector", "Stack"].iter().any(|end| name.ends_with(end)))
}

fn same_items(machine: &mut Machine<'_>, from: &Value, class: &str) -> Known {
    match items(machine, from) {
        Some(items) => machine.collection(class, items).map(Some),
        None => Ok(Some(Value::Unknown)),
    }
}

/// The methods of lists, sets and arrays, and of what goes through them.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    let Value::Object(id) = call.argument(0) else { return Ok(None) };
    let id = *id;
    match &machine.object(id).shape {
        Shape::Items(held) => {
            let held = held.clone();
            machine.pay(1 + held.len() / 8)?;
            match change(machine, call, id)? {
                Some(value) => Ok(Some(value)),
                None => look(machine, call, held),
            }
        }
        Shape::Cursor(held, at) => {
            let next = held.get(*at).cloned();
            match call.name {
                "hasNext" => Ok(Some(Value::truth(next.is_some()))),
                "next" => {
                    if let Shape::Cursor(_, at) = &mut machine.object_mut(id).shape {
                        *at += 1;
                    }
                    next.map(Some).ok_or(Halt::Thrown)
                }
                _ => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

fn change(machine: &mut Machine<'_>, call: &Call<'_>, id: Id) -> Known {
    let argument = call.argument(1).clone();
    match (call.name, call.arguments.len()) {
        ("add" | "addLast" | "addFirst" | "push" | "offer", 2) => {
            machine.add_all(id, vec![argument])?;
            Ok(Some(Value::truth(true)))
        }
        ("add", 3) => {
            machine.add_all(id, vec![call.argument(2).clone()])?;
            Ok(Some(Value::Unknown))
        }
        ("addAll", 2) => {
            let added = items(machine, &argument).unwrap_or_else(|| vec![Value::Unknown]);
            machine.add_all(id, added)?;
            Ok(Some(Value::truth(true)))
        }
        ("removeAll", 2) => {
            let removed = items(machine, &argument).unwrap_or_default();
            machine.compare(id, removed.len())?;
            machine.keep(id, |item| !removed.contains(item));
            Ok(Some(Value::Unknown))
        }
        ("remove", 2) if !call.descriptor.starts_with("(I)") => {
            machine.keep(id, |item| *item != argument);
            Ok(Some(Value::Unknown))
        }
        ("clear", 1) => {
            machine.keep(id, |_| false);
            Ok(Some(Value::Unknown))
        }
        ("removeIf", 2) => {
            let held = items(machine, call.argument(0)).unwrap_or_default();
            let mut removed = Vec::new();
            for item in held {
                if machine.apply_value(&argument, vec![item.clone()])? == Value::Int(1) {
                    removed.push(item);
                }
            }
            machine.compare(id, removed.len())?;
            machine.keep(id, |item| !removed.contains(item));
            Ok(Some(Value::Unknown))
        }
        _ => Ok(None),
    }
}

fn look(machine: &mut Machine<'_>, call: &Call<'_>, held: Vec<Value>) -> Known {
    let number = |count: usize| i32::try_from(count).map_or(Value::Unknown, Value::Int);
    Ok(Some(match (call.name, call.arguments.len()) {
        ("size", 1) => number(held.len()),
        ("isEmpty", 1) => Value::truth(held.is_empty()),
        ("get", 2) => match call.argument(1) {
            Value::Int(at) => match usize::try_from(*at).ok().and_then(|at| held.into_iter().nth(at)) {
                Some(item) => item,
                None => return Err(Halt::Thrown),
            },
            _ => Value::Unknown,
        },
        ("contains", 2) => contains(&held, call.argument(1)),
        ("iterator" | "listIterator", 1) => {
            machine.room(held.len())?;
            return machine.make("java/util/Iterator", Shape::Cursor(held, 0)).map(Some);
        }
        // An array of the same; a list is as good here.
        ("toArray" | "clone", _) => return machine.list(held).map(Some),
        ("forEach", 2) => {
            for item in held {
                machine.apply_value(call.argument(1), vec![item])?;
            }
            Value::Unknown
        }
        ("stream" | "parallelStream", 1) => {
            machine.room(held.len())?;
            return machine.make("java/util/stream/Stream", Shape::Items(held)).map(Some);
        }
        _ => return Ok(None),
    }))
}

fn contains(held: &[Value], wanted: &Value) -> Value {
    let compared: Vec<Option<bool>> = held.iter().map(|item| item.same(wanted)).collect();
    if compared.contains(&Some(true)) {
        return Value::truth(true);
    }
    if compared.contains(&None) { Value::Unknown } else { Value::truth(false) }
}

impl Machine<'_> {
    pub(super) fn add_all(&mut self, id: Id, added: Vec<Value>) -> Result<(), Halt> {
        self.room(added.len())?;
        if self.object(id).class.contains("Set") {
            self.compare(id, added.len())?;
        }
        let object = self.object_mut(id);
        let is_set = object.class.contains("Set");
        let Shape::Items(held) = &mut object.shape else { return Ok(()) };
        if held.len() + added.len() > LARGEST {
            return Err(Halt::Exhausted);
        }
        for item in added {
            if !is_set || !held.contains(&item) {
                held.push(item);
            }
        }
        Ok(())
    }

    /// Pays for comparing so many values with each that is held.
    fn compare(&mut self, id: Id, count: usize) -> Result<(), Halt> {
        let Shape::Items(held) = &self.object(id).shape else { return Ok(()) };
        self.pay(held.len().saturating_mul(count) / 64)
    }

    /// What is taken away on one way of several may still be there on another.
    fn keep(&mut self, id: Id, wanted: impl Fn(&Value) -> bool) {
        let parted = self.is_parted(id.0);
        if let Shape::Items(held) = &mut self.object_mut(id).shape {
            held.retain(|item| parted || wanted(item));
        }
    }
}
