use std::cell::OnceCell;
use std::rc::Rc;

use noak::AccessFlags;
use noak::error::DecodeError;
use noak::reader::attributes::{Code as RawCode, ConstantValue};
use noak::reader::cpool;
use noak::reader::{Class, Method as RawMethod};

use super::code;
use super::constant::{Constant, Pool};
use super::instruction::Code;

/// A class with its fields and methods. Their code is read when it is asked for.
#[derive(Debug)]
pub(in crate::inspect) struct ClassFile {
    pub(in crate::inspect) parent: Option<Rc<str>>,
    pub(in crate::inspect) interfaces: Vec<Rc<str>>,
    /// The static fields that have a value before any code runs.
    pub(in crate::inspect) constants: Vec<(Rc<str>, Constant)>,
    pub(in crate::inspect) methods: Vec<Method>,
    bytes: Vec<u8>,
    codes: OnceCell<Vec<Option<Rc<Code>>>>,
}

/// A method by its head.
#[derive(Debug)]
pub(in crate::inspect) struct Method {
    pub(in crate::inspect) name: Rc<str>,
    pub(in crate::inspect) descriptor: Rc<str>,
    pub(in crate::inspect) is_static: bool,
    pub(in crate::inspect) is_public: bool,
}

impl ClassFile {
    /// `None` when it is no class file that can be understood.
    pub(in crate::inspect) fn read(bytes: Vec<u8>) -> Option<Self> {
        let class = Class::new(&bytes).ok()?;
        let pool = Pool::new(class.pool());
        let name = |index: cpool::Index<cpool::Class<'_>>| Some(pool.text(pool.items.retrieve(index).ok()?.name));
        let parent = class.super_class().map(name);
        let interfaces = class.interfaces().into_iter().filter_map(|index| name(index.ok()?)).collect();
        let constants = constants(&class, &pool).ok()?;
        let methods = class.methods().into_iter().map(|method| Method::read(&pool, &method?)).collect::<Result<_, _>>();
        let (methods, parent) = (methods.ok()?, parent.flatten());
        Some(Self { parent, interfaces, constants, methods, bytes, codes: OnceCell::new() })
    }

    pub(in crate::inspect) fn method(&self, name: &str, descriptor: &str) -> Option<(usize, &Method)> {
        let is_it = |method: &Method| *method.name == *name && *method.descriptor == *descriptor;
        self.methods.iter().enumerate().find(|(_, method)| is_it(method))
    }

    /// The code of the method at this place; `None` when it has none, or none that can be understood. All are read with the
    /// first: the constants that they share take longer than they do.
    pub(in crate::inspect) fn code(&self, at: usize) -> Option<Rc<Code>> {
        let codes = self.codes.get_or_init(|| codes(&self.bytes).unwrap_or_default());
        codes.get(at).cloned().flatten()
    }
}

fn codes(bytes: &[u8]) -> Option<Vec<Option<Rc<Code>>>> {
    let class = Class::new(bytes).ok()?;
    let code = |method: RawMethod<'_>| {
        let raw: RawCode<'_> = method.attributes().find_attribute(class.pool()).ok()??;
        code::read(&class, &raw).map(Rc::new)
    };
    Some(class.methods().into_iter().map(|method| method.ok().and_then(code)).collect())
}

impl Method {
    fn read(pool: &Pool<'_>, method: &RawMethod<'_>) -> Result<Self, DecodeError> {
        let flags = method.access_flags();
        Ok(Self {
            name: pool.text(pool.items.retrieve(method.name())?),
            descriptor: pool.text(pool.items.retrieve(method.descriptor())?),
            is_static: flags.contains(AccessFlags::STATIC),
            is_public: flags.contains(AccessFlags::PUBLIC),
        })
    }
}

fn constants(class: &Class<'_>, pool: &Pool<'_>) -> Result<Vec<(Rc<str>, Constant)>, DecodeError> {
    let mut constants = Vec::new();
    for field in class.fields() {
        let field = field?;
        if let Some(value) = field.attributes().find_attribute::<ConstantValue<'_>>(pool.items)? {
            let value = Constant::of(pool, value.value());
            constants.push((pool.text(pool.items.retrieve(field.name())?), value));
        }
    }
    Ok(constants)
}
