//! Offsets of managed connectors: reading them, and asking for other ones.

mod request;
mod same;

use std::time::Duration;

use ccloud_connect_api::Timestamp;
use ccloud_connect_api::connect_v1::types;
pub use ccloud_connect_api::connect_v1::types::{AlterOffsetRequestType as OffsetsRequestType, OffsetPhase};
use ccloud_connect_secret::{Redactor, Unknown};
use serde_json::Value;

pub use request::{OffsetsRequest, OffsetsRequestInfo};

use super::{Connector, ConnectorOffset};
use crate::client::wait_asked_for;
use crate::error::{Error, Kind};

/// The offsets of a managed connector; custom ones have no offset management. Made by [`Connector::offsets`].
#[derive(Clone, Debug)]
pub struct Offsets {
    connector: Connector,
}

/// How far a connector has come, as the service saw it last: it looks from time to time only.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectorOffsets {
    /// The connector's id.
    pub id: Option<String>,
    /// The connector's name.
    pub name: String,
    /// Partitions with the positions in them. Numbers, texts and nulls are as the service wrote them.
    pub offsets: Vec<ConnectorOffset>,
    /// When the service looked.
    pub observed_at: Option<Timestamp>,
}

/// How far the latest request to change a connector's offsets has come, whoever made it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OffsetsStatus {
    /// The connector's id.
    pub id: Option<String>,
    /// The connector's name.
    pub name: String,
    /// What was asked for.
    pub request_type: Option<OffsetsRequestType>,
    /// When.
    pub requested_at: Option<Timestamp>,
    /// The offsets asked for; none for a reset.
    pub requested_offsets: Vec<ConnectorOffset>,
    /// How far it is.
    pub phase: Option<OffsetPhase>,
    /// What the service says about it, for example that offsets kept elsewhere must be changed by hand. Scrubbed of the
    /// secrets the client knows.
    pub message: Option<String>,
    /// When it took effect; none while it has not.
    pub applied_at: Option<Timestamp>,
    /// The offsets before the change, with which it can be undone.
    pub previous_offsets: Vec<ConnectorOffset>,
}

impl Connector {
    /// Its offsets. Makes no call.
    #[must_use]
    pub fn offsets(&self) -> Offsets {
        Offsets { connector: self.clone() }
    }
}

impl Offsets {
    /// The offsets as sampled last. `GET …/connectors/{name}/offsets`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no connector of that name.
    pub async fn get(&self) -> Result<ConnectorOffsets, Error> {
        let api = self.connector.cluster().api();
        let call = call!(self.connector, api.get_connector_offsets);
        let answer = call.send().await.map_err(|error| self.lost(error.into()))?.into_inner();
        Ok(ConnectorOffsets {
            id: answer.id,
            name: answer.name.unwrap_or_else(|| self.connector.name().to_owned()),
            offsets: answer.offsets,
            observed_at: answer.metadata.and_then(|metadata| metadata.observed_at),
        })
    }

    /// Asks to move the partitions named, and leave the others alone. The connector is paused meanwhile and resumes by
    /// itself. `POST …/connectors/{name}/offsets/request`, after a look at the latest request.
    ///
    /// An entry without an `offset` is sent with a null one. The request is not sent twice when its outcome is unknown:
    /// the latest request is then read again, and taken for this one when it says the same and was not there before.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty list: nothing is sent then. [`Error::NotFound`] when there is no connector of that
    /// name; [`Error::Validation`] for what the service does not accept, such as a second request while one is pending.
    pub async fn alter(&self, offsets: Vec<ConnectorOffset>) -> Result<OffsetsRequest, Error> {
        if offsets.is_empty() {
            return Err(Error::Input("no offsets to change are given".to_owned()));
        }
        self.ask(OffsetsRequestType::Patch, offsets).await
    }

    /// Asks to drop all offsets, so that the connector starts over as if it were new. Else as [`Offsets::alter`].
    ///
    /// # Errors
    /// As [`Offsets::alter`].
    pub async fn reset(&self) -> Result<OffsetsRequest, Error> {
        self.ask(OffsetsRequestType::Delete, Vec::new()).await
    }

