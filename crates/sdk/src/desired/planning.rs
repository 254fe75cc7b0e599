use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::future::{join, join_all};
use jiff::Timestamp;

use super::canonical::Settings;
use super::compare::{Comparison, Hidden};
use super::fingerprint::Known;
use super::renaming::renamed_from;
use super::{
    Action, AddedKeys, Change, ConnectorPlan, DesiredConnector, DesiredState, Fingerprints, Plan, Prune, Rotation,
    StateChange,
};
use crate::Error;
use crate::connectors::{Cluster, ConnectorState, ConnectorSummary, LiveConfig};
use crate::plugins::PluginRef;
use crate::redaction::Classification;

/// A comparison about to be made. Made by [`Cluster::plan`].
#[derive(Clone, Debug)]
#[must_use = "nothing is compared before `prepare`"]
pub struct Planning {
    pub(super) cluster: Cluster,
    pub(super) desired: Vec<DesiredConnector>,
    pub(super) added: AddedKeys,
    rotation: Rotation,
    pub(super) prune: Option<Prune>,
    fingerprints: Option<Fingerprints>,
}

/// A plan with all that it takes to carry it out. Made by [`Planning::prepare`].
#[derive(Debug)]
pub struct PreparedPlan {
    pub(super) plan: Plan,
    pub(super) planning: Planning,
    /// What was there, by name.
    pub(super) live: HashMap<String, ConnectorSummary>,
    pub(super) plugins: Plugins,
    pub(super) known: Option<Known>,
}

/// What the plugins of the desired connectors say of their settings.
#[derive(Debug, Default)]
pub(super) struct Plugins {
    by_plugin: HashMap<PluginRef, (Settings, Classification)>,
    nothing: (Settings, Classification),
}

impl Cluster {
    /// Begins to compare what connectors should be with what they are.
    pub fn plan(&self, desired: Vec<DesiredConnector>) -> Planning {
        Planning {
            cluster: self.clone(),
            desired,
            added: AddedKeys::default(),
            rotation: Rotation::default(),
            prune: None,
            fingerprints: None,
        }
    }
}

impl Planning {
    /// Which keys are passed over. Default: those that the service adds.
    pub fn added_keys(mut self, keys: AddedKeys) -> Self {
        self.added = keys;
        self
    }

    /// Which secrets are written whether or not they are known to differ. Default: none.
    pub fn rotate(mut self, rotation: Rotation) -> Self {
        self.rotation = rotation;
        self
    }

    /// Deletes what nothing names any longer. Default: nothing is deleted.
    pub fn prune(mut self, prune: Prune) -> Self {
        self.prune = Some(prune);
        self
    }

    /// What was applied last from here, to compare the secrets that the service hides with. Default: nothing is known, so
    /// all such secrets are unknown.
    pub fn fingerprints(mut self, fingerprints: Fingerprints) -> Self {
        self.fingerprints = Some(fingerprints);
        self
    }

    /// Compares. One list of the cluster's connectors, whatever their number, and one call for each plugin whose settings
    /// are not known yet.
    ///
    /// # Errors
    /// [`Error::Input`] when two connectors have one name, when a key that is to be rotated is in none of them, or when
    /// all would be pruned; what a list can end with.
    pub async fn prepare(self) -> Result<PreparedPlan, Error> {
        self.check()?;
        let known = self.fingerprints.as_ref().map(|kept| kept.read(&self.cluster)).transpose()?;
        let connectors = self.cluster.connectors();
        let (live, plugins) = join(connectors.list(), Plugins::read(&self.cluster, &self.desired)).await;
        let live = live?;
        let mut plan = Plan {
            environment: self.cluster.environment().to_owned(),
            cluster: self.cluster.kafka_cluster().to_owned(),
            connectors: self.compare(&live, &plugins, known.as_ref()),
        };
        let names: BTreeSet<_> = self.desired.iter().map(|one| one.name.as_str()).collect();
        if let Some(prune) = &self.prune {
            plan.connectors.extend(prune.choose(&live, &names)?.into_iter().map(pruned));
        }
        let live = live.into_iter().map(|one| (one.name.clone(), one)).collect();
        Ok(PreparedPlan { plan, planning: self, live, plugins, known })
    }

    fn check(&self) -> Result<(), Error> {
        let mut names = BTreeSet::new();
        if let Some(twice) = self.desired.iter().find(|one| !names.insert(one.name.as_str())) {
            return Err(Error::Input(format!("the connector `{}` is desired twice", twice.name)));
        }
        if let Rotation::Keys(keys) = &self.rotation {
            let is_there = |key: &str| self.desired.iter().any(|one| one.config.contains_key(key));
            if let Some(nowhere) = keys.iter().find(|key| !is_there(key)) {
                return Err(Error::Input(format!("no connector has the key `{nowhere}` that is to be rotated")));
            }
        }
        Ok(())
    }

