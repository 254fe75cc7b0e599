//! Calls an operation by its generated builder, on the client's own transport: authentication, retries and redaction
//! are the same.

use std::env;
use std::error::Error;

use ccloud_connect::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let answer = client
        .api()
        .connect_v1()
        .list_connectors()
        .environment_id(env::var("CONFLUENT_ENVIRONMENT_ID")?)
        .kafka_cluster_id(env::var("KAFKA_ID")?)
        .send()
        .await?;
    println!("{}: {:?}", answer.status(), *answer);
    Ok(())
}
