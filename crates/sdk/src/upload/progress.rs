use std::time::Duration;

/// What happens during an upload, in order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UploadEvent {
    /// The service named a place in the object store.
    Presigned,
    /// The archive begins to travel.
    #[non_exhaustive]
    Started {
        /// The archive's size in bytes.
        total: u64,
        /// 1 for the first attempt.
        attempt: u32,
    },
    /// So much of the archive has been handed to the connection.
    #[non_exhaustive]
    Sent {
        /// Bytes of the archive, of this attempt.
        bytes: u64,
    },
    /// The attempt failed and another follows.
    #[non_exhaustive]
    Retrying {
        /// Why, in one line.
        reason: String,
        /// After how long.
        after: Duration,
    },
    /// The store has the archive.
    Stored,
}

/// Is told how an upload goes on. A closure will do.
///
/// It is called between reads of the file, so it must be quick.
pub trait Progress: Send + Sync {
    /// Something happened.
    fn event(&self, event: UploadEvent);
}

impl<F: Fn(UploadEvent) + Send + Sync> Progress for F {
    fn event(&self, event: UploadEvent) {
        self(event);
    }
}
