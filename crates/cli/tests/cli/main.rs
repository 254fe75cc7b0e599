//! The real binary against the embedded service: what scripts and people rely on.

mod api;
mod artifacts;
#[cfg(unix)]
mod asking;
mod completion;
mod definitions;
mod doubt;
mod dry_run;
mod errors;
mod export;
mod gone;
mod interrupt;
mod lifecycle;
mod logs;
mod managed;
mod metrics;
mod names;
mod offsets;
mod packing;
mod pages;
mod plugins;
mod private;
mod profiles;
mod progress;
mod quick;
mod references;
mod requests;
mod runner;
mod serve;
#[cfg(unix)]
mod terminal;
mod validate;
mod version;
mod versions;
mod wait;
