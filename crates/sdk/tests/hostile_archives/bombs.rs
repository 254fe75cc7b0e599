//! Archives whose packing was made to cost much, or to say what is not so.

use std::io::Write as _;

use ccloud_connect::inspect::Limits;
use ccloud_connect::serde_json;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::MOST_MEMORY;
use crate::bytecode::Class;
use crate::cost::{self, alone};
use crate::pack::zip;

/// What it is, its name, how it is made, and what is told: the error's words, or the code of a warning.
type Case = (&'static str, &'static str, fn() -> Vec<u8>, Result<&'static str, &'static str>);

const CASES: &[Case] = &[
    ("a class of 9 MB", "a.jar", || zip(&[("A.class", &vec![0; 9 << 20])], true), Ok("unreadable")),
    ("a JAR of 20 MB", "a.zip", || zip(&[("a.jar", &vec![0; 20 << 20])], true), Ok("unreadable")),
    ("100 entries that share one content", "a.jar", overlapping, Err("more unpacked bytes than")),
    ("JARs within JARs, 50 deep", "a.zip", nested, Ok("nested_jar")),
    ("2,000 JARs", "a.zip", many_jars, Ok("no_connector")),
    ("40,000 JARs that share one content", "a.zip", || jars_in_one_place(40_000, 1), Err("more JARs than")),
    ("2,000 JARs with a name of 60 KB", "a.zip", || jars_in_one_place(2_000, 60_000), Err("more bytes of names than")),
    ("65,535 entries said, one there", "a.zip", || end(10, &[0xff; 2]), Ok("unresolved")),
    ("a directory beyond the end", "a.zip", || end(16, &[0xff, 0xff, 0xff, 0x7f]), Err("ZIP")),
    ("a directory of 4 GB", "a.zip", || end(12, &[0xff, 0xff, 0xff, 0x7f]), Ok("unresolved")),
    ("a content that begins beyond the end", "a.jar", || entry(42, 0x7fff_ffff), Ok("unreadable")),
    ("a packed size beyond the end", "a.jar", || entry(20, 0x007f_ffff), Ok("unreadable")),
    ("an unpacked size that is not so", "a.jar", || entry(24, 0x0001_0000), Ok("unresolved")),
    ("a gzip of 20 MB of nothing", "a.tar.gz", || gzip(&vec![0; 20 << 20]), Err("more unpacked bytes than")),
    ("60,000 gzips of nothing", "a.tar.gz", || gzip(b"").repeat(60_000), Err("more entries than")),
    ("a tar with a file of 20 MB", "a.tar.gz", || tar(b'0', 20 << 20, 20 << 20), Err("more unpacked bytes than")),
    ("a tar with a name of 20 MB", "a.tar.gz", || tar(b'L', 20 << 20, 20 << 20), Err("names in it are too long")),
    ("a tar that says 8 GB and has none", "a.tar.gz", || tar(b'0', 8_000_000_000, 0), Err("is broken")),
    ("5,000 files of nothing, all of one name", "a.tar.gz", many_files, Ok("no_connector")),
    ("a class that says 65,535 constants", "a.jar", || patched(8, &[0xff, 0xff]), Ok("no_connector")),
    ("100 classes of 60,000 interfaces", "a.jar", many_interfaces, Err("more bytes of names than")),
    ("services files of 2,500,000 lines", "a.zip", many_lines, Ok("unresolved")),
    ("a class that says 65,535 interfaces", "a.jar", || ended(&[0xff, 0xff]), Ok("no_connector")),
];

