use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::class_file::{ClassFile, Member};
use super::super::contents::Contents;
use super::definition::Definition;
use super::value::{Id, Object, Shape, Value};

/// Why a method gave no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inspect) enum Halt {
    /// It throws, whatever way it takes.
    Thrown,
    /// More instructions were carried out than are allowed, or more calls within one another.
    Exhausted,
}

/// What a file of settings says, in its order.
type Pairs = Vec<(String, String)>;

/// So many calls may be open at a time.
const DEEPEST: usize = 120;

/// So many objects may be made.
const MOST_OBJECTS: usize = 200_000;

/// Carries out the code of an archive's classes as far as that can be done with what is in it: no network, no files but the
/// archive's own, no reflection, no threads. What depends on anything else is [`Value::Unknown`]; where a branch depends on
/// it, both ways are taken.
pub(in crate::inspect) struct Machine<'a> {
    contents: &'a Contents,
    classes: HashMap<Rc<str>, Option<Rc<ClassFile>>>,
    statics: HashMap<(Rc<str>, Rc<str>), Value>,
    initialised: HashSet<Rc<str>>,
    heap: Vec<Object>,
    /// How many objects there were when the ways parted that the running methods are on; those made since belong to one
    /// way alone.
    parted: Vec<usize>,
    pub(super) steps: u64,
    /// How many there were at the beginning.
    given: u64,
    pub(super) depth: usize,
    /// The archive's files that were read, with their texts.
    pub(in crate::inspect) read: Vec<(Rc<str>, Pairs)>,
}

impl<'a> Machine<'a> {
    pub(in crate::inspect) fn new(contents: &'a Contents) -> Self {
        Self {
            contents,
            classes: HashMap::new(),
            statics: HashMap::new(),
            initialised: HashSet::new(),
            heap: Vec::new(),
            parted: Vec::new(),
            steps: contents.steps(),
            given: contents.steps(),
            depth: 0,
            read: Vec::new(),
        }
    }

