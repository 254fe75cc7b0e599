//! The SDK on the wire: what it sends, and what it makes of whatever comes back.

mod decoding;
mod echoes;
mod names;
mod operations;
mod paging;
mod retry;
mod server;
