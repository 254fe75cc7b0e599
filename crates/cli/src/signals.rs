//! What the system tells a command that is to end.

use crate::failure::{ErrorKind, Failure};

/// Ends with Ctrl-C or a request to terminate, whichever comes first; listens from now on. Whoever waits for it must not
/// block: a request that nobody hears ends nothing.
pub(crate) fn ended() -> Result<impl Future<Output = ()>, Failure> {
    let deaf = |error: std::io::Error| Failure::new(ErrorKind::Input, "signals cannot be received").caused_by(&error);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt()).map_err(deaf)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(deaf)?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        let mut interrupt = tokio::signal::windows::ctrl_c().map_err(deaf)?;
        Ok(async move {
            interrupt.recv().await;
        })
    }
}
