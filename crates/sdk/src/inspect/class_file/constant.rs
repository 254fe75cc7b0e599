use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use noak::MStr;
use noak::reader::cpool::{self, ConstantPool, Item};

/// A value that stands in a class file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inspect) enum Constant {
    Null,
    Int(i32),
    Text(Rc<str>),
    /// A class, as the JVM names it.
    Class(Rc<str>),
    Handle(Handle),
    /// A long or double: it takes two places, and nothing here depends on its value.
    Wide,
    /// What else there is.
    Other,
}

/// A field or method of a class.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::inspect) struct Member {
    pub(in crate::inspect) class: Rc<str>,
    pub(in crate::inspect) name: Rc<str>,
    pub(in crate::inspect) descriptor: Rc<str>,
}

/// How a method is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inspect) enum CallKind {
    /// By the object's class, or an interface.
    Virtual,
    /// A constructor, or a superclass's method.
    Special,
    Static,
    /// A constructor, by a handle: the object is made as well.
    New,
}

/// A method to be called later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inspect) struct Handle {
    pub(in crate::inspect) kind: CallKind,
    pub(in crate::inspect) method: Member,
}

impl Constant {
    pub(super) fn of(pool: &Pool<'_>, index: cpool::Index<Item<'_>>) -> Self {
        Self::read(pool, index).unwrap_or(Self::Other)
    }

    fn read(pool: &Pool<'_>, index: cpool::Index<Item<'_>>) -> Option<Self> {
        Some(match pool.items.get(index).ok()? {
            Item::Integer(integer) => Self::Int(integer.value),
            Item::String(string) => Self::Text(pool.text(pool.items.retrieve(string.string).ok()?)),
            Item::Class(class) => Self::Class(pool.text(pool.items.retrieve(class.name).ok()?)),
            Item::Long(_) | Item::Double(_) => Self::Wide,
            Item::MethodHandle(handle) => Self::Handle(Handle {
                kind: match handle.kind {
                    cpool::MethodKind::InvokeVirtual | cpool::MethodKind::InvokeInterface => CallKind::Virtual,
                    cpool::MethodKind::InvokeStatic => CallKind::Static,
                    cpool::MethodKind::InvokeSpecial => CallKind::Special,
                    cpool::MethodKind::NewInvokeSpecial => CallKind::New,
                    _ => return None,
                },
                method: Member::method(pool, handle.reference)?,
            }),
            _ => return None,
        })
    }
}

impl Member {
    pub(super) fn method(pool: &Pool<'_>, index: cpool::Index<Item<'_>>) -> Option<Self> {
        match pool.items.get(index).ok()? {
            Item::MethodRef(method) => Self::of(pool, method.class, method.name_and_type),
            Item::InterfaceMethodRef(method) => Self::of(pool, method.class, method.name_and_type),
            _ => None,
        }
    }

    pub(super) fn of(
        pool: &Pool<'_>,
        class: cpool::Index<cpool::Class<'_>>,
        name_and_type: cpool::Index<cpool::NameAndType<'_>>,
    ) -> Option<Self> {
        let named = pool.items.retrieve(name_and_type).ok()?;
        Some(Self {
            class: pool.text(pool.items.retrieve(class).ok()?.name),
            name: pool.text(named.name),
            descriptor: pool.text(named.descriptor),
        })
    }
}

/// A class's constants. A text that stands in many places is held once: a small class may name a long one everywhere.
pub(super) struct Pool<'a> {
    pub(super) items: &'a ConstantPool<'a>,
    /// By where they begin.
    texts: RefCell<HashMap<*const u8, Rc<str>>>,
}

impl<'a> Pool<'a> {
    pub(super) fn new(items: &'a ConstantPool<'a>) -> Self {
        Self { items, texts: RefCell::default() }
    }

    /// What is no Unicode in it is replaced: names and settings are never such.
    pub(super) fn text(&self, text: &MStr) -> Rc<str> {
        let read = || text.to_str().map_or_else(|| text.chars_lossy().collect::<String>().into(), Rc::from);
        self.texts.borrow_mut().entry(text.as_bytes().as_ptr()).or_insert_with(read).clone()
    }
}
