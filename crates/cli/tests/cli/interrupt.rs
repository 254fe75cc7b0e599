use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::runner::{CANARY, Ran, Runner};
#[cfg(unix)]
use crate::terminal::signal;

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
