//! The bytes go to a real S3 server, where one is installed.

use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cconnect::{Cconnect, repository};
use crate::hash::{hashes, sha256_of};

pub(crate) const KEY: &str = "AKIASANDBOXSTORE";
pub(crate) const SECRET: &str = "store-secret-canary";

/// A process that ends with the test.
pub(crate) struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// `s3s-fs` as CI installs it, or from the path.
pub(crate) fn s3s_fs() -> Option<Command> {
    let own = repository().join("target/tools/bin/s3s-fs");
    let program = if own.exists() { own } else { "s3s-fs".into() };
    let there = Command::new(&program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    there.ok().filter(std::process::ExitStatus::success).map(|_| Command::new(program))
}

pub(crate) fn serve_store(mut s3s_fs: Command, folder: &Path, port: u16) -> Server {
    s3s_fs.args(["--host", "127.0.0.1", "--port", &port.to_string(), "--access-key", KEY, "--secret-key", SECRET]);
    let store = s3s_fs.arg(folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(started.elapsed() < Duration::from_secs(10), "the store does not listen");
        std::thread::yield_now();
    }
    Server(store)
}

/// `cconnect sandbox serve`, and what it says about itself.
fn serve_sandbox(cconnect: &Cconnect, arguments: &[&str]) -> (Server, Value) {
    let serve = ["-o", "json", "sandbox", "serve", "--listen", "127.0.0.1:0"];
    let mut server = cconnect.command(&[&serve, arguments].concat()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Server(server), serde_json::from_str(&line).unwrap())
}

#[test]
fn a_real_s3_server_takes_the_signed_form_and_holds_the_same_bytes() {
    let Some(s3s_fs) = s3s_fs() else {
        // Past the test harness, which would keep it to itself.
        writeln!(std::io::stderr(), "SKIPPED: the upload to a real S3 server needs s3s-fs (see .ci/run)").unwrap();
        return;
    };
    let (cconnect, folder) = (Cconnect::new(), tempfile::tempdir().unwrap());
    std::fs::create_dir(folder.path().join("plugins")).unwrap();
    let key_file = folder.path().join("store-secret");
    std::fs::write(&key_file, SECRET).unwrap();
    let port = free_port();
    let _store = serve_store(s3s_fs, folder.path(), port);
    let endpoint = format!("http://127.0.0.1:{port}");
    let store = ["--store-endpoint", &endpoint, "--store-bucket", "plugins", "--store-access-key", KEY];
    let secret = ["--store-secret-key-file", key_file.to_str().unwrap()];
    let (_sandbox, serving) = serve_sandbox(&cconnect, &[&store[..], &secret].concat());

    let archive = "tests/archives/heartbeat-source-0.1.0.zip";
    let upload = ["-o", "json", "custom-plugin", "upload", archive];
    let run = cconnect
        .command(&upload)
        .env("CONFLUENT_CLOUD_ENDPOINT", serving["endpoint"].as_str().unwrap())
        .env("CONFLUENT_CLOUD_API_KEY", serving["api_key"].as_str().unwrap())
        .env("CONFLUENT_CLOUD_API_SECRET", serving["api_secret"].as_str().unwrap())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));

    let plugin: Value = serde_json::from_slice(&run.stdout).unwrap();
    let expected = sha256_of(archive);
    assert_eq!(plugin["sha256"], expected.as_str());
    let stored = hashes(&folder.path().join("plugins"));
    assert!(stored.contains(&expected), "{stored:?}");
}
