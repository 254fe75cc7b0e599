use ccloud_connect::Error;
use clap::Args;

use super::super::targets::{Outcome, Target, each};
use super::find;
use super::lifecycle::{named, target};
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Asks first; without a terminal `--force` is needed. Topics are not deleted: which may be left over is said.

Examples:
  cconnect connector delete orders-s3
  cconnect connector delete lcc-x7k2p payments --force -o json")]
pub(crate) struct Delete {
    /// Names or ids
    #[arg(required = true, value_name = "CONNECTOR")]
    connectors: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Delete) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let quoted = args.connectors.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    confirm(context, &format!("delete {quoted}?")).await?;
    let work = async |given: &str| {
        let connector = match find(&cluster, given).await {
            // A complete list without it proves that there is nothing to delete.
            Err(Error::NotFound { near, answer: None, .. }) => return Ok(absent(context, given, &near)),
            found => found?,
        };
        connector.delete().await?;
        let deleted = target(&connector);
        say_leftovers(context, &deleted);
        Ok((deleted, Outcome::Done))
    };
    each(context, &args.connectors, work, named).await
}

fn absent(context: &Context, given: &str, near: &[String]) -> (Target, Outcome) {
    let close = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let close = if close.is_empty() { String::new() } else { format!("; there is {close}") };
    context.output.note(&format!("there is no connector `{given}`, so nothing was deleted{close}"));
    (named(given), Outcome::Absent)
}

/// Deleting a connector leaves the topics that were made for it.
fn say_leftovers(context: &Context, deleted: &Target) {
    let Some(id) = &deleted.id else { return };
    let topics =
        if id.starts_with("clcc-") { format!("{id}-app-logs") } else { format!("dlq-{id}, success-{id}, error-{id}") };
    context
        .output
        .note(&format!("topics of `{}` that may be left over: {topics}", deleted.name.as_deref().unwrap_or(id)));
}
