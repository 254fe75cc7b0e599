mod record;
mod settle;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ccloud_connect_secret::ConnectorConfig;
use futures_util::stream::{self, StreamExt as _};

use super::{Action, ConnectorPlan, DesiredConnector, DesiredState, PreparedPlan};
use crate::Error;
use crate::connectors::{Condition, Connector, ConnectorState, ConnectorSummary, Status, complete, is_custom};
use crate::plugins::{InvalidSetting, PluginRef};
use crate::wait::WaitEvent;

/// How many connectors are worked on at once. A service that is asked too much says so, and all calls wait together.
const AT_ONCE: usize = 8;

/// A plan about to be carried out. Made by [`PreparedPlan::apply`].
#[must_use = "nothing is written before `send`"]
pub struct Apply {
    prepared: PreparedPlan,
    keep_going: bool,
    wait: bool,
    deadline: Option<Duration>,
    progress: Option<Progress>,
}

type Progress = Arc<dyn Fn(&WaitEvent) + Send + Sync>;

/// What became of a plan.
#[derive(Debug)]
#[non_exhaustive]
pub struct Applied {
    /// Every connector of the plan, in its order.
    pub connectors: Vec<AppliedConnector>,
    /// Why it could not be recorded what was applied: the connectors are what they should be, but secrets that the service
    /// hides are unknown from here on.
    pub unrecorded: Option<Error>,
}

/// What became of one connector.
#[derive(Debug)]
#[non_exhaustive]
pub struct AppliedConnector {
    /// What was to be done.
    pub plan: ConnectorPlan,
    /// What came of it.
    pub outcome: Outcome,
    /// Its id, as far as it is known now.
    pub id: Option<String>,
    /// What it is doing, where it was written and looked at afterwards. Without a wait that is one look, and none counts
    /// that shows it FAILED as it was before: the service shows the old state for a while.
    pub status: Option<Status>,
}

/// How it went with one connector.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// It was what it should be.
    Unchanged,
    /// It was done, and where that was waited for, it has settled; else a look has not shown it to have FAILED.
    Done,
    /// It was not begun: something failed before it.
    Skipped,
    /// It was refused, or did not settle as it should.
    Failed(Error),
    /// The service took the new settings, found fault with them afterwards, and goes on with those it had before.
    KeptPrevious(Error),
}

/// A connector whose config the service finds fault with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidConnector {
    /// Its name.
    pub name: String,
    /// All that is wrong, by key.
    pub errors: Vec<InvalidSetting>,
}

impl PreparedPlan {
    /// Begins to carry the plan out: creates and updates, then deletions.
    pub fn apply(self) -> Apply {
        Apply { prepared: self, keep_going: false, wait: false, deadline: None, progress: None }
    }

    /// What is sent for a connector: all it should have, less what the service adds.
    fn sent(&self, desired: &DesiredConnector) -> Result<ConnectorConfig, Error> {
        if let Some(key) = desired.unresolved.first() {
            let message =
                format!("`{key}` of `{}` refers to what was not looked up, so it cannot be sent", desired.name);
            return Err(Error::Input(message));
        }
        let is_custom = is_custom(&desired.config);
        let is_sent = |key: &str| !self.planning.added.contains(key, is_custom);
        let config = desired.config.clone().into_iter().filter(|(key, _)| is_sent(key)).collect();
        complete(&desired.name, config)
    }

    fn connector(&self, name: &str) -> Connector {
        self.planning.cluster.connector(name)
    }

    /// Each desired connector that has to be written, with its plan and its place in it.
    pub(super) fn writes(&self) -> impl Iterator<Item = (usize, &ConnectorPlan, &DesiredConnector)> {
        let both = self.plan.connectors.iter().zip(&self.planning.desired).enumerate();
        both.filter(|(_, (plan, _))| plan.action != Action::Unchanged).map(|(at, (plan, desired))| (at, plan, desired))
    }

