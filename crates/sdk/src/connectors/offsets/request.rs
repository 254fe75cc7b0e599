use std::cmp::Ordering;

use ccloud_connect_api::Timestamp;
use ccloud_connect_api::connect_v1::types;

use super::{ConnectorOffset, OffsetPhase, Offsets, OffsetsRequestType, OffsetsStatus, same};
use crate::error::{Error, Kind};
use crate::wait::{FAILED, Look, WaitFor};

/// A request to change offsets that the service has accepted, which is not to say that it took effect: see
/// [`OffsetsRequest::wait`]. Made by [`Offsets::alter`] and [`Offsets::reset`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OffsetsRequest {
    /// What the service accepted.
    pub info: OffsetsRequestInfo,
    offsets: Offsets,
}

/// A request as the service received it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OffsetsRequestInfo {
    /// The connector's id.
    pub id: Option<String>,
    /// The connector's name.
    pub name: String,
    /// What was asked for.
    pub request_type: OffsetsRequestType,
    /// When it arrived.
    pub requested_at: Option<Timestamp>,
    /// The offsets asked for; none for a reset.
    pub offsets: Vec<ConnectorOffset>,
}

/// Which request a status speaks of.
enum Shown {
    This,
    /// One before it: the service shows the old state for a while.
    Earlier,
    Later,
    /// Another, and it cannot be told which was first.
    Another,
}

impl OffsetsRequest {
    /// What the answer leaves out is as it was sent.
    pub(super) fn from_wire(
        offsets: Offsets,
        answer: types::AlterOffsetRequestInfo,
        kind: OffsetsRequestType,
        sent: Vec<ConnectorOffset>,
    ) -> Self {
        let info = OffsetsRequestInfo {
            id: answer.id,
            name: answer.name.unwrap_or_else(|| offsets.connector.name().to_owned()),
            request_type: answer.type_.unwrap_or(kind),
            requested_at: answer.requested_at,
            offsets: if answer.offsets.is_empty() { sent } else { answer.offsets },
        };
        Self { info, offsets }
    }

    /// The request that a status speaks of.
    pub(super) fn from_status(offsets: Offsets, status: OffsetsStatus, kind: OffsetsRequestType) -> Self {
        let info = OffsetsRequestInfo {
            id: status.id,
            name: status.name,
            request_type: status.request_type.unwrap_or(kind),
            requested_at: status.requested_at,
            offsets: status.requested_offsets,
        };
        Self { info, offsets }
    }

    /// Waits until it is APPLIED: `request.wait().await`. The status it ends with holds the previous offsets.
    ///
    /// # Errors
    /// [`Error::ImpossibleState`] with the service's message when it FAILED, when another request came after it (the
    /// service tells of the latest one only), or when the connector is there no more; [`Error::Timeout`] at the
    /// deadline. See [`WaitFor`].
    pub fn wait(&self) -> WaitFor<OffsetsStatus> {
        let request = self.clone();
        WaitFor::new(Kind::OffsetsRequest, &self.info.name, move || {
            let request = request.clone();
            async move { request.look().await }
        })
    }

    async fn look(&self) -> Result<Look<OffsetsStatus>, Error> {
        let (status, asked) = match self.offsets.read_status().await {
            Ok(read) => read,
            Err(Error::NotFound { what: Kind::OffsetsRequest, .. }) => return self.look_for_connector().await,
            Err(error) => return Err(error),
        };
        let look = match self.shown(&status) {
            Shown::This => self.progress(status),
            Shown::Earlier => Look::pending("not shown yet"),
            Shown::Later => Look::end("replaced", Err(self.replaced(&status))),
            Shown::Another => Look::settling("hidden behind another", FAILED, Err(self.replaced(&status))),
        };
        Ok(look.asked(asked))
    }

    fn progress(&self, status: OffsetsStatus) -> Look<OffsetsStatus> {
        let phase = status.phase.as_ref().map_or("in no known phase", OffsetPhase::as_str).to_owned();
        match status.phase {
            Some(OffsetPhase::Applied) => Look::end(phase, Ok(status)),
            Some(OffsetPhase::Failed) => {
                let failed = self.impossible(&phase, status.message.into_iter().collect());
                Look::end(phase, Err(failed))
            }
            _ => Look::pending(phase),
        }
    }

    /// A request goes with its connector, which only a complete list without it proves.
    async fn look_for_connector(&self) -> Result<Look<OffsetsStatus>, Error> {
        Ok(match self.offsets.connector.absence().await? {
            Some(_) => {
                let gone = format!("there is no connector `{}`: the cluster's list lacks it", self.info.name);
                Look::end("absent", Err(self.impossible("absent", vec![gone])))
            }
            None => Look::pending("not shown yet"),
        })
    }

    /// Times decide, since the service may repeat offsets in other words; what it leaves out says nothing.
    fn shown(&self, status: &OffsetsStatus) -> Shown {
        let same_type = status.request_type.as_ref().is_none_or(|shown| *shown == self.info.request_type);
        let shown = &status.requested_offsets;
        let same_offsets = shown.is_empty() || same::offsets(shown, &self.info.offsets);
        let times = status.requested_at.as_ref().zip(self.info.requested_at.as_ref());
        match times.and_then(|(shown, own)| same::order(shown, own)) {
            Some(Ordering::Less) => Shown::Earlier,
            Some(Ordering::Greater) => Shown::Later,
            Some(Ordering::Equal) if same_type => Shown::This,
            None if same_type && same_offsets => Shown::This,
            _ => Shown::Another,
        }
    }

    fn replaced(&self, status: &OffsetsStatus) -> Error {
        let kind = status.request_type.as_ref().map(|kind| format!("{kind} ")).unwrap_or_default();
        let time = status.requested_at.as_ref().map(|time| format!(" of {time}")).unwrap_or_default();
        let told =
            format!("the latest request is another one, the {kind}request{time}, so nothing tells what became of it");
        self.impossible("replaced", vec![told])
    }

    fn impossible(&self, state: &str, reasons: Vec<String>) -> Error {
        Error::ImpossibleState {
            what: Kind::OffsetsRequest,
            name: self.info.name.clone(),
            wanted: OffsetPhase::Applied.to_string(),
            state: state.to_owned(),
            reasons,
            trace: String::new(),
        }
    }
}
