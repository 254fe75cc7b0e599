//! Any bytes as an archive, by both names: they decide what a ZIP is taken for.
#![no_main]

#[path = "../inspected.rs"]
mod inspected;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.jar", "a.zip"] {
        inspected::inspect(name, bytes);
    }
});
