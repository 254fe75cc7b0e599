use std::collections::BTreeMap;
use std::path::Path;

use rawzip::ZipArchive;

use crate::pack::{tar_gz, zip};

/// A small archive to be broken.
pub(crate) struct Seed {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
}

impl Seed {
    pub(crate) fn is_gzip(&self) -> bool {
        self.bytes.starts_with(&[0x1f, 0x8b])
    }
}

/// Whatever an archive can be, once; stored as well as deflated, so that what is broken is once the packing and once what
/// is packed.
pub(crate) fn all() -> Vec<Seed> {
    let jar = repository("heartbeat-source-0.1.0.jar");
    let files = unpacked(&jar);
    let samples = unpacked(&repository("sample-plugins-0.1.0.jar"));
    let of = |word: &str| -> Vec<(&str, &[u8])> {
        let wanted = |name: &str| name.contains(word) || name.ends_with("samples/Sample.class");
        list(&samples).into_iter().filter(|(name, _)| wanted(name)).collect()
    };
    let side_by_side: &[(&str, &[u8])] =
        &[("a/lib/a.jar", &jar), ("a/manifest.json", b"{\"name\":\"a\",\"version\":\"1\"}")];
    let stored = zip(&list(&files), false);
    let documents: &[(&str, &[u8])] = &[
        ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\nImplementation-Version: 1.2\r\n .3\r\n\r\n"),
        ("META-INF/services/org.apache.kafka.connect.source.SourceConnector", b"io.example.A # and\nio.example.B\n"),
        ("META-INF/maven/a/b/pom.properties", b"version=1\\\n  .2\n"),
        ("io/example/A.class", &crate::bytecode::Class::connector("io/example/A").bytes()),
    ];
    vec![
        Seed { name: "deflated.jar", bytes: jar.clone() },
        Seed { name: "stored.jar", bytes: stored.clone() },
        Seed { name: "hub.zip", bytes: repository("heartbeat-source-0.1.0.zip") },
        Seed { name: "jars.zip", bytes: zip(side_by_side, false) },
        Seed { name: "classes.zip", bytes: stored.clone() },
        Seed { name: "jars.tar.gz", bytes: tar_gz(side_by_side, "a/link") },
        Seed { name: "classes.tar.gz", bytes: tar_gz(&list(&files), "a/link") },
        Seed { name: "documents.jar", bytes: zip(documents, false) },
        Seed { name: "concatenated.jar", bytes: zip(&of("Concatenated"), false) },
        Seed { name: "builders.jar", bytes: zip(&of("Builders"), false) },
        Seed { name: "loops.jar", bytes: zip(&of("Literals"), false) },
        Seed { name: "client.jar", bytes: zip(&of("ClientSettings"), false) },
        Seed { name: "ways.jar", bytes: zip(&of("OneOfTwo"), false) },
        Seed { name: "fields.jar", bytes: zip(&of("StaticFields"), false) },
        Seed { name: "versions.jar", bytes: zip(&of("versions/"), false) },
        Seed { name: "kinds.jar", bytes: zip(&of("kinds/"), false) },
    ]
}

fn repository(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/archives").join(name)).unwrap()
}

fn list(files: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, &[u8])> {
    files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

fn unpacked(jar: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let archive = ZipArchive::from_slice(jar).unwrap();
    let mut files = BTreeMap::new();
    for entry in archive.entries() {
        let entry = entry.unwrap();
        if entry.is_dir() {
            continue;
        }
        let name = String::from_utf8(entry.file_path().as_bytes().to_vec()).unwrap();
        let packed = archive.get_entry(entry.wayfinder()).unwrap();
        let mut bytes = Vec::new();
        let mut inflater = flate2::read::DeflateDecoder::new(packed.data());
        match entry.compression_method() {
            rawzip::CompressionMethod::STORE => bytes.extend(packed.data()),
            _ => drop(std::io::Read::read_to_end(&mut inflater, &mut bytes).unwrap()),
        }
        files.insert(name, bytes);
    }
    files
}
