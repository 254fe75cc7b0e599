//! Writes of which nobody knows whether they took effect.

use crate::runner::{Ran, Runner};
use crate::serve::Served;
#[cfg(unix)]
use crate::terminal::{Terminal, signal};

const VERSION: [&str; 9] = [
    "custom-plugin",
    "version",
    "upload",
    "a.zip",
    "--version",
    "1.0.0",
    "--class",
    "io.example.A:source",
    "--no-preflight",
];
const ARTIFACT: [&str; 5] = ["artifact", "upload", "a.zip", "--cloud", "aws"];
const PLUGIN: [&str; 8] =
    ["custom-plugin", "upload", "a.zip", "--class", "io.example.A", "--type", "source", "--no-preflight"];
const CREATE: [&str; 8] = ["custom-plugin", "create", "--api", "ccpm", "--name", "A", "--cloud", "aws"];

fn runner() -> Runner {
    let runner = Runner::new();
    runner.file("a.zip", "PK\u{3}\u{4}");
    runner
}

#[test]
fn a_write_that_may_have_taken_effect_is_told_with_where_to_look() {
    let runner = runner();
    let access = Served::start(&runner);
    let created = runner.command(&[&CREATE[..], &["-o", "json"]].concat()).envs(access.variables()).output().unwrap();
    let plugin = Ran::of(created).json()["id"].as_str().unwrap().to_owned();
    drop(access);
    let paths = ["/connect/v1/custom-connector-plugins", "/ccpm/v1/plugins", "/ccpm/v1/plugins/*/versions"];
    let faults = paths.into_iter().chain(["/cam/v1/connect-artifacts"]).flat_map(|path| {
        let hidden = format!("reset,when=after,method=POST,path={path}");
        [hidden, format!("status=500,method=GET,path={path}")].map(|fault| format!("--fault={fault}"))
    });
    let faults: Vec<_> = faults.collect();
    let served = Served::start_with(&runner, &faults.iter().map(String::as_str).collect::<Vec<_>>());
    let version = [&VERSION[..3], &[&plugin], &VERSION[3..]].concat();
    let versions = format!("version list {plugin}");
    let table: [(&[&str], &str); 4] = [
        (&CREATE, "created all the same: see `cconnect custom-plugin list --api ccpm` before"),
        (&PLUGIN, "registered all the same: see `cconnect custom-plugin list` before"),
        (&version, &format!("registered all the same: see `cconnect custom-plugin {versions}` before")),
        (&ARTIFACT, "registered all the same: see `cconnect artifact list` before"),
    ];
    for (args, told) in table {
        let args = [args, &["--max-retries", "0", "-o", "json"]].concat();
        let ran = Ran::of(runner.command(&args).envs(served.variables()).output().unwrap());
        let error = ran.error();
        assert_eq!((ran.code, error["kind"].as_str()), (Some(1), Some("network")), "{args:?}: {error}");
        assert!(error["hint"].as_str().is_some_and(|hint| hint.contains(told)), "{args:?}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_while_an_upload_is_registered_says_where_to_look() {
    let runner = runner();
    let served = Served::start_with(&runner, &["--fault", "stall,method=POST,path=/cam/v1/connect-artifacts"]);
    let mut command = runner.command(&ARTIFACT);
    command.envs(served.variables()).env("TERM", "xterm");
    let mut terminal = Terminal::run(command);
    terminal.until("registering");
    assert!(signal("-INT", terminal.id()).success());
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(130), "{shown:?}");
    assert!(shown.contains("registered all the same: see `cconnect artifact list`"), "{shown:?}");
}

#[test]
fn what_failed_before_anything_was_registered_is_not_looked_for() {
    let runner = runner();
    let served = Served::start_with(&runner, &["--fault", "reset,path=/cam/v1/presigned-upload-url"]);
    let args = [&ARTIFACT[..], &["--max-retries", "0", "-o", "json"]].concat();
    let error = Ran::of(runner.command(&args).envs(served.variables()).output().unwrap()).error();
    assert_eq!(error["kind"], "network", "{error}");
    assert_eq!(error["hint"], "Nothing was registered: the archive had not arrived whole.", "{error}");
}
