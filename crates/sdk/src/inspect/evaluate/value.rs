use std::rc::Rc;

use super::super::class_file::{Constant, Handle};

/// A value, as far as it is known without running anything. Boxed numbers are as the numbers in them.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(in crate::inspect) enum Value {
    Unknown,
    /// A long or double, which takes two places.
    Wide,
    Null,
    Int(i32),
    Text(Rc<str>),
    /// A class, as the JVM names it.
    Class(Rc<str>),
    /// A static field of a class that is not in the archive.
    Outside(Rc<str>, Rc<str>),
    Object(Id),
}

/// An object's place on the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::inspect) struct Id(pub(super) usize);

impl Id {
    /// Some number of its own.
    pub(super) fn number(self) -> i32 {
        i32::try_from(self.0).unwrap_or_default()
    }
}

impl Value {
    pub(in crate::inspect) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn truth(truth: bool) -> Self {
        Self::Int(truth.into())
    }

    pub(super) fn of(constant: &Constant) -> Self {
        match constant {
            Constant::Null => Self::Null,
            Constant::Int(value) => Self::Int(*value),
            Constant::Text(text) => Self::Text(text.clone()),
            Constant::Class(name) => Self::Class(name.clone()),
            Constant::Wide => Self::Wide,
            Constant::Handle(_) | Constant::Other => Self::Unknown,
        }
    }

    pub(super) fn as_text(&self) -> Option<&Rc<str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is after one of two ways, where the other left this.
    pub(super) fn or(&self, other: &Self) -> Self {
        if self == other { self.clone() } else { Self::Unknown }
    }

    /// Whether two values are the same, when that is known.
    pub(super) fn same(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown | Self::Wide, _) | (_, Self::Unknown | Self::Wide) => None,
            // What is outside may be null, or an object that was not made here.
            (Self::Outside(..), Self::Outside(..)) if self != other => None,
            _ => Some(self == other),
        }
    }
}

/// An object that was made.
#[derive(Clone, Debug)]
pub(super) struct Object {
    /// As the JVM names it.
    pub(super) class: Rc<str>,
    pub(super) fields: Vec<(Rc<str>, Value)>,
    pub(super) shape: Shape,
}

/// What an object is besides its fields, when its class is one that is not in the archive but known here.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Plain,
    /// An object whose constructor was not followed, so that its fields may hold anything.
    Bare,
    /// An array, a list, a set or a stream.
    Items(Vec<Value>),
    Map(Vec<(Value, Value)>),
    /// A text that grows; `None` once it is not known.
    Builder(Option<String>),
    /// Goes through items; the next is at the place.
    Cursor(Vec<Value>, usize),
    Maybe(Option<Value>),
    Function(Rc<Function>),
    /// Kafka's definition of a connector's settings.
    Definition(super::definition::Definition),
    /// A file of the archive, opened.
    File(Rc<str>),
}

/// A lambda or a method reference.
#[derive(Clone, Debug)]
pub(super) struct Function {
    /// The interface's method that it stands for.
    pub(super) name: Rc<str>,
    pub(super) handle: Handle,
    pub(super) captured: Vec<Value>,
}

impl Object {
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(field, _)| **field == *name).map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, name: &Rc<str>, value: Value) {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, field)) => *field = value,
            None => self.fields.push((name.clone(), value)),
        }
    }
}
