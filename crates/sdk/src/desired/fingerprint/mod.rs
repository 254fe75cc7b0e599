//! Secrets that the service hides, compared by what was applied last from here: of each there is an HMAC-SHA-256 under a
//! key of the user's own, so that whoever finds a record without the key learns nothing from it.
//!
//! [`key`](FingerprintKey) makes them, `records` keeps them between runs, `by_hand` knows which other calls void them.

mod by_hand;
mod key;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ccloud_connect_secret::{ConnectorConfig, Secret};
use jiff::{SignedDuration, Timestamp};

pub use key::FingerprintKey;
use records::{Record, Records};

use super::compare::Hidden;
use crate::Error;
use crate::connectors::{Cluster, ConnectorState, ConnectorSummary};

/// How long after a write a look that shows RUNNING counts: the service shows the old state for a while.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// What was applied last from here, as fingerprints, in a file of its own.
///
/// A record counts as long as the connector has the id and class it had, has not FAILED, and was seen to run with what
/// was written. Whoever else writes to the connector is not noticed, as nothing tells: a program's own other writes
/// [`forget`](Fingerprints::forget) it first.
#[derive(Clone, Debug)]
pub struct Fingerprints {
    key: KeyPlace,
    file: PathBuf,
    /// Where the service is, or another name for it that lasts.
    service: Option<String>,
}

#[derive(Clone, Debug)]
enum KeyPlace {
    /// A key that somebody has made: it has to be there.
    Given(PathBuf),
    /// One that is made when it is needed.
    Own(PathBuf),
}

impl Fingerprints {
    /// Records in `file`, under a key of this program's own in the file `key`: made when something is recorded first, with
    /// 32 random bytes, for nobody else to read.
    pub fn new(file: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self { key: KeyPlace::Own(key.into()), file: file.into(), service: None }
    }

    /// Records in `file`, under the key in a file that is there: a text of 16 bytes or more, such as
    /// `openssl rand -hex 32` gives. Machines that share the key and the records know the same.
    pub fn with_key(file: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self { key: KeyPlace::Given(key.into()), file: file.into(), service: None }
    }

    /// A lasting name for a service whose address changes, such as a local one. Default: its base URL.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = Some(name.into());
        self
    }

    /// Voids what is recorded of a connector: to be called before a write to it that is no [`Apply`](super::Apply), since a
    /// secret that it changes would count as unchanged otherwise.
    ///
    /// # Errors
    /// [`Error::File`] and [`Error::Input`] when the records or their key cannot be read, or the records not be written.
    pub fn forget(&self, cluster: &Cluster, name: &str) -> Result<(), Error> {
        self.read(cluster)?.forget([name])
    }

    /// What is known of a cluster's connectors. No key is made for it.
    pub(super) fn read(&self, cluster: &Cluster) -> Result<Known, Error> {
        let key = match &self.key {
            KeyPlace::Given(path) => Some(FingerprintKey::read(path)?),
            KeyPlace::Own(path) => FingerprintKey::read_own(path)?,
        };
        let scope = self.scope(cluster);
        let records = match &key {
            Some(key) => Records::read(&self.file, key)?.of(&scope),
            None => BTreeMap::new(),
        };
        Ok(Known { fingerprints: self.clone(), scope, key, records, touched: BTreeSet::new() })
    }

    fn scope(&self, cluster: &Cluster) -> Scope {
        let service = self.service.clone().unwrap_or_else(|| cluster.client().control().endpoint.clone());
        Scope { service, environment: cluster.environment().to_owned(), cluster: cluster.kafka_cluster().to_owned() }
    }
}

/// Where connectors are.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
struct Scope {
    service: String,
    environment: String,
    cluster: String,
}

/// The records of one cluster.
#[derive(Clone, Debug)]
pub(super) struct Known {
    fingerprints: Fingerprints,
    scope: Scope,
    key: Option<FingerprintKey>,
    records: BTreeMap<String, Record>,
    /// Whose records are others than those that were read. Another process may have written the rest.
    touched: BTreeSet<String>,
}

