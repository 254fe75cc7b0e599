use std::fs;
use std::path::Path;

use ccloud_connect_secret::Redactor;

use super::*;
use crate::Client;
use crate::connectors::{LiveConfig, Status};

const KEY: &str = "0123456789abcdef";

fn cluster(id: &str) -> Cluster {
    Client::builder().access_token("t").build().unwrap().cluster("env-1", id)
}

fn live(name: &str, id: &str, class: &str, state: &str) -> ConnectorSummary {
    let status = serde_json::json!({"name": name, "connector": {"state": state}});
    ConnectorSummary {
        name: name.to_owned(),
        id: Some(id.to_owned()),
        connector_type: None,
        status: Some(Status::from_wire(serde_json::from_value(status).unwrap(), &Redactor::new())),
        config: LiveConfig::from([("connector.class", class)]),
    }
}

fn later(by: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(by)
}

fn record(known: &mut Known, live: &ConnectorSummary, secret: &str, settled: bool) {
    let config = ConnectorConfig::from([("db.password", secret), ("topics", "canary-topic")]);
    let is_secret = |key: &str| key == "db.password";
    known.record([Written { live, config: &config, is_secret: &is_secret, settled }], later(0)).unwrap();
}

fn judged(fingerprints: &Fingerprints, cluster: &Cluster, live: &ConnectorSummary, secret: &str, now: i64) -> Hidden {
    fingerprints.read(cluster).unwrap().of(live, later(now))("db.password", &secret.into())
}

#[test]
fn a_secret_is_known_by_what_was_applied_last_while_the_connector_is_the_one_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let fingerprints = Fingerprints::new(folder.path().join("a/records.json"), folder.path().join("b/key"));
    let orders = live("orders", "lcc-1", "X", "RUNNING");
    let here = cluster("lkc-1");
    assert_eq!(judged(&fingerprints, &here, &orders, "one", 0), Hidden::Unknown);
    assert!(!folder.path().join("b/key").exists(), "a look makes no key");
    record(&mut fingerprints.read(&here).unwrap(), &orders, "one", true);
    for (what, cluster, live, secret, expected) in [
        ("the same", &here, &orders, "one", Hidden::Same),
        ("another value", &here, &orders, "two", Hidden::Other),
        ("paused", &here, &live("orders", "lcc-1", "X", "PAUSED"), "one", Hidden::Same),
        ("failed", &here, &live("orders", "lcc-1", "X", "FAILED"), "two", Hidden::Unknown),
        ("another id", &here, &live("orders", "lcc-2", "X", "RUNNING"), "two", Hidden::Unknown),
        ("another class", &here, &live("orders", "lcc-1", "Y", "RUNNING"), "two", Hidden::Unknown),
        ("another name", &here, &live("other", "lcc-1", "X", "RUNNING"), "two", Hidden::Unknown),
        ("another cluster", &self::cluster("lkc-2"), &orders, "two", Hidden::Unknown),
    ] {
        assert_eq!(judged(&fingerprints, cluster, live, secret, 0), expected, "{what}");
    }
    let elsewhere = fingerprints.clone().service("other");
    assert_eq!(judged(&elsewhere, &here, &orders, "two", 0), Hidden::Unknown, "another service");
}

#[test]
fn what_was_not_seen_to_settle_counts_once_it_is_seen_to_run_a_while_later() {
    let folder = tempfile::tempdir().unwrap();
    let fingerprints = Fingerprints::new(folder.path().join("records.json"), folder.path().join("key"));
    let state = |state| live("orders", "lcc-1", "X", state);
    record(&mut fingerprints.read(&cluster("lkc-1")).unwrap(), &state("PROVISIONING"), "one", false);
    for (state, now, counts) in
        [(state("RUNNING"), 9, false), (state("RUNNING"), 10, true), (state("PROVISIONING"), 99, false)]
    {
        let judged = judged(&fingerprints, &cluster("lkc-1"), &state, "one", now);
        assert_eq!(judged == Hidden::Same, counts, "{now}");
    }
}

