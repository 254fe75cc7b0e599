use std::collections::BTreeMap;

use ccloud_connect_secret::Secret;
use serde::{Deserialize, Serialize};

use super::{Action, ConnectorPlan, DesiredConnector, FingerprintKey, PreparedPlan};
use crate::Error;
use crate::connectors::LiveValue;

/// What a plan goes by and does not show, such as values that may be secret: of each connector that it writes a keyed
/// fingerprint, which tells whether that has changed since and nothing else.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Seal {
    /// Which key they are made with.
    key: String,
    /// Fingerprints by name.
    connectors: BTreeMap<String, String>,
}

impl Seal {
    /// The connectors that are not what they were when the other seal was made, as files or live; `None` when the two are
    /// made with different keys, so that nobody can tell.
    #[must_use]
    pub fn differs_from(&self, other: &Self) -> Option<Vec<String>> {
        let differs = |(name, seal): &(&String, &String)| other.connectors.get(*name) != Some(*seal);
        let moved = self.connectors.iter().filter(differs).map(|(name, _)| name.clone());
        (self.key == other.key).then(|| moved.collect())
    }
}

impl PreparedPlan {
    /// What the plan does not show, under the key of the fingerprints that were given, which is made unless it is there.
    /// `None` when there are none, or nothing is to be written.
    ///
    /// # Errors
    /// [`Error::File`] and [`Error::Input`] when the key cannot be read or made.
    pub fn seal(&self) -> Result<Option<Seal>, Error> {
        let Some(known) = self.known.as_ref().filter(|_| self.writes().next().is_some()) else { return Ok(None) };
        let key = known.own_key()?;
        let one = |(_, plan, desired): (usize, &ConnectorPlan, &DesiredConnector)| {
            (plan.name.clone(), self.sealed(&key, plan, desired))
        };
        Ok(Some(Seal { key: key.id(), connectors: self.writes().map(one).collect() }))
    }

    /// All that should be, as it is written; and what is there of that which differs.
    fn sealed(&self, key: &FingerprintKey, plan: &ConnectorPlan, desired: &DesiredConnector) -> String {
        let offsets = desired.offsets.as_ref().filter(|_| plan.action == Action::Create);
        let offsets = offsets.and_then(|all| serde_json::to_string(all).ok()).unwrap_or_default();
        let mut parts = vec![plan.name.as_str(), offsets.as_str()];
        for (name, value) in desired.config.iter() {
            parts.extend([name, as_written(desired, name, value)]);
        }
        parts.push("live");
        let live = self.live.get(&plan.name);
        for change in plan.changes.iter().filter(|change| change.is_known()) {
            // As above.
            let told = live.and_then(|live| live.config.get(&change.key)).and_then(LiveValue::told);
            parts.extend([change.key.as_str(), told.map_or("", |value| value.expose())]);
        }
        key.fingerprint(&parts)
    }
}

/// A value as it stands in its file, whether or not what it refers to was looked up. A reference is shown without what
/// stands beside it, so that is no text to go by unless there is no other.
fn as_written<'a>(desired: &'a DesiredConnector, key: &str, value: &'a Secret) -> &'a str {
    let shown = desired.references.get(key).filter(|_| !desired.unresolved.contains(key));
    // It goes into the HMAC and nowhere else.
    match (desired.written.get(key), shown) {
        (Some(written), _) => written.expose(),
        (None, Some(shown)) => shown,
        (None, None) => value.expose(),
    }
}
