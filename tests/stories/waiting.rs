//! Waiting for connectors of the sandbox. Time is paused: it jumps from look to look, and the sandbox's clock with it.

use std::sync::Arc;
use std::time::Duration;

use ccloud_connect::connectors::{Cluster, Condition, ConnectorState, OffsetPhase, Status};
use ccloud_connect::reqwest::Method;
use ccloud_connect::wait::{WaitEvent, WaitFor};
use ccloud_connect::{Client, ConnectorConfig, Error, ErrorKind};
use ccloud_connect_sandbox::{Fault, Sandbox};
use serde_json::json;

use crate::datagen::datagen;

/// Longer than the sandbox takes to provision, shorter than three looks over ten seconds.
const LAG: Duration = Duration::from_secs(9);

async fn sandbox(lag: Duration) -> (Arc<Sandbox>, Cluster) {
    let sandbox = Sandbox::builder().lag(lag).start().await.unwrap();
    let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
    let cluster = client.build().unwrap().cluster(sandbox.environment(), sandbox.cluster());
    (Arc::new(sandbox), cluster)
}

/// Waits while the sandbox's clock keeps up.
async fn waited<T: Send + 'static>(sandbox: &Arc<Sandbox>, wait: WaitFor<T>) -> Result<T, Error> {
    let kept = sandbox.clone();
    sandbox.advance(Duration::from_secs(1));
    wait.progress(move |event: &WaitEvent| kept.advance(event.next_poll)).await
}

async fn running(sandbox: &Arc<Sandbox>, cluster: &Cluster, config: ConnectorConfig) -> Result<Status, Error> {
    cluster.connectors().create("orders", config).send().await.unwrap();
    waited(sandbox, cluster.connector("orders").wait_for(Condition::Running)).await
}

#[tokio::test(start_paused = true)]
async fn what_is_waited_for_after_a_change_is_true_although_the_old_state_is_shown_for_a_while() {
    let (sandbox, cluster) = sandbox(LAG).await;
    assert_eq!(running(&sandbox, &cluster, datagen(&[])).await.unwrap().state, ConnectorState::Running);
    let orders = cluster.connector("orders");

    orders.update(datagen(&[("sandbox.fail", "no such topic")])).await.unwrap();
    assert_eq!(orders.status().await.unwrap().state, ConnectorState::Running, "the old state");
    let error = waited(&sandbox, orders.wait_for(Condition::Running)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ImpossibleState);
    assert!(error.to_string().contains("sandbox.fail: ***"), "{error}");

    orders.update(datagen(&[])).await.unwrap();
    sandbox.advance(LAG);
    for condition in [Condition::Paused, Condition::Running, Condition::Paused] {
        let word = match condition {
            Condition::Paused => orders.pause().await.map(|()| ConnectorState::Paused),
            _ => orders.resume().await.map(|()| ConnectorState::Running),
        };
        waited(&sandbox, orders.wait_for(condition)).await.unwrap();
        assert_eq!(orders.status().await.unwrap().state, word.unwrap());
    }
    orders.delete().await.unwrap();
    waited(&sandbox, orders.wait_for(Condition::Deleted)).await.unwrap();
    let error = waited(&sandbox, orders.wait_for(Condition::Running)).await.unwrap_err();
    assert!(error.to_string().contains("is absent"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_shown_in_passing_ends_no_wait() {
    for (states, outcome) in [
        ("FAILED 4s, DEGRADED 2s, SOMETHING_NEW 9s, FAILED 2s", Ok(ConnectorState::Running)),
        ("RUNNING 9s, PROVISIONING 6s, FAILED 20m", Err(ErrorKind::ImpossibleState)),
        ("SOMETHING_NEW 60m", Err(ErrorKind::Timeout)),
    ] {
        let (sandbox, cluster) = sandbox(Duration::ZERO).await;
        let given = running(&sandbox, &cluster, datagen(&[("sandbox.flap", states)])).await;
        assert_eq!(given.map(|status| status.state).map_err(|error| error.kind()), outcome, "{states}");
    }
}

#[tokio::test(start_paused = true)]
async fn changed_offsets_are_in_force_when_the_wait_is_over_and_a_reset_follows() {
    let (sandbox, cluster) = sandbox(LAG).await;
    running(&sandbox, &cluster, datagen(&[])).await.unwrap();
    let offsets = cluster.connector("orders").offsets();
    let wanted = json!([{"partition": {"t": "orders", "p": 0}, "offset": {"o": 9_007_199_254_740_993_i64, "x": null}}]);
    let request = offsets.alter(serde_json::from_value(wanted.clone()).unwrap()).await.unwrap();
    let status = waited(&sandbox, request.wait()).await.unwrap();
    assert_eq!(status.phase, Some(OffsetPhase::Applied));
    assert_eq!(serde_json::to_value(offsets.get().await.unwrap().offsets).unwrap(), wanted);

    // It takes effect, and its answer is lost.
    sandbox.add_fault(Fault::reset().after().method(Method::POST).path("*/offsets/request"));
    let reset = offsets.reset().await.unwrap();
    let status = waited(&sandbox, reset.wait()).await.unwrap();
    assert_eq!(serde_json::to_value(&status.previous_offsets).unwrap(), wanted, "with which it can be undone");
    assert!(offsets.get().await.unwrap().offsets.is_empty());
    let error = waited(&sandbox, request.wait()).await.unwrap_err();
    assert!(error.to_string().contains("the latest request is another one"), "{error}");
}
