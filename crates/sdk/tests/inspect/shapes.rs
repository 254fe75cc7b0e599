//! The same plugins, in every shape that an archive comes in.

use std::path::Path;

use ccloud_connect::inspect::{ArchiveFormat, Inspection, Layout, Plugin, inspect};
use tempfile::TempDir;

use crate::pack::{class, tar_gz, write, zip};
use crate::{codes, inspected, samples};

const JAR: &str = "samples/lib/sample-plugins-0.1.0.jar";

fn made(folder: &TempDir, name: &str, bytes: &[u8]) -> Inspection {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    inspected(&path)
}

/// Without the JAR it is in, which a JAR itself does not have, nor what that tells of a library's version.
fn plugins(inspection: &Inspection) -> Vec<Plugin> {
    let mut plugins = inspection.plugins.clone();
    for plugin in &mut plugins {
        plugin.jar = None;
        if plugin.bundled {
            (plugin.version, plugin.version_from) = (None, None);
        }
    }
    plugins
}

#[test]
fn every_shape_of_an_archive_tells_the_same_plugins_and_secrets() {
    let jar = std::fs::read(samples()).unwrap();
    let expected = inspected(samples());
    let files: &[(&str, &[u8])] = &[(JAR, &jar), ("samples/doc/README.md", b"read me")];
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("unpacked"), files);
    for (found, format) in [
        (made(&folder, "stored.zip", &zip(files, false)), ArchiveFormat::Zip),
        (made(&folder, "deflated.zip", &zip(files, true)), ArchiveFormat::Zip),
        (made(&folder, "a.tar.gz", &tar_gz(files, "samples/link.jar")), ArchiveFormat::TarGz),
        (made(&folder, "renamed.zip", &tar_gz(files, "samples/link.jar")), ArchiveFormat::TarGz),
        (inspected(folder.path().join("unpacked")), ArchiveFormat::Folder),
    ] {
        assert_eq!((found.format, found.layout), (format, Layout::Jars));
        assert_eq!(plugins(&found), plugins(&expected), "{format}");
        assert_eq!(found.sensitive_properties, expected.sensitive_properties, "{format}");
        assert!(found.plugins.iter().all(|plugin| plugin.jar.as_deref() == Some(JAR)), "{format}");
    }
}

#[test]
fn a_tree_of_class_files_is_read_from_its_root_wherever_that_is() {
    let source = crate::pack::class("io/example/A", "org/apache/kafka/connect/source/SourceConnector");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("top/classes/io/example/A.class", &source)]);
    let found = inspected(folder.path());
    assert_eq!(codes(&found), ["not_instantiable", "not_uploadable", "no_connector"]);
}

#[test]
fn what_is_not_on_the_class_path_is_left_out_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let jar = std::fs::read(samples()).unwrap();
    let newer = class("io/example/A", "org/apache/kafka/connect/source/SourceConnector");
    let none = |name, files: &[(&str, &[u8])]| made(&folder, name, &zip(files, true));
    let nested = none("nested.jar", &[("META-INF/MANIFEST.MF", b""), ("lib/inner.jar", &jar)]);
    assert_eq!((nested.plugins.len(), codes(&nested)), (0, vec!["nested_jar".to_owned(), "no_connector".to_owned()]));
    let versioned = none("versions.jar", &[("META-INF/versions/21/io/example/A.class", &newer)]);
    assert_eq!((versioned.plugins.len(), codes(&versioned)), (0, vec!["no_connector".to_owned()]));
    let beside = none("beside.zip", &[("lib/samples.jar", &jar), ("io/example/A.class", &newer)]);
    assert!(codes(&beside).contains(&"loose_classes".to_owned()));
}

#[test]
fn what_confluent_cloud_or_a_worker_would_stumble_over_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let jar = std::fs::read(samples()).unwrap();
    let framework = zip(
        &[(
            "org/apache/kafka/connect/connector/Connector.class",
            &class("org/apache/kafka/connect/connector/Connector", "java/lang/Object"),
        )],
        true,
    );
    let notes = b"no archive".as_slice();
    for (name, files, code) in [
        ("slip.zip", vec![("../a.jar", jar.as_slice())], "unsafe_name"),
        ("slip.jar", vec![("../../etc/cron", notes)], "unsafe_name"),
        ("twice.jar", vec![("a", notes), ("a", notes)], "duplicate_name"),
        ("framework.zip", vec![("connect-api.jar", framework.as_slice()), ("s.jar", &jar)], "bundled_framework"),
        ("broken.zip", vec![("a.jar", notes), ("b.jar", &jar)], "unreadable"),
        ("empty.zip", vec![], "no_connector"),
    ] {
        let found = made(&folder, name, &zip(&files, false));
        assert!(codes(&found).contains(&code.to_owned()), "{name}: {:?}", codes(&found));
    }
}

#[test]
fn what_is_no_archive_at_all_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let whole = zip(&[("a", b"content")], true);
    for (name, bytes, said) in [
        ("notes.zip", b"no archive".as_slice(), "has no directory at its end"),
        ("cut.zip", &whole[..whole.len() - 30], "is cut short"),
        ("cut.tar.gz", &[0x1f, 0x8b, 8], "is broken"),
        ("nothing.jar", b"", "has no directory at its end"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = inspect(&path).unwrap_err().to_string();
        assert!(error.contains(said) && error.contains(name), "{error}");
    }
    assert!(inspect(Path::new("missing.zip")).unwrap_err().to_string().contains("missing.zip cannot be read"));
}
