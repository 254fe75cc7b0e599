//! Secrets are put wherever one can be, and then looked for wherever one can come out.
//!
//! Two exceptions have a name: the sandbox's own generated credentials, and the file of `api --output-file`.

#![allow(clippy::format_collect, clippy::format_push_string, reason = "plain is better than quick here")]

mod answers;
mod canaries;
mod commands;
mod encodings;
mod every;
mod library;
mod matrix;
mod program;
mod search;
mod server;
mod usage;
