//! The SDK on the wire: what it sends, and what it makes of whatever comes back.

mod by_hand;
mod decoding;
mod doubt;
mod dry_run;
mod echoes;
mod environment;
mod headers;
mod live;
mod logs;
mod metrics;
mod names;
mod offsets;
mod operations;
mod paging;
mod processing;
mod proxy;
mod rate;
mod raw;
mod refusals;
mod retry;
mod server;
mod store;
mod sts;
mod trace;
mod upload;
mod waiting;
