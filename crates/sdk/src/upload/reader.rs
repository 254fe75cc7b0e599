use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use sha2::{Digest, Sha256};
use tokio::time::Sleep;

use super::archive::Content;
use super::form::Form;
use super::gauge::Gauge;

/// How much of the file is read at once. 64 KiB is where larger reads stop being faster; they happen on the sending
/// thread, which measured a third cheaper than handing buffers over from another.
const PIECE: usize = 64 << 10;

/// How many pieces are kept to be filled again; the connection holds fewer at a time.
const PIECES: usize = 16;

/// How long to wait between the form's fields and the file. A store that refuses the fields answers and closes at once;
/// while the client is still writing, that answer is lost to a broken pipe.
const PAUSE: Duration = Duration::from_millis(50);

/// The body of one attempt: fields, pause, file, end; in pieces, whatever the file's size, with the exact length known.
pub(super) struct UploadBody {
    stage: Stage,
    tail: Bytes,
    file: Content,
    pieces: Pieces,
    total: u64,
    left: u64,
    unsent: u64,
    hasher: Option<Sha256>,
    gauge: Arc<Gauge>,
}

enum Stage {
    Head(Bytes),
    Pause(Pin<Box<Sleep>>),
    File,
    Tail,
    Done,
}

impl UploadBody {
    pub(super) fn new(file: Content, total: u64, form: Option<Form>, is_hashed: bool, gauge: Arc<Gauge>) -> Self {
        let (stage, head, tail) = match form {
            Some(form) => {
                let head = form.head.len() as u64;
                (Stage::Head(form.head), head, form.tail)
            }
            None => (Stage::File, 0, Bytes::new()),
        };
        let unsent = head + total + tail.len() as u64;
        let hasher = is_hashed.then(Sha256::new);
        Self { stage, tail, file, pieces: Pieces::default(), total, left: total, unsent, hasher, gauge }
    }

    fn read_piece(&mut self) -> io::Result<Bytes> {
        let mut piece = self.pieces.free();
        let size = usize::try_from(self.left).map_or(PIECE, |left| left.min(PIECE));
        let read = read_full(&mut self.file, &mut piece[..size])?;
        if read == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter during the upload"));
        }
        piece.truncate(read);
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&piece);
        }
        self.left -= read as u64;
        Ok(self.pieces.lend(piece))
    }

    fn next_file_piece(&mut self) -> io::Result<Bytes> {
        let piece = self.read_piece()?;
        self.gauge.note(self.total - self.left);
        if self.left == 0 {
            if let Some(hasher) = self.hasher.take() {
                self.gauge.keep_digest(hasher.finalize().into());
            }
            self.stage = Stage::Tail;
        }
        Ok(piece)
    }
}

/// The pieces of the file that were handed out, to be filled again once the connection has let go of them: fresh memory
/// for each cost as much as the sending.
#[derive(Default)]
struct Pieces(Vec<Bytes>);

impl Pieces {
    fn free(&mut self) -> BytesMut {
        let unused = self.0.iter().position(Bytes::is_unique).map(|at| self.0.swap_remove(at));
        let mut piece = unused.and_then(|piece| piece.try_into_mut().ok()).unwrap_or_default();
        piece.resize(PIECE, 0);
        piece
    }

    fn lend(&mut self, piece: BytesMut) -> Bytes {
        let piece = piece.freeze();
        if self.0.len() < PIECES {
            self.0.push(piece.clone());
        }
        piece
    }
}

/// Reads until `piece` is full or the file ends; tells how much. (`read_to_end` asks in steps from 8 KiB on.)
fn read_full(file: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < piece.len() {
        match file.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
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
                Stage::File => {
                    break this.next_file_piece().map_err(|error| {
                        let kind = error.kind();
                        this.gauge.put_aside(error);
                        kind.into()
                    });
                }
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::future::poll_fn;

    use super::*;

    /// Gives what it has in ever other portions, and is interrupted now and then.
    struct Fitful {
        bytes: std::vec::IntoIter<u8>,
        asked: usize,
    }

    impl Read for Fitful {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.asked += 1;
            if self.asked.is_multiple_of(3) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let most = buffer.len().min(self.asked * 7919 % 9001 + 1);
            let portion = buffer[..most].iter_mut().zip(&mut self.bytes);
            Ok(portion.map(|(place, byte)| *place = byte).count())
        }
    }

    /// No two pieces of it are alike.
    fn content(size: usize) -> Vec<u8> {
        (0_u32..).flat_map(|number| (number.wrapping_mul(2_654_435_761)).to_le_bytes()).take(size).collect()
    }

    fn body(content: &[u8], total: usize) -> UploadBody {
        let file = Fitful { bytes: Vec::from(content).into_iter(), asked: 0 };
        let gauge = Arc::new(Gauge::new(total as u64, 1, None));
        UploadBody::new(Box::new(file), total as u64, None, false, gauge)
    }

    async fn next(body: &mut UploadBody) -> Option<io::Result<Bytes>> {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        Some(frame.map(|frame| frame.into_data().unwrap()))
    }

    #[tokio::test]
    async fn a_piece_that_the_connection_holds_is_never_filled_again() {
        let content = content(40 * PIECE + 77);
        // What is held of all that came: each to the end, two of three, the latest few as a connection does, none.
        let holds: [fn(usize, usize) -> bool; 4] =
            [|_, _| true, |at, _| at % 3 > 0, |at, came| at + 5 > came, |_, _| false];
        for (holds, most) in holds.into_iter().zip([41, 41, 6, 1]) {
            let mut body = body(&content, content.len());
            let (mut held, mut places) = (Vec::new(), HashSet::new());
            for (came, expected) in content.chunks(PIECE).enumerate() {
                let piece = next(&mut body).await.unwrap().unwrap();
                assert!(piece == expected, "piece {came}");
                places.insert(piece.as_ptr());
                held.push((came, piece));
                held.retain(|(at, _)| holds(*at, came));
            }
            for (at, piece) in &held {
                assert!(content[at * PIECE..].starts_with(piece), "piece {at} was filled again");
            }
            assert!(next(&mut body).await.is_none());
            assert_eq!(body.size_hint().exact(), Some(0));
            // Fewer are made than are handed out: that is what they are kept for.
            assert!(places.len() <= most, "{} of {most}", places.len());
        }
    }

    #[tokio::test]
    async fn a_file_that_became_shorter_ends_the_body_with_an_error_after_what_is_left_of_it() {
        let content = content(2 * PIECE + 1000);
        let mut body = body(&content, 4 * PIECE);
        for expected in content.chunks(PIECE) {
            assert_eq!(next(&mut body).await.unwrap().unwrap(), expected);
        }
        assert_eq!(next(&mut body).await.unwrap().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert!(body.gauge.take_broken().unwrap().to_string().contains("became shorter"));
    }
}
