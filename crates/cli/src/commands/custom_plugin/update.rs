use ccloud_connect::Environment;
use clap::Args;

use super::super::archive::keys;
use super::family::ApiFlag;
use super::row::{ConnectPluginRow, PluginRow};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
What is not given stays as it is. Cloud, class and type of a plugin cannot be changed. \
With `--api ccpm` there are name and description only: link and sensitive properties are a version's.

Examples:
  cconnect custom-plugin update ccp-4rrw00 --description 'Nightly build'
  cconnect custom-plugin update ccp-4rrw00 --sensitive-properties db.password,db.token
  cconnect custom-plugin update ccp-7k2px1 --api ccpm --name Heartbeat")]
#[command(group = clap::ArgGroup::new("change").required(true).multiple(true))]
pub(crate) struct Update {
    /// Plugin id (ccp-…)
    #[arg(add = completion::custom_plugins())]
    id: String,
    /// New name
    #[arg(long, group = "change")]
    name: Option<String>,
    /// New description
    #[arg(long, value_name = "TEXT", group = "change")]
    description: Option<String>,
    /// New link; '' takes it away
    #[arg(long, value_name = "URL", group = "change")]
    documentation_link: Option<String>,
    /// Config keys to hide, instead of those hidden now; '' hides none
    #[arg(long, value_name = "KEYS", value_delimiter = ',', group = "change")]
    sensitive_properties: Option<Vec<String>>,
    #[command(flatten)]
    api: ApiFlag,
}

pub(super) async fn run(context: &Context, service: &Service, args: Update) -> Result<(), Failure> {
    if let Some(environment) = args.api.environment(service)? {
        return in_environment(context, &environment, args).await;
    }
    let before = service.client.custom_plugins().get(&args.id).await?;
    let mut update = service.client.custom_plugins().update(&args.id);
    if let Some(name) = args.name {
        update = update.name(name);
    }
    if let Some(description) = args.description {
        update = update.description(description);
    }
    if let Some(link) = args.documentation_link {
        update = update.documentation_link(link);
    }
    if let Some(given) = args.sensitive_properties {
        update = update.sensitive_properties(keys(given));
    }
    let row = PluginRow::of_update(&before, update.send().await?);
    context.output.data(&row, || row.human())
}

async fn in_environment(context: &Context, environment: &Environment, args: Update) -> Result<(), Failure> {
    let of_versions = [
        ("--documentation-link", args.documentation_link.is_some()),
        ("--sensitive-properties", args.sensitive_properties.is_some()),
    ];
    if let Some((flag, _)) = of_versions.into_iter().find(|(_, is_given)| *is_given) {
        let hint = "A version has it: pass it to `cconnect custom-plugin version upload`.";
        return Err(Failure::usage(format!("`--api ccpm` does not take `{flag}`")).with_hint(hint));
    }
    let before = environment.plugins().get(&args.id).await?;
    let mut update = environment.plugins().update(args.id);
    if let Some(name) = args.name {
        update = update.name(name);
    }
    if let Some(description) = args.description {
        update = update.description(description);
    }
    let row = ConnectPluginRow::of_update(&before, update.send().await?);
    context.output.data(&row, || row.human())
}
