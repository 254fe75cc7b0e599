//! From a folder or an archive to a plugin with nothing else said, and why an archive is not sent.

use serde_json::json;

use crate::runner::Runner;

const HEARTBEAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.jar");
const HUB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/heartbeat-source-0.1.0.zip");
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/archives/sample-plugins-0.1.0.jar");
const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";

/// A folder as a build leaves it.
fn folder(runner: &Runner) {
    let lib = runner.folder().join("heartbeat/lib");
    std::fs::create_dir_all(&lib).unwrap();
    std::fs::copy(HEARTBEAT, lib.join("heartbeat.jar")).unwrap();
    std::fs::write(lib.join(".DS_Store"), "x").unwrap();
}

#[test]
fn a_folder_is_packed_once_and_again_and_uploaded_as_the_same_bytes() {
    let runner = Runner::new();
    folder(&runner);
    let first = runner.run(&["custom-plugin", "pack", "heartbeat", "-o", "json"]);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    let packed = first.json();
    assert_eq!((&packed["file"], &packed["entries"]), (&json!("heartbeat.zip"), &json!(1)));
    assert!(first.stderr.contains("lib/.DS_Store"), "{}", first.stderr);
    let refused = runner.run(&["custom-plugin", "pack", "heartbeat", "-o", "json"]);
    assert_eq!((refused.code, &refused.error()["kind"]), (Some(2), &json!("input")), "{}", refused.stderr);
    let again = runner.run(&["custom-plugin", "pack", "heartbeat", "-o", "json", "--force"]);
    assert_eq!(again.json(), packed);

    let ran = runner.sandbox(&["custom-plugin", "upload", "heartbeat", "-o", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let uploaded = ran.json();
    assert_eq!((&uploaded["sha256"], &uploaded["size"]), (&packed["sha256"], &packed["size"]));
    assert_eq!((&uploaded["name"], &uploaded["content_format"]), (&json!("heartbeat"), &json!("ZIP")));
    assert!(ran.stderr.contains("is packed as a ZIP of 1 file,"), "{}", ran.stderr);
}

#[test]
fn what_cannot_go_on_says_what_to_do() {
    let runner = Runner::new();
    for (args, kind, said) in [
        (&["pack", HUB][..], "input", "is a ZIP or JAR already: it needs no packing"),
        (&["pack", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "input", "is neither a folder nor a tar.gz"),
        (&["upload", HUB, "--no-preflight"], "usage", "pass `--class` and `--type`"),
        (&["upload", HUB, "--no-preflight", "--class", CLASS], "usage", "pass `--class` and `--type`"),
    ] {
        let ran = runner.sandbox(&[&["custom-plugin"], args, &["-o", "json"]].concat());
        assert_eq!((ran.code, &ran.error()["kind"]), (Some(2), &json!(kind)), "{}", ran.stderr);
        assert!(ran.error()["message"].as_str().unwrap().contains(said), "{}", ran.stderr);
    }
}

#[test]
fn reading_an_archives_code_adds_nothing_to_what_is_said_of_requests() {
    let ran = Runner::new().run(&["custom-plugin", "inspect", SAMPLES, "-vv"]);
    assert_eq!((ran.code, ran.stderr.contains("TRACE")), (Some(0), false), "{}", ran.stderr);
}

/// There is never any room under /proc.
#[test]
#[cfg(target_os = "linux")]
fn what_has_no_room_is_not_packed() {
    let runner = Runner::new();
    folder(&runner);
    let ran = runner.run_with(&["custom-plugin", "pack", "heartbeat", "-o", "json"], &[("TMPDIR", "/proc")]);
    assert_eq!((ran.code, &ran.error()["kind"]), (Some(2), &json!("input")), "{}", ran.stderr);
    assert!(ran.error().to_string().contains("bytes in /proc, where 0 are free"), "{}", ran.stderr);
    assert!(!runner.folder().join("heartbeat.zip").exists());
}

#[test]
fn an_upload_needs_nothing_but_the_archive_and_tells_what_it_took_from_it() {
    let runner = Runner::new();
    let ran = runner.sandbox(&["custom-plugin", "upload", HUB, "-o", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let plugin = ran.json();
    assert_eq!((&plugin["connector_class"], &plugin["connector_type"]), (&json!(CLASS), &json!("SOURCE")));
    assert_eq!(plugin["name"], "Heartbeat Source 0.1.0");
    assert_eq!(plugin["sensitive_properties"], json!(["heartbeat.signing.key"]));
    for told in ["`Heartbeat Source 0.1.0`", CLASS, "type SOURCE", "sensitive properties heartbeat.signing.key"] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    let flags = ["--name", "n", "--class", CLASS, "--type", "source", "--sensitive-properties", "", "-o", "json"];
    let ran = runner.sandbox(&[&["custom-plugin", "upload", HUB], &flags[..]].concat());
    let plugin = ran.json();
    assert_eq!((&plugin["name"], &plugin["sensitive_properties"]), (&json!("n"), &json!([])));
    assert!(ran.stderr.contains("not hidden: heartbeat.signing.key"), "{}", ran.stderr);
}

#[test]
fn the_same_bytes_are_uploaded_once() {
    let runner = Runner::new();
    let upload = ["custom-plugin", "upload", HUB, "--description", "nightly", "--skip-identical"];
    let first = runner.json(&upload);
    let mark = format!("nightly sha256:{}", first["sha256"].as_str().unwrap());
    assert_eq!(first["description"], mark.as_str());
    assert_eq!(runner.json(&upload)["id"], first["id"]);
    assert_ne!(runner.json(&[&upload[..], &["--cloud", "gcp"]].concat())["id"], first["id"]);
    assert_eq!(runner.json(&["custom-plugin", "list"]).as_array().unwrap().len(), 2);
    let long = "d".repeat(200);
    let ran = runner.sandbox(&["custom-plugin", "upload", HUB, "--description", &long, "--skip-identical"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

/// Nothing listens there: whoever asks anything ends otherwise.
#[test]
fn an_archive_that_cannot_work_is_refused_before_any_call_with_every_reason() {
    let runner = Runner::new();
    let bytes = std::fs::read(HUB).unwrap();
    runner.file("empty.zip", "PK\u{5}\u{6}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    std::fs::write(runner.folder().join("cut.zip"), &bytes[..bytes.len() / 2]).unwrap();
    std::fs::write(runner.folder().join("renamed.zip"), [0x1f, 0x8b, 8, 0]).unwrap();
    let near = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnectr";
    let key = [("CONFLUENT_CLOUD_API_KEY", "K"), ("CONFLUENT_CLOUD_API_SECRET", "S")];
    for (args, said) in [
        (&["empty.zip"][..], "there is no connector in it"),
        (&["cut.zip"], "cut short"),
        (&["renamed.zip"], "renamed.zip"),
        (&[HUB, "--class", near], CLASS),
        (&[HUB, "--class", CLASS, "--type", "sink"], "is a source"),
        (&[HUB, "--type", "sink"], "is a source"),
        (&[SAMPLES], "of which one is to be chosen"),
    ] {
        let flags = ["custom-plugin", "upload", "--endpoint", "http://127.0.0.1:1", "-o", "json"];
        let ran = runner.run_with(&[&flags[..], args].concat(), &key);
        let error = ran.error();
        assert_eq!((ran.code, &error["kind"]), (Some(2), &json!("input")), "{args:?}: {error}");
        assert!(error.to_string().contains(said), "{args:?}: {error}");
    }
}

#[test]
fn of_several_connectors_one_is_chosen_by_class_or_type_and_a_version_has_all_up_to_ten() {
    let runner = Runner::new();
    let ran = runner.sandbox(&["custom-plugin", "upload", SAMPLES]);
    let line = "\n  dev.ccloudconnect.samples.settings.Literals (source)\n";
    assert!(ran.stderr.contains(line) && ran.stderr.contains("`--class`"), "a line for each: {}", ran.stderr);
    let sink = runner.json(&["custom-plugin", "upload", SAMPLES, "--type", "sink"]);
    assert_eq!(sink["connector_class"], "dev.ccloudconnect.samples.kinds.ParameterSink$Plain");
    let created = runner.json(&["custom-plugin", "create", "--api", "ccpm", "--name", "Beats", "--cloud", "aws"]);
    let id = created["id"].as_str().unwrap();
    let version = runner.json(&["custom-plugin", "version", "upload", id, HUB, "--version", "1.0.0"]);
    assert_eq!(version["connector_classes"], json!([{"class": CLASS, "type": "SOURCE"}]));
    assert_eq!(version["sensitive_config_properties"], json!(["heartbeat.signing.key"]));
    let many = ["custom-plugin", "version", "upload", id, SAMPLES, "--version", "2.0.0", "-o", "json"];
    let refused = runner.sandbox(&many);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(refused.error().to_string().contains("more than the 10 a version may have"), "{}", refused.stderr);
}

#[test]
fn a_plugin_gets_a_new_archive_that_has_its_class_and_is_told_what_is_not_sure() {
    let runner = Runner::new();
    folder(&runner);
    let plugin = runner.json(&["custom-plugin", "upload", HEARTBEAT, "--skip-identical"]);
    let id = plugin["id"].as_str().unwrap();
    let update = ["custom-plugin", "update", id, "--file"];
    let ran = runner.sandbox(&[&update[..], &["heartbeat", "--name", "Beats", "-o", "json"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let updated = ran.json();
    let changed = |key| json!({"key": key, "change": "changed"});
    assert_eq!(updated["changed"], json!([changed("content_format"), changed("description"), changed("name")]));
    let (new, old) = (updated["sha256"].as_str().unwrap(), plugin["sha256"].as_str().unwrap());
    assert!(new != old && updated["description"] == format!("sha256:{new}"), "{updated}");
    for said in ["is packed as a ZIP of 1 file,", "needed on creation only", "custom-plugin version upload"] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    let other = runner.sandbox(&[&update[..], &[SAMPLES, "-o", "json"]].concat());
    assert_eq!((other.code, &other.error()["kind"]), (Some(2), &json!("input")), "{}", other.stderr);
    assert!(other.error()["hint"].as_str().unwrap().contains("custom-plugin upload"), "{}", other.stderr);
    assert_eq!(runner.sandbox(&[&update[..], &[SAMPLES, "--no-preflight"]].concat()).code, Some(0));

    let dry = runner.json(&[&["--dry-run"], &update[..], &[HEARTBEAT]].concat());
    let written: Vec<_> = dry.as_array().unwrap().iter().map(|write| write["method"].as_str().unwrap()).collect();
    assert_eq!(written, ["POST", "PATCH"], "{dry}");
}
