//! The same work for several things, each on a thread of its own: documents do not wait for each other.

use std::panic;
use std::thread;

/// What becomes of each, in their order.
pub fn at_once<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    thread::scope(|scope| {
        let threads: Vec<_> = things.iter().map(|thing| scope.spawn(|| work(thing))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|told| panic::resume_unwind(told))).collect()
    })
}
