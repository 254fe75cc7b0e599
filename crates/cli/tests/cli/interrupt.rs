use std::io::Read as _;
#[cfg(unix)]
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use serde_json::json;
#[cfg(unix)]
use unicode_width::UnicodeWidthStr as _;

use crate::runner::{CANARY, Ran, Runner, connector};
#[cfg(unix)]
use crate::serve::Served;
#[cfg(unix)]
use crate::terminal::{Terminal, signal};

/// A server that takes requests and never answers.
fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    (listener, endpoint)
}

fn asked(listener: &TcpListener) -> TcpStream {
    let (mut connection, _) = listener.accept().unwrap();
    connection.read_exact(&mut [0; 16]).unwrap();
    connection
}

fn list(runner: &Runner, endpoint: &str, flags: &[&str]) -> Command {
    let args = [&["-e", "env-1", "-c", "lkc-1", "-o", "json", "--endpoint", endpoint, "connector", "list"], flags];
    let mut command = runner.command(&args.concat());
    command.env("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn the_time_limit_covers_the_whole_command() {
    let (runner, (listener, endpoint)) = (Runner::new(), silent());
    let child = list(&runner, &endpoint, &["--timeout", "200ms"]).spawn().unwrap();
    let _open = asked(&listener);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, &ran.error()["kind"]), (Some(6), &json!("timeout")));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_command_with_130() {
    let (runner, (listener, endpoint)) = (Runner::new(), silent());
    let child = list(&runner, &endpoint, &[]).spawn().unwrap();
    let _open = asked(&listener);
    assert!(signal("-INT", child.id()).success());
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, &ran.error()["kind"]), (Some(130), &json!("interrupted")));
}

