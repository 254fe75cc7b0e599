//! Archives that were made to cost much, or are broken in any other way.

use ccloud_connect::inspect::{Limits, inspect, inspect_within};

use crate::pack::{class, zip};
use crate::{archive, codes};

const SOURCE: &str = "org/apache/kafka/connect/source/SourceConnector";

#[test]
fn what_goes_beyond_the_limits_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jar");
    let many: Vec<(String, Vec<u8>)> =
        (0..50).map(|at| (format!("io/A{at}.class"), class(&format!("io/A{at}"), "java/lang/Object"))).collect();
    let files: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    std::fs::write(&path, zip(&files, true)).unwrap();
    assert!(inspect(&path).is_ok());
    for (set, said) in [
        (&mut |limits: &mut Limits| limits.entries = 40, "more entries than"),
        (&mut |limits: &mut Limits| limits.names = 400, "more bytes of names than"),
        (&mut |limits: &mut Limits| limits.unpacked = 1000, "more unpacked bytes than"),
    ] as [(&mut dyn FnMut(&mut Limits), &str); 3]
    {
        let mut limits = Limits::default();
        set(&mut limits);
        let error = inspect_within(&path, &limits).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

/// What is said of its size does not matter, only what comes out of it.
#[test]
fn a_jar_that_unpacks_to_more_than_is_looked_at_is_not_unpacked_further() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.zip");
    std::fs::write(&path, zip(&[("bomb.jar", &vec![0; 1 << 20])], true)).unwrap();
    let mut limits = Limits::default();
    limits.unpacked = 1 << 19;
    let found = inspect_within(&path, &limits).unwrap();
    assert_eq!(codes(&found), ["unreadable", "no_connector"]);
    assert!(found.warnings[0].message.contains("more unpacked bytes than"), "{}", found.warnings[0].message);
}

#[test]
fn classes_may_extend_one_another_however_deep_or_in_a_circle() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.jar");
    let name = |at: usize| format!("io/A{at}");
    let classes: Vec<_> = (0..5000)
        .map(|at| class(&name(at), &if at == 4999 { SOURCE.to_owned() } else { name(at + 1) }))
        .chain([class("io/X", "io/Y"), class("io/Y", "io/X")])
        .collect();
    let names: Vec<_> = (0..5000).map(name).chain(["io/X".to_owned(), "io/Y".to_owned()]).collect();
    let paths: Vec<_> = names.iter().map(|name| format!("{name}.class")).collect();
    let files: Vec<(&str, &[u8])> = paths.iter().map(String::as_str).zip(classes.iter().map(Vec::as_slice)).collect();
    std::fs::write(&path, zip(&files, false)).unwrap();
    let found = inspect(&path).unwrap();
    // All are connectors that Connect could not make, for they have no constructors; only so many are told.
    assert_eq!(codes(&found).iter().filter(|code| *code == "not_instantiable").count(), 100);
    assert!(found.warnings.iter().any(|warning| warning.message.contains("more of the like")));
}

/// A few hundred of the million that are tried elsewhere.
#[test]
fn a_byte_changed_anywhere_breaks_nothing_but_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mutated.jar");
    let whole = std::fs::read(archive("heartbeat-source-0.1.0.jar")).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 150) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5a;
        std::fs::write(&path, &bytes).unwrap();
        let _ = inspect(&path);
        std::fs::write(&path, &bytes[..at]).unwrap();
        let _ = inspect(&path);
    }
}
