use ccloud_connect::Error;
use ccloud_connect::plugins::{Cloud, PluginType, PreparedCustomPlugin, UploadCustomPlugin};
use clap::{Args, ValueEnum};

use super::super::archive::{ArchiveFile, Preflight, cloud, connector_type, keys, taken, tell, unfit};
use super::family::Family;
use super::row::PluginRow;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::progress::UploadBar;

#[derive(Debug, Args)]
#[command(after_help = "\
What is not given is taken from the archive and shown before it is sent: name, class, type, documentation link, and as \
sensitive properties those that the connector defines as passwords. `cconnect custom-plugin inspect` shows the same.

Examples:
  cconnect custom-plugin upload heartbeat.zip
  cconnect custom-plugin upload debezium-connector-postgres-plugin.tar.gz --skip-identical
  cconnect custom-plugin upload sink.jar --class io.example.Sink --type sink --cloud gcp \\
      --name 'Example sink' --sensitive-properties db.password,db.token -o json")]
pub(crate) struct Upload {
    #[command(flatten)]
    file: ArchiveFile,
    /// Java class of the connector, with its package; needed where there are several
    #[arg(long, visible_alias = "connector-class", value_name = "CLASS")]
    class: Option<String>,
    /// source or sink
    #[arg(long = "type", visible_alias = "connector-type", value_name = "TYPE", value_parser = connector_type)]
    connector_type: Option<PluginType>,
    /// Name that people see; that in Confluent Hub's manifest, or else the file's without its extension, unless given
    #[arg(long)]
    name: Option<String>,
    /// AWS, AZURE or GCP, that of the Kafka cluster; AWS unless given
    #[arg(long, value_parser = cloud)]
    cloud: Option<Cloud>,
    /// Description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Where its users read about it
    #[arg(long, value_name = "URL")]
    documentation_link: Option<String>,
    /// Config keys whose values are to be hidden; '' hides none
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    sensitive_properties: Option<Vec<String>>,
    /// Send nothing where a plugin of this cloud and class has the same `sha256:…` in its description; else add it there
    #[arg(long)]
    skip_identical: bool,
    #[command(flatten)]
    preflight: Preflight,
    /// connect alone: a plugin with versions is not made by an upload
    #[arg(long, value_name = "API", value_parser = connect_only, default_value = "connect")]
    api: Family,
}

/// Plugins with versions are made in two steps.
fn connect_only(text: &str) -> Result<Family, String> {
    match Family::from_str(text, false) {
        Ok(Family::Connect) => Ok(Family::Connect),
        Ok(Family::Ccpm) => Err("such a plugin is not made from an archive\n\n  tip: create it with `cconnect \
             custom-plugin create --api ccpm`, then pass its archives to `cconnect custom-plugin version upload`"
            .to_owned()),
        Err(_) => Err("an API is connect or ccpm".to_owned()),
    }
}

pub(super) async fn run(context: &Context, service: &Service, args: Upload) -> Result<(), Failure> {
    let file = args.file.path()?.to_owned();
    if !args.preflight.is_wanted() && (args.class.is_none() || args.connector_type.is_none()) {
        return Err(Failure::usage("`--no-preflight` takes nothing from the archive: pass `--class` and `--type`"));
    }
    let bar = UploadBar::new(context, &["custom-plugin", "list"], &[]);
    let upload = service.client.custom_plugins().upload(&file).progress(bar.reporter());
    let has_name = args.name.is_some();
    let given = Given {
        name: args.name.is_some(),
        class: args.class.is_some(),
        connector_type: args.connector_type.is_some(),
        link: args.documentation_link.is_some(),
        secrets: args.sensitive_properties.is_some(),
    };
    if args.cloud.is_none() {
        context.output.note("the cloud is AWS unless `--cloud` says otherwise");
    }
    let prepared = with(upload, args).prepare().await.map_err(|error| refused(error, has_name))?;
    tell(context, &file, prepared.packed(), prepared.warnings());
    given.tell_others(context, &prepared);
    let uploaded = prepared.send().await;
    drop(bar);
    let uploaded = uploaded.map_err(|error| context.unsure(error))?;
    if uploaded.was_there {
        context.output.note(&format!("`{}` is of the same bytes, so nothing was sent", uploaded.plugin.id));
    }
    let row = PluginRow::of_upload(uploaded);
    context.output.data(&row, || row.human())
}

fn with(mut upload: UploadCustomPlugin, args: Upload) -> UploadCustomPlugin {
    upload = upload.preflight(args.preflight.is_wanted()).skip_identical(args.skip_identical);
    upload = upload.cloud(args.cloud.unwrap_or(Cloud::Aws));
    if let Some(name) = args.name {
        upload = upload.name(name);
    }
    if let Some(class) = args.class {
        upload = upload.class(class);
    }
    if let Some(connector_type) = args.connector_type {
        upload = upload.connector_type(connector_type);
    }
    if let Some(description) = args.description {
        upload = upload.description(description);
    }
    if let Some(link) = args.documentation_link {
        upload = upload.documentation_link(link);
    }
    if let Some(given) = args.sensitive_properties {
        upload = upload.sensitive_properties(keys(given));
    }
    upload
}

fn refused(error: Error, has_name: bool) -> Failure {
    let is_name = matches!(&error, Error::Input(text) if text.starts_with("the name "));
    let failure = unfit(error);
    if is_name && !has_name { failure.with_hint("Pass `--name`.") } else { failure }
}

/// What people said themselves and need not be told.
struct Given {
    name: bool,
    class: bool,
    connector_type: bool,
    link: bool,
    secrets: bool,
}

impl Given {
    fn tell_others(&self, context: &Context, prepared: &PreparedCustomPlugin) {
        let secrets = prepared.sensitive_properties();
        let quoted = |text: &str| format!("`{text}`");
        taken(
            context,
            &[
                ("name", (!self.name).then(|| quoted(prepared.name()))),
                ("class", (!self.class).then(|| quoted(prepared.class()))),
                ("type", prepared.connector_type().filter(|_| !self.connector_type).map(|kind| kind.to_string())),
                ("documentation link", prepared.documentation_link().filter(|_| !self.link).map(str::to_owned)),
                ("sensitive properties", (!self.secrets && !secrets.is_empty()).then(|| secrets.join(", "))),
            ],
        );
    }
}
