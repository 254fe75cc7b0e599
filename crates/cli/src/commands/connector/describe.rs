use ccloud_connect::ConnectorConfig;
use ccloud_connect::connectors::Cluster;
use ccloud_connect::plugins::ConfigType;
use clap::Args;
use serde::Serialize;

use super::row::{ConnectorRow, TaskRow, tasks};
use super::{find, is_custom};
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::harmless::{Passwords, Shown, shown};
use crate::output::{rows, sections, table};

#[derive(Debug, Args)]
#[command(after_help = "\
Values are shown where the connector's class, or Confluent Cloud itself, says that they are no secrets.

Examples:
  cconnect connector describe orders-s3
  cconnect connector describe lcc-x7k2p -o json")]
pub(crate) struct Describe {
    /// Name or id
    connector: String,
}

#[derive(Debug, Serialize)]
struct Description {
    connector: ConnectorRow,
    tasks: Vec<TaskRow>,
    configs: Vec<Shown>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Describe) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let summary = find(&cluster, &args.connector).await?.summary().await?;
    let description = Description {
        connector: ConnectorRow::of(&summary),
        tasks: summary.status.iter().flat_map(|status| &status.tasks).map(TaskRow::of).collect(),
        configs: shown(&summary.config, &passwords(&cluster, &summary.config).await),
    };
    context.output.data(&description, || human(&description))
}

/// What the class of a managed connector says of its keys. Without it, less is shown; that is no error.
pub(super) async fn passwords(cluster: &Cluster, config: &ConnectorConfig) -> Passwords {
    let Some(class) = config.get("connector.class").filter(|_| !is_custom(config)) else { return Passwords::default() };
    // A class is no secret.
    let definitions = cluster.plugins().definitions(class.expose()).await.unwrap_or_default();
    let told = definitions.into_iter().filter_map(|definition| Some((definition.name, definition.value_type?)));
    told.map(|(key, value_type)| (key, value_type == ConfigType::Password)).collect()
}

fn human(description: &Description) -> String {
    let connector = &description.connector;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let head = rows(&[
        ("Name", &connector.name),
        ("ID", &text(&connector.id)),
        ("Status", &text(&connector.status)),
        ("Type", &text(&connector.connector_type)),
        ("Trace", &text(&connector.trace)),
    ]);
    let configs = description.configs.iter().map(|shown| [shown.config.clone(), shown.value.clone()]);
    sections(&[head, tasks(&description.tasks), table(&["CONFIG", "VALUE"], configs)])
}
