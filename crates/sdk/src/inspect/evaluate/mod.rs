//! What a class's code does, as far as that can be told without running it: enough to learn which settings a connector
//! defines and what it calls its version.

mod call;
mod definition;
mod descriptor;
mod frame;
mod kafka_clients;
mod library;
mod machine;
mod step;
mod value;

pub(super) use definition::Definition;
pub(super) use machine::{Halt, Machine};
pub(super) use value::Value;
