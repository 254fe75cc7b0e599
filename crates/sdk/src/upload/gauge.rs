use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::pace::Pace;
use super::progress::{Progress, UploadEvent};

/// What the sender of one attempt and its observers share.
pub(super) struct Gauge {
    total: u64,
    attempt: u32,
    sent: AtomicU64,
    digest: OnceLock<[u8; 32]>,
    broken: Mutex<Option<io::Error>>,
    progress: Option<Arc<dyn Progress>>,
    pace: Mutex<Pace>,
}

impl Gauge {
    pub(super) fn new(total: u64, attempt: u32, progress: Option<Arc<dyn Progress>>) -> Self {
        let (sent, digest, broken, pace) = (AtomicU64::new(0), OnceLock::new(), Mutex::new(None), Pace::new());
        Self { total, attempt, sent, digest, broken, progress, pace: Mutex::new(pace) }
    }

    /// So many bytes of the archive have been handed to the connection.
    pub(super) fn note(&self, bytes: u64) {
        self.sent.store(bytes, Ordering::Relaxed);
        let Some(progress) = &self.progress else { return };
        let (rate, left) = {
            let mut pace = lock(&self.pace);
            pace.note(bytes);
            (pace.rate(), pace.left(self.total - bytes))
        };
        progress.event(UploadEvent::Sent { bytes, total: self.total, attempt: self.attempt, rate, left });
    }

    /// Bytes of the archive handed to the connection so far.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.sent() == self.total
    }

    /// Keeps why the file could not be read on: the connection only tells that it broke.
    pub(super) fn put_aside(&self, error: io::Error) {
        *lock(&self.broken) = Some(error);
    }

    pub(super) fn take_broken(&self) -> Option<io::Error> {
        lock(&self.broken).take()
    }

    pub(super) fn keep_digest(&self, digest: [u8; 32]) {
        // Set once: a body is read once.
        let _ = self.digest.set(digest);
    }

    /// The SHA-256 of the archive in lower-case hex, once all of it was read and if it was asked for.
    pub(super) fn sha256(&self) -> Option<String> {
        let nibble = |half: u8| char::from_digit(half.into(), 16);
        let digest = self.digest.get()?;
        digest.iter().flat_map(|byte| [nibble(byte >> 4), nibble(byte & 0xf)]).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
