//! Lists the connectors of a Kafka cluster with their states, in one request.
//!
//! Credentials come from the environment (see `Client::from_env`), the place from `CONFLUENT_ENVIRONMENT_ID` and
//! `KAFKA_ID`.

use std::env;
use std::error::Error;

use ccloud_connect::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let cluster = client.cluster(env::var("CONFLUENT_ENVIRONMENT_ID")?, env::var("KAFKA_ID")?);
    for connector in cluster.connectors().list().await? {
        let state = connector.status.map_or_else(|| "unknown".to_owned(), |status| status.state.to_string());
        println!("{}\t{}\t{state}", connector.id.unwrap_or_default(), connector.name);
    }
    Ok(())
}