    pub(in crate::inspect) fn contents(&self) -> &'a Contents {
        self.contents
    }

    /// Pays for so many steps.
    pub(super) fn pay(&mut self, steps: usize) -> Result<(), Halt> {
        self.steps = self.steps.checked_sub(steps as u64).ok_or(Halt::Exhausted)?;
        Ok(())
    }

    /// The same where there is no way to stop at once: the next instruction will.
    pub(super) fn charge(&mut self, steps: usize) {
        self.steps = self.steps.saturating_sub(steps as u64);
    }

    /// Charges for going on with what a class extends and implements, which is mostly next to nothing.
    pub(super) fn charge_parents(&mut self, class: &ClassFile) {
        self.charge(class.interfaces.len() / 8);
    }

    /// Pays for holding so many values.
    pub(super) fn room(&mut self, values: usize) -> Result<(), Halt> {
        self.pay(values.saturating_mul(4))
    }

    /// Does something one call deeper.
    pub(super) fn deeper<T>(&mut self, what: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt> {
        if self.depth >= DEEPEST {
            return Err(Halt::Exhausted);
        }
        self.depth += 1;
        let outcome = what(self);
        self.depth -= 1;
        outcome
    }

    /// A class of the archive; `None` for those of Java, of the worker, and those that are nowhere.
    pub(super) fn class(&mut self, name: &Rc<str>) -> Option<Rc<ClassFile>> {
        if let Some(known) = self.classes.get(name) {
            return known.clone();
        }
        let class = if is_workers(name) { None } else { self.contents.classes().named(name) };
        let file = class.and_then(|class| self.contents.class_file(class));
        self.classes.insert(name.clone(), file.clone());
        file
    }

    /// Whether a class is another, or extends or implements it; `None` when its ancestors are not all in the archive.
    pub(super) fn is_a(&mut self, class: &Rc<str>, wanted: &str) -> Option<bool> {
        let mut open = vec![class.clone()];
        let mut seen = HashSet::from([class.clone()]);
        let mut certain = true;
        while let Some(name) = open.pop() {
            if *name == *wanted {
                return Some(true);
            }
            match self.class(&name) {
                Some(file) => {
                    self.charge_parents(&file);
                    let parents = file.parent.iter().chain(&file.interfaces);
                    open.extend(parents.filter(|parent| seen.insert(Rc::clone(parent))).cloned());
                }
                None => certain &= &*name == "java/lang/Object",
            }
        }
        certain.then_some(false)
    }

    /// The nearest ancestor of a class that is not in the archive.
    pub(super) fn outer_parent(&mut self, class: &Rc<str>) -> Rc<str> {
        let mut name = class.clone();
        for _ in 0..DEEPEST {
            match self.class(&name).and_then(|file| file.parent.clone()) {
                Some(parent) => name = parent,
                None => break,
            }
        }
        name
    }

    pub(super) fn make(&mut self, class: impl Into<Rc<str>>, shape: Shape) -> Result<Value, Halt> {
        if self.heap.len() >= MOST_OBJECTS {
            return Err(Halt::Exhausted);
        }
        self.heap.push(Object { class: class.into(), fields: Vec::new(), shape });
        Ok(Value::Object(Id(self.heap.len() - 1)))
    }

    pub(super) fn object(&self, id: Id) -> &Object {
        &self.heap[id.0]
    }

    pub(super) fn object_mut(&mut self, id: Id) -> &mut Object {
        &mut self.heap[id.0]
    }

    /// What a value is besides its fields, when it is an object.
    pub(super) fn shape(&self, value: &Value) -> Option<&Shape> {
        match value {
            Value::Object(id) => Some(&self.object(*id).shape),
            _ => None,
        }
    }

    /// The settings that a value defines.
    pub(in crate::inspect) fn definition(&self, value: &Value) -> Option<&Definition> {
        match self.shape(value)? {
            Shape::Definition(definition) => Some(definition),
            _ => None,
        }
    }

    pub(super) fn static_field(&mut self, field: &Member) -> Result<Value, Halt> {
        let Some(owner) = self.owner_of(field)? else {
            return Ok(Value::Outside(field.class.clone(), field.name.clone()));
        };
        let held = self.statics.get(&(owner, field.name.clone())).cloned();
        Ok(held.unwrap_or_else(|| default(&field.descriptor)))
    }

    pub(super) fn set_static_field(&mut self, field: &Member, value: Value) -> Result<(), Halt> {
        let Some(owner) = self.owner_of(field)? else { return Ok(()) };
        let key = (owner, field.name.clone());
        let value = match self.statics.get(&key) {
            Some(held) if self.is_parted(0) => after_one_way(held, value),
            _ => value,
        };
        self.statics.insert(key, value);
        Ok(())
    }

    pub(super) fn field(&self, id: Id, field: &Member) -> Value {
        self.object(id).field(&field.name).cloned().unwrap_or_else(|| match field.descriptor.as_ref() {
            // It was made somewhere else.
            _ if !matches!(self.object(id).shape, Shape::Plain) => Value::Unknown,
            descriptor => default(descriptor),
        })
    }

    pub(super) fn set_field(&mut self, id: Id, name: &Rc<str>, value: Value) {
        let parted = self.is_parted(id.0);
        // They are looked through one after the other.
        self.charge(self.object(id).fields.len() / 8);
        let object = self.object_mut(id);
        let value = match object.field(name) {
            Some(held) if parted => after_one_way(held, value),
            _ => value,
        };
        object.set(name, value);
    }

    /// Whether an object was there before the ways parted: what one way does to it holds on the others too.
    pub(super) fn is_parted(&self, object: usize) -> bool {
        self.parted.last().is_some_and(|parted| object < *parted)
    }

    pub(super) fn part(&mut self) {
        self.parted.push(self.heap.len());
    }

    pub(super) fn rejoin(&mut self) {
        self.parted.pop();
    }

    /// The class of the archive, itself or an ancestor of the named one, whose static field it is; initialised.
    fn owner_of(&mut self, field: &Member) -> Result<Option<Rc<str>>, Halt> {
        self.initialise(&field.class)?;
        let mut open = vec![field.class.clone()];
        let mut first = None;
        for _ in 0..DEEPEST {
            let Some(name) = open.pop() else { break };
            let Some(file) = self.class(&name) else { continue };
            first.get_or_insert_with(|| name.clone());
            if self.statics.contains_key(&(name.clone(), field.name.clone())) {
                return Ok(Some(name));
            }
            self.charge_parents(&file);
            open.extend(file.parent.iter().chain(&file.interfaces).take(DEEPEST).cloned());
        }
        Ok(first)
    }

    /// Runs a class's static initialiser, once.
    pub(super) fn initialise(&mut self, name: &Rc<str>) -> Result<(), Halt> {
        if self.initialised.contains(name) {
            return Ok(());
        }
        let Some(file) = self.class(name) else { return Ok(()) };
        self.initialised.insert(name.clone());
        for (field, constant) in &file.constants {
            self.statics.insert((name.clone(), field.clone()), Value::of(constant));
        }
        self.deeper(|machine| {
            for parent in file.parent.iter().chain(&file.interfaces) {
                machine.initialise(parent)?;
            }
            match file.method("<clinit>", "()V") {
                Some((at, _)) => match machine.run(&file, at, Vec::new()) {
                    Ok(_) | Err(Halt::Thrown) => Ok(()),
                    Err(halt) => Err(halt),
                },
                None => Ok(()),
            }
        })
    }
}

impl Drop for Machine<'_> {
    fn drop(&mut self) {
        self.contents.spend(self.given - self.steps);
    }
}

/// What a field holds before anything is written to it.
fn default(descriptor: &str) -> Value {
    match descriptor {
        "J" | "D" => Value::Wide,
        "F" => Value::Unknown,
        "I" | "Z" | "B" | "C" | "S" => Value::Int(0),
        _ => Value::Null,
    }
}

/// What a place holds after a write on one way of several: of two objects the newer one, since each way makes its own.
fn after_one_way(held: &Value, value: Value) -> Value {
    match (held, &value) {
        (Value::Null, _) | (Value::Object(_), Value::Object(_)) => value,
        _ => held.or(&value),
    }
}

/// Whether Connect takes a class from the worker even where the archive has it.
fn is_workers(class: &str) -> bool {
    const OWN: [&str; 5] = ["converters/", "file/", "json/", "mirror/", "transforms/"];
    if let Some(kafka) = class.strip_prefix("org/apache/kafka/") {
        let own = |rest: &str| OWN.iter().any(|own| rest.starts_with(own));
        return !kafka.strip_prefix("connect/").is_some_and(own) || class.ends_with("/transforms/Transformation");
    }
    class.starts_with("java/") || class.starts_with("org/slf4j/")
}
