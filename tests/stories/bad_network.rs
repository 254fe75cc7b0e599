//! Uploads through a bad network: whatever disturbs them once, they end in one new plugin of the archive's own bytes,
//! and what happened is told.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ccloud_connect::plugins::{Cloud, PluginType, UploadCustomPlugin};
use ccloud_connect::upload::UploadEvent;
use ccloud_connect::{Client, Error, RetryPolicy};
use ccloud_connect_sandbox::Sandbox;

/// How many uploads, unless the variable says so.
const UPLOADS: usize = 128;
const HOW_MANY: &str = "CCLOUD_CONNECT_BAD_UPLOADS";

/// Waits are most of what they do.
const SIDE_BY_SIDE: usize = 16;

/// Shorter than a person would set it, longer than a busy machine stands still.
const STALL: Duration = Duration::from_millis(200);

/// What happens to an upload.
struct Trouble {
    /// `STORE` stands for the store's folder, `HALF` for half of the archive's bytes.
    faults: &'static [&'static str],
    /// What is said of it with `-v`.
    told: &'static [&'static str],
    /// A plugin of the same name and class was there before.
    has_namesake: bool,
    /// Two hours pass between two attempts, of which this machine's clock and the permission know nothing.
    jumps: bool,
}

const fn trouble(faults: &'static [&'static str], told: &'static [&'static str]) -> Trouble {
    Trouble { faults, told, has_namesake: false, jumps: false }
}

const LOST: &[&str] = &["reset,path=*/custom-connector-plugins,method=POST,call=1,when=after"];

const TROUBLES: &[Trouble] = &[
    trouble(&["reset,path=/STORE/*,call=1"], &["broke off after"]),
    trouble(&["reset,path=/STORE/*,call=1,when=after"], &["broke off after"]),
    trouble(&["cut-request=HALF,path=/STORE/*,call=1"], &["broke off after"]),
    trouble(&["stall,path=/STORE/*,call=1"], &["stood still for"]),
    trouble(&["stall-request=HALF,path=/STORE/*,call=1"], &["stood still for"]),
    trouble(&["status=503,path=/STORE/*,call=1"], &["SlowDown: a fault"]),
    trouble(&["status=500,body=empty,path=/STORE/*,call=1"], &["the store refused the upload: status 500"]),
    trouble(&["status=503,path=*/presigned-upload-url,call=1"], &["status=503", "trying again"]),
    trouble(&["policy-life=0s,path=*/presigned-upload-url,call=1"], &["it ended before it could be used"]),
    trouble(
        &["policy-life=20s,path=*/presigned-upload-url,call=1", "reset,path=/STORE/*,call=1"],
        &["broke off after"],
    ),
    Trouble { jumps: true, ..trouble(&["status=503,path=/STORE/*,call=1"], &["SlowDown: a fault", "attempt=2 why="]) },
    trouble(LOST, &["looked"]),
    trouble(&["status=504,path=*/custom-connector-plugins,method=POST,call=1,when=after"], &["looked"]),
    trouble(&["cut-answer=10,path=*/custom-connector-plugins,method=POST,call=1"], &["looked"]),
    Trouble { has_namesake: true, ..trouble(&[], &[]) },
    Trouble { has_namesake: true, ..trouble(LOST, &["looked"]) },
];

/// One upload of the many.
struct Case {
    number: usize,
    trouble: &'static Trouble,
    cloud: Cloud,
    content: Vec<u8>,
}

