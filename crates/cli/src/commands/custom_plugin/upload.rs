use std::path::PathBuf;

use ccloud_connect::plugins::{Cloud, PluginType};
use clap::{Args, ValueEnum};

use super::super::archive::{cloud, connector_type, keys, name_of};
use super::family::Family;
use super::row::PluginRow;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::progress::UploadBar;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect custom-plugin upload heartbeat.zip --class io.example.HeartbeatSource --type source
  cconnect custom-plugin upload sink.jar --class io.example.Sink --type sink --cloud gcp \\
      --name 'Example sink' --sensitive-properties db.password,db.token -o json")]
pub(crate) struct Upload {
    /// Archive: ZIP or JAR, up to 1 GiB
    #[arg(value_name = "FILE", required_unless_present = "plugin_file", conflicts_with = "plugin_file")]
    file: Option<PathBuf>,
    /// The same as FILE, as the official CLI spells it
    #[arg(long, value_name = "FILE", hide = true)]
    plugin_file: Option<PathBuf>,
    /// Java class of the connector, with its package
    #[arg(long, visible_alias = "connector-class", value_name = "CLASS", required = true)]
    class: String,
    /// source or sink
    #[arg(long = "type", visible_alias = "connector-type", value_name = "TYPE", value_parser = connector_type)]
    connector_type: PluginType,
    /// Name that people see; the file's without its extension unless given
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
    /// Config keys whose values are to be hidden
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    sensitive_properties: Vec<String>,
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
    let Some(file) = args.file.or(args.plugin_file) else {
        return Err(Failure::usage("the archive is not given"));
    };
    let name = match args.name {
        Some(name) => name,
        None => name_of(context, &file, "a plugin's")?,
    };
    let cloud = args.cloud.unwrap_or_else(|| {
        context.output.note("the cloud is AWS unless `--cloud` says otherwise");
        Cloud::Aws
    });
    let bar = UploadBar::new(context, &["custom-plugin", "list"], &[]);
    let mut upload = service.client.custom_plugins().upload(file).name(name).class(args.class);
    upload = upload.connector_type(args.connector_type).cloud(cloud).progress(bar.reporter());
    if let Some(description) = args.description {
        upload = upload.description(description);
    }
    if let Some(link) = args.documentation_link {
        upload = upload.documentation_link(link);
    }
    let uploaded = upload.sensitive_properties(keys(args.sensitive_properties)).send().await;
    drop(bar);
    let row = PluginRow::of_upload(uploaded.map_err(|error| context.unsure(error))?);
    context.output.data(&row, || row.human())
}
