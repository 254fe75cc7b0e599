//! Asks the service what it thinks of a config, without creating anything.
//!
//! Usage: validate CLASS KEY=VALUE…

use std::env;
use std::error::Error;

use ccloud_connect::{Client, ConnectorConfig};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let class = arguments.next().ok_or("usage: validate CLASS KEY=VALUE…")?;
    let mut config = ConnectorConfig::from([("connector.class", class.as_str())]);
    for setting in arguments {
        let (key, value) = setting.split_once('=').ok_or("a setting reads KEY=VALUE")?;
        config.insert(key, value);
    }
    let client = Client::from_env()?;
    let cluster = client.cluster(env::var("CONFLUENT_ENVIRONMENT_ID")?, env::var("KAFKA_ID")?);
    let validation = cluster.plugins().validate(&class, config).await?;
    for error in &validation.errors {
        println!("{}: {}", error.key, error.message);
    }
    println!("{} problems", validation.errors.len());
    Ok(())
}
