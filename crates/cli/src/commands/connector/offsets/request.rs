use ccloud_connect::Error;
use ccloud_connect::connectors::{Connector, ConnectorOffset, Offsets, OffsetsRequest, OffsetsStatus};

use super::row::RequestRow;
use super::saved::Saved;
use crate::again;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::waiting::{self, WaitLine};

/// What is to become of a connector's offsets.
pub(super) enum Change {
    Alter(Vec<ConnectorOffset>),
    Reset,
}

impl Change {
    async fn ask(self, offsets: &Offsets) -> Result<OffsetsRequest, Error> {
        match self {
            Self::Alter(wanted) => offsets.alter(wanted).await,
            Self::Reset => offsets.reset().await,
        }
    }
}

/// Changes a connector's offsets, once the previous ones are in a safe place, and shows both.
pub(super) async fn change(
    context: &Context,
    service: &Service,
    connector: &Connector,
    wanted: Change,
    wait: bool,
) -> Result<(), Failure> {
    let offsets = connector.offsets();
    if context.global.dry_run {
        // Nothing changes, so nothing has to be put in a safe place.
        return Ok(wanted.ask(&offsets).await.map(drop)?);
    }
    let before = offsets.get().await?;
    let mut saved = Saved::write(&service.scope()?, &before)?;
    context.begun().tell(hint(context, connector.name(), &saved, "may have been accepted"));
    let request = match wanted.ask(&offsets).await {
        Ok(request) => request,
        Err(error) if error.is_outcome_unknown() => return Err(context.unsure(error)),
        Err(error) => {
            saved.forget();
            return Err(error.into());
        }
    };
    context.begun().tell(hint(context, connector.name(), &saved, "was accepted"));
    let mut row = RequestRow::accepted(&request.info, &before.offsets);
    row.id = row.id.or_else(|| connector.id().map(str::to_owned));
    let mut failed = None;
    if wait {
        match waited(context, &request).await {
            Ok(status) => {
                failed = saved.correct(&status.previous_offsets).err();
                row = applied(row, &status);
            }
            Err(error) => {
                if let Error::ImpossibleState { state, reasons, .. } = &error {
                    row.phase = Some(state.clone());
                    row.message = Some(reasons.join("; ")).filter(|message| !message.is_empty());
                }
                failed = Some(unsettled(context, connector.name(), error));
            }
        }
    }
    row.saved_to = saved.path().map(|path| path.display().to_string());
    context.output.data(&row, || row.human())?;
    failed.map_or(Ok(()), Err)
}

async fn waited(context: &Context, request: &OffsetsRequest) -> Result<OffsetsStatus, Error> {
    let line = WaitLine::new(context);
    line.show(context, request.wait()).await
}

/// What the service tells of the request at last; what it leaves out stays as it was known before.
fn applied(known: RequestRow, status: &OffsetsStatus) -> RequestRow {
    let told = RequestRow::of(status);
    RequestRow {
        id: told.id.or(known.id),
        request_type: told.request_type.or(known.request_type),
        requested_at: told.requested_at.or(known.requested_at),
        requested_offsets: told.requested_offsets.or(known.requested_offsets),
        previous_offsets: told.previous_offsets.or(known.previous_offsets),
        ..told
    }
}

/// Where to see what became of the change. What may have been changed is not to be lost.
fn hint(context: &Context, name: &str, saved: &Saved<'_>, fate: &str) -> String {
    let again = look_again(context, name);
    let place = saved.path().map(|path| format!(" The previous offsets are in `{}`.", path.display()));
    format!("The change {fate}: see `{again}`.{}", place.unwrap_or_default())
}

fn unsettled(context: &Context, name: &str, error: Error) -> Failure {
    let unmet = format!("the offsets of `{name}` were not changed");
    waiting::failure(context, error, &unmet, "They may still be: see", &look_again(context, name))
}

fn look_again(context: &Context, name: &str) -> String {
    again::command(&context.global, &["connector", "offsets", "status"], &[name])
}
