//! What keeps an archive from being sent, or is told before it is: each rule by the smallest archive that breaks it.

#[path = "../inspect/pack.rs"]
#[expect(dead_code, reason = "other tests make other archives")]
mod pack;

use std::path::{Path, PathBuf};

use ccloud_connect::inspect::{Severity, Warning};
use ccloud_connect::plugins::{PluginType, UploadCustomPlugin};
use ccloud_connect::{Error, ErrorKind};
use pack::{tar_gz, zip};
use serde_json::json;
use tempfile::TempDir;

use crate::server::{Server, empty, json as answer};

const SOURCE: &str = "org/apache/kafka/connect/source/SourceConnector";
const SINK: &str = "org/apache/kafka/connect/sink/SinkConnector";
const HEARTBEAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.jar");
const JAVA_11: u8 = 55;
const JAVA_21: u8 = 65;

/// A class that Connect can make.
fn connector(name: &str, parent: &str, major: u8) -> Vec<u8> {
    let mut bytes = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, major, 0, 7];
    for (text, class) in [(name, Some(1)), (parent, Some(3)), ("<init>", None), ("()V", None)] {
        bytes.push(1);
        bytes.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend(text.as_bytes());
        bytes.extend(class.into_iter().flat_map(|at| [7, 0, at]));
    }
    // Public, of this class and that parent; one public method without code.
    bytes.extend([0, 0x21, 0, 2, 0, 4, 0, 0, 0, 0, 0, 1, 0, 1, 0, 5, 0, 6, 0, 0, 0, 0]);
    bytes
}

fn source() -> Vec<u8> {
    connector("io/example/Source", SOURCE, JAVA_11)
}

/// A JAR of one connector and these files.
fn jar(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip(&[&[("META-INF/MANIFEST.MF", &b""[..]), ("io/example/Source.class", &source())], files].concat(), false)
}

/// With the bit that says so, in every header.
fn encrypted(mut zip: Vec<u8>) -> Vec<u8> {
    for at in 0..zip.len() - 9 {
        match &zip[at..at + 4] {
            b"PK\x03\x04" => zip[at + 6] |= 1,
            b"PK\x01\x02" => zip[at + 8] |= 1,
            _ => {}
        }
    }
    zip
}

struct Shelf(TempDir);