impl Case {
    fn new(number: usize) -> Self {
        // The same for the same number, and no pattern: the finisher of MurmurHash3.
        let mut mixed = number as u64 + 1;
        let mut next = |below: u64| {
            mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd).wrapping_add(0x9e37_79b9_7f4a_7c15);
            (mixed >> 32) % below
        };
        // Each trouble in turn: chance must not leave one out.
        let trouble = &TROUBLES[number % TROUBLES.len()];
        let cloud = [Cloud::Aws, Cloud::Azure, Cloud::Gcp][usize::try_from(next(3)).unwrap()].clone();
        // Few of them are larger than what is read at once.
        let size = 2 + if next(10) == 0 { next(300_000) } else { next(30_000) };
        Self { number, trouble, cloud, content: (0..size).map(|_| next(256).to_le_bytes()[0]).collect() }
    }

    fn faults(&self) -> impl Iterator<Item = String> {
        let store = match self.cloud {
            Cloud::Aws => "s3",
            Cloud::Azure => "azure",
            _ => "google",
        };
        let half = (self.content.len() / 2).to_string();
        self.trouble.faults.iter().map(move |fault| fault.replace("STORE", store).replace("HALF", &half))
    }

    async fn run(&self, path: &Path) -> Result<(), String> {
        std::fs::write(path, &self.content).unwrap();
        let sandbox = Arc::new(Sandbox::start().await.unwrap());
        let soon = RetryPolicy::default().first_wait(Duration::from_millis(1));
        let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
        let client = client.retry(soon).build().unwrap();
        let mut before = None;
        if self.trouble.has_namesake {
            before = Some(self.upload(&client, path).send().await.map_err(|error| format!("{error:?}"))?.plugin.id);
            sandbox.advance(Duration::from_mins(10));
        }
        self.faults().for_each(|fault| sandbox.add_fault(fault.parse().unwrap()));
        let mut upload = self.upload(&client, path);
        if self.trouble.jumps {
            let sandbox = sandbox.clone();
            upload = upload.progress(move |event| {
                if let UploadEvent::Retrying { attempt: 1, .. } = event {
                    sandbox.advance(Duration::from_hours(2));
                }
            });
        }
        let uploaded = upload.send().await.map_err(|error| format!("{error:?}"))?;
        let plugins = client.custom_plugins().list().all().await.map_err(|error: Error| format!("{error:?}"))?;
        let new: Vec<_> = plugins.iter().map(|plugin| &plugin.id).filter(|id| before.as_ref() != Some(id)).collect();
        if new != [&uploaded.plugin.id] {
            return Err(format!("there are {new:?}, and it said {}", uploaded.plugin.id));
        }
        let stored = sandbox.archive_of(&uploaded.plugin.id).and_then(|path| std::fs::read(path).ok());
        if stored.as_ref() != Some(&self.content) {
            return Err("other bytes are stored".to_owned());
        }
        Ok(())
    }

    fn upload(&self, client: &Client, path: &Path) -> UploadCustomPlugin {
        let upload = client.custom_plugins().upload(path).class("io.example.A").connector_type(PluginType::Sink);
        upload.preflight(false).cloud(self.cloud.clone()).stall_timeout(STALL)
    }

    /// Runs it as `-v` would show it; what went wrong, if anything.
    fn outcome(&self, runtime: &tokio::runtime::Runtime, folder: &Path) -> Option<String> {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
        let subscriber = subscriber.with_writer(move || writer.clone()).finish();
        let path = folder.join(format!("{}.zip", self.number));
        let outcome = tracing::subscriber::with_default(subscriber, || runtime.block_on(self.run(&path)));
        let told = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let untold = self.trouble.told.iter().find(|part| !told.contains(**part));
        let wrong = outcome.err().or_else(|| untold.map(|part| format!("`{part}` is not told:\n{told}")));
        wrong.map(|wrong| format!("{} {:?} {:?}: {wrong}", self.number, self.cloud, self.faults().collect::<Vec<_>>()))
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn whatever_disturbs_an_upload_once_it_ends_in_one_new_plugin_of_its_own_bytes_and_is_told() {
    let uploads = std::env::var(HOW_MANY).map_or(UPLOADS, |text| text.parse().unwrap());
    let (next, wrong, folder) = (AtomicUsize::new(0), Mutex::new(Vec::new()), tempfile::tempdir().unwrap());
    let began = Instant::now();
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < uploads) {
            let outcome = Case::new(number).outcome(&runtime, folder.path());
            wrong.lock().unwrap().extend(outcome);
        }
    };
    std::thread::scope(|scope| (0..SIDE_BY_SIDE).for_each(|_| drop(scope.spawn(work))));
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {uploads}:\n{}", wrong.len(), wrong.join("\n"));
    println!("{uploads} uploads in {:.1?}", began.elapsed());
}
