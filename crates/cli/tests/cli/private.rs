//! What nobody else may see of a process and its files.

use std::process::{Child, Stdio};

use crate::runner::Runner;

const PRESIGN: [&str; 4] = ["api", "POST", "/connect/v1/presigned-upload-url", "-d"];

#[test]
fn a_presigned_answer_is_hidden_unless_it_goes_to_a_file_for_its_owner_alone() {
    let runner = Runner::new();
    let body = r#"{"content_format": "ZIP", "cloud": "AWS"}"#;
    runner.file("body.json", body);
    let shown = runner.sandbox(&[&PRESIGN[..], &["@body.json"]].concat());
    assert!(shown.stdout.contains(r#""upload_url": "***"#), "{}", shown.stdout);
    assert_eq!((shown.code, shown.stdout.contains("http"), shown.stderr.as_str()), (Some(0), false, ""));
    // There was something else, for everybody.
    runner.file("upload.json", &"x".repeat(10_000));
    let kept = runner.sandbox(&[&PRESIGN[..], &["@body.json", "--output-file", "upload.json", "-vv"]].concat());
    assert_eq!((kept.code, kept.stdout.as_str()), (Some(0), ""));
    let path = runner.folder().join("upload.json");
    let answer: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(answer["upload_url"].as_str().unwrap().starts_with("http"), "it is the answer as it came");
    for (_, field) in answer["upload_form_data"].as_object().unwrap() {
        let field = field.as_str().unwrap();
        assert!(field.len() < 16 || !kept.stderr.contains(field), "{}", kept.stderr);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let left = std::fs::read_dir(runner.folder()).unwrap().count();
    assert_eq!(left, 3, "the body, the answer and the sandbox's state");
}

#[test]
fn a_refusal_leaves_what_was_in_the_file() {
    let runner = Runner::new();
    runner.file("old", "old");
    let refused =
        runner.sandbox(&["api", "GET", "/connect/v1/custom-connector-plugins/ccp-none", "--output-file", "old"]);
    assert_eq!(refused.code, Some(4), "{}", refused.stderr);
    assert_eq!(std::fs::read(runner.folder().join("old")).unwrap(), b"old");
    for path in [".", "missing/folder/file"] {
        let ran = runner.sandbox(&["api", "GET", "/any", "--output-file", path, "-o", "json", "-v"]);
        assert_eq!(ran.code, Some(2), "{path}: {}", ran.stderr);
        assert!(!ran.stderr.contains("method="), "nothing is asked before");
    }
}

#[test]
fn a_body_on_the_command_line_is_warned_of() {
    let runner = Runner::new();
    runner.file("body.json", "{}");
    for (body, warns) in [("{}", true), ("@body.json", false)] {
        let ran = runner.sandbox(&[&PRESIGN[..], &[body]].concat());
        assert_eq!(ran.stderr.contains("can be read by every user"), warns, "{}", ran.stderr);
    }
}

/// One that waits for its input.
fn waiting(runner: &Runner) -> Child {
    let mut command = runner.command(&["--sandbox", "api", "POST", "/any", "-d", "@-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_leaves_no_core_dump() {
    let runner = Runner::new();
    let mut child = waiting(&runner);
    let limits = format!("/proc/{}/limits", child.id());
    let off = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("Max core file size")).unwrap_or_default().to_owned();
        line.split_whitespace().skip(4).take(2).eq(["0", "0"])
    };
    // It begins with that, but does not say when it has begun.
    let done = (0..400).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        std::fs::read_to_string(&limits).is_ok_and(|text| off(&text))
    });
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(done);
}

#[cfg(feature = "test-panic")]
#[test]
fn a_panic_shows_nothing_that_was_in_hand() {
    let runner = Runner::new();
    let canary = crate::runner::CANARY;
    let variables = [
        ("CCONNECT_TEST_PANIC", "1"),
        ("RUST_BACKTRACE", "full"),
        ("CONFLUENT_CLOUD_API_KEY", "KEY"),
        ("CONFLUENT_CLOUD_API_SECRET", canary),
    ];
    for format in ["human", "json"] {
        let ran = runner.run_with(&["custom-plugin", "list", "-vv", "-o", format], &variables);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
        assert!(ran.stderr.contains("internal error at ") && ran.stderr.contains("crash.rs:"), "{}", ran.stderr);
        if format == "json" {
            assert_eq!(ran.error()["kind"], "internal");
        }
    }
}
