use ccloud_connect::desired;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
The schema is draft 7. An editor with which to complete and check connector files finds it by a line at their beginning, \
or by its settings:

  # yaml-language-server: $schema=connector.schema.json

Examples:
  cconnect schema > connector.schema.json
  cconnect schema -o yaml")]
pub(crate) struct Schema {}

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let schema = desired::schema();
    context.output.data(&schema, || serde_json::to_string_pretty(&schema).unwrap_or_default())
}
