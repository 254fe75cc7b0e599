//! Tells a connector that is not there from a key that may not see it, and says what to do next.
//!
//! Usage: errors CONNECTOR

use std::env;
use std::error::Error as StdError;

use ccloud_connect::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let name = env::args().nth(1).ok_or("usage: errors CONNECTOR")?;
    let client = Client::from_env()?;
    let cluster = client.cluster(env::var("CONFLUENT_ENVIRONMENT_ID")?, env::var("KAFKA_ID")?);
    match cluster.find(&name).await {
        Ok(connector) => println!("{} is {}", connector.name(), connector.id().unwrap_or("without an id")),
        Err(Error::NotFound { near, .. }) => println!("no such connector; near names: {near:?}"),
        Err(error) => {
            println!("{error}");
            // Every message of the server, not only the first.
            error.server().into_iter().flat_map(|answer| &answer.messages).for_each(|said| println!("- {said:?}"));
            error.hint().into_iter().for_each(|hint| println!("{hint}"));
        }
    }
    Ok(())
}
