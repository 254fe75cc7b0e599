use ccloud_connect::artifacts::{Artifact, Artifacts};
use ccloud_connect::plugins::Cloud;
use ccloud_connect::{Client, RetryPolicy};
use serde_json::{Value, json};

use super::reads;
use crate::decoding::asked;
use crate::server::{empty, json as answer};

fn artifacts(client: &Client) -> Artifacts {
    client.environment("env-1").artifacts()
}

fn told(artifact: &Artifact) -> String {
    let phase = artifact.phase.as_ref().map_or("-", |phase| phase.as_str());
    let Artifact { id, cloud, environment, classes, usages, .. } = artifact;
    format!("{id} {} {environment} {phase} {classes:?} {usages:?}", cloud.as_str())
}

fn live() -> [(&'static str, Value, &'static str); 5] {
    [
        (
            "being processed, with its cloud in small letters and lists that are null",
            json!({"id": "cca-1", "spec": {"cloud": "aws", "environment": "env-9", "plugins": null, "usages": null},
                   "status": {"phase": "PROCESSING"}}),
            "cca-1 AWS env-9 PROCESSING [] []",
        ),
        (
            "of another version of the API, with links to another host",
            json!({"api_version": "artifact/v1", "kind": "FlinkArtifact", "id": "cca-1", "status": {"phase": "PROVISIONING"},
                   "metadata": {"self": "https://confluent.cloud/x", "created_at": "2026-01-05T10:15:00+0000",
                       "resource_name": "crn://confluent.cloud/organization=0/environment=env-9/connect-artifact=cca-1"},
                   "spec": {"cloud": "AWS", "plugins": [], "usages": []}}),
            "cca-1 AWS env-1 PROVISIONING [] []",
        ),
        (
            "ready, in use, with classes that say more or less",
            json!({"id": "cca-1", "status": {"phase": "READY", "new": 1}, "spec": {"cloud": "GCP", "usages": ["lcc-1"],
                   "plugins": [{"class": "io.example.T", "type": "Transformation"}, {"class": null}, {"x": []}]}}),
            r#"cca-1 GCP env-1 READY ["io.example.T"] ["lcc-1"]"#,
        ),
        ("in a new phase", json!({"status": {"phase": "SCANNING"}}), " AWS env-1 SCANNING [] []"),
        ("without spec and status", json!({"spec": null, "status": null, "metadata": null}), " AWS env-1 - [] []"),
    ]
}

#[tokio::test]
async fn artifacts_are_read_one_by_one_and_in_lists() {
    reads(live(), async |client: Client| artifacts(&client).get(Cloud::Aws, "cca-1").await.map(|read| told(&read)))
        .await;
    let listed = live().map(|(what, body, expected)| (what, json!({"data": [body], "metadata": null}), expected));
    reads(listed, async |client: Client| {
        Ok(artifacts(&client).list(Cloud::Aws).all().await?.iter().map(told).collect())
    })
    .await;
}

/// Nothing but READY and FAILED ends a wait, and the service's own words are no reason to give up.
#[tokio::test(start_paused = true)]
async fn a_phase_that_nobody_knows_is_waited_through() {
    let phases = ["WAITING_FOR_PROCESSING", "PROVISIONING", "SCANNING", "READY"];
    let server = crate::server::Server::start(move |_, before| {
        answer(200, json!({"id": "cca-1", "status": {"phase": phases[before.min(3)]}}).to_string())
    });
    let server = server.await;
    let client = server.builder().retry(RetryPolicy::default()).build().unwrap();
    let ready = artifacts(&client).wait_ready(Cloud::Aws, "cca-1").await.unwrap();
    assert_eq!(told(&ready), "cca-1 AWS env-1 READY [] []");
}

#[tokio::test]
async fn a_deletion_takes_any_success() {
    for deleted in [empty(200), empty(202), empty(204), answer(200, "{}")] {
        asked(deleted, async |client| artifacts(&client).delete(Cloud::Aws, "cca-1").await).await.unwrap();
    }
}
