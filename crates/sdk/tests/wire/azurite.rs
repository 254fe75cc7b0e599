//! The raw bytes go to a real Azure store, where one is installed: what it takes, and how it refuses.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccloud_connect::Error;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use tempfile::TempDir;
use url::Url;

use crate::server::empty;
use crate::store::Scene;

const ACCOUNT: &str = "plugins";
const KEY: &str = "c3RvcmUta2V5LWNhbmFyeQ==";
/// The form of permissions that is signed here.
const VERSION: &str = "2018-11-09";

/// A store that ends with the test.
struct Azurite {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Drop for Azurite {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Azurite {
    /// As CI installs it, or from the path; `None`, and said so, where it is not.
    async fn start() -> Option<Self> {
        let own =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/azurite/node_modules/.bin/azurite-blob");
        let program = if own.exists() { own } else { "azurite-blob".into() };
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["--silent", "--skipApiVersionCheck", "--disableTelemetry", "--blobPort", &port.to_string()]);
        command.arg("--location").arg(folder.path()).env("AZURITE_ACCOUNTS", format!("{ACCOUNT}:{KEY}"));
        let Ok(process) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
            // Past the test harness, which would keep it to itself.
            let said = b"SKIPPED: the upload to a real Azure store needs azurite (see .ci/run)\n";
            std::io::stderr().write_all(said).unwrap();
            return None;
        };
        let store = Self { process, port, _folder: folder };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_mins(1), "the store does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        store.create_container().await;
        Some(store)
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}/{ACCOUNT}/archives{path}", self.port)).unwrap()
    }

    async fn create_container(&self) {
        // Once for all of this process; the SDK brings its own.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let ends = ends(3600);
        let signed = sign(&[ACCOUNT, "c", "b", "c", "", &ends, "", "", VERSION, ""]);
        let mut url = self.url("");
        url.query_pairs_mut().append_pair("restype", "container").extend_pairs([
            ("sp", "c"),
            ("ss", "b"),
            ("srt", "c"),
            ("se", ends.as_str()),
            ("sv", VERSION),
            ("sig", signed.as_str()),
        ]);
        let made = reqwest::Client::new().put(url).send().await.unwrap();
        assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    }

    /// A permission to do this with one archive, from now until so many seconds later.
    fn permission(&self, rights: &str, name: &str, lasts: i64) -> Url {
        let ends = ends(lasts);
        let resource = format!("/blob/{ACCOUNT}/archives/{name}");
        let signed = sign(&[rights, "", &ends, &resource, "", "", "", VERSION, "b", "", "", "", "", "", ""]);
        let mut url = self.url(&format!("/{name}"));
        let fields = [("sp", rights), ("se", &ends), ("sv", VERSION), ("sr", "b"), ("sig", &signed)];
        url.query_pairs_mut().extend_pairs(fields);
        url
    }
}

fn ends(lasts: i64) -> String {
    let ends = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(lasts);
    ends.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn sign(lines: &[&str]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(KEY).unwrap()).unwrap();
    mac.update(lines.join("\n").as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A service whose clock is an hour slow, so that what has expired since is sent nevertheless.
async fn presigned(cloud: &str, url: &Url) -> Scene {
    let members = json!({"cloud": cloud, "content_format": "ZIP", "upload_url": url.as_str()});
    Scene::with_slow_clock(|_, _| empty(404), members).await
}

#[tokio::test]
async fn an_azure_store_holds_the_same_bytes() {
    let Some(store) = Azurite::start().await else { return };
    let archive: Vec<u8> = (0..2_000_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let granted = store.permission("rcw", "a.zip", 3600);
    let scene = presigned("AZURE", &granted).await;
    scene.upload(scene.file("a.zip", &archive)).send().await.unwrap();
    let stored = reqwest::get(granted).await.unwrap().bytes().await.unwrap();
    assert!(stored == archive, "{} bytes", stored.len());
}

#[tokio::test]
async fn what_an_azure_store_refuses_is_told_with_its_reason_or_with_what_it_may_be() {
    let Some(store) = Azurite::start().await else { return };
    let granted = || store.permission("rcw", "a.zip", 3600);
    let changed = |from: &str, to: &str| {
        let url = granted().to_string();
        assert!(url.contains(from), "{url}");
        Url::parse(&url.replacen(from, to, 1)).unwrap()
    };
    for (what, cloud, url, status, said) in [
        ("wrong SAS", "AZURE", changed("sig=", "sig=AAAA"), 403, "AuthorizationFailure: "),
        ("no SAS", "AZURE", store.url("/a.zip"), 403, "AuthorizationFailure: "),
        ("more rights than were signed", "AZURE", changed("sp=rcw", "sp=racw"), 403, "AuthorizationFailure: "),
        ("no right to write", "AZURE", store.permission("r", "a.zip", 3600), 403, "AuthorizationPermissionMismatch: "),
        ("another blob's", "AZURE", changed("/a.zip", "/b.zip"), 403, "AuthorizationFailure: "),
        ("expired SAS", "AZURE", store.permission("rcw", "a.zip", -60), 403, "AuthorizationFailure: "),
        // Google's way has no type of blob.
        ("no blob type", "GCP", granted(), 400, "status 400 without a reason (likely too large, not as it was signed)"),
    ] {
        let scene = presigned(cloud, &url).await;
        let error = scene.upload_once(scene.file("a.zip", b"archive")).send().await.unwrap_err();
        let Error::Storage(refusal) = &error else { panic!("{what}: {error:?}") };
        assert_eq!(refusal.status, status, "{what}: {error}");
        assert!(error.to_string().contains(said), "{what}: {error}");
        assert!(scene.created().is_empty(), "{what}");
    }
}
