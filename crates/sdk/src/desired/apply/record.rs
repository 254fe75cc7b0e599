//! What was applied is recorded as fingerprints: void while it is uncertain, and settled once it was seen to run.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Apply, Outcome};
use crate::Error;
use crate::connectors::{ConnectorState, ConnectorSummary, LiveValue, Status};
use crate::desired::Action;
use crate::desired::fingerprint::Written;

impl Apply {
    /// Before the first write nobody knows what will come of it.
    pub(super) fn forget(&mut self) -> Result<(), Error> {
        let prepared = &mut self.prepared;
        let Some(known) = &mut prepared.known else { return Ok(()) };
        let changed = prepared.plan.connectors.iter().filter(|one| one.action == Action::Prune || one.writes_config());
        known.forget(changed.map(|one| one.name.as_str()))
    }

    /// `taken` tells of each connector whether the service took what was written.
    pub(super) fn record(
        &mut self,
        taken: &[bool],
        outcomes: &[Outcome],
        settled: &[(usize, Status)],
        listed: &Result<Vec<ConnectorSummary>, Error>,
    ) -> Result<(), Error> {
        let Some(mut known) = self.prepared.known.take() else { return Ok(()) };
        let Ok(listed) = listed else {
            return Err(Error::Input("the connectors could not be listed after they were written".to_owned()));
        };
        let listed: HashMap<_, _> = listed.iter().map(|live| (live.name.as_str(), live)).collect();
        let settled: HashMap<_, _> = settled.iter().map(|(at, status)| (*at, &status.state)).collect();
        let prepared = &self.prepared;
        let mut written = Vec::new();
        for (at, plan, desired) in prepared.writes().filter(|(_, plan, _)| plan.writes_config()) {
            let Some(live) = listed.get(plan.name.as_str()).filter(|_| taken[at] && is_in_force(&outcomes[at])) else {
                continue;
            };
            let class = &prepared.plugins.of(desired).1;
            let is_secret = |key: &str| class.is_secret(key) || live.config.get(key) == Some(LiveValue::Masked);
            written.push((live, &desired.config, is_secret, settled.get(&at) == Some(&&ConnectorState::Running)));
        }
        let all = written.iter().map(|(live, config, is_secret, settled)| Written {
            live,
            config,
            is_secret,
            settled: *settled,
        });
        known.record(all, Timestamp::now())
    }
}

/// Whether what the service took may be what runs: what has FAILED runs with something else, if at all. A wait that was
/// given up tells nothing; a write that was is none that the service is known to have taken.
fn is_in_force(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Done => true,
        Outcome::Failed(error) => matches!(error, Error::Timeout { .. }),
        _ => false,
    }
}
