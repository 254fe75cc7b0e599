//! Plans carried out by a library user. Time is paused: it jumps from look to look, and the sandbox's clock with it.

use std::sync::Arc;
use std::time::Duration;

use ccloud_connect::connectors::{Cluster, ConnectorState};
use ccloud_connect::desired::{
    Action, Applied, AppliedConnector, DesiredConnector, DesiredState, Fingerprints, Outcome, Plan, Planning, Prune,
    Rotation,
};
use ccloud_connect::wait::WaitEvent;
use ccloud_connect::{Client, Error, ErrorKind};
use ccloud_connect_sandbox::Sandbox;
use tempfile::TempDir;

use crate::datagen::datagen;

struct World {
    sandbox: Arc<Sandbox>,
    cluster: Cluster,
    state: TempDir,
}

impl World {
    async fn new() -> Self {
        Self::of(Sandbox::builder()).await
    }

    async fn of(sandbox: ccloud_connect_sandbox::Builder) -> Self {
        let sandbox = Arc::new(sandbox.start().await.unwrap());
        let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
        let client = client.deadline(Duration::from_secs(5)).build().unwrap();
        let cluster = client.cluster(sandbox.environment(), sandbox.cluster());
        Self { sandbox, cluster, state: tempfile::tempdir().unwrap() }
    }

    fn planning(&self, more: &[(&str, &str)]) -> Planning {
        let orders = DesiredConnector::new("orders", datagen(more)).unwrap();
        self.planning_of(orders)
    }

    fn planning_of(&self, desired: DesiredConnector) -> Planning {
        let (records, key) = (self.state.path().join("records.json"), self.state.path().join("key"));
        self.cluster.plan(vec![desired]).fingerprints(Fingerprints::new(records, key))
    }

    async fn plan(&self, more: &[(&str, &str)]) -> Plan {
        self.planning(more).prepare().await.unwrap().plan().clone()
    }

    async fn applied(&self, planning: Planning) -> Applied {
        self.sandbox.advance(Duration::from_secs(1));
        let kept = self.sandbox.clone();
        let apply = planning.prepare().await.unwrap().apply().wait(true);
        let applied = apply.progress(move |event: &WaitEvent| kept.advance(event.next_poll)).send().await.unwrap();
        assert!(applied.unrecorded.is_none(), "{applied:?}");
        applied
    }

    async fn apply(&self, more: &[(&str, &str)]) -> Outcome {
        self.applied(self.planning(more)).await.connectors.remove(0).outcome
    }

    /// Without a wait.
    async fn sent(&self, more: &[(&str, &str)]) -> AppliedConnector {
        let applied = self.planning(more).prune(Prune::new()).prepare().await.unwrap().apply().send().await.unwrap();
        applied.connectors.into_iter().next().unwrap()
    }

    fn is_recorded(&self) -> bool {
        std::fs::read_to_string(self.state.path().join("records.json")).unwrap().contains("\"orders\"")
    }
}

/// What is told of the one connector: action, and each change.
fn told(plan: &Plan) -> String {
    let [one] = &plan.connectors[..] else { panic!("{plan:?}") };
    let changes = one.changes.iter().map(|change| format!(" {} {}", change.key, change.change.as_str()));
    format!("{}{}", one.action.as_str(), changes.collect::<String>())
}

#[tokio::test(start_paused = true)]
async fn a_rotated_secret_is_written_when_it_is_known_warned_of_when_it_is_not_and_forced_on_request() {
    let world = World::new().await;
    assert!(matches!(world.apply(&[]).await, Outcome::Done));
    assert_eq!(told(&world.plan(&[]).await), "unchanged");
    let rotated = [("kafka.api.secret", "canary-rotated")];
    assert_eq!(told(&world.plan(&rotated).await), "update kafka.api.secret changed");
    assert!(matches!(world.apply(&rotated).await, Outcome::Done));
    assert_eq!(told(&world.plan(&rotated).await), "unchanged");

    let unknown = "unchanged kafka.api.key unknown kafka.api.secret unknown";
    let bare = world.cluster.plan(vec![DesiredConnector::new("orders", datagen(&rotated)).unwrap()]);
    assert_eq!(told(bare.clone().prepare().await.unwrap().plan()), unknown);
    for (rotation, expected) in [
        (
            Rotation::Keys(["kafka.api.secret".to_owned()].into()),
            "update kafka.api.key unknown kafka.api.secret changed",
        ),
        (Rotation::All, "update kafka.api.key changed kafka.api.secret changed"),
    ] {
        assert_eq!(told(bare.clone().rotate(rotation).prepare().await.unwrap().plan()), expected);
    }
    let nowhere = bare.rotate(Rotation::Keys(["kafka.api.secert".to_owned()].into())).prepare().await;
    assert!(nowhere.unwrap_err().to_string().contains("`kafka.api.secert`"));
    for file in std::fs::read_dir(world.state.path()).unwrap() {
        assert!(!std::fs::read_to_string(file.unwrap().path()).unwrap().contains("canary"));
    }
}

