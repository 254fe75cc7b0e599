use ccloud_connect::plugins::Cloud;
use clap::Args;

use super::super::archive::cloud;
use super::family::Family;
use super::row::ConnectPluginRow;
use crate::again;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
A plugin of an environment begins without an archive; `cconnect custom-plugin version upload` adds versions. \
A plugin of the organization is made from its archive, by `cconnect custom-plugin upload`.

Examples:
  cconnect custom-plugin create --api ccpm --name Heartbeat --cloud AWS
  cconnect custom-plugin create --api ccpm --name Heartbeat --cloud gcp -o json")]
pub(crate) struct Create {
    /// ccpm, the API of plugins with versions
    #[arg(long, value_name = "API", value_enum, hide_possible_values = true)]
    api: Option<Family>,
    /// Name that people see
    #[arg(long, required_if_eq("api", "ccpm"))]
    name: Option<String>,
    /// AWS, AZURE or GCP, that of the Kafka clusters it is for
    #[arg(long, value_parser = cloud, required_if_eq("api", "ccpm"))]
    cloud: Option<Cloud>,
    /// Description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Create) -> Result<(), Failure> {
    let (Some(Family::Ccpm), Some(name), Some(cloud)) = (args.api, args.name, args.cloud) else {
        return Err(Failure::usage("only plugins with versions are created without an archive")
            .with_hint("Make a plugin from an archive with `cconnect custom-plugin upload`, or pass `--api ccpm`."));
    };
    let mut create = service.environment()?.plugins().create(name, cloud);
    if let Some(description) = args.description {
        create = create.description(description);
    }
    let look = again::command(&context.global, &["custom-plugin", "list", "--api", "ccpm"], &[]);
    context.begun().tell(format!("The plugin may have been created all the same: see `{look}` before you repeat it."));
    let created = create.send().await.map_err(|error| context.unsure(error))?;
    let row = ConnectPluginRow::of(created);
    context.output.data(&row, || row.human())
}
