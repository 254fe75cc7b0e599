//! `--dry-run`: the writes that a command would make, in the place of what it shows.

use crate::context::Context;
use crate::failure::Failure;

/// Ends a dry run: a command that comes to a write has done what it was asked to.
pub(crate) fn conclude(context: &Context, outcome: Result<(), Failure>) -> Result<(), Failure> {
    let outcome = outcome.or_else(|failure| if failure.is_planned() { Ok(()) } else { Err(failure) });
    let (writes, data) = (context.planned.writes(), context.output.take_data());
    match data {
        Some(read) if writes.is_empty() => crate::output::print(&read)?,
        _ if writes.is_empty() && outcome.is_err() => {}
        _ => {
            let json = || serde_json::to_string_pretty(&writes).unwrap_or_default();
            context.output.data_at_last(&writes, json)?;
            context.output.note("this was a dry run: nothing was written, so nothing is waited for");
        }
    }
    outcome
}
