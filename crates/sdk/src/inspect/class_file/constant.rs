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
    pub(super) fn of(pool: &ConstantPool<'_>, index: cpool::Index<Item<'_>>) -> Self {
        Self::read(pool, index).unwrap_or(Self::Other)
    }

    fn read(pool: &ConstantPool<'_>, index: cpool::Index<Item<'_>>) -> Option<Self> {
        Some(match pool.get(index).ok()? {
            Item::Integer(integer) => Self::Int(integer.value),
            Item::String(string) => Self::Text(text(pool.retrieve(string.string).ok()?)),
            Item::Class(class) => Self::Class(text(pool.retrieve(class.name).ok()?)),
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
    pub(super) fn method(pool: &ConstantPool<'_>, index: cpool::Index<Item<'_>>) -> Option<Self> {
        match pool.get(index).ok()? {
            Item::MethodRef(method) => Self::of(pool, method.class, method.name_and_type),
            Item::InterfaceMethodRef(method) => Self::of(pool, method.class, method.name_and_type),
            _ => None,
        }
    }

    pub(super) fn of(
        pool: &ConstantPool<'_>,
        class: cpool::Index<cpool::Class<'_>>,
        name_and_type: cpool::Index<cpool::NameAndType<'_>>,
    ) -> Option<Self> {
        let named = pool.retrieve(name_and_type).ok()?;
        Some(Self {
            class: text(pool.retrieve(class).ok()?.name),
            name: text(named.name),
            descriptor: text(named.descriptor),
        })
    }
}

/// What is no Unicode in it is replaced: names and settings are never such.
pub(super) fn text(text: &MStr) -> Rc<str> {
    text.to_str().map_or_else(|| text.chars_lossy().collect::<String>().into(), Rc::from)
}
