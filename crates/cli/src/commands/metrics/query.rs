use std::path::PathBuf;

use ccloud_connect::desired::read_json;
use clap::Args;
use serde_json::Value;

use crate::aside::aside;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
The file holds a query as the metrics API takes it, and the answer is the API's own:
  {\"aggregations\": [{\"metric\": \"io.confluent.kafka.connect/received_records\"}],
   \"filter\": {\"field\": \"resource.connector.id\", \"op\": \"EQ\", \"value\": \"lcc-x7k2p\"},
   \"granularity\": \"PT1H\", \"intervals\": [\"PT24H/now\"]}

Examples:
  cconnect metrics query -f received.json
  jq '.granularity = \"P1D\"' received.json | cconnect metrics query -f - -o json")]
pub(crate) struct Query {
    /// JSON file; `-` reads stdin
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
}

pub(super) async fn run(context: &Context, service: &Service, args: Query) -> Result<(), Failure> {
    let file = args.file;
    let query = aside(move || read_json(&file).map_err(Failure::from)).await?;
    let answer = service.client.metrics().query_raw(query).await?;
    if answer.pointer("/meta/pagination/next_page_token").is_some_and(Value::is_string) {
        context.output.note("there are more groups than the query's `limit`");
    }
    context.output.data(&answer, || serde_json::to_string_pretty(&answer).unwrap_or_default())
}
