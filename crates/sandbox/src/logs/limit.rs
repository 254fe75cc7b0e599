//! How often one connector's log can be searched.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Searches of one connector's log in a minute.
pub(crate) const PER_MINUTE: usize = 5;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// The searches of the last minute, by connector.
#[derive(Debug, Default)]
pub(crate) struct Limit {
    searches: Mutex<HashMap<String, Vec<Timestamp>>>,
}

impl Limit {
    /// Counts a search, or tells in how many seconds there may be another one.
    pub(crate) fn count(&self, connector: &str, now: Timestamp) -> Result<(), u64> {
        let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        let searches = searches.entry(connector.to_owned()).or_default();
        searches.retain(|at| now.duration_since(*at) < MINUTE);
        if searches.len() < PER_MINUTE {
            searches.push(now);
            return Ok(());
        }
        let left = MINUTE - now.duration_since(searches[0]);
        Err(left.as_secs().unsigned_abs() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::later;

    #[test]
    fn a_sixth_search_within_a_minute_waits_for_the_first_to_be_a_minute_ago() {
        let (limit, at) = (Limit::default(), |second| later(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(second)));
        for second in 0..5 {
            assert_eq!(limit.count("orders", at(second)), Ok(()));
        }
        assert_eq!(limit.count("orders", at(20)), Err(41));
        assert_eq!(limit.count("others", at(20)), Ok(()));
        assert_eq!(limit.count("orders", at(60)), Ok(()));
        assert!(limit.count("orders", at(60)).is_err());
    }
}
