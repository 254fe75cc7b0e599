//! Any bytes as the only class of a JAR: its head, its methods, and what its `config()` and `version()` do.
#![no_main]

use std::io::Write as _;

use noak::reader::Class;
use rawzip::ZipArchiveWriter;
use rawzip::path::EntryPath;

#[path = "../inspected.rs"]
mod inspected;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Where it does not lie by its own name, it is left out.
    let name = name(bytes).unwrap_or_default() + ".class";
    let mut jar = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut jar);
    let (mut entry, config) = archive.new_file(EntryPath::verbatim(name.as_bytes())).start().unwrap();
    let mut writer = config.wrap(&mut entry);
    writer.write_all(bytes).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    inspected::inspect("a.jar", &jar);
});

fn name(class: &[u8]) -> Option<String> {
    let class = Class::new(class).ok()?;
    let name = class.pool().retrieve(class.this_class()).ok()?.name;
    // No ZIP has room for a longer one.
    Some(name.to_str()?.to_owned()).filter(|name| name.len() < 60_000)
}
