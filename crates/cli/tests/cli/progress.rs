//! How an upload tells its progress where no terminal is.

use serde_json::Value;

use crate::runner::{Ran, Runner};
use crate::serve::Served;

const UPLOAD: [&str; 7] = ["artifact", "upload", "a.zip", "--cloud", "aws", "--name", "a"];

/// An upload whose first attempt the store refuses.
fn run(flags: &[&str]) -> Ran {
    let runner = Runner::new();
    runner.file("a.zip", "PK\u{3}\u{4}");
    let served = Served::start_with(&runner, &["--fault", "status=503,path=/s3/*,call=1"]);
    let ran = runner.command(&[&UPLOAD[..], flags].concat()).envs(served.variables()).output().unwrap();
    let ran = Ran::of(ran);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran
}

#[test]
fn programs_get_each_step_of_an_upload_as_a_line_of_json_when_they_ask() {
    let ran = run(&["-o", "json", "--progress"]);
    let lines: Vec<Value> = ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let steps = lines.iter().map(|line| {
        let step = &line["progress"];
        let (attempt, bytes) = (&step["attempt"], &step["bytes"]);
        let retried =
            if step["reason"].as_str().is_some_and(|reason| reason.contains("SlowDown")) { " again" } else { "" };
        format!("{} {attempt} {bytes}{retried}", step["phase"].as_str().unwrap())
    });
    let expected = [
        "inspecting null null",
        "asking null null",
        "sending 1 0",
        "sending 1 4",
        "sending 1 null again",
        "sending 2 0",
        "sending 2 4",
        "creating null null",
        "processing null null",
    ];
    assert_eq!(steps.collect::<Vec<_>>(), expected);
    assert!(lines[4]["progress"]["retry_in_seconds"].as_f64().is_some_and(|seconds| seconds > 0.0));
    assert!(ran.json()["id"].is_string());
}

#[test]
fn people_get_lines_on_request_and_nobody_gets_any_unasked() {
    for (flags, told) in [
        (&["-v"][..], true),
        (&["--progress"], true),
        (&["-v", "--no-progress"], false),
        (&["-q", "--progress"], false),
        (&["-o", "json"], false),
        (&[], false),
    ] {
        let ran = run(flags);
        let said =
            ["sending 4 B (attempt 1)", "attempt 1 ended: the store refused the upload: SlowDown", "sent 4 B of 4 B"];
        for line in said {
            assert_eq!(ran.stderr.contains(line), told, "{flags:?}: {}", ran.stderr);
        }
    }
}
