use std::io;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Prints on stderr what the SDK asks of whom and how long it takes, with headers and bodies or without, or only what
/// people should know at once, such as why nothing happens. Only the SDK's own events: a library beneath it might print
/// what the SDK would not.
pub(crate) fn start(verbose: u8) {
    // Plain on a terminal as well: colours would be another feature, and the subscriber panics without it.
    let layer =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false).with_target(false).without_time();
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let sdk = Targets::new()
        .with_target("ccloud_connect", level)
        // What reading an archive's code does not know is for those who teach it: hundreds of lines for a large one.
        .with_target("ccloud_connect::inspect", level.min(LevelFilter::DEBUG))
        // Targets are prefixes, and the embedded service's begins with the SDK's.
        .with_target("ccloud_connect_sandbox", LevelFilter::OFF);
    tracing_subscriber::registry().with(sdk).with(layer).init();
}
