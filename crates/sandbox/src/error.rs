//! What keeps a sandbox from starting.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a sandbox could not start, or its folder not be cleared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Everything the sandbox answers is for this machine alone.
    #[error("a sandbox listens on loopback only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The external store's endpoint is not `http://host:port`.
    #[error("the store endpoint must be http://host:port")]
    StoreEndpoint,
    /// The address is in use or not this machine's.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The state folder cannot be made, read or written.
    #[error("cannot use the state folder {}", path.display())]
    Folder {
        /// The folder asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the state folder holds something else than a sandbox wrote. [`reset`](crate::reset) makes the folder
    /// usable again; what it kept is lost.
    #[error("{} is damaged: only a reset of the sandbox, which forgets everything, helps", path.display())]
    State {
        /// The damaged file.
        path: PathBuf,
        /// Where and how it is damaged.
        source: std::io::Error,
    },
}
