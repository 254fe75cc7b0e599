//! Waiting until an archive has been processed. Time is not waited for: it is moved on while the network is quiet.

use std::future::IntoFuture;
use std::pin::pin;
use std::time::Duration;

use ccloud_connect::artifacts::Artifacts;
use ccloud_connect::plugins::{Cloud, VersionHandle};
use ccloud_connect::{Error, ErrorKind, RetryPolicy};
use serde_json::json;

use crate::server::{Server, json as answer};

/// Half a second passes in every pause of the network.
async fn hurried<W: IntoFuture>(wait: W) -> W::Output {
    let mut wait = pin!(wait.into_future());
    tokio::time::pause();
    loop {
        // As long as such a task runs, time does not move by itself.
        let pause = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(2)));
        tokio::select! {
            outcome = &mut wait => {
                tokio::time::resume();
                return outcome;
            }
            _ = pause => tokio::time::advance(Duration::from_millis(500)).await,
        }
    }
}

/// Shows these statuses one after another, and the last for ever.
async fn showing(statuses: &'static [&'static str]) -> Server {
    Server::start(move |_, before| {
        let status = statuses[before.min(statuses.len() - 1)];
        answer(200, format!(r#"{{"id": "x-1", "spec": {{}}, "status": {status}}}"#))
    })
    .await
}

/// A version and an artifact of a server, by a client that has time.
fn both(server: &Server) -> (VersionHandle, Artifacts) {
    let patient = RetryPolicy::default().attempt_timeout(Duration::from_hours(1));
    let environment = server.builder().retry(patient).build().unwrap().environment("env-1");
    (environment.plugin("ccp-1").version("x-1"), environment.artifacts())
}

#[tokio::test]
async fn a_version_or_artifact_is_waited_for_through_whatever_is_not_an_end() {
    for statuses in [
        &[r#"{"phase": "READY"}"#][..],
        &[r#"{"phase": "WAITING_FOR_PROCESSING"}"#, r#"{"phase": "PROCESSING"}"#, r#"{"phase": "ready"}"#],
        &["null", "{}", r#"{"phase": null}"#, r#"{"phase": "PROVISIONING"}"#, r#"{"phase": "PROVISIONED"}"#],
        &[r#"{"phase": "SOMETHING_NEW", "error_message": "still at it"}"#, r#"{"phase": "READY"}"#],
        // One glimpse of a failure is none.
        &[r#"{"phase": "FAILED"}"#, r#"{"phase": "PROCESSING"}"#, r#"{"phase": "READY"}"#],
    ] {
        let server = showing(statuses).await;
        hurried(both(&server).0.wait_ready()).await.unwrap();
        assert_eq!(server.seen().len(), statuses.len());
        let server = showing(statuses).await;
        hurried(both(&server).1.wait_ready(Cloud::Aws, "x-1")).await.unwrap();
        assert_eq!(server.seen().len(), statuses.len());
        assert_eq!(server.seen()[0].query()["spec.cloud"], "AWS");
    }
}

#[tokio::test]
async fn a_failed_version_tells_the_services_message_without_secrets() {
    let server = showing(&[r#"{"phase": "FAILED", "error_message": "no such class, the-api-secret"}"#]).await;
    let error = hurried(both(&server).0.wait_ready()).await.unwrap_err();
    let Error::ImpossibleState { name, wanted, state, reasons, .. } = &error else { panic!("{error:?}") };
    assert_eq!((name.as_str(), wanted.as_str(), state.as_str()), ("x-1", "READY", "FAILED"));
    assert_eq!(*reasons, ["no such class, ***"]);
    assert!(error.to_string().contains("plugin version `x-1` is FAILED"), "{error}");
}

#[tokio::test]
async fn a_failed_artifact_ends_the_wait_and_a_deadline_tells_the_last_phase() {
    let server = showing(&[r#"{"phase": "FAILED"}"#]).await;
    let error = hurried(both(&server).1.wait_ready(Cloud::Aws, "x-1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ImpossibleState);
    let server = showing(&[r#"{"phase": "WAITING_FOR_PROCESSING"}"#]).await;
    let wait = both(&server).1.wait_ready(Cloud::Aws, "x-1").deadline(Duration::from_mins(1));
    let error = hurried(wait).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("the artifact is WAITING_FOR_PROCESSING"), "{error}");
}

#[tokio::test]
async fn what_is_not_there_is_not_waited_for() {
    let missing = json!({"errors": [{"status": "404", "code": "not_found", "detail": "no such version"}]});
    let server = Server::always(answer(404, missing.to_string())).await;
    let error = hurried(both(&server).0.wait_ready()).await.unwrap_err();
    assert_eq!((error.kind(), server.seen().len()), (ErrorKind::NotFound, 1));
}
