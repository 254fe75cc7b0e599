use clap::Args;

use super::super::targets::{Outcome, Target, each};
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Asks first; without a terminal `--force` is needed.

Examples:
  cconnect custom-plugin delete ccp-4rrw00
  cconnect custom-plugin delete ccp-4rrw00 ccp-9xyz12 --force -o json")]
pub(crate) struct Delete {
    /// Plugin ids (ccp-…)
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Delete) -> Result<(), Failure> {
    let quoted = args.ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    confirm(context, &format!("delete {quoted}?")).await?;
    let plugins = service.client.custom_plugins();
    let work = async |id: &str| {
        plugins.delete(id).await?;
        Ok((identified(id), Outcome::Done))
    };
    each(context, &args.ids, work, identified).await
}

fn identified(id: &str) -> Target {
    Target { name: None, id: Some(id.to_owned()) }
}
