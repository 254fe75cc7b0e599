use ccloud_connect::Error;
use ccloud_connect::error::Kind;
use ccloud_connect::plugins::PluginHandle;
use clap::Args;

use super::super::super::targets::{Outcome, Target, each, say_absent};
use crate::completion;
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Asks first; without a terminal `--force` is needed. A version that connectors are made from cannot be deleted.

Examples:
  cconnect custom-plugin version delete ccp-7k2px1 1.2.0
  cconnect custom-plugin version delete ccp-7k2px1 1.1.0 ver-3m9qd --force -o json")]
pub(crate) struct Delete {
    /// Plugin id (ccp-…)
    #[arg(add = completion::connect_plugins())]
    plugin: String,
    /// Ids or numbers of versions
    #[arg(required = true, value_name = "VERSION")]
    versions: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Delete) -> Result<(), Failure> {
    let plugin = service.environment()?.plugin(args.plugin);
    let quoted = args.versions.iter().map(|version| format!("`{version}`")).collect::<Vec<_>>().join(", ");
    confirm(context, &format!("delete {quoted} of `{}`?", plugin.id())).await?;
    let work = async |given: &str| delete(context, &plugin, given).await;
    each(context, &args.versions, work, named).await
}

async fn delete(context: &Context, plugin: &PluginHandle, given: &str) -> Result<(Target, Outcome), Failure> {
    let version = match plugin.find(given).await {
        Err(error) => return absent(context, given, error),
        Ok(version) => version,
    };
    match plugin.version(&version.id).delete().await {
        // Somebody else may have deleted it meanwhile, which the 404 alone does not prove.
        Err(error @ Error::NotFound { .. }) => match plugin.find(&version.id).await {
            Ok(_) => Err(error.into()),
            Err(error) => absent(context, given, error),
        },
        outcome => {
            outcome?;
            Ok((Target { name: Some(version.version), id: Some(version.id) }, Outcome::Done))
        }
    }
}

/// A complete list without it proves that there is nothing to delete.
fn absent(context: &Context, given: &str, error: Error) -> Result<(Target, Outcome), Failure> {
    let Error::NotFound { what: Kind::PluginVersion, near, answer: None, .. } = error else { return Err(error.into()) };
    say_absent(context, "plugin version", given, &near);
    Ok((named(given), Outcome::Absent))
}

fn named(given: &str) -> Target {
    Target { name: Some(given.to_owned()), id: None }
}
