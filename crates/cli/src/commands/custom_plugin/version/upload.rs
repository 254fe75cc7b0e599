use ccloud_connect::plugins::{PluginHandle, PluginType, PluginVersion};
use clap::Args;

use super::super::super::archive::{ArchiveFile, Preflight, connector_type, keys, taken, tell, unfit};
use super::row::VersionRow;
use crate::again;
use crate::completion;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::progress::UploadBar;
use crate::waiting::{self, WaitLine};

#[derive(Debug, Args)]
#[command(after_help = "\
What is not given is taken from the archive and shown before it is sent: its connectors, documentation link, and as \
sensitive properties those that they define as passwords.

The service looks into the archive after it has taken it. `--wait` waits for that: it ends with exit code 0 \
when the version is READY, 7 with the service's message when it FAILED, 6 after `--timeout`, 30 minutes unless \
told.

Examples:
  cconnect custom-plugin version upload ccp-7k2px1 heartbeat.zip --version 1.2.0 --wait
  cconnect custom-plugin version upload ccp-7k2px1 both.jar --version v2.0.0-rc.1 -o json \\
      --class io.example.Source:source --class io.example.Sink:sink --sensitive-properties db.token")]
pub(crate) struct Upload {
    /// Plugin id (ccp-…)
    #[arg(add = completion::connect_plugins())]
    plugin: String,
    #[command(flatten)]
    file: ArchiveFile,
    /// Its number: semantic versioning, with or without `v`
    #[arg(long, value_name = "VERSION")]
    version: String,
    /// A connector in the archive: its Java class, with its package, and source or sink; up to ten, all in the
    /// archive unless given
    #[arg(long = "class", visible_alias = "connector-class", value_name = "CLASS:TYPE", value_parser = class)]
    classes: Vec<(String, PluginType)>,
    /// Config keys whose values are to be hidden; '' hides none
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    sensitive_properties: Option<Vec<String>>,
    /// Where its users read about it
    #[arg(long, value_name = "URL")]
    documentation_link: Option<String>,
    #[command(flatten)]
    preflight: Preflight,
    /// Wait until it can be used
    #[arg(long)]
    wait: bool,
}

fn class(text: &str) -> Result<(String, PluginType), String> {
    let (class, kind) = text.rsplit_once(':').ok_or("a class reads CLASS:TYPE, such as io.example.Source:source")?;
    Ok((class.to_owned(), connector_type(kind)?))
}

pub(super) async fn run(context: &Context, service: &Service, args: Upload) -> Result<(), Failure> {
    let wants_wait = args.wait;
    let plugin = service.environment()?.plugin(&args.plugin);
    let version = upload(context, &plugin, args).await?;
    let mut row = VersionRow::of(version);
    let mut failed = None;
    if wants_wait {
        let names = [row.plugin_id.as_str(), &row.id];
        let command = again::command(&context.global, &["custom-plugin", "version", "describe"], &names);
        context.begun().tell(format!("The version exists as `{}`: see `{command}`.", row.id));
        let line = WaitLine::new(context);
        match line.show(context, plugin.version(&row.id).wait_ready()).await {
            Ok(ready) => row = VersionRow::of(ready),
            Err(error) => {
                row = row.ended(&error);
                let unmet = format!("`{}` was not ready", row.version);
                failed = Some(waiting::failure(context, error, &unmet, "It may still become so: see", &command));
            }
        }
    }
    context.output.data(&row, || row.human())?;
    failed.map_or(Ok(()), Err)
}

async fn upload(context: &Context, plugin: &PluginHandle, args: Upload) -> Result<PluginVersion, Failure> {
    let file = args.file.path()?;
    let bar = UploadBar::new(context, &["custom-plugin", "version", "list"], &[plugin.id()]);
    let mut upload = plugin.upload(file, args.version).progress(bar.reporter()).preflight(args.preflight.is_wanted());
    let (has_classes, has_link) = (!args.classes.is_empty(), args.documentation_link.is_some());
    for (class, kind) in args.classes {
        upload = upload.class(class, kind);
    }
    if let Some(link) = args.documentation_link {
        upload = upload.documentation_link(link);
    }
    let has_secrets = args.sensitive_properties.is_some();
    if let Some(given) = args.sensitive_properties {
        upload = upload.sensitive_properties(keys(given));
    }
    let prepared = upload.prepare().await.map_err(unfit)?;
    tell(context, file, prepared.packed(), prepared.warnings());
    let classes = prepared.classes().iter().map(|(class, kind)| format!("`{class}` ({kind})")).collect::<Vec<_>>();
    let secrets = prepared.sensitive_properties();
    taken(
        context,
        &[
            ("connectors", (!has_classes).then(|| classes.join(", "))),
            ("documentation link", prepared.documentation_link().filter(|_| !has_link).map(str::to_owned)),
            ("sensitive properties", (!has_secrets && !secrets.is_empty()).then(|| secrets.join(", "))),
        ],
    );
    let uploaded = prepared.send().await;
    drop(bar);
    Ok(uploaded.map_err(|error| context.unsure(error))?.version)
}
