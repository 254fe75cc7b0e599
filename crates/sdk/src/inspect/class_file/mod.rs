//! Class files: their headers, read for every class, and their methods, read for the few that matter.

mod class;
mod code;
mod constant;
mod header;
mod instruction;

pub(super) use class::ClassFile;
pub(super) use constant::{CallKind, Constant, Handle, Member};
pub(super) use header::{Header, Offsets};
pub(super) use instruction::{Code, Comparison, DynamicCall, Instruction, IntOperation, Order, Rearrangement, Switch};