impl Shelf {
    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn shelf() -> Shelf {
    Shelf(tempfile::tempdir().unwrap())
}

/// Its code, a word of what it says and a word of what to do.
type Told = (&'static str, &'static str, &'static str);
type With = fn(UploadCustomPlugin) -> UploadCustomPlugin;

fn as_it_is(upload: UploadCustomPlugin) -> UploadCustomPlugin {
    upload
}

fn upload(server: &Server, path: impl AsRef<Path>) -> UploadCustomPlugin {
    server.client().custom_plugins().upload(path.as_ref())
}

#[track_caller]
fn tells(problems: &[Warning], severity: Severity, (code, said, hint): Told) {
    let coded = |one: &&Warning| serde_json::to_value(one).unwrap()["code"] == code;
    let found = problems.iter().find(coded).unwrap_or_else(|| panic!("{code}: {problems:?}"));
    assert_eq!(found.severity, severity, "{code}");
    assert!(found.message.contains(said), "{code}: {}", found.message);
    assert!(found.hint.as_ref().is_some_and(|told| told.contains(hint)), "{code}: {:?}", found.hint);
}

#[tokio::test]
async fn what_could_not_work_is_an_error_before_any_request() {
    let (server, shelf) = (Server::always(empty(500)).await, shelf());
    let two = connector("io/example/Two", SOURCE, JAVA_11);
    let rows: &[(&str, Vec<u8>, With, Told)] = &[
        ("renamed.zip", tar_gz(&[("a", b"")], "b"), as_it_is, ("misnamed", "is a tar.gz", "end as what it is")),
        ("locked.jar", encrypted(jar(&[])), as_it_is, ("encrypted", "` is encrypted", "password")),
        (
            "slip.jar",
            jar(&[("../../etc/cron", b"")]),
            as_it_is,
            ("unsafe_name", "`../../etc/cron`", "inside one folder"),
        ),
        ("none.jar", zip(&[("a.class", b"")], true), as_it_is, ("no_connector", "no connector", "SourceConnector")),
        (
            "near.jar",
            jar(&[]),
            |one| one.class("io.example.Sourc"),
            ("class_not_found", "did you mean io.example.Source", "package"),
        ),
        (
            "far.jar",
            jar(&[]),
            |one| one.class("org.other.X"),
            ("class_not_found", "org.other.X is no connector", "package"),
        ),
        (
            "type.jar",
            jar(&[]),
            |one| one.connector_type(PluginType::Sink),
            ("wrong_type", "is a source", "Leave the type out"),
        ),
        (
            "two.jar",
            jar(&[("io/example/Two.class", &two)]),
            as_it_is,
            ("several_connectors", "io.example.Two (source)", "Choose one"),
        ),
    ];
    for (name, bytes, with, expected) in rows {
        let error = with(upload(&server, shelf.put(name, bytes))).send().await.unwrap_err();
        let Error::Unfit { problems, .. } = &error else { panic!("{name}: {error}") };
        tells(problems, Severity::Error, *expected);
        assert_eq!(error.hint(), problems[0].hint, "{name}");
    }
    assert_eq!(server.lines(), [""; 0]);
}

#[tokio::test]
async fn what_is_no_archive_is_named_for_what_it_is_before_any_request() {
    let (server, shelf) = (Server::always(empty(500)).await, shelf());
    let whole = jar(&[]);
    let tar = [&[0; 257][..], b"ustar", &[0; 250]].concat();
    for (name, bytes, said) in [
        ("cut.jar", &whole[..whole.len() - 40], "is cut short"),
        ("page.zip", b"\n<!DOCTYPE html><title>404</title>", "is a text such as a web page"),
        ("pointer.jar", b"version https://git-lfs.github.com/spec/v1", "Git LFS"),
        ("Source.zip", &source(), "is a class file"),
        ("old.zip", b"7z\xbc\xaf\x27\x1c\0\x04", "is a 7z archive"),
        ("plain.zip", &tar, "is a tar: compress it with gzip"),
        ("notes.zip", b"no archive", "has no directory at its end"),
        ("empty.jar", b"", "is empty"),
        ("a.war", &whole, "is neither a .zip nor a .jar"),
    ] {
        let error = upload(&server, shelf.put(name, bytes)).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{name}");
        assert!(error.to_string().contains(said) && error.to_string().contains(name), "{error}");
    }
    assert_eq!(server.lines(), [""; 0]);
}

#[tokio::test]
async fn what_may_be_meant_so_is_told_before_any_request() {
    let (server, shelf) = (Server::always(empty(500)).await, shelf());
    let inner = jar(&[]);
    let kafka = "org/apache/kafka/common/config/ConfigDef";
    let beside = |name, bytes: &[u8]| zip(&[("lib/a.jar", &inner[..]), (name, bytes)], false);
    let own = connector(kafka, "java/lang/Object", JAVA_11);
    let services = "META-INF/services/org.apache.kafka.connect.source.SourceConnector";
    let hidden = pack::class("io/example/Hidden", SINK);
    let rows: &[(&str, Vec<u8>, Told)] = &[
        ("twice.jar", jar(&[("a", b""), ("a", b"")]), ("duplicate_name", "named `a`", "one file of each name")),
        (
            "case.zip",
            zip(&[("doc/A", b""), ("doc/a", b""), ("a.jar", &inner)], false),
            ("same_but_for_case", "`doc/A` and `doc/a`", "one file of each name"),
        ),
        ("nested.jar", jar(&[("lib/b.jar", &inner)]), ("nested_jar", "`lib/b.jar`", "side by side")),
        ("loose.zip", beside("io/example/B.class", &hidden), ("loose_classes", "1 class files", "into a JAR")),
        ("broken.zip", beside("lib/b.jar", b"no JAR"), ("unreadable", "`lib/b.jar` cannot be read", "download")),
        (
            "framework.jar",
            jar(&[(&format!("{kafka}.class"), &own)]),
            ("bundled_framework", "kafka-clients", "`provided`"),
        ),
        (
            "private.jar",
            jar(&[("io/example/Hidden.class", &hidden)]),
            ("not_instantiable", "io.example.Hidden", "constructor"),
        ),
        ("unread.jar", jar(&[]), ("unresolved", "config() is not in the archive", "documentation")),
    ];
    for (name, bytes, expected) in rows {
        let prepared = upload(&server, shelf.put(name, bytes)).prepare().await.unwrap();
        tells(prepared.warnings(), Severity::Warning, *expected);
    }
    let missing = upload(&server, shelf.put("missing.jar", &jar(&[(services, b"io.example.Gone")])));
    let missing = missing.prepare().await.unwrap();
    assert!(missing.warnings().iter().any(|warning| warning.message.contains("names io.example.Gone")));
    let listed = upload(&server, HEARTBEAT).sensitive_properties(["other"]).prepare().await.unwrap();
    tells(listed.warnings(), Severity::Warning, ("unlisted_secrets", "heartbeat.signing.key", "sensitive property"));
    assert_eq!(server.lines(), [""; 0]);
}

#[tokio::test]
async fn a_version_with_more_than_ten_connectors_is_refused_before_any_request() {
    let (server, shelf) = (Server::always(empty(500)).await, shelf());
    let classes: Vec<_> = (0..10).map(|at| format!("io/example/C{at}")).collect();
    let files: Vec<_> =
        classes.iter().map(|class| (format!("{class}.class"), connector(class, SOURCE, JAVA_11))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let path = shelf.put("eleven.jar", &jar(&files));
    let plugin = server.client().environment("env-1").plugin("ccp-1");
    let error = plugin.upload(&path, "1.0.0").send().await.unwrap_err();
    let Error::Unfit { problems, .. } = &error else { panic!("{error}") };
    tells(problems, Severity::Error, ("too_many_classes", "11 connectors are more than the 10", "Name the connectors"));
    assert_eq!(server.lines(), [""; 0]);
    let one = plugin.upload(&path, "1.0.0").class("io.example.C3", PluginType::Source).prepare().await.unwrap();
    assert_eq!(one.classes().len(), 1);
}

/// Which runtime a connector will choose is not known yet, so the newest counts; a list that cannot be read stops nothing.
#[tokio::test]
async fn a_connector_that_needs_a_newer_java_than_every_runtime_has_is_refused_before_it_is_sent() {
    let shelf = shelf();
    let runtimes =
        |versions: &[&str]| json!({"data": [{"id": "ccr-1", "supported_java_versions": versions}]}).to_string();
    for (major, status, body, refused, asked) in [
        (JAVA_21, 200, runtimes(&["11", "17"]), true, 1),
        (JAVA_21, 200, runtimes(&["17", "21"]), false, 1),
        (JAVA_21, 200, runtimes(&["newest"]), false, 1),
        (JAVA_21, 403, "{}".to_owned(), false, 1),
        (JAVA_11, 500, String::new(), false, 0),
    ] {
        let server = Server::always(answer(status, body.clone())).await;
        let class = connector("io/example/Source", SOURCE, major);
        let path = shelf.put("a.jar", &zip(&[("io/example/Source.class", &class)], true));
        match upload(&server, path).prepare().await {
            Ok(_) => assert!(!refused, "{body}"),
            Err(Error::Unfit { problems, .. }) => {
                assert!(refused, "{body}");
                let said = "needs Java 21, and there is 17";
                tells(&problems, Severity::Error, ("java_too_new", said, "--release"));
            }
            Err(other) => panic!("{other}"),
        }
        let list = "GET /connect/v1/custom-connector-runtimes".to_owned();
        assert_eq!(server.lines(), vec![list; asked], "{body}");
    }
}