#[cfg(unix)]
#[test]
fn an_interrupted_wait_says_what_exists_already_and_how_to_go_on() {
    let runner = Runner::new();
    let served = Served::start(&runner);
    let called = |args: &[&str]| {
        let mut command = runner.command(args);
        command.envs(served.variables()).env("TERM", "xterm");
        command
    };
    let create = ["custom-plugin", "create", "--api", "ccpm", "--name", "A", "--cloud", "aws", "-o", "json"];
    let plugin = Ran::of(called(&create).output().unwrap()).json()["id"].as_str().unwrap().to_owned();
    runner.file("a.zip", "PK\u{3}\u{4}");
    runner.file("orders.json", &connector("orders").to_string());
    let version = [
        "version",
        "upload",
        &plugin,
        "a.zip",
        "--version",
        "1.0.0",
        "--class",
        "io.example.A:source",
        "--no-preflight",
    ];
    let version = [&["custom-plugin"], &version[..]].concat();
    let described = format!("see `cconnect custom-plugin version describe {plugin} ver-");
    let reset = &["connector", "offsets", "reset", "orders", "--force"];
    let table: [(&[&str], &str); 4] = [
        (&version, &described),
        (&["artifact", "upload", "a.zip", "--cloud", "gcp"], "see `cconnect artifact describe --cloud GCP cca-"),
        (&["connector", "create", "-f", "orders.json"], "with `cconnect connector wait --for running orders`"),
        (reset, "The change was accepted: see `cconnect connector offsets status orders`"),
    ];
    for (args, told) in table {
        let mut terminal = Terminal::run(called(&[args, &["--wait"]].concat()));
        terminal.until("waiting");
        assert!(signal("-INT", terminal.id()).success());
        let (code, shown) = terminal.end();
        assert_eq!(code, Some(130), "{shown:?}");
        let (_, said) = shown.rsplit_once("interrupted").unwrap();
        assert!(said.contains(told), "{shown:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_upload_shows_its_bar_in_one_line_of_the_terminal() {
    let runner = Runner::new();
    // Numbers as long as they get.
    runner.file("a.zip", &format!("PK\u{3}\u{4}{}", "\0".repeat(1020 << 10)));
    let args = ["--sandbox", "artifact", "upload", "a.zip", "--cloud", "aws"];
    let mut command = runner.command(&args);
    command.env("TERM", "xterm");
    let (code, shown) = Terminal::run(command).end();
    assert_eq!(code, Some(0), "{shown:?}");
    assert!(shown.contains("registering"), "{shown:?}");
    // What is drawn over two lines is wiped off by going up.
    assert!(!shown.contains("\u{1b}[1A"), "{shown:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_upload_takes_its_bar_off_the_terminal() {
    let (runner, (_store, endpoint)) = (Runner::new(), silent());
    runner.file("s3-secret", "secret");
    // More than fits into the buffers on the way.
    runner.file("big.zip", &format!("PK\u{3}\u{4}{}", "\0".repeat(16 << 20)));
    let store = ["--store-endpoint", &endpoint, "--store-bucket", "b", "--store-access-key", "k"];
    let served = Served::start_with(&runner, &[&store[..], &["--store-secret-key-file", "s3-secret"]].concat());
    let args = [
        "custom-plugin",
        "upload",
        "big.zip",
        "--class",
        "io.example.A",
        "--type",
        "source",
        "--no-preflight",
        "--color",
        "never",
    ];
    let mut command = runner.command(&args);
    command.envs(served.variables()).env("TERM", "xterm");
    let mut terminal = Terminal::run(command);
    terminal.until("/16.00 MiB");
    // The terminal shows the keys where the cursor is, and sends the signal to whom it belongs to: nobody here.
    terminal.press("\u{3}");
    terminal.until("^C");
    assert!(signal("-INT", terminal.id()).success());
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(130), "{shown:?}");
    let (before, said) = shown.split_once("error: ").unwrap();
    assert!(before.ends_with("\r\u{1b}[2K"), "{shown:?}");
    // In the line of the bar, which is as wide as where nothing tells how wide: what is wiped off with it is all of it.
    let (drawn, _) = shown.split_once("^C").unwrap();
    let (_, line) = drawn.rsplit_once("\u{1b}[2K").unwrap();
    assert!((60..=78).contains(&line.width()), "{} columns: {shown:?}", line.width());
    assert!(said.contains("Nothing was registered"), "{shown:?}");
}

#[cfg(unix)]
#[test]
fn a_watch_draws_one_screen_in_its_place_and_leaves_the_terminal_as_it_was() {
    let runner = Runner::new();
    let served = Served::start(&runner);
    for name in ["orders", "payments"] {
        runner.file("c.json", &connector(name).to_string());
        let mut create = runner.command(&["connector", "create", "-f", "c.json"]);
        assert!(create.envs(served.variables()).output().unwrap().status.success());
    }
    let mut command = runner.command(&["connector", "status", "--watch", "--metrics"]);
    command.envs(served.variables()).env("TERM", "xterm");
    let mut terminal = Terminal::run(command);
    terminal.until("RECEIVED/H");
    assert!(signal("-WINCH", terminal.id()).success());
    assert!(signal("-INT", terminal.id()).success());
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(130), "{shown:?}");
    assert!(shown.starts_with("\u{1b}[H") && shown.contains(" orders ") && shown.contains("payments"), "{shown:?}");
    // No mode was switched that would have to be switched back.
    assert!(!shown.contains("\u{1b}[?"), "{shown:?}");
}

/// Also the system's request to end, with which other programs end one.
#[cfg(target_os = "linux")]
#[test]
fn packing_can_be_ended_and_leaves_what_was_there() {
    for name in ["-INT", "-TERM"] {
        let runner = Runner::new();
        std::fs::create_dir(runner.folder().join("a")).unwrap();
        std::fs::File::create(runner.folder().join("a/a.jar")).unwrap().set_len(400 << 20).unwrap();
        runner.file("a.zip", "before");
        let mut command = runner.command(&["custom-plugin", "pack", "a", "--force", "-o", "json"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The file without a name is being written.
        let is_packing = || {
            let open = std::fs::read_dir(format!("/proc/{}/fd", child.id())).unwrap();
            open.flatten()
                .filter_map(|one| std::fs::read_link(one.path()).ok())
                .any(|to| to.to_string_lossy().ends_with(" (deleted)"))
        };
        while !is_packing() {
            std::thread::yield_now();
        }
        assert!(signal(name, child.id()).success());
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!((ran.code, &ran.error()["kind"]), (Some(130), &json!("interrupted")), "{name}");
        let mut there: Vec<_> =
            std::fs::read_dir(runner.folder()).unwrap().map(|one| one.unwrap().file_name()).collect();
        there.sort();
        assert_eq!(there, ["a", "a.zip"], "{name}");
        assert_eq!(std::fs::read(runner.folder().join("a.zip")).unwrap(), b"before");
    }
}

/// Whoever types it, or forgot to, must not be kept.
#[cfg(unix)]
#[test]
fn what_waits_for_stdin_can_be_ended() {
    for command in [
        &["connector", "create", "-f", "-"][..],
        &["connector", "diff", "-f", "-"],
        &["connector", "validate", "-f", "-"],
        &["connector", "validate", "-f", "-", "--offline"],
        &["connector", "update", "orders", "-f", "-"],
        &["connector", "update", "orders", "--set-file", "db.password=-"],
        &["metrics", "query", "-f", "-"],
        &["api", "POST", "/connect/v1/custom-connector-plugins", "--data", "@-"],
    ] {
        let runner = Runner::new();
        let mut child = runner.command(command);
        child.args(["-o", "json", "-e", "env-1", "-c", "lkc-1", "--endpoint", "http://127.0.0.1:9"]);
        child.envs([("CONFLUENT_CLOUD_API_KEY", "KEY"), ("CONFLUENT_CLOUD_API_SECRET", CANARY)]);
        let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // More than fits between the two: once it is written, the program is reading.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&vec![b' '; 200 << 10]).unwrap();
        assert!(signal("-INT", child.id()).success());
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!((ran.code, &ran.error()["kind"]), (Some(130), &json!("interrupted")), "{command:?}");
        drop(stdin);
    }
}
