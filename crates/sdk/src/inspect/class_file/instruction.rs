use std::rc::Rc;

use super::constant::{CallKind, Constant, Handle, Member};

/// The code of a method.
#[derive(Debug)]
pub(in crate::inspect) struct Code {
    pub(in crate::inspect) locals: usize,
    pub(in crate::inspect) instructions: Vec<Instruction>,
}

/// An instruction, as far as the values it moves matter. Jumps lead to places in the list of instructions.
#[derive(Clone, Debug)]
pub(in crate::inspect) enum Instruction {
    Nop,
    Push(Constant),
    Load(u16),
    /// Of a long or double.
    LoadWide,
    Store(u16),
    Increment(u16, i32),
    ArrayLoad,
    ArrayLoadWide,
    ArrayStore,
    ArrayLength,
    Rearrange(Rearrangement),
    Int(IntOperation),
    /// Takes so many values and leaves one that is not known.
    Mix(usize),
    /// The same, leaving a long or double.
    MixWide(usize),
    Compare(Comparison, usize),
    Jump(usize),
    Switch(Rc<Switch>),
    GetStatic(Rc<Member>),
    PutStatic(Rc<Member>),
    GetField(Rc<Member>),
    PutField(Rc<Member>),
    Call(CallKind, Rc<Member>),
    CallDynamic(Rc<DynamicCall>),
    New(Rc<str>),
    NewArray,
    /// So many dimensions.
    NewArrays(usize),
    CheckCast,
    InstanceOf(Rc<str>),
    /// Takes a value and leaves nothing.
    Drop,
    Return,
    ReturnValue,
    Throw,
}

/// What moves values about on the stack.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) enum Rearrangement {
    Pop,
    Pop2,
    Dup,
    DupX1,
    DupX2,
    Dup2,
    Dup2X1,
    Dup2X2,
    Swap,
}

/// What is done with two integers.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) enum IntOperation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
}

/// When a branch is taken.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) enum Comparison {
    /// An integer with zero.
    Zero(Order),
    /// Two integers.
    Ints(Order),
    Same,
    NotSame,
    Null,
    NotNull,
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug)]
pub(in crate::inspect) enum Order {
    Equal,
    NotEqual,
    Less,
    GreaterOrEqual,
    Greater,
    LessOrEqual,
}

/// A jump by a number.
#[derive(Debug)]
pub(in crate::inspect) struct Switch {
    pub(in crate::inspect) cases: Vec<(i32, usize)>,
    pub(in crate::inspect) default: usize,
}

/// A call whose target a bootstrap method makes: a lambda, or texts put together.
#[derive(Debug)]
pub(in crate::inspect) struct DynamicCall {
    pub(in crate::inspect) name: Rc<str>,
    pub(in crate::inspect) descriptor: Rc<str>,
    pub(in crate::inspect) bootstrap: Handle,
    pub(in crate::inspect) arguments: Vec<Constant>,
}