#[test]
fn an_archive_that_was_made_to_cost_much_is_given_up_in_time_and_told() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (what, name, make, told) in CASES {
        let path = folder.path().join(name);
        std::fs::write(&path, make()).unwrap();
        let cost = cost::of(&path, &limits());
        println!("{what}: {} KiB, {:?}", cost.memory >> 10, cost.time);
        let said = match (&cost.outcome, told) {
            (Ok(found), Ok(code)) => {
                let codes = found.warnings.iter().map(|warning| serde_json::to_value(warning).unwrap()["code"].clone());
                let codes: Vec<_> = codes.collect();
                (!codes.iter().any(|known| known == code)).then(|| format!("{codes:?}"))
            }
            (Err(error), Err(words)) => (!error.to_string().contains(words)).then(|| error.to_string()),
            (outcome, _) => Some(format!("{outcome:?}")),
        };
        wrong.extend(said.map(|said| format!("{what}: {said}")));
        if cost.memory > MOST_MEMORY || cost.time > LONGEST {
            wrong.push(format!("{what}: {} bytes, {:?}", cost.memory, cost.time));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A quarter of what so small an archive may usually unpack to, and less of all else: unoptimised code is slow.
fn limits() -> Limits {
    let mut limits = Limits::default();
    (limits.unpacked, limits.names, limits.entries) = (18 << 20, 8 << 20, 50_000);
    limits
}

/// Far more than any takes: other work may share the machine.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(30);

fn one() -> Vec<u8> {
    zip(&[("A.class", &Class::connector("A").bytes())], false)
}

/// Where the only entry of the directory begins.
fn directory(bytes: &[u8]) -> usize {
    bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap()
}

/// The end of the directory, changed.
fn end(field: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = one();
    let at = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap() + field;
    bytes[at..at + value.len()].copy_from_slice(value);
    bytes
}

/// The directory's only entry, changed.
fn entry(field: usize, value: u32) -> Vec<u8> {
    let mut bytes = one();
    let at = directory(&bytes) + field;
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    bytes
}

/// The class in it, changed.
fn patched(field: usize, value: &[u8]) -> Vec<u8> {
    let mut class = Class::connector("A").bytes();
    class[field..field + value.len()].copy_from_slice(value);
    zip(&[("A.class", &class)], false)
}

/// A class that has nothing more to say after the number of its interfaces.
fn ended(interfaces: &[u8]) -> Vec<u8> {
    let class = Class::new("A", crate::bytecode::SOURCE).bytes();
    zip(&[("A.class", &[&class[..class.len() - 8], interfaces].concat())], false)
}

/// A directory whose entries all name the same packed content.
fn overlapping() -> Vec<u8> {
    repeated(zip(&[("A.class", &vec![0; 7 << 20])], true), 100, |_, _| ())
}

/// JARs of many names, all of which are one that holds a file with a name of this length.
fn jars_in_one_place(count: u16, length: usize) -> Vec<u8> {
    let jar = zip(&[(&"a".repeat(length), b"")], false);
    let name = |at: u16, entry: &mut [u8]| entry[46..51].copy_from_slice(format!("{at:05}").as_bytes());
    repeated(zip(&[("00000.jar", &jar)], false), count, name)
}

/// The directory's only entry so many times, each changed.
fn repeated(bytes: Vec<u8>, count: u16, change: fn(u16, &mut [u8])) -> Vec<u8> {
    let (start, end) = (directory(&bytes), bytes.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap());
    let mut entries = bytes[start..end].repeat(count.into());
    entries.chunks_mut(end - start).zip(0..).for_each(|(entry, at)| change(at, entry));
    let mut end = bytes[end..].to_vec();
    end[8..12].copy_from_slice(&[count.to_le_bytes(), count.to_le_bytes()].concat());
    end[12..16].copy_from_slice(&u32::try_from(entries.len()).unwrap().to_le_bytes());
    [&bytes[..start], &entries, &end].concat()
}

fn nested() -> Vec<u8> {
    (0..50).fold(one(), |inner, _| zip(&[("a.jar", &inner)], true))
}

fn many_jars() -> Vec<u8> {
    let jar = zip(&[("a", b"")], false);
    let names: Vec<_> = (0..2_000).map(|at| format!("{at}.jar")).collect();
    zip(&names.iter().map(|name| (name.as_str(), jar.as_slice())).collect::<Vec<_>>(), false)
}

fn many_interfaces() -> Vec<u8> {
    let class = |at: usize| {
        let mut class = Class::new(&format!("A{at}"), "java/lang/Object");
        class.implement(60_000, "B");
        (format!("A{at}.class"), class.bytes())
    };
    let classes: Vec<_> = (0..100).map(class).collect();
    zip(&classes.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>(), true)
}

fn many_lines() -> Vec<u8> {
    let services = format!("META-INF/services/{}", crate::bytecode::SOURCE.replace('/', "."));
    let lines = "A\n".repeat(500_000);
    let jar = zip(&[("A.class", &Class::connector("A").bytes()), (&services, lines.as_bytes())], true);
    let names: Vec<_> = (0..5).map(|at| format!("{at}.jar")).collect();
    zip(&names.iter().map(|name| (name.as_str(), jar.as_slice())).collect::<Vec<_>>(), false)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// One entry of this kind that says one length and has another.
fn tar(kind: u8, said: u64, length: usize) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path("a.jar").unwrap();
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_size(said);
    header.set_cksum();
    gzip(&[header.as_bytes().as_slice(), &vec![0; length]].concat())
}

fn many_files() -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path("a").unwrap();
    header.set_size(0);
    header.set_cksum();
    gzip(&header.as_bytes().repeat(5_000))
}
