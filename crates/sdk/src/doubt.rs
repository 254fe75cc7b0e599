//! Writes whose outcome is not known. None is repeated blindly: a look decides.

use ccloud_connect_api::Timestamp;

use crate::Error;

/// What was created, or the one thing that a look shows to be it.
pub(crate) async fn created<T>(
    outcome: Result<T, Error>,
    look: impl Future<Output = Result<Vec<T>, Error>>,
    is_it: impl Fn(&T) -> bool,
) -> Result<T, Error> {
    match outcome {
        Err(error) if error.calls_for_a_look() => {
            let mut found = look.await.unwrap_or_default().into_iter().filter(is_it);
            let only = found.next().filter(|_| found.next().is_none());
            told(&error, only.is_some());
            only.ok_or(error)
        }
        outcome => outcome,
    }
}

/// What was changed, if a look shows it to be as it should.
#[cfg(any(feature = "connect-custom-plugin-v1", feature = "ccpm-v1"))]
pub(crate) async fn changed<T>(
    outcome: Result<T, Error>,
    look: impl Future<Output = Result<T, Error>>,
    is_as_wanted: impl Fn(&T) -> bool,
) -> Result<T, Error> {
    match outcome {
        Err(error) if error.calls_for_a_look() => {
            let found = look.await.ok().filter(is_as_wanted);
            told(&error, found.is_some());
            found.ok_or(error)
        }
        outcome => outcome,
    }
}

/// Whether it was deleted. An attempt before may have done so, which a complete list without it proves.
pub(crate) async fn deleted<T, U>(
    outcome: Result<T, Error>,
    list: impl Future<Output = Result<Vec<U>, Error>>,
    is_it: impl Fn(&U) -> bool,
) -> Result<(), Error> {
    match outcome {
        Err(error) if error.follows_unsure_attempt() => match list.await {
            Ok(all) if !all.iter().any(is_it) => Ok(()),
            _ => Err(error),
        },
        outcome => outcome.map(drop),
    }
}

/// Explains why a write without an answer is not repeated.
fn told(error: &Error, took_effect: bool) {
    tracing::debug!(target: "ccloud_connect", %error, took_effect, "not known whether it took effect: looked");
}

/// Whether something came to be at that time or later. What does not tell its time may be an older one.
pub(crate) fn is_new(created_at: Option<&Timestamp>, since: jiff::Timestamp) -> bool {
    created_at.and_then(Timestamp::instant).is_some_and(|created| created >= since)
}
