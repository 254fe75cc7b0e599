use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use sha2::{Digest, Sha256};
use tokio::time::Sleep;

use super::form::Form;
use super::progress::{Progress, UploadEvent};

/// How much of the file is read at once. 128 KiB is where larger reads stop being faster; they happen on the sending
/// thread, which measured a third cheaper than handing buffers over from another.
const PIECE: usize = 128 << 10;

/// How long to wait between the form's fields and the file. A store that refuses the fields answers and closes at once;
/// while the client is still writing, that answer is lost to a broken pipe.
const PAUSE: Duration = Duration::from_millis(50);

/// What the sender and its observer share.
#[derive(Default)]
pub(super) struct Gauge {
    sent: AtomicU64,
    digest: OnceLock<[u8; 32]>,
    broken: Mutex<Option<io::Error>>,
}

impl Gauge {
    /// Bytes of the archive handed to the connection so far.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Why the file could not be read on; the connection only tells that it broke.
    pub(super) fn take_broken(&self) -> Option<io::Error> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The SHA-256 of the archive in lower-case hex, once all of it was read.
    pub(super) fn sha256(&self) -> Option<String> {
        let nibble = |half: u8| char::from_digit(half.into(), 16);
        let digest = self.digest.get()?;
        digest.iter().flat_map(|byte| [nibble(byte >> 4), nibble(byte & 0xf)]).collect()
    }
}

/// The body of one attempt: fields, pause, file, end; in pieces, whatever the file's size, with the exact length known.
pub(super) struct UploadBody {
    stage: Stage,
    tail: Bytes,
    file: File,
    total: u64,
    left: u64,
    unsent: u64,
    hasher: Sha256,
    gauge: Arc<Gauge>,
    progress: Option<Arc<dyn Progress>>,
}

enum Stage {
    Head(Bytes),
    Pause(Pin<Box<Sleep>>),
    File,
    Tail,
    Done,
}

impl UploadBody {
    pub(super) fn new(
        file: File,
        total: u64,
        form: Option<Form>,
        gauge: Arc<Gauge>,
        progress: Option<Arc<dyn Progress>>,
    ) -> Self {
        let (stage, head, tail) = match form {
            Some(form) => {
                let head = form.head.len() as u64;
                (Stage::Head(form.head), head, form.tail)
            }
            None => (Stage::File, 0, Bytes::new()),
        };
        let unsent = head + total + tail.len() as u64;
        Self { stage, tail, file, total, left: total, unsent, hasher: Sha256::new(), gauge, progress }
    }

    fn read_piece(&mut self) -> io::Result<Bytes> {
        let mut piece = vec![0; PIECE.min(usize::try_from(self.left).unwrap_or(PIECE))];
        let read = self.file.read(&mut piece)?;
        if read == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter during the upload"));
        }
        piece.truncate(read);
        self.hasher.update(&piece);
        self.left -= read as u64;
        Ok(piece.into())
    }

    fn report(&self) {
        let bytes = self.total - self.left;
        self.gauge.sent.store(bytes, Ordering::Relaxed);
        if let Some(progress) = &self.progress {
            progress.event(UploadEvent::Sent { bytes });
        }
    }

    fn put_aside(&self, error: io::Error) -> io::Error {
        let kind = error.kind();
        *self.gauge.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        kind.into()
    }

    fn next_file_piece(&mut self) -> io::Result<Bytes> {
        let piece = self.read_piece()?;
        self.report();
        if self.left == 0 {
            let digest = std::mem::take(&mut self.hasher).finalize();
            // Set once: a body is read once.
            let _ = self.gauge.digest.set(digest.into());
            self.stage = Stage::Tail;
        }
        Ok(piece)
    }
}

impl Body for UploadBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let piece = loop {
            match &mut this.stage {
                Stage::Head(head) => {
                    let head = std::mem::take(head);
                    this.stage = Stage::Pause(Box::pin(tokio::time::sleep(PAUSE)));
                    break Ok(head);
                }
                Stage::Pause(sleep) => {
                    std::task::ready!(sleep.as_mut().poll(context));
                    this.stage = Stage::File;
                }
                Stage::File => break this.next_file_piece().map_err(|error| this.put_aside(error)),
                Stage::Tail => {
                    this.stage = Stage::Done;
                    if !this.tail.is_empty() {
                        break Ok(std::mem::take(&mut this.tail));
                    }
                }
                Stage::Done => return Poll::Ready(None),
            }
        };
        if let Ok(piece) = &piece {
            this.unsent -= piece.len() as u64;
        }
        Poll::Ready(Some(piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.unsent)
    }
}