    /// Has the service check every config that is about to be written, where it can: those of managed plugins.
    ///
    /// # Errors
    /// [`Error::Invalid`] with all that it finds fault with.
    async fn validate(&self) -> Result<(), Error> {
        let checks = self.writes().filter(|(_, plan, _)| plan.action == Action::Create || plan.writes_config());
        let checks = checks.map(|(_, plan, desired)| async move {
            let config = self.sent(desired)?;
            let Some(PluginRef::Managed(class)) = desired.plugin() else { return Ok(None) };
            let checked = self.planning.cluster.plugins().validate(&class, config).await?;
            Ok((!checked.errors.is_empty())
                .then(|| InvalidConnector { name: plan.name.clone(), errors: checked.errors }))
        });
        let checked: Vec<Result<_, Error>> = stream::iter(checks).buffered(AT_ONCE).collect().await;
        let mut invalid = Vec::new();
        for one in checked {
            invalid.extend(one?);
        }
        if invalid.is_empty() { Ok(()) } else { Err(Error::Invalid { connectors: invalid }) }
    }

    async fn write(&self, plan: &ConnectorPlan, desired: &DesiredConnector) -> Result<(), Error> {
        let connector = self.connector(&plan.name);
        if plan.action == Action::Create {
            let create = self.planning.cluster.connectors().create(&plan.name, self.sent(desired)?);
            let create = create.offsets(desired.offsets.clone().unwrap_or_default());
            go_on(create.send().await.map(drop))?;
        } else if plan.writes_config() {
            go_on(connector.put(self.sent(desired)?).await.map(drop))?;
        }
        match plan.state.as_ref().map(|change| change.after) {
            Some(DesiredState::Paused) => go_on(connector.pause().await),
            Some(DesiredState::Running) => go_on(connector.resume().await),
            None => Ok(()),
        }
    }

    /// What a connector settles in: what it should be, else what it was.
    fn settles_in(&self, desired: &DesiredConnector) -> Condition {
        let was = self.live.get(&desired.name).and_then(|live| live.status.as_ref()).map(|status| &status.state);
        let was_paused = was == Some(&ConnectorState::Paused);
        match desired.state {
            Some(DesiredState::Paused) => Condition::Paused,
            None if was_paused => Condition::Paused,
            _ => Condition::Running,
        }
    }
}

impl Apply {
    /// Whether to go on when something fails. Default: what was not begun by then is skipped.
    pub fn keep_going(mut self, keep_going: bool) -> Self {
        self.keep_going = keep_going;
        self
    }

    /// Waits until every connector that is written has settled. Default: that it is accepted is enough.
    pub fn wait(mut self, wait: bool) -> Self {
        self.wait = wait;
        self
    }

