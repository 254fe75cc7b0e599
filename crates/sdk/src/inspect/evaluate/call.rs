use std::rc::Rc;

use super::super::class_file::{CallKind, ClassFile, Constant, DynamicCall, Handle, Member};
use super::descriptor;
use super::frame::{Flow, State};
use super::library;
use super::machine::{Halt, Machine};
use super::value::{Function, Shape, Value};

/// In so many classes and interfaces a method is looked for.
const MOST_ANCESTORS: usize = 200;

impl Machine<'_> {
    /// An instruction that calls a method.
    pub(super) fn call(&mut self, kind: CallKind, method: &Rc<Member>, state: &mut State) -> Result<Flow, Halt> {
        let count = descriptor::parameters(&method.descriptor).len() + usize::from(kind != CallKind::Static);
        let arguments = state.take(count);
        let value = match self.invoke(kind, method, arguments) {
            Ok(value) => value,
            Err(Halt::Thrown) => return Ok(Flow::End),
            Err(halt) => return Err(halt),
        };
        leave(state, value, descriptor::returned(&method.descriptor));
        Ok(Flow::Next)
    }

    /// An instruction that makes a function, or a text out of several.
    pub(super) fn call_dynamic(&mut self, call: &Rc<DynamicCall>, state: &mut State) -> Result<Flow, Halt> {
        let arguments = state.take(descriptor::parameters(&call.descriptor).len());
        let value = match (&*call.bootstrap.method.class, &*call.bootstrap.method.name) {
            ("java/lang/invoke/LambdaMetafactory", _) => {
                let Some(Constant::Handle(handle)) = call.arguments.get(1) else { return Ok(Flow::End) };
                let function = Function { name: call.name.clone(), handle: handle.clone(), captured: arguments };
                let interface = descriptor::returned(&call.descriptor).trim_start_matches('L').trim_end_matches(';');
                self.make(interface, Shape::Function(Rc::new(function)))?
            }
            ("java/lang/invoke/StringConcatFactory", "makeConcatWithConstants") => {
                let kinds = descriptor::parameters(&call.descriptor);
                self.concatenate(&call.arguments, &arguments, &kinds)?
            }
            _ => Value::Unknown,
        };
        leave(state, value, descriptor::returned(&call.descriptor));
        Ok(Flow::Next)
    }

    /// Calls a method. `arguments` begins with the object where there is one.
    pub(in crate::inspect) fn invoke(
        &mut self,
        kind: CallKind,
        method: &Member,
        arguments: Vec<Value>,
    ) -> Result<Value, Halt> {
        self.pay(1)?;
        match kind {
            CallKind::Static => {
                self.initialise(&method.class)?;
                match self.find(&method.class, method) {
                    Some((class, at)) => self.run(&class, at, arguments),
                    None => library::call(self, method, &method.class, &arguments),
                }
            }
            CallKind::New => self.create(method, arguments),
            CallKind::Special => self.invoke_of(&method.class, method, arguments),
            CallKind::Virtual => self.invoke_virtual(method, arguments),
        }
    }

    /// A new object, made by this constructor.
    pub(in crate::inspect) fn create(&mut self, constructor: &Member, arguments: Vec<Value>) -> Result<Value, Halt> {
        self.initialise(&constructor.class)?;
        let object = self.make(constructor.class.clone(), Shape::Plain)?;
        let arguments = [object.clone()].into_iter().chain(arguments).collect();
        match self.invoke(CallKind::Special, constructor, arguments) {
            Ok(_) => Ok(object),
            Err(halt) => Err(halt),
        }
    }

    /// An object of a class, made who knows how.
    pub(in crate::inspect) fn given(&mut self, class: &str) -> Result<Value, Halt> {
        self.make(class, Shape::Bare)
    }

    fn invoke_virtual(&mut self, method: &Member, arguments: Vec<Value>) -> Result<Value, Halt> {
        let class = match arguments.first() {
            Some(Value::Null) => return Err(Halt::Thrown),
            Some(Value::Object(id)) => self.object(*id).class.clone(),
            // The class that the call names may be extended by another, and is mostly not.
            _ => return library::call(self, method, &method.class, &arguments),
        };
        if let Some(Shape::Function(function)) = arguments.first().and_then(|object| self.shape(object)) {
            let function = Rc::clone(function);
            if function.name == method.name {
                return self.apply(&function, arguments.into_iter().skip(1).collect());
            }
        }
        self.invoke_of(&class, method, arguments)
    }

    /// Calls a method as a class has it: its own, an ancestor's, or that of the ancestor which is not in the archive.
    fn invoke_of(&mut self, class: &Rc<str>, method: &Member, arguments: Vec<Value>) -> Result<Value, Halt> {
        if let Some((class, at)) = self.find(class, method) {
            return self.run(&class, at, arguments);
        }
        let outer = self.outer_parent(class);
        library::call(self, method, &outer, &arguments)
    }

    /// Calls a lambda or method reference.
    pub(super) fn apply(&mut self, function: &Function, arguments: Vec<Value>) -> Result<Value, Halt> {
        let Handle { kind, method } = &function.handle;
        let all: Vec<Value> = function.captured.iter().cloned().chain(arguments).collect();
        self.deeper(|machine| machine.invoke(*kind, method, all))
    }

    /// Calls a value as a function; what it gives is not known when the value is no function made here.
    pub(super) fn apply_value(&mut self, function: &Value, arguments: Vec<Value>) -> Result<Value, Halt> {
        match self.shape(function) {
            Some(Shape::Function(function)) => {
                let function = Rc::clone(function);
                match self.apply(&function, arguments) {
                    Err(Halt::Thrown) => Ok(Value::Unknown),
                    outcome => outcome,
                }
            }
            _ => Ok(match function {
                Value::Outside(_, name) if &**name == library::IDENTITY => {
                    arguments.into_iter().next().unwrap_or(Value::Unknown)
                }
                _ => Value::Unknown,
            }),
        }
    }

    /// Calls a method of an object by its name, where the archive has it.
    pub(in crate::inspect) fn invoke_named(
        &mut self,
        object: &Value,
        name: &str,
        descriptor: &str,
    ) -> Result<Option<Value>, Halt> {
        let Value::Object(id) = object else { return Ok(None) };
        let class = self.object(*id).class.clone();
        let method = Member { class: class.clone(), name: name.into(), descriptor: descriptor.into() };
        match self.find(&class, &method) {
            Some((class, at)) => self.run(&class, at, vec![object.clone()]).map(Some),
            None => Ok(None),
        }
    }

    /// The class of the archive that has the method's code: the class itself, an ancestor, or an interface.
    fn find(&mut self, class: &Rc<str>, method: &Member) -> Option<(Rc<ClassFile>, usize)> {
        let mut open = vec![class.clone()];
        let mut interfaces = Vec::new();
        // Ancestors first; the number of steps bounds circles.
        for _ in 0..MOST_ANCESTORS {
            let Some(name) = open.pop().or_else(|| interfaces.pop()) else { break };
            let Some(file) = self.class(&name) else { continue };
            self.charge(file.methods.len() / 64);
            if let Some((at, _)) = file.method(&method.name, &method.descriptor)
                && file.code(at).is_some()
            {
                return Some((file, at));
            }
            self.charge_parents(&file);
            open.extend(file.parent.clone());
            interfaces.extend(file.interfaces.iter().take(MOST_ANCESTORS).cloned());
        }
        None
    }
}

/// Puts what a method returned where its caller expects it.
fn leave(state: &mut State, value: Value, kind: &str) {
    match (kind, value) {
        ("V", _) => {}
        ("J" | "D", _) => state.push(Value::Wide),
        (_, Value::Wide) => state.push(Value::Unknown),
        (_, value) => state.push(value),
    }
}
