use std::fmt;
use std::time::Duration;

/// What an upload is at. Each attempt to send may take it back to asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// The archive is looked at; nothing has left this machine.
    Inspecting,
    /// The service is asked where the archive may be stored.
    Asking,
    /// The archive travels to the store.
    Sending,
    /// What the store has is registered.
    Creating,
    /// It is registered, and the service looks into it.
    Processing,
}

impl Phase {
    /// In one word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inspecting => "inspecting",
            Self::Asking => "asking",
            Self::Sending => "sending",
            Self::Creating => "creating",
            Self::Processing => "processing",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happens during an upload, in order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UploadEvent {
    /// The archive is looked at.
    Inspecting,
    /// The service is asked for a place in the object store.
    Asking,
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
        /// The archive's size in bytes.
        total: u64,
        /// 1 for the first attempt.
        attempt: u32,
        /// Bytes in a second, of the last few; `None` until there is something to measure.
        rate: Option<u64>,
        /// How long the rest takes at that rate.
        left: Option<Duration>,
    },
    /// The attempt failed and another follows.
    #[non_exhaustive]
    Retrying {
        /// The attempt that failed.
        attempt: u32,
        /// Why, in one line.
        reason: String,
        /// After how long.
        after: Duration,
    },
    /// The store has the archive, and it is registered now.
    Creating,
    /// It is registered, and the service looks into it. Custom plugins without versions are ready at once.
    Processing,
}

impl UploadEvent {
    /// What the upload is at.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self {
            Self::Inspecting => Phase::Inspecting,
            Self::Asking => Phase::Asking,
            Self::Started { .. } | Self::Sent { .. } | Self::Retrying { .. } => Phase::Sending,
            Self::Creating => Phase::Creating,
            Self::Processing => Phase::Processing,
        }
    }
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
