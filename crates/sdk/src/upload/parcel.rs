use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Archive, Delivery, Destination, Progress, Stored, UploadEvent};
use crate::{Client, Error};

/// The one kind of upload source there is.
pub(crate) const LOCATION: &str = "PRESIGNED_URL_LOCATION";

/// An archive on its way, whichever API version it is for.
#[derive(Clone)]
pub(crate) struct Parcel {
    client: Client,
    pub(crate) path: PathBuf,
    pub(crate) progress: Option<Arc<dyn Progress>>,
    /// How long no byte may move.
    pub(crate) stall: Duration,
    /// Whether the bytes are hashed on their way.
    pub(crate) hashes: bool,
}

impl Parcel {
    pub(crate) fn new(client: Client, path: PathBuf) -> Self {
        Self { client, path, progress: None, stall: Duration::from_mins(2), hashes: true }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The file as it is now, or why the service would not take it.
    #[cfg(feature = "cam-v1")]
    pub(crate) fn look_at(&self) -> Result<Archive, Error> {
        self.tell(UploadEvent::Inspecting);
        Archive::look_at(&self.path)
    }

    pub(crate) fn tell(&self, event: UploadEvent) {
        if let Some(progress) = &self.progress {
            progress.event(event);
        }
    }

    /// Brings it to the store.
    pub(crate) async fn deliver<F, P>(&self, archive: &Archive, presign: P) -> Result<Stored, Error>
    where
        F: Future<Output = Result<Destination, Error>>,
        P: Fn() -> F,
    {
        let stored = Delivery { parcel: self, archive }.run(presign).await?;
        self.tell(UploadEvent::Creating);
        Ok(stored)
    }
}

/// The settings that every builder around a parcel has.
macro_rules! settings {
    ($parcel:ident) => {
        /// Who is told how it goes on.
        pub fn progress(mut self, progress: impl $crate::upload::Progress + 'static) -> Self {
            self.$parcel.progress = Some(::std::sync::Arc::new(progress));
            self
        }

        /// How long no byte may be handed to the connection before the attempt is given up; three times as long once
        /// all are, for the system's buffers to empty and the store to answer. Default 2 minutes: longer than a slow
        /// uplink takes to empty a few MiB of buffer. There is no limit on the whole, since that depends on the uplink:
        /// see [`ClientBuilder::deadline`](crate::ClientBuilder::deadline).
        pub fn stall_timeout(mut self, limit: ::std::time::Duration) -> Self {
            self.$parcel.stall = limit;
            self
        }

        /// Does not hash the archive on its way: for archives that were hashed before. What was uploaded then tells no
        /// SHA-256.
        pub fn without_sha256(mut self) -> Self {
            self.$parcel.hashes = false;
            self
        }
    };
}
pub(crate) use settings;

/// Ends an upload, with all that goes before and after it, at the client's deadline.
pub(crate) async fn within_deadline<T>(
    client: &Client,
    whole: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match client.uploads().deadline {
        None => whole.await,
        Some(after) => {
            let whole = tokio::time::timeout(after, whole);
            whole.await.unwrap_or(Err(Error::Timeout { after, last: None }))
        }
    }
}
