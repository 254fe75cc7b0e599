use ccloud_connect::Environment;
use ccloud_connect::plugins::{Cloud, CustomPlugin};
use clap::Args;
use futures_util::TryStreamExt;
use serde::Serialize;

use super::super::archive::cloud;
use super::family::ApiFlag;
use super::row::ConnectPluginRow;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect custom-plugin list
  cconnect custom-plugin list --cloud aws -o json
  cconnect custom-plugin list --api ccpm")]
pub(crate) struct List {
    /// Only those of one cloud: AWS, AZURE or GCP
    #[arg(long, value_parser = cloud)]
    cloud: Option<Cloud>,
    #[command(flatten)]
    api: ApiFlag,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    cloud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connector_class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connector_type: Option<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: List) -> Result<(), Failure> {
    if let Some(environment) = args.api.environment(service)? {
        return of_environment(context, &environment, args.cloud).await;
    }
    let mut list = service.client.custom_plugins().list();
    if let Some(cloud) = args.cloud {
        list = list.cloud(cloud);
    }
    let any = context.output.list(list.stream().map_ok(row), HEAD, cells).await?;
    say_none(context, !any);
    Ok(())
}

async fn of_environment(context: &Context, environment: &Environment, cloud: Option<Cloud>) -> Result<(), Failure> {
    let mut list = environment.plugins().list();
    if let Some(cloud) = cloud {
        list = list.cloud(cloud);
    }
    let rows = list.stream().map_ok(ConnectPluginRow::of);
    let any = context.output.list(rows, ConnectPluginRow::HEAD, ConnectPluginRow::cells).await?;
    say_none(context, !any);
    Ok(())
}

fn say_none(context: &Context, is_empty: bool) {
    if is_empty {
        context.output.note("there are no custom plugins");
    }
}

fn row(plugin: CustomPlugin) -> Row {
    Row {
        id: plugin.id,
        name: plugin.name,
        cloud: plugin.cloud.map(|cloud| cloud.to_string()),
        connector_class: Some(plugin.class).filter(|class| !class.is_empty()),
        connector_type: plugin.connector_type.map(|kind| kind.to_string()),
    }
}

const HEAD: &[&str] = &["ID", "NAME", "CLOUD", "CLASS", "TYPE"];

fn cells(row: &Row) -> [String; 5] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let Row { id, name, cloud, connector_class, connector_type } = row;
    [id.clone(), name.clone(), text(cloud), text(connector_class), text(connector_type)]
}
