//! Archives that were made to cost much, and a great many that are broken: none may make the reader panic, hold more memory
//! than [`MOST_MEMORY`] or take longer than what it reads deserves.
//!
//! A binary of its own, because it counts what is allocated.

mod bombs;
mod bytecode;
mod classes;
mod cost;
mod mutate;
mod mutations;
#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "../inspect/pack.rs"]
mod pack;
mod seeds;

/// Bytes on the heap while an archive is read, whatever is in it.
const MOST_MEMORY: usize = 32 << 20;
