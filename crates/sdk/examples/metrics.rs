//! How many records a connector read from Kafka in the last day, by hour.
//!
//! Usage: metrics CONNECTOR

use std::env;
use std::error::Error;

use ccloud_connect::Client;
use ccloud_connect::jiff::ToSpan;
use ccloud_connect::metrics::{Granularity, Interval};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let name = env::args().nth(1).ok_or("usage: metrics CONNECTOR")?;
    let client = Client::from_env()?;
    let cluster = client.cluster(env::var("CONFLUENT_ENVIRONMENT_ID")?, env::var("KAFKA_ID")?);
    let connector = cluster.find(&name).await?;
    let id = connector.id().ok_or("the service told no id")?;
    let records = client.metrics().of_connector(id, "received_records");
    let points = records.granularity(Granularity::Pt1h).interval(Interval::last(1.day())).all().await?;
    for point in &points {
        println!("{}\t{}", point.timestamp, point.value.as_ref().map(ToString::to_string).unwrap_or_default());
    }
    println!("{} hours with records", points.len());
    Ok(())
}