    fn compare(&self, live: &[ConnectorSummary], plugins: &Plugins, known: Option<&Known>) -> Vec<ConnectorPlan> {
        let by_name: BTreeMap<_, _> = live.iter().map(|one| (one.name.as_str(), one)).collect();
        let named: BTreeSet<_> = self.desired.iter().map(|one| one.name.as_str()).collect();
        let unnamed: Vec<_> = live.iter().filter(|one| !named.contains(one.name.as_str())).collect();
        let creates = named.iter().filter(|name| !by_name.contains_key(*name)).count();
        let now = Timestamp::now();
        let one = |desired: &DesiredConnector| {
            let (settings, class) = plugins.of(desired);
            let redactor = self.cluster.client().redactor();
            let comparison = Comparison { settings, class, added: &self.added, rotation: &self.rotation, redactor };
            match by_name.get(desired.name.as_str()) {
                Some(live) => updated(desired, live, &comparison, known, now),
                None => ConnectorPlan {
                    renamed_from: renamed_from(desired, &unnamed, creates, &comparison),
                    ..created(desired, &comparison)
                },
            }
        };
        self.desired.iter().map(one).collect()
    }
}

impl PreparedPlan {
    /// What there is to do.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The connectors that are as they should be, as far as one can tell, and have FAILED all the same: the plan does
    /// nothing about them.
    pub fn failed(&self) -> impl Iterator<Item = &str> {
        let unchanged = self.plan.connectors.iter().filter(|one| one.action == Action::Unchanged);
        unchanged.map(|one| one.name.as_str()).filter(|name| self.live.get(*name).is_some_and(has_failed))
    }

    /// How many connectors may be pruned at once.
    ///
    /// # Errors
    /// [`Error::Input`] when the plan prunes more.
    pub fn check_prune(&self) -> Result<(), Error> {
        match &self.planning.prune {
            Some(prune) => prune.check(self.plan.pruned().count()),
            None => Ok(()),
        }
    }
}

impl Plugins {
    async fn read(cluster: &Cluster, desired: &[DesiredConnector]) -> Self {
        let plugins: std::collections::HashSet<_> = desired.iter().filter_map(DesiredConnector::plugin).collect();
        let known = plugins.into_iter().map(|plugin| async move {
            let known = cluster.knowledge(&plugin).await;
            (plugin, (Settings::of(known.settings.as_ref()), known.class))
        });
        Self { by_plugin: join_all(known).await.into_iter().collect(), nothing: Default::default() }
    }

    pub(super) fn of(&self, desired: &DesiredConnector) -> &(Settings, Classification) {
        desired.plugin().and_then(|plugin| self.by_plugin.get(&plugin)).unwrap_or(&self.nothing)
    }
}

fn created(desired: &DesiredConnector, comparison: &Comparison<'_>) -> ConnectorPlan {
    let mut changes = comparison.changes(desired, &LiveConfig::default(), |_, _| Hidden::Unknown);
    changes.retain(|change| change.key != "name");
    let paused = desired.state.filter(|state| *state == DesiredState::Paused);
    ConnectorPlan {
        name: desired.name.clone(),
        id: None,
        action: Action::Create,
        changes,
        state: paused.map(|after| StateChange { before: None, after }),
        renamed_from: None,
    }
}

fn updated(
    desired: &DesiredConnector,
    live: &ConnectorSummary,
    comparison: &Comparison<'_>,
    known: Option<&Known>,
    now: Timestamp,
) -> ConnectorPlan {
    let changes = match known {
        Some(known) => comparison.changes(desired, &live.config, known.of(live, now)),
        None => comparison.changes(desired, &live.config, |_, _| Hidden::Unknown),
    };
    let state = desired.state.and_then(|wanted| state_change(wanted, live));
    let differs = state.is_some() || changes.iter().any(Change::is_known);
    ConnectorPlan {
        name: desired.name.clone(),
        id: live.id.clone(),
        action: if differs { Action::Update } else { Action::Unchanged },
        changes,
        state,
        renamed_from: None,
    }
}

fn pruned(live: &ConnectorSummary) -> ConnectorPlan {
    ConnectorPlan {
        name: live.name.clone(),
        id: live.id.clone(),
        action: Action::Prune,
        changes: Vec::new(),
        state: None,
        renamed_from: None,
    }
}

pub(super) fn has_failed(live: &ConnectorSummary) -> bool {
    live.status.as_ref().is_some_and(|status| status.state == ConnectorState::Failed)
}

/// What FAILED neither runs nor can be paused: no call changes that.
fn state_change(wanted: DesiredState, live: &ConnectorSummary) -> Option<StateChange> {
    let state = &live.status.as_ref()?.state;
    let differs = match wanted {
        DesiredState::Running => *state == ConnectorState::Paused,
        DesiredState::Paused => !matches!(
            state,
            ConnectorState::Paused | ConnectorState::Failed | ConnectorState::Deleted | ConnectorState::None
        ),
    };
    differs.then(|| StateChange { before: Some(state.to_string()), after: wanted })
}
