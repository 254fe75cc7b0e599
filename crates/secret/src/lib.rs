//! The leaf types of ccloud-connect that no output can leak.
//!
//! A [`Secret`], a [`ConnectorConfig`] and a [`SafeUrl`] print and serialise as the mask. The one way their values get
//! into a request body is [`Wire`], and [`Served`] into a mock server's answer; the one way to take a value out in code
//! is a method whose name begins with `expose`. [`Redactor`] scrubs values that are known to be secret out of any other
//! text, such as a server's message.
//!
//! This crate does no input or output.

mod config;
mod redactor;
mod secret;
mod unknown;
mod url;
mod wire;

pub use config::ConnectorConfig;
pub use redactor::Redactor;
pub use secret::{MASK, Secret, holds_mask, is_mask};
pub use unknown::Unknown;
pub use url::SafeUrl;
pub use wire::{Served, Wire};
