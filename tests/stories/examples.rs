//! The SDK's examples do what their first line says, against the sandbox.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use ccloud_connect_sandbox::Sandbox;
use serde_json::Value;

use crate::cconnect::{Run, repository};

const ARCHIVE: &str = "tests/archives/heartbeat-source-0.1.0.zip";
const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";

/// Every example of the SDK by its name, as cargo built it. The whole workspace, because that is what has just been built.
fn built() -> &'static BTreeMap<String, PathBuf> {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = ["build", "--quiet", "--workspace", "--examples", "--message-format", "json"];
        let output = Command::new(cargo).args(build).current_dir(repository()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).unwrap();
        let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let examples = artifacts.filter(is_ours);
        let named = examples.filter_map(|example| {
            Some((example["target"]["name"].as_str()?.to_owned(), example["executable"].as_str()?.into()))
        });
        named.collect()
    })
}

fn is_ours(artifact: &Value) -> bool {
    let manifest = artifact["manifest_path"].as_str().unwrap_or_default();
    artifact["target"]["kind"][0] == "example" && manifest.ends_with("crates/sdk/Cargo.toml")
}

async fn run(sandbox: &Sandbox, name: &str, arguments: &[&str], by_token: bool) -> Run {
    let mut command = tokio::process::Command::new(&built()[name]);
    command.args(arguments).current_dir(repository()).env_clear();
    let place = [
        ("CONFLUENT_CLOUD_ENDPOINT", sandbox.endpoint()),
        ("CONFLUENT_TELEMETRY_ENDPOINT", sandbox.endpoint()),
        ("CONFLUENT_ENVIRONMENT_ID", sandbox.environment()),
        ("KAFKA_ID", sandbox.cluster()),
    ];
    command.envs(place);
    if by_token {
        command.env("CONFLUENT_CLOUD_ACCESS_TOKEN", sandbox.access_token());
    } else {
        command.env("CONFLUENT_CLOUD_API_KEY", sandbox.api_key());
        command.env("CONFLUENT_CLOUD_API_SECRET", sandbox.api_secret());
    }
    command.output().await.unwrap().into()
}

/// In an order that tells a story: what one example makes, others look at.
#[tokio::test]
async fn every_example_does_its_task_against_the_sandbox() {
    let sandbox = Sandbox::builder().provisioning_time(std::time::Duration::from_millis(200)).start().await.unwrap();
    let stories: [(&str, &[&str], bool, &str); 13] = [
        ("create_and_wait", &["orders"], false, "orders is RUNNING"),
        ("list_connectors", &[], false, "\torders\tRUNNING"),
        ("validate", &["DatagenSource", "kafka.topic=orders"], false, "problems"),
        ("errors", &["ordres"], false, "near names: [\"orders\"]"),
        ("offsets", &["orders", "orders", "0"], false, "offsets replaced"),
        ("metrics", &["orders"], false, "hours with records"),
        ("inspect_archive", &[ARCHIVE], false, CLASS),
        ("upload_with_progress", &[ARCHIVE], false, "ccp-"),
        ("plugin_versions", &["heartbeat", ARCHIVE, "1.0.0", CLASS, "source"], false, "\t1.0.0"),
        ("generated_builder", &[], false, "200 OK: [\"orders\"]"),
        ("one_api", &[], true, "DatagenSource"),
        ("own_execute", &[], true, "1 connectors, 1 call"),
        ("mocked", &[], false, "passed"),
    ];
    for (name, arguments, by_token, said) in stories {
        let ran = run(&sandbox, name, arguments, by_token).await;
        assert!(ran.code == 0 && ran.stdout.contains(said), "{name}: {ran:?}");
    }
    let told: Vec<_> = stories.iter().map(|(name, ..)| *name).collect();
    let untold: Vec<_> = built().keys().filter(|name| !told.contains(&name.as_str())).collect();
    assert!(untold.is_empty(), "{untold:?} are not run");
}
