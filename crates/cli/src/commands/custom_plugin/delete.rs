use ccloud_connect::Error;
use ccloud_connect::connectors::suggest;
use ccloud_connect::plugins::CustomPlugin;
use clap::Args;

use super::super::targets::{Outcome, Target, each, say_absent};
use crate::completion;
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
    #[arg(required = true, value_name = "ID", add = completion::custom_plugins())]
    ids: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Delete) -> Result<(), Failure> {
    let quoted = args.ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    confirm(context, &format!("delete {quoted}?")).await?;
    let plugins = service.client.custom_plugins();
    let work = async |id: &str| {
        let outcome = match plugins.delete(id).await {
            Err(error @ Error::NotFound { .. }) => {
                // A 404 alone does not prove it: a complete list has to lack it.
                let Ok(all) = plugins.list().all().await else { return Err(error.into()) };
                if all.iter().any(|plugin| plugin.id == id) {
                    return Err(error.into());
                }
                say_absent(context, "custom plugin", id, &alike(id, &all));
                Outcome::Absent
            }
            outcome => outcome.map(|()| Outcome::Done)?,
        };
        Ok((identified(id), outcome))
    };
    each(context, &args.ids, work, identified).await
}

/// Plugins whose id or name is close to what was given; people try names as well.
fn alike(given: &str, all: &[CustomPlugin]) -> Vec<String> {
    let names = all.iter().flat_map(|plugin| [plugin.id.as_str(), plugin.name.as_str()]);
    suggest(given, names)
}

fn identified(id: &str) -> Target {
    Target { name: None, id: Some(id.to_owned()) }
}
