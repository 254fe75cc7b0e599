use std::alloc::System;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ccloud_connect::Error;
use ccloud_connect::inspect::{Inspection, Limits, inspect_within};
use peakmem_alloc::{INSTRUMENTED_SYSTEM, PeakMemAlloc, PeakMemAllocTrait as _};

#[global_allocator]
static HEAP: &PeakMemAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What it took to read an archive.
pub(crate) struct Cost {
    pub(crate) memory: usize,
    pub(crate) time: Duration,
    pub(crate) outcome: Result<Inspection, Error>,
}

/// The heap is one for all threads: while one test measures, no other may.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads an archive; to be called by whoever is [`alone`].
pub(crate) fn of(path: &Path, limits: &Limits) -> Cost {
    HEAP.reset_peak_memory();
    let begun = Instant::now();
    let outcome = inspect_within(path, limits);
    let time = begun.elapsed();
    Cost { memory: HEAP.get_peak_memory(), time, outcome }
}
