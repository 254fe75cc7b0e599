//! The pipeline of `tests/gitops`: what is proposed is shown without a secret, what is merged is made so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use ccloud_connect::Client;
use ccloud_connect::reqwest::{Method, StatusCode};
use ccloud_connect_sandbox::{Fault, Sandbox};
use tempfile::TempDir;

use crate::cconnect::{Run, binary, repository};

const SECRETS: [(&str, &str); 2] = [("KAFKA_API_KEY", "canary-key"), ("KAFKA_API_SECRET", "canary-secret")];

/// A checkout of the folder, and the machine that its jobs run on.
struct Pipeline {
    sandbox: Sandbox,
    checkout: TempDir,
}

impl Pipeline {
    async fn new() -> Self {
        let sandbox = Sandbox::builder().provisioning_time(Duration::ZERO).lag(Duration::ZERO).start().await.unwrap();
        let checkout = tempfile::tempdir().unwrap();
        copy(&repository().join("tests/gitops"), checkout.path());
        Self { sandbox, checkout }
    }

    /// Runs a job with these secrets beside the key for the service.
    async fn run(&self, job: &str, secrets: &[(&str, &str)]) -> Run {
        let mut command = Command::new("sh");
        command.arg(self.path("ci.sh")).arg(job).current_dir("/").env_clear().envs(secrets.iter().copied());
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", self.path("home"));
        command.env("CCONNECT", binary()).env("TIMEOUT", "60s");
        command.env("CONFLUENT_CLOUD_ENDPOINT", self.sandbox.endpoint());
        command.env("CONFLUENT_CLOUD_API_KEY", self.sandbox.api_key());
        command.env("CONFLUENT_CLOUD_API_SECRET", self.sandbox.api_secret());
        command.env("CONFLUENT_ENVIRONMENT_ID", self.sandbox.environment()).env("KAFKA_ID", self.sandbox.cluster());
        // The service runs in this process.
        let run: Run = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap().into();
        for text in [&run.stdout, &run.stderr, &self.comment()] {
            assert!(!text.contains("canary"), "{text}");
        }
        run
    }

    fn path(&self, name: &str) -> PathBuf {
        self.checkout.path().join(name)
    }

    fn comment(&self) -> String {
        fs::read_to_string(self.path("reports/comment.md")).unwrap_or_default()
    }

    /// From now on the key may only read.
    fn read_only(&self) {
        let refused = || Fault::status(StatusCode::FORBIDDEN);
        self.sandbox.add_fault(refused().method(Method::POST).path("*/connectors"));
        self.sandbox.add_fault(refused().method(Method::PUT).path("*/connectors/*"));
        self.sandbox.add_fault(refused().method(Method::DELETE));
    }

    async fn states(&self) -> Vec<String> {
        let sandbox = &self.sandbox;
        let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
        let cluster = client.build().unwrap().cluster(sandbox.environment(), sandbox.cluster());
        let listed = cluster.connectors().list().await.unwrap();
        listed.iter().map(|one| format!("{} {}", one.name, one.status.as_ref().unwrap().state)).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_request_shows_what_its_merge_does_and_a_second_one_nothing() {
    let pipeline = Pipeline::new().await;
    pipeline.read_only();
    let proposed = pipeline.run("pull-request", &[]).await;
    assert_eq!(proposed.code, 0, "{proposed:?}");
    let comment = pipeline.comment();
    for name in ["clicks", "orders", "payments"] {
        assert!(comment.contains(name), "{comment}");
    }
    assert!(pipeline.path("reports/validate.xml").exists());
    assert_eq!(pipeline.states().await, [""; 0]);

    pipeline.sandbox.clear_faults();
    let secretless = pipeline.run("main", &[]).await;
    assert_eq!((secretless.code, pipeline.states().await.len()), (2, 0), "{secretless:?}");
    let merged = pipeline.run("main", &SECRETS).await;
    assert_eq!(merged.code, 0, "{merged:?}");
    assert_eq!(pipeline.states().await, ["clicks RUNNING", "orders RUNNING", "payments RUNNING"]);

    // Nothing is written any more, nor would it be.
    pipeline.read_only();
    for (job, secrets) in [("main", &SECRETS[..]), ("pull-request", &[])] {
        let again = pipeline.run(job, secrets).await;
        assert_eq!(again.code, 0, "{job}: {again:?}");
        assert!(again.stdout.contains("3 unchanged"), "{job}: {again:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_request_that_cannot_be_merged_says_where_it_is_wrong() {
    let pipeline = Pipeline::new().await;
    fs::write(pipeline.path("connectors/orders.yaml"), "name: orders\nconfig:\n  tasks.max: [1]\n").unwrap();
    let proposed = pipeline.run("pull-request", &[]).await;
    assert_eq!(proposed.code, 2, "{proposed:?}");
    assert!(pipeline.comment().contains("orders.yaml"), "{}", pipeline.comment());
    assert_eq!(pipeline.run("deploy", &[]).await.code, 2);
}
