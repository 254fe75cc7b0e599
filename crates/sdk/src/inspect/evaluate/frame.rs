use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::rc::Rc;

use super::super::class_file::{ClassFile, Code};
use super::descriptor;
use super::machine::{Halt, Machine};
use super::value::Value;

/// What a method knows at one of its instructions.
#[derive(Clone, Debug, Hash)]
pub(super) struct State {
    pub(super) locals: Vec<Value>,
    pub(super) stack: Vec<Value>,
}

/// Where an instruction leads.
pub(super) enum Flow {
    Next,
    To(usize),
    /// To the next or to this one: which of them depends on what is not known.
    Maybe(usize),
    /// To any of these, likewise.
    Any(Vec<usize>),
    Return(Value),
    /// Something is thrown.
    End,
}

/// The ways through a method that are still to be gone, by the instruction they have come to. The one furthest behind is
/// always gone first, so that ways meet again where the code does, and go on as one.
struct Ways {
    /// The one furthest behind comes last.
    open: Vec<(usize, State)>,
    /// The states in which the ways parted at an instruction, by their hashes: in the same state they do not part there
    /// again.
    seen: HashMap<usize, HashSet<u64>>,
}

/// At one instruction ways part no more often than this.
const PARTINGS: usize = 200;

impl Machine<'_> {
    /// Carries out a method of the archive. `arguments` begins with the object where there is one.
    pub(super) fn run(&mut self, class: &Rc<ClassFile>, method: usize, arguments: Vec<Value>) -> Result<Value, Halt> {
        let Some(code) = class.code(method) else { return Ok(Value::Unknown) };
        let head = &class.methods[method];
        let state = enter(&code, &head.descriptor, head.is_static, arguments);
        self.room(state.size())?;
        self.deeper(|machine| machine.follow(&code, state))
    }

    fn follow(&mut self, code: &Code, state: State) -> Result<Value, Halt> {
        let mut ways = Ways { open: vec![(0, state)], seen: HashMap::new() };
        let mut returned: Option<Value> = None;
        let mut parted = false;
        let outcome = loop {
            if parted != (ways.open.len() > 1) {
                if parted {
                    self.rejoin();
                } else {
                    self.part();
                }
                parted = !parted;
            }
            let Some((at, state)) = ways.open.pop() else { break Ok(()) };
            match self.go(code, at, state, &mut ways) {
                Ok(Some(value)) => returned = Some(returned.map_or(value.clone(), |other| other.or(&value))),
                Ok(None) | Err(Halt::Thrown) => {}
                Err(halt) => break Err(halt),
            }
        };
        if parted {
            self.rejoin();
        }
        outcome.and_then(|()| returned.ok_or(Halt::Thrown))
    }

    /// Goes one way until it ends, parts, or comes to where another may join it.
    fn go(&mut self, code: &Code, mut at: usize, mut state: State, ways: &mut Ways) -> Result<Option<Value>, Halt> {
        loop {
            let Some(instruction) = code.instructions.get(at) else { return Ok(None) };
            self.pay(1)?;
            let next = match self.step(instruction, &mut state)? {
                Flow::Next => at + 1,
                Flow::To(target) => target,
                Flow::Maybe(target) => {
                    self.room(state.size())?;
                    ways.split(at, vec![at + 1, target], &state);
                    return Ok(None);
                }
                Flow::Any(targets) => {
                    self.room(state.size() * targets.len())?;
                    ways.split(at, targets, &state);
                    return Ok(None);
                }
                Flow::Return(value) => return Ok(Some(value)),
                Flow::End => return Ok(None),
            };
            if ways.lead_to(next) {
                ways.add(next, state);
                return Ok(None);
            }
            at = next;
        }
    }
}

fn enter(code: &Code, descriptor: &str, is_static: bool, arguments: Vec<Value>) -> State {
    let mut locals = Vec::with_capacity(code.locals);
    let kinds = (!is_static).then_some("L").into_iter().chain(descriptor::types(descriptor));
    for (value, kind) in arguments.into_iter().zip(kinds) {
        locals.push(value);
        if descriptor::is_wide(kind) {
            locals.push(Value::Unknown);
        }
    }
    if locals.len() < code.locals {
        locals.resize(code.locals, Value::Unknown);
    }
    State { locals, stack: Vec::new() }
}

impl Ways {
    /// Whether another way has come no further than this.
    fn lead_to(&self, at: usize) -> bool {
        self.open.last().is_some_and(|(other, _)| *other <= at)
    }

    fn add(&mut self, at: usize, state: State) {
        match self.open.binary_search_by(|(other, _)| at.cmp(other)) {
            Ok(place) => self.open[place].1.join(&state),
            Err(place) => self.open.insert(place, (at, state)),
        }
    }

    /// A loop whose end is not known would never end: where the ways have parted in the same state before, all that can
    /// follow has been gone already, and this one ends.
    fn split(&mut self, at: usize, targets: Vec<usize>, state: &State) {
        let seen = self.seen.entry(at).or_default();
        if seen.len() >= PARTINGS || !seen.insert(state.hashed()) {
            return;
        }
        for target in targets {
            self.add(target, state.clone());
        }
    }
}

impl State {
    fn join(&mut self, other: &Self) {
        let join = |mine: &mut Vec<Value>, others: &[Value]| {
            mine.truncate(others.len());
            mine.iter_mut().zip(others).for_each(|(value, other)| *value = value.or(other));
        };
        join(&mut self.locals, &other.locals);
        join(&mut self.stack, &other.stack);
    }

    fn hashed(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    fn size(&self) -> usize {
        1 + self.locals.len() + self.stack.len()
    }

    pub(super) fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::Unknown)
    }

    pub(super) fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// The topmost values, in the order they were put there.
    pub(super) fn take(&mut self, count: usize) -> Vec<Value> {
        let missing = count.saturating_sub(self.stack.len());
        let mut taken = vec![Value::Unknown; missing];
        taken.extend(self.stack.drain(self.stack.len() + missing - count..));
        taken
    }
}