    /// How long to wait for each at most. Default as [`WaitFor::deadline`](crate::wait::WaitFor::deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Is told of every look of a wait that did not end it.
    pub fn progress(mut self, progress: impl Fn(&WaitEvent) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Carries it out. All configs are checked by the service before the first is written; a connector that is as it
    /// should be costs no call. Connectors are begun in the plan's order, some at once; deletions come last, and only when
    /// everything else has gone well.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the service finds fault with a config, [`Error::Input`] when more would be pruned than may
    /// be: then nothing was written. What happens to single connectors afterwards is in [`Applied`].
    pub async fn send(mut self) -> Result<Applied, Error> {
        self.prepared.check_prune()?;
        self.prepared.validate().await?;
        if self.prepared.planning.cluster.client().is_dry_run() {
            let mut outcomes = self.write_all().await;
            self.prune_all(&mut outcomes).await;
            return Ok(self.told(outcomes, Vec::new(), &[], None));
        }
        self.forget()?;
        let mut outcomes = self.write_all().await;
        let taken: Vec<_> = outcomes.iter().map(|outcome| matches!(outcome, Outcome::Done)).collect();
        let waited = if self.wait { self.settle_all(&mut outcomes).await } else { Vec::new() };
        let listed = if wrote(&outcomes) { self.list().await } else { Ok(Vec::new()) };
        if let (false, Ok(listed)) = (self.wait, &listed) {
            self.look_at_all(listed, &mut outcomes);
        }
        let unrecorded = self.record(&taken, &outcomes, &waited, &listed).err();
        self.prune_all(&mut outcomes).await;
        Ok(self.told(outcomes, waited, &listed.unwrap_or_default(), unrecorded))
    }

    async fn list(&self) -> Result<Vec<ConnectorSummary>, Error> {
        self.prepared.planning.cluster.connectors().list().await
    }

    async fn write_all(&self) -> Vec<Outcome> {
        let stopped = AtomicBool::new(false);
        let (prepared, stopped) = (&self.prepared, &stopped);
        let writes = prepared.writes().map(|(at, plan, desired)| async move {
            if stopped.load(Ordering::Relaxed) {
                return (at, Outcome::Skipped);
            }
            let outcome = prepared.write(plan, desired).await;
            if outcome.is_err() && !self.keep_going {
                stopped.store(true, Ordering::Relaxed);
            }
            (at, outcome.map_or_else(Outcome::Failed, |()| Outcome::Done))
        });
        let written: Vec<_> = stream::iter(writes).buffered(AT_ONCE).collect().await;
        let mut outcomes: Vec<_> = prepared.plan.connectors.iter().map(|_| Outcome::Unchanged).collect();
        for (at, outcome) in written {
            outcomes[at] = outcome;
        }
        outcomes
    }

    /// Deletes what is to be pruned, unless anything has failed.
    async fn prune_all(&self, outcomes: &mut [Outcome]) {
        let prepared = &self.prepared;
        let mut has_failed = outcomes.iter().any(Outcome::has_failed);
        for (at, plan) in prepared.plan.connectors.iter().enumerate().filter(|(_, plan)| plan.action == Action::Prune) {
            outcomes[at] = if has_failed && !matches!(outcomes[at], Outcome::Done) {
                Outcome::Skipped
            } else {
                let deleted = delete(&prepared.connector(&plan.name)).await;
                has_failed |= deleted.is_err() && !self.keep_going;
                deleted.map_or_else(Outcome::Failed, |()| Outcome::Done)
            };
        }
    }

    fn told(
        mut self,
        outcomes: Vec<Outcome>,
        waited: Vec<(usize, Status)>,
        listed: &[ConnectorSummary],
        unrecorded: Option<Error>,
    ) -> Applied {
        let mut waited: std::collections::HashMap<_, _> = waited.into_iter().collect();
        let plans = std::mem::take(&mut self.prepared.plan.connectors);
        let one = |(at, (plan, outcome)): (usize, (ConnectorPlan, Outcome))| {
            let listed = listed.iter().find(|live| live.name == plan.name);
            let id = listed.and_then(|live| live.id.clone()).or_else(|| plan.id.clone());
            let status = waited.remove(&at).or_else(|| self.prepared.seen(&plan, listed?).cloned());
            AppliedConnector { plan, outcome, id, status }
        };
        let connectors = plans.into_iter().zip(outcomes).enumerate().map(one).collect();
        Applied { connectors, unrecorded }
    }
}

impl Outcome {
    /// The error, if it was not done and not just skipped.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) | Self::KeptPrevious(error) => Some(error),
            _ => None,
        }
    }

    fn has_failed(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::KeptPrevious(_) | Self::Skipped)
    }
}

fn wrote(outcomes: &[Outcome]) -> bool {
    outcomes.iter().any(|outcome| !matches!(outcome, Outcome::Unchanged | Outcome::Skipped))
}

/// What a dry run has kept is to be followed by what else would be sent.
fn go_on(outcome: Result<(), Error>) -> Result<(), Error> {
    match outcome {
        Err(Error::Planned) => Ok(()),
        outcome => outcome,
    }
}

/// What is gone already needs no deletion.
async fn delete(connector: &Connector) -> Result<(), Error> {
    match connector.delete().await {
        Err(error @ Error::NotFound { .. }) => match connector.absence().await {
            Ok(Some(_)) => Ok(()),
            _ => Err(error),
        },
        outcome => go_on(outcome),
    }
}
