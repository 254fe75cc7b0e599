use std::path::{Path, PathBuf};

use ccloud_connect::Environment;
use ccloud_connect::plugins::ReplaceArchive;
use clap::Args;

use super::super::archive::{keys, tell, unfit_for_plugin};
use super::family::ApiFlag;
use super::row::{ConnectPluginRow, PluginRow};
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::progress::UploadBar;

#[derive(Debug, Args)]
#[command(after_help = "\
What is not given stays as it is. Cloud, class and type of a plugin cannot be changed. \
With `--api ccpm` there are name and description only: all else is a version's.

`--file` sends a new archive, which has to hold the plugin's class. The service may not take it: its API's usage page \
shows it, its document calls the archive needed on creation only, and no answer tells which one a plugin has. What is \
sure is a new plugin, by `cconnect custom-plugin upload`, or a version, by `cconnect custom-plugin version upload`.

Examples:
  cconnect custom-plugin update ccp-4rrw00 --description 'Nightly build'
  cconnect custom-plugin update ccp-4rrw00 --sensitive-properties db.password,db.token
  cconnect custom-plugin update ccp-4rrw00 --file heartbeat-1.1.zip
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
    /// New archive: ZIP or JAR, up to 1 GiB; a tar.gz or a folder, which is packed as a ZIP
    #[arg(long, value_name = "FILE", group = "change")]
    file: Option<PathBuf>,
    /// Send the archive as it is, whatever is in it
    #[arg(long, requires = "file")]
    no_preflight: bool,
    #[command(flatten)]
    api: ApiFlag,
}

pub(super) async fn run(context: &Context, service: &Service, args: Update) -> Result<(), Failure> {
    if let Some(environment) = args.api.environment(service)? {
        return in_environment(context, &environment, args).await;
    }
    let plugins = service.client.custom_plugins();
    let mut update = plugins.update(&args.id);
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
    let row = match args.file {
        Some(file) => {
            let replacement = update.archive(&file).preflight(!args.no_preflight);
            Box::pin(replace(context, replacement, &args.id, &file)).await?
        }
        None => PluginRow::of_update(&plugins.get(&args.id).await?, update.send().await?),
    };
    context.output.data(&row, || row.human())
}

/// Changes a plugin together with its archive.
async fn replace(context: &Context, replace: ReplaceArchive, id: &str, file: &Path) -> Result<PluginRow, Failure> {
    let bar = UploadBar::new(context, &["custom-plugin", "describe"], &[id]);
    let prepared = replace.progress(bar.reporter()).prepare().await.map_err(unfit_for_plugin)?;
    tell(context, file, prepared.packed(), prepared.warnings());
    context.output.note(UNSURE);
    let before = prepared.plugin().clone();
    let uploaded = prepared.send().await;
    drop(bar);
    Ok(PluginRow::of_replacement(&before, uploaded.map_err(|error| context.unsure(error))?))
}

/// What no answer can settle.
const UNSURE: &str = "the API document calls an archive needed on creation only, so the service may keep the one it has; \
    for certain, make a new plugin with `cconnect custom-plugin upload`, or a version with `cconnect custom-plugin \
    version upload`";

async fn in_environment(context: &Context, environment: &Environment, args: Update) -> Result<(), Failure> {
    let of_versions = [
        ("--documentation-link", args.documentation_link.is_some()),
        ("--sensitive-properties", args.sensitive_properties.is_some()),
        ("--file", args.file.is_some()),
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
