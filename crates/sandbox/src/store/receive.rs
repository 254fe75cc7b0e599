//! Bytes that arrive go straight to a file, a piece at a time.

use std::path::{Path, PathBuf};

use axum::body::BodyDataStream;
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::fs::{self, File};
use tokio::io::{AsyncWriteExt as _, BufWriter};

use super::Store;
use super::policy::SizeRange;
use super::refusal::Refusal;
use super::upload::Arrival;
use crate::cloud::Cloud;
use crate::persist::{DRAFT, private_file};
use crate::random;

/// An upload under way; it counts only once it is finished.
pub(crate) struct Incoming {
    file: BufWriter<File>,
    draft: PathBuf,
    size: u64,
    allowed: SizeRange,
    finished: bool,
}

impl Incoming {
    pub(crate) fn begin(store: &Store, allowed: SizeRange) -> Result<Self, Refusal> {
        let draft = store.file(&format!("{}.{DRAFT}", random::uuid()));
        let file = private_file(&draft, true).map_err(|_| Refusal::internal())?;
        let file = BufWriter::with_capacity(256 * 1024, File::from_std(file));
        Ok(Self { file, draft, size: 0, allowed, finished: false })
    }

    pub(crate) async fn write(&mut self, bytes: &Bytes) -> Result<(), Refusal> {
        self.size += bytes.len() as u64;
        if self.size > self.allowed.most {
            return Err(Refusal::bad_request("EntityTooLarge", "The file is larger than the policy allows."));
        }
        self.file.write_all(bytes).await.map_err(|_| Refusal::internal())
    }

    /// Keeps the file under its upload's id and notes that it has arrived.
    pub(crate) async fn finish(mut self, cloud: &Cloud, upload_id: &str) -> Result<(), Refusal> {
        if self.size < self.allowed.least {
            return Err(Refusal::bad_request("EntityTooSmall", "The file is smaller than the policy allows."));
        }
        self.keep(&cloud.store.file(upload_id)).await.map_err(|_| Refusal::internal())?;
        let arrival = Arrival { size: self.size, at: cloud.now() };
        cloud.change(|state| {
            let upload = state.uploads.get_mut(upload_id).ok_or_else(Refusal::internal)?;
            upload.arrived = Some(arrival);
            Ok(())
        })
    }

    async fn keep(&mut self, target: &Path) -> std::io::Result<()> {
        self.file.flush().await?;
        fs::rename(&self.draft, target).await?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing more can be done about a draft that stays: nobody reads drafts.
            let _ = std::fs::remove_file(&self.draft);
        }
    }
}

impl From<crate::failure::NotSaved> for Refusal {
    fn from(_: crate::failure::NotSaved) -> Self {
        Self::internal()
    }
}

/// Reads on without keeping anything, `most` bytes at most, so that a client that is still sending can hear why it was
/// refused. Beyond that the connection is closed on it, as real stores do.
pub(crate) async fn drain(mut body: BodyDataStream, most: usize) {
    let mut seen = 0;
    while let Some(Ok(bytes)) = body.next().await {
        seen += bytes.len();
        if seen > most {
            return;
        }
    }
}