impl Known {
    /// What tells of the secrets of a connector how they relate to those that were applied last.
    pub(super) fn of<'a>(
        &'a self,
        live: &'a ConnectorSummary,
        now: Timestamp,
    ) -> impl Fn(&str, &Secret) -> Hidden + 'a {
        let record = self.records.get(&live.name).filter(|record| record.counts(live, now));
        move |key, value| {
            let (Some(record), Some(secret_key), Some(id)) = (record, &self.key, &live.id) else {
                return Hidden::Unknown;
            };
            let Some(kept) = record.settings.get(key) else { return Hidden::Unknown };
            let is_same = secret_key.is_of(kept, &self.scope.parts(id, key, value));
            if is_same { Hidden::Same } else { Hidden::Other }
        }
    }

    /// Voids what is recorded of connectors before they are written to, in the file too: should this process end before
    /// it could tell what came of it, nobody knows.
    pub(super) fn forget<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let known: Vec<_> = names.into_iter().filter(|name| self.records.remove(*name).is_some()).collect();
        if known.is_empty() {
            return Ok(());
        }
        self.touched.extend(known.into_iter().map(str::to_owned));
        self.save()
    }

    /// Records the secrets that were written to connectors: id and class are those that a list tells afterwards.
    pub(super) fn record<'a>(
        &mut self,
        written: impl IntoIterator<Item = Written<'a>>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let written: Vec<_> = written.into_iter().collect();
        if written.is_empty() {
            return Ok(());
        }
        let key = self.own_key()?;
        for one in written {
            let Some(id) = &one.live.id else { continue };
            let of =
                |(name, value): (&str, &Secret)| (name.to_owned(), key.fingerprint(&self.scope.parts(id, name, value)));
            let secret = one.config.iter().filter(|(name, _)| (one.is_secret)(name));
            let record = Record {
                id: id.clone(),
                class: one.live.config.class().unwrap_or_default().to_owned(),
                written_at: now,
                settled: one.settled,
                settings: secret.map(of).collect(),
            };
            self.touched.insert(one.live.name.clone());
            self.records.insert(one.live.name.clone(), record);
        }
        self.key = Some(key);
        self.save()
    }

    /// The key, made now unless it is there.
    pub(in crate::desired) fn own_key(&self) -> Result<FingerprintKey, Error> {
        match (&self.key, &self.fingerprints.key) {
            (Some(key), _) => Ok(key.clone()),
            (None, KeyPlace::Given(path)) => FingerprintKey::read(path),
            (None, KeyPlace::Own(path)) => FingerprintKey::read_or_make(path),
        }
    }

    fn save(&self) -> Result<(), Error> {
        // Without a key nothing was ever recorded.
        let Some(key) = &self.key else { return Ok(()) };
        let mut records = Records::read(&self.fingerprints.file, key)?;
        records.put(&self.scope, &self.records, &self.touched);
        records.write(&self.fingerprints.file, key)
    }
}

/// What was written to a connector.
pub(super) struct Written<'a> {
    /// The connector as it is now.
    pub(super) live: &'a ConnectorSummary,
    /// What was sent.
    pub(super) config: &'a ConnectorConfig,
    /// Which keys the service may hide.
    pub(super) is_secret: &'a dyn Fn(&str) -> bool,
    /// Whether it was seen to have settled with it.
    pub(super) settled: bool,
}

impl Scope {
    /// What a fingerprint is made of.
    fn parts<'a>(&'a self, id: &'a str, key: &'a str, value: &'a Secret) -> [&'a str; 6] {
        // It goes into the HMAC and nowhere else.
        [&self.service, &self.environment, &self.cluster, id, key, value.expose()]
    }
}

impl Record {
    /// Whether it still tells what the connector has.
    fn counts(&self, live: &ConnectorSummary, now: Timestamp) -> bool {
        let state = live.status.as_ref().map(|status| &status.state);
        let is_seen = state == Some(&ConnectorState::Running) && now.duration_since(self.written_at) >= SETTLED_AFTER;
        live.id.as_ref() == Some(&self.id)
            && live.config.class().unwrap_or_default() == self.class
            && state.is_some_and(|state| *state != ConnectorState::Failed)
            && (self.settled || is_seen)
    }
}

#[cfg(test)]
mod tests;
