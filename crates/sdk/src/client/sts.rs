//! Access tokens in exchange for those of the customer's identity provider.

mod session;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ccloud_connect_secret::Secret;

pub(super) use session::Session;

use crate::Error;
use crate::error::BoxError;

/// The longest life of a token, and the usual one.
const LONGEST: Duration = Duration::from_mins(15);

type Subject = dyn Fn() -> Pin<Box<dyn Future<Output = Result<Secret, BoxError>> + Send>> + Send + Sync;

/// Credentials by token exchange: a JWT of the customer's identity provider becomes an access token of Confluent Cloud.
///
/// The exchange is made when a call needs a token, once for all calls that wait for it, and again when four fifths of the
/// token's life are over; while a new one cannot be had within 5 s, the old one serves to its end. A call that is answered
/// 401 is made once more with a new token, whatever it does: who is turned away at the door has changed nothing.
///
/// `POST /sts/v1/oauth2/token` on the service's endpoint, without an `Authorization` header.
///
/// ```no_run
/// use ccloud_connect::{Client, Secret, Sts};
///
/// # fn example() -> Result<(), ccloud_connect::Error> {
/// let sts = Sts::new("pool-1a2b", || async {
///     // Read anew each time, as whoever rotates it writes it anew.
///     Ok(Secret::new(std::fs::read_to_string("/run/secrets/oidc-token")?))
/// });
/// let client = Client::builder().sts(sts).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Sts {
    pool: String,
    subject: Arc<Subject>,
    lifetime: Duration,
}

impl Sts {
    /// For an identity pool (`pool-…`), by whatever gives a current JWT of its identity provider: it is asked for one
    /// before each exchange, so that a rotated token is picked up.
    pub fn new<F, T>(identity_pool_id: impl Into<String>, subject_token: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = Result<Secret, BoxError>> + Send + 'static,
    {
        let subject = Arc::new(move || Box::pin(subject_token()) as Pin<Box<dyn Future<Output = _> + Send>>);
        Self { pool: identity_pool_id.into(), subject, lifetime: LONGEST }
    }

    /// How long an access token is to live, in whole seconds. Default 900 s, which is the most the service gives.
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.pool.trim().is_empty() {
            return Err(Error::Credentials("the identity pool's id is empty".to_owned()));
        }
        if !(Duration::from_secs(1)..=LONGEST).contains(&self.lifetime) {
            return Err(Error::Credentials("an access token lives 1 to 900 seconds".to_owned()));
        }
        Ok(())
    }
}

impl fmt::Debug for Sts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sts").field("pool", &self.pool).field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}
