//! Why a connector is not what it should be.

use std::collections::BTreeMap;

use ccloud_connect::Error;
use ccloud_connect::desired::{ConnectorPlan, DesiredConnector, DesiredState, Origin, Outcome};

use super::super::wait::{State, unsettled};
use crate::context::Context;
use crate::failure::{Detail, Failure};

/// Where connectors are written down, by name.
pub(super) type Origins = BTreeMap<String, Origin>;

pub(super) fn origins(connectors: &[DesiredConnector]) -> Origins {
    connectors.iter().map(|one| (one.name.clone(), one.origin.clone())).collect()
}

/// What the service finds fault with, each where it is written down.
pub(super) fn refused(error: Error, origins: &Origins) -> Failure {
    let Error::Invalid { connectors, .. } = &error else { return error.into() };
    let all = connectors.iter().flat_map(|one| one.errors.iter().map(move |wrong| (&one.name, wrong)));
    let detail = |(name, wrong): (&String, &ccloud_connect::plugins::InvalidSetting)| {
        let origin = origins.get(name);
        let place = origin.and_then(|origin| origin.key(&wrong.key).or(origin.name()));
        Detail {
            key: Some(wrong.key.clone()),
            file: origin.and_then(Origin::file).map(|file| file.display().to_string()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            ..Detail::new(format!("{name}: {}", wrong.message))
        }
    };
    let details: Vec<_> = all.map(detail).collect();
    let message = "the service finds fault with what was to be written, so nothing was";
    Failure { message: message.to_owned(), details, ..Failure::from(error) }
}

/// What became of one that was written, or was to be.
pub(super) fn of(context: &Context, plan: &ConnectorPlan, outcome: Outcome) -> Option<Failure> {
    let name = &plan.name;
    let state = if plan.state.as_ref().is_some_and(|change| change.after == DesiredState::Paused) {
        State::Paused
    } else {
        State::Running
    };
    match outcome {
        Outcome::Failed(error) => Some(unsettled(context, name, state, error)),
        Outcome::KeptPrevious(error) => Some(Failure {
            message: format!(
                "the service took the new configuration of `{name}`, then found it wrong: the connector goes on with its \
                 previous one"
            ),
            ..Failure::from(error)
        }),
        _ => None,
    }
}
