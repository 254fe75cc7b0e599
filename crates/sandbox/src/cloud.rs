//! One sandbox behind all of its connections.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use axum::http::HeaderMap;

use crate::auth::{Accepts, Identity};
use crate::clock::{Clock, later};
use crate::failure::NotSaved;
use crate::faults::Plan;
use crate::key::Key;
use crate::logs::Limit;
use crate::persist::Folder;
use crate::state::State;
use crate::store::Store;

/// The environment and Kafka cluster every sandbox consists of.
pub(crate) const ENVIRONMENT: &str = "env-sandbox";
pub(crate) const CLUSTER: &str = "lkc-sandbox";

/// Shared by all handlers.
pub(crate) type Shared = Arc<Cloud>;

pub(crate) struct Cloud {
    pub(crate) endpoint: String,
    pub(crate) identity: Identity,
    pub(crate) key: Key,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) faults: Plan,
    /// How often logs were searched.
    pub(crate) searches: Limit,
    /// How long connectors stay in PROVISIONING, and offset requests PENDING.
    pub(crate) provisioning: SignedDuration,
    /// How long a changed connector still shows its old state.
    pub(crate) lag: SignedDuration,
    pub(crate) memory: Mutex<Memory>,
}

/// The state, and the folder it is saved to if it lasts.
pub(crate) struct Memory {
    pub(crate) state: State,
    pub(crate) home: Home,
}

pub(crate) enum Home {
    /// Gone when the sandbox is.
    InMemory,
    Folder(Folder),
    /// The sandbox was stopped; the folder may be someone else's by now.
    Closed,
}

impl Cloud {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether these headers prove who is calling; if not, why.
    pub(crate) fn check(&self, headers: &HeaderMap, accepts: Accepts) -> Result<(), &'static str> {
        self.identity.check(headers, accepts, self.now())
    }

    /// When something begun now is provisioned.
    pub(crate) fn ready_at(&self) -> Timestamp {
        later(self.now(), self.provisioning)
    }

    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock().state)
    }

    /// Changes the state and saves it before the change is answered. A refusal, and a change that cannot be saved, leave
    /// it as it was.
    pub(crate) fn change<T, E: From<NotSaved>>(&self, change: impl FnOnce(&mut State) -> Result<T, E>) -> Result<T, E> {
        let mut memory = self.lock();
        let mut changed = memory.state.clone();
        let outcome = change(&mut changed)?;
        match &memory.home {
            Home::InMemory => {}
            Home::Folder(folder) => folder.save(&changed).map_err(|_| NotSaved)?,
            Home::Closed => return Err(NotSaved.into()),
        }
        memory.state = changed;
        Ok(outcome)
    }

    /// Gives the folder free. Everything was saved when it was changed.
    pub(crate) fn close(&self) {
        self.lock().home = Home::Closed;
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