#[tokio::test(start_paused = true)]
async fn settings_that_are_taken_and_then_found_wrong_leave_the_connector_with_those_it_had() {
    let world = World::new().await;
    world.apply(&[]).await;
    let outcome = world.apply(&[("sandbox.fail", "kafka.topic: no such topic")]).await;
    let Outcome::KeptPrevious(error) = &outcome else { panic!("{outcome:?}") };
    let Error::ImpossibleState { reasons, .. } = error else { panic!("{error:?}") };
    assert!(!reasons.is_empty() && error.to_string().contains("previous configuration"), "{error}");
    // What it has now nobody knows; that differs, and its secrets may.
    let expected = "update kafka.api.key unknown kafka.api.secret unknown sandbox.fail removed";
    assert_eq!(told(&world.plan(&[]).await), expected);
    assert!(matches!(world.apply(&[]).await, Outcome::Done));
    assert_eq!(told(&world.plan(&[]).await), "unchanged");

    let failed = DesiredConnector::new("other", datagen(&[("sandbox.fail", "no")])).unwrap();
    let applied = world.applied(world.planning_of(failed)).await;
    let error = applied.connectors[0].outcome.error().unwrap();
    assert_eq!(error.kind(), ErrorKind::ImpossibleState, "a new one has nothing that it could go on with");
    assert!(matches!(applied.connectors[0].outcome, Outcome::Failed(_)));
}

#[tokio::test(start_paused = true)]
async fn a_connector_is_paused_and_resumed_as_it_should_be_without_a_write_of_its_settings() {
    let world = World::new().await;
    for (state, expected) in [
        (DesiredState::Paused, Some(ConnectorState::Paused)),
        (DesiredState::Paused, None),
        (DesiredState::Running, Some(ConnectorState::Running)),
        (DesiredState::Paused, Some(ConnectorState::Paused)),
    ] {
        let mut desired = DesiredConnector::new("orders", datagen(&[])).unwrap();
        desired.state = Some(state);
        let applied = world.applied(world.planning_of(desired)).await.connectors.remove(0);
        let is_written = !matches!(applied.outcome, Outcome::Unchanged);
        assert_eq!(is_written, expected.is_some(), "{applied:?}");
        assert_eq!(applied.plan.action == Action::Unchanged, expected.is_none());
        assert!(applied.plan.action == Action::Create || !applied.plan.writes_config());
        assert_eq!(applied.status.filter(|_| is_written).map(|status| status.state), expected);
    }
    // Nothing is said of its state: it stays as it is.
    assert!(matches!(world.apply(&[("tasks.max", "2")]).await, Outcome::Done));
    let status = world.cluster.connector("orders").status().await.unwrap();
    assert_eq!(status.state, ConnectorState::Paused);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_given_up_is_not_known_to_be_in_force_and_one_whose_wait_was_is_still_to_be_seen() {
    for (fault, is_recorded) in [(Some("stall,method=PUT,path=*/config"), false), (None, true)] {
        let world = World::new().await;
        world.apply(&[]).await;
        assert!(world.is_recorded());
        if let Some(fault) = fault {
            world.sandbox.add_fault(fault.parse().unwrap());
        }
        let rotated = world.planning(&[("kafka.api.secret", "canary-rotated")]).prepare().await.unwrap();
        let applied = rotated.apply().wait(true).deadline(Duration::from_secs(1)).send().await.unwrap();
        let outcome = &applied.connectors[0].outcome;
        assert!(matches!(outcome, Outcome::Failed(Error::Timeout { .. })), "{fault:?}: {outcome:?}");
        assert!(applied.unrecorded.is_none());
        assert_eq!(world.is_recorded(), is_recorded, "{fault:?}");
        // Neither the new secret nor the old one is said to be in force.
        let unknown = "unchanged kafka.api.key unknown kafka.api.secret unknown";
        for secret in ["canary-rotated", "canary-secret"] {
            assert_eq!(told(&world.plan(&[("kafka.api.secret", secret)]).await), unknown, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_connector_that_a_look_after_the_write_shows_failed_has_failed_without_a_wait_too() {
    let lag = Duration::from_mins(1);
    let world = World::of(Sandbox::builder().provisioning_time(Duration::ZERO).lag(lag)).await;
    let failed = world.sent(&[("sandbox.fail", "kafka.topic: no such topic")]).await;
    let Outcome::Failed(error) = &failed.outcome else { panic!("{failed:?}") };
    assert_eq!(error.kind(), ErrorKind::ImpossibleState);
    assert!(error.to_string().contains("Configuration rejected"), "{error}");
    assert_eq!(failed.status.unwrap().state, ConnectorState::Failed);
    // The old state is shown for a while: it tells nothing of the settings that were written now.
    let mended = world.sent(&[]).await;
    assert!(matches!(mended.outcome, Outcome::Done) && mended.status.is_none(), "{mended:?}");
    world.sandbox.advance(lag);
    assert_eq!(world.cluster.connector("orders").status().await.unwrap().state, ConnectorState::Running);
}

#[tokio::test]
async fn what_goes_on_with_its_previous_settings_is_told_without_a_wait_and_nothing_is_pruned() {
    let world = World::of(Sandbox::builder().provisioning_time(Duration::ZERO)).await;
    assert!(matches!(world.sent(&[]).await.outcome, Outcome::Done));
    world.cluster.connectors().create("unnamed", datagen(&[])).send().await.unwrap();
    let kept = world.sent(&[("sandbox.fail", "no")]).await;
    assert!(matches!(kept.outcome, Outcome::KeptPrevious(_)), "{kept:?}");
    assert!(!world.is_recorded());
    assert_eq!(world.cluster.connectors().names().await.unwrap().len(), 2);
}
