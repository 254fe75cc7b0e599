use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::runner::{Runner, connector};
#[cfg(unix)]
use crate::terminal::{signal, within};

/// A running `sandbox serve`, ended when dropped.
pub(crate) struct Served {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Served {
    fn spawn(runner: &Runner, flags: &[&str]) -> Self {
        let args = [&["sandbox", "serve", "--listen", "127.0.0.1:0"], flags].concat();
        let mut child = runner.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    /// A service whose announcement is yet to be read by [`Served::variables`].
    pub(crate) fn start(runner: &Runner) -> ServedVariables {
        Self::start_with(runner, &[])
    }

    pub(crate) fn start_with(runner: &Runner, flags: &[&str]) -> ServedVariables {
        let mut served = Self::spawn(runner, flags);
        let variables = (0..8).map(|_| {
            let mut line = String::new();
            served.stdout.read_line(&mut line).unwrap();
            let (name, value) = line.trim_end().strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.trim_matches('\'').to_owned())
        });
        let variables = variables.collect();
        ServedVariables { _served: served, variables }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running service and the variables that lead to it.
pub(crate) struct ServedVariables {
    _served: Served,
    variables: BTreeMap<String, String>,
}

impl ServedVariables {
    pub(crate) fn variables(&self) -> BTreeMap<String, String> {
        self.variables.clone()
    }
}

#[test]
fn serve_announces_itself_in_one_line_of_json() {
    let runner = Runner::new();
    let mut served = Served::spawn(&runner, &["-o", "json"]);
    let access: Value = serde_json::from_str(&served.line()).unwrap();
    let keys: BTreeSet<_> = access.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "access_token",
        "api_key",
        "api_secret",
        "cluster",
        "endpoint",
        "environment",
        "logging_endpoint",
        "organization",
        "telemetry_endpoint",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    let (endpoint, token) = (access["endpoint"].as_str().unwrap(), access["access_token"].as_str().unwrap());
    let file = runner.file("token", &format!("{token}\n"));
    let args = ["plugin", "list", "--endpoint", endpoint, "--access-token-file", file.to_str().unwrap()];
    let ran = runner.run(&[&args[..], &["-e", "env-sandbox", "-c", "lkc-sandbox"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn a_served_fault_meets_the_calls_of_other_commands_and_a_wrong_one_is_explained() {
    let runner = Runner::new();
    let served =
        Served::start_with(&runner, &["--fault", "status=500,path=*/connectors", "delay=1ms", "--fault", "delay=2ms"]);
    let mut list = runner.command(&["connector", "list", "--max-retries", "0", "-o", "json"]);
    let output = list.envs(served.variables()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let wrong = runner.run(&["sandbox", "serve", "--fault", "statu=500"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.stderr);
    assert!(wrong.stderr.contains("unknown word `statu`: a fault has one of status delay"), "{}", wrong.stderr);
}

#[cfg(unix)]
#[test]
fn serve_ends_well_when_told_to() {
    for name in ["-INT", "-TERM"] {
        let runner = Runner::new();
        let mut served = Served::spawn(&runner, &["-o", "json"]);
        served.line();
        assert!(signal(name, served.child.id()).success());
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_service_that_waits_for_the_folder_can_be_interrupted() {
    let runner = Runner::new();
    let _first = Served::start(&runner);
    for name in ["-INT", "-TERM"] {
        let mut second = runner.command(&["sandbox", "serve", "--listen", "localhost:0"]);
        let mut child = second.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut stderr, mut line) = (BufReader::new(child.stderr.take().unwrap()), String::new());
        stderr.read_line(&mut line).unwrap();
        assert_eq!(line, waiting(&runner));
        assert!(signal(name, child.id()).success());
        assert_eq!(within(child).code(), Some(130), "{name}");
    }
}

fn waiting(runner: &Runner) -> String {
    format!("note: waiting for another cconnect that uses `{}`\n", runner.folder().join("state").display())
}

#[test]
fn a_command_says_that_it_waits_for_another_and_names_it_when_time_is_up() {
    let runner = Runner::new();
    let _first = Served::start(&runner);
    for args in [&["--sandbox", "connector", "list"][..], &["sandbox", "reset"], &["sandbox", "serve"]] {
        let human = runner.run(&[args, &["--timeout", "250ms"]].concat());
        assert_eq!(human.code, Some(6), "{args:?}: {}", human.stderr);
        assert!(human.stderr.starts_with(&waiting(&runner)), "{args:?}: {}", human.stderr);
        let quiet = runner.run(&[args, &["--timeout", "250ms", "-q"]].concat());
        assert!(quiet.stderr.starts_with("error: "), "{args:?}: {}", quiet.stderr);
        let error = runner.run(&[args, &["--timeout", "250ms", "-o", "json"]].concat()).error();
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with("not done within 0.25 s: still waiting for another cconnect that uses"), "{error}");
    }
}

#[test]
fn a_damaged_state_is_told_with_the_way_out() {
    let runner = Runner::new();
    runner.json(&["connector", "list"]);
    runner.file("state/state.json", "{");
    let ran = runner.sandbox(&["connector", "list", "-o", "json"]);
    assert_eq!((ran.code, &ran.error()["kind"]), (Some(2), &"input".into()), "{}", ran.stderr);
    assert_eq!(ran.error()["hint"], "Run `cconnect sandbox reset`.");
    assert_eq!(runner.run(&["sandbox", "reset"]).code, Some(0));
    assert_eq!(runner.json(&["connector", "list"]), serde_json::json!([]));
}

#[test]
fn the_state_lasts_between_calls_until_it_is_reset() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    assert_eq!(runner.json(&["connector", "list"])[0]["name"], "orders");
    assert_eq!(runner.run(&["sandbox", "reset"]).code, Some(0));
    assert_eq!(runner.json(&["connector", "list"]), serde_json::json!([]));
}