#[test]
fn what_is_about_to_be_written_is_void_in_the_file_and_the_rest_stays() {
    let folder = tempfile::tempdir().unwrap();
    let fingerprints = Fingerprints::new(folder.path().join("records.json"), folder.path().join("key"));
    let (here, there) = (cluster("lkc-1"), cluster("lkc-2"));
    let connector = |name| live(name, "lcc-1", "X", "RUNNING");
    for name in ["a", "b"] {
        record(&mut fingerprints.read(&here).unwrap(), &connector(name), "one", true);
    }
    let mut begun = fingerprints.read(&here).unwrap();
    record(&mut fingerprints.read(&there).unwrap(), &connector("a"), "one", true);
    record(&mut fingerprints.read(&here).unwrap(), &connector("c"), "one", true);
    begun.forget(["a", "never"]).unwrap();
    let known = |cluster, name| judged(&fingerprints, cluster, &connector(name), "one", 0) == Hidden::Same;
    let all = [known(&here, "a"), known(&here, "b"), known(&here, "c"), known(&there, "a")];
    assert_eq!(all, [false, true, true, true]);
}

#[test]
fn no_file_holds_the_value_or_what_could_be_tried_without_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let given = folder.path().join("given");
    fs::write(&given, format!("{KEY}\n")).unwrap();
    let file = folder.path().join("records.json");
    let orders = live("orders", "lcc-1", "X", "RUNNING");
    let first = Fingerprints::with_key(&file, &given);
    record(&mut first.read(&cluster("lkc-1")).unwrap(), &orders, "canary-secret", true);
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("canary") && !text.contains(KEY) && !text.contains("topics"), "{text}");
    assert_eq!(judged(&first, &cluster("lkc-1"), &orders, "canary-secret", 0), Hidden::Same);
    fs::write(&given, "another key of fingerprints").unwrap();
    assert_eq!(judged(&first, &cluster("lkc-1"), &orders, "canary-secret", 0), Hidden::Unknown);
    fs::write(&given, "short").unwrap();
    assert!(first.read(&cluster("lkc-1")).unwrap_err().to_string().contains("16 bytes"));
}

#[test]
fn parts_cannot_change_places() {
    let key = FingerprintKey::new(KEY).unwrap();
    let prints = [&["ab", "c"][..], &["a", "bc"], &["abc"], &["abc", ""], &["", "abc"], &["c", "ab"]];
    let all: BTreeSet<_> = prints.iter().map(|parts| key.fingerprint(parts)).collect();
    assert_eq!(all.len(), prints.len());
    assert!(key.is_of(&key.fingerprint(&["ab", "c"]), &["ab", "c"]));
    assert!(!format!("{key:?}").contains(KEY));
}

#[test]
fn a_file_that_holds_something_else_is_an_error_and_no_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("key"), KEY).unwrap();
    for text in ["", "{", "[]", "{\"format\":2,\"key\":\"\",\"clusters\":[]}"] {
        fs::write(path("records.json"), text).unwrap();
        let read = Fingerprints::with_key(path("records.json"), path("key")).read(&cluster("lkc-1"));
        assert_eq!(read.unwrap_err().kind(), crate::ErrorKind::Input, "{text:?}");
    }
    let read = Fingerprints::with_key(path("none.json"), path("none")).read(&cluster("lkc-1"));
    assert!(read.unwrap_err().to_string().contains("cannot be read"));
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_the_key_or_writes_the_records() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let set = |name: &str, mode| fs::set_permissions(path(name), fs::Permissions::from_mode(mode)).unwrap();
    let fingerprints = Fingerprints::new(path("s/records.json"), path("s/key"));
    record(&mut fingerprints.read(&cluster("lkc-1")).unwrap(), &live("a", "lcc-1", "X", "RUNNING"), "one", true);
    assert_eq!((mode(&path("s")), mode(&path("s/key")), mode(&path("s/records.json"))), (0o700, 0o600, 0o600));
    set("s/key", 0o640);
    assert!(fingerprints.read(&cluster("lkc-1")).unwrap_err().to_string().contains("others may read"));
    set("s/key", 0o600);
    set("s/records.json", 0o620);
    assert!(fingerprints.read(&cluster("lkc-1")).unwrap_err().to_string().contains("written by others"));
}
