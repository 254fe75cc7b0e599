//! Any bytes as the class `A` of a JAR: its head, its methods, and what its `config()` and `version()` do.
#![no_main]

use std::io::Write as _;

use rawzip::ZipArchiveWriter;
use rawzip::path::EntryPath;

#[path = "../inspected.rs"]
mod inspected;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut jar = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut jar);
    let (mut entry, config) = archive.new_file(EntryPath::verbatim(b"A.class")).start().unwrap();
    let mut writer = config.wrap(&mut entry);
    writer.write_all(bytes).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    inspected::inspect("a.jar", &jar);
});
