//! Any bytes as an archive. The first of them says by which name it goes, for names decide what a ZIP is taken for.
#![no_main]

#[path = "../inspected.rs"]
mod inspected;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, archive)) = bytes.split_first() else { return };
    let name = if first % 2 == 0 { "a.jar" } else { "a.zip" };
    inspected::inspect(name, archive);
});
