//! Bodies that are read slowly.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use futures_util::StreamExt as _;
use tokio::time::Instant;

/// Reads so many bytes in a second; the system's buffers fill, and the client has to wait.
pub(super) fn request(request: Request, per_second: u64) -> Request {
    request.map(|body| {
        let mut due = Instant::now();
        let paced = body.into_data_stream().then(move |piece| {
            let bytes = piece.as_ref().map_or(0, |piece| piece.len() as u64);
            due = due.max(Instant::now()) + time_of(bytes, per_second);
            async move {
                tokio::time::sleep_until(due).await;
                piece
            }
        });
        Body::from_stream(paced)
    })
}

fn time_of(bytes: u64, per_second: u64) -> Duration {
    Duration::from_nanos(bytes.saturating_mul(1_000_000_000) / per_second.max(1))
}