    /// How far the latest request is. `GET …/connectors/{name}/offsets/request/status`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there never was a request, or there is no connector of that name: the service does not
    /// say which.
    pub async fn status(&self) -> Result<OffsetsStatus, Error> {
        self.read_status().await.map(|(status, _)| status)
    }

    /// The status, and how long the server asks to wait before it is read again.
    async fn read_status(&self) -> Result<(OffsetsStatus, Option<Duration>), Error> {
        let api = self.connector.cluster().api();
        let call = call!(self.connector, api.get_connector_offsets_request_status);
        let lost = |error| Error::from(error).about(Kind::OffsetsRequest, self.connector.name());
        let answer = call.send().await.map_err(lost)?;
        let asked = wait_asked_for(answer.status(), answer.headers());
        let redactor = self.connector.cluster().client().redactor();
        Ok((OffsetsStatus::from_wire(answer.into_inner(), self.connector.name(), redactor), asked))
    }

    async fn ask(&self, kind: OffsetsRequestType, offsets: Vec<ConnectorOffset>) -> Result<OffsetsRequest, Error> {
        let before = match self.status().await {
            Ok(status) => Some(status),
            // There never was a request, or there cannot be one, which the service then says itself.
            Err(Error::NotFound { .. } | Error::Validation(_)) => None,
            Err(error) => return Err(error),
        };
        let api = self.connector.cluster().api();
        let body = types::AlterOffsetRequest::builder().type_(kind.clone());
        let body = body.offsets((!offsets.is_empty()).then(|| offsets.iter().map(with_null).collect::<Vec<_>>()));
        match call!(self.connector, api.alter_connector_offsets_request).body(body).send().await.map_err(Error::from) {
            Ok(answer) => Ok(OffsetsRequest::from_wire(self.clone(), answer.into_inner(), kind, offsets)),
            Err(error) if error.calls_for_a_look() => match self.status().await {
                Ok(now) if now.is_new_since(before.as_ref()) && now.asks_for(&kind, &offsets) => {
                    Ok(OffsetsRequest::from_status(self.clone(), now, kind))
                }
                _ => Err(error),
            },
            Err(error) => Err(self.lost(error)),
        }
    }

    fn lost(&self, error: Error) -> Error {
        error.about(Kind::Connector, self.connector.name())
    }
}

impl OffsetsStatus {
    fn from_wire(answer: types::AlterOffsetStatus, name: &str, redactor: &Redactor) -> Self {
        let request = answer.request.unwrap_or_default();
        let status = answer.status.unwrap_or_default();
        Self {
            id: request.id,
            name: request.name.unwrap_or_else(|| name.to_owned()),
            request_type: request.type_,
            requested_at: request.requested_at,
            requested_offsets: request.offsets,
            phase: status.phase,
            message: status.message.filter(|message| !message.is_empty()).map(|message| redactor.scrub(&message)),
            applied_at: answer.applied_at,
            previous_offsets: answer.previous_offsets,
        }
    }

    fn asks_for(&self, kind: &OffsetsRequestType, offsets: &[ConnectorOffset]) -> bool {
        self.request_type.as_ref() == Some(kind) && same::offsets(&self.requested_offsets, offsets)
    }

    /// Whether this is a later request than that one, as far as their times tell.
    fn is_new_since(&self, before: Option<&Self>) -> bool {
        let Some(before) = before else { return true };
        match (&self.requested_at, &before.requested_at) {
            (Some(now), Some(before)) => same::order(now, before).is_some_and(std::cmp::Ordering::is_gt),
            _ => false,
        }
    }
}

/// A null offset drops that of its partition. The generated type leaves it out, where only a member that is there can be
/// null.
fn with_null(entry: &ConnectorOffset) -> ConnectorOffset {
    let mut entry = entry.clone();
    if entry.offset.is_none() {
        entry.extra.insert("offset".to_owned(), Unknown::from(Value::Null));
    }
    entry
}
