use clap::Args;

use super::keys;
use super::row::PluginRow;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
What is not given stays as it is. Cloud, class and type of a plugin cannot be changed.

Examples:
  cconnect custom-plugin update ccp-4rrw00 --description 'Nightly build'
  cconnect custom-plugin update ccp-4rrw00 --sensitive-properties db.password,db.token")]
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
}

pub(super) async fn run(context: &Context, service: &Service, args: Update) -> Result<(), Failure> {
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
    let row = PluginRow::of(update.send().await?);
    context.output.data(&row, || row.human())
}
