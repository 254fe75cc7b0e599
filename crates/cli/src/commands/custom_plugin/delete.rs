use clap::Args;

use super::super::deletion::delete;
use super::super::targets::{Target, each};
use super::family::ApiFlag;
use crate::completion;
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Asks first; without a terminal `--force` is needed. A plugin that has versions cannot be deleted before those.

Examples:
  cconnect custom-plugin delete ccp-4rrw00
  cconnect custom-plugin delete ccp-4rrw00 ccp-9xyz12 --force -o json
  cconnect custom-plugin delete ccp-7k2px1 --api ccpm")]
pub(crate) struct Delete {
    /// Plugin ids (ccp-…)
    #[arg(required = true, value_name = "ID", add = completion::custom_plugins())]
    ids: Vec<String>,
    #[command(flatten)]
    api: ApiFlag,
}

pub(super) async fn run(context: &Context, service: &Service, args: Delete) -> Result<(), Failure> {
    let environment = args.api.environment(service)?;
    let quoted = args.ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    confirm(context, &format!("delete {quoted}?")).await?;
    let work = async |id: &str| {
        let outcome = if let Some(environment) = &environment {
            let plugins = environment.plugins();
            delete(context, "custom plugin of the environment", id, plugins.delete(id), plugins.list().all()).await?
        } else {
            let plugins = service.client.custom_plugins();
            delete(context, "custom plugin of the organization", id, plugins.delete(id), plugins.list().all()).await?
        };
        Ok((identified(id), outcome))
    };
    each(context, &args.ids, work, identified).await
}

fn identified(id: &str) -> Target {
    Target { name: None, id: Some(id.to_owned()) }
}
