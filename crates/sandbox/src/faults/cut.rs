//! Bodies that end too early, or stop coming.

use std::io;
use std::pin::Pin;

use axum::body::{Body, BodyDataStream, HttpBody as _};
use axum::http::{HeaderValue, header};
use axum::{extract::Request, response::Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};

use crate::line::Line;

/// Breaks the line once more than so many bytes have come. A shorter body passes.
pub(super) fn request(request: Request, most: u64, line: Line) -> Request {
    request.map(|body| Body::from_stream(first(body, most, End::Broken(line))))
}

/// Takes no more once so many bytes have come, until it is over. A shorter body passes.
pub(super) fn stalled(
    request: Request,
    most: u64,
    line: Line,
    ended: impl Future<Output = ()> + Send + 'static,
) -> Request {
    request.map(|body| Body::from_stream(first(body, most, End::Held(line, Box::pin(ended)))))
}

/// Ends the connection after so many bytes. A shorter body passes.
pub(super) fn answer(mut answer: Response, most: u64) -> Response {
    // The length of the whole stays announced; without it the early end would look like a good one.
    if let Some(length) = answer.body().size_hint().exact() {
        answer.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    answer.map(|body| Body::from_stream(first(body, most, End::Sent)))
}

/// What happens where the cut is.
enum End {
    Broken(Line),
    /// Nothing happens for a long time, and then the line breaks.
    Held(Line, Pin<Box<dyn Future<Output = ()> + Send>>),
    /// What came before leaves first: the server gets the time to send it.
    Sent,
}

enum State {
    Passing(BodyDataStream, u64, End),
    Cut(End),
    Over,
}

/// The first bytes of a body, then an error in place of the rest.
fn first(body: Body, most: u64, end: End) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(State::Passing(body.into_data_stream(), most, end), step)
}

async fn step(state: State) -> Option<(io::Result<Bytes>, State)> {
    match state {
        State::Passing(mut body, left, end) => match body.next().await? {
            Err(error) => Some((Err(io::Error::other(error)), State::Over)),
            Ok(bytes) => Some(match usize::try_from(left) {
                Ok(left) if left < bytes.len() => (Ok(bytes.slice(..left)), State::Cut(end)),
                _ => {
                    let left = left - bytes.len() as u64;
                    (Ok(bytes), State::Passing(body, left, end))
                }
            }),
        },
        State::Cut(end) => {
            match end {
                End::Broken(line) => line.break_off(),
                End::Held(line, ended) => {
                    ended.await;
                    line.break_off();
                }
                End::Sent => tokio::task::yield_now().await,
            }
            Some((Err(io::ErrorKind::UnexpectedEof.into()), State::Over))
        }
        State::Over => None,
    }
}
