//! Sets a sink connector back to the beginning of one topic partition, and waits until that is done.
//!
//! Usage: offsets CONNECTOR TOPIC PARTITION

use std::env;
use std::error::Error;

use ccloud_connect::{Client, serde_json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, topic, partition] = &arguments[..] else { return Err("usage: CONNECTOR TOPIC PARTITION".into()) };
    let client = Client::from_env()?;
    let cluster = client.cluster(env::var("CONFLUENT_ENVIRONMENT_ID")?, env::var("KAFKA_ID")?);
    let offsets = cluster.connector(name).offsets();
    // Offsets are whatever the connector makes of them; those of every sink look like this.
    let beginning = serde_json::from_value(serde_json::json!([{
        "partition": {"kafka_topic": topic, "kafka_partition": partition.parse::<i32>()?},
        "offset": {"kafka_offset": 0},
    }]))?;
    let done = offsets.alter(beginning).await?.wait().await?;
    println!("{} of {} offsets replaced", done.requested_offsets.len(), done.previous_offsets.len());
    Ok(())
}
