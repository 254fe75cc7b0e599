//! Creates a connector and waits until it runs, or until it is clear that it never will.
//!
//! Usage: create_and_wait NAME

use std::env;
use std::error::Error;
use std::time::Duration;

use ccloud_connect::connectors::Condition;
use ccloud_connect::{Client, ConnectorConfig};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let name = env::args().nth(1).ok_or("usage: create_and_wait NAME")?;
    let client = Client::from_env()?;
    let cluster = client.cluster(env::var("CONFLUENT_ENVIRONMENT_ID")?, env::var("KAFKA_ID")?);
    let config = ConnectorConfig::from([
        ("connector.class", "DatagenSource"),
        ("kafka.auth.mode", "SERVICE_ACCOUNT"),
        ("kafka.service.account.id", "sa-1a2b3c"),
        ("kafka.topic", "orders"),
        ("output.data.format", "JSON"),
        ("quickstart", "ORDERS"),
        ("tasks.max", "1"),
    ]);
    cluster.connectors().create(&name, config).send().await?;
    let status = cluster
        .connector(&name)
        .wait_for(Condition::Running)
        .deadline(Duration::from_mins(10))
        .progress(|event| eprintln!("{} after {:?}", event.state, event.elapsed))
        .await?;
    println!("{name} is {}", status.state);
    Ok(())
}
