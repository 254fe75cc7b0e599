//! What may wait for somebody, or takes its time without a call.

/// Does this on a thread of its own, so that Ctrl-C is heard meanwhile: whoever types what stdin is read for, or a pipe
/// that nobody writes to, must not keep the process.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()))
}
