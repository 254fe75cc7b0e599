//! How to test code that uses this SDK: typed mocks answer in the service's place.
//!
//! In a program of your own, `ccloud-connect-httpmock` is a dev-dependency, with the feature `connect-v1`, and this is a
//! test.

use std::error::Error;

use ccloud_connect::Client;
use ccloud_connect::connectors::ConnectorState;
use ccloud_connect_httpmock::connect_v1::{MockServerExt, types};
use ccloud_connect_httpmock::httpmock::MockServer;

/// The code under test.
async fn resume_if_failed(client: &Client, name: &str) -> Result<bool, ccloud_connect::Error> {
    let connector = client.cluster("env-1", "lkc-1").connector(name);
    let failed = connector.status().await?.state == ConnectorState::Failed;
    if failed {
        connector.resume().await?;
    }
    Ok(failed)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = MockServer::start_async().await;
    let mut status = types::ConnectorStatus::default();
    let mut connector = types::ConnectorStatusConnector::default();
    connector.state = Some(types::ConnectorState::Failed);
    status.connector = Some(connector);
    service.read_connector_status(|when, then| {
        when.connector_name("orders");
        then.success(200, &status);
    });
    let resume = service.resume_connector(|when, then| {
        when.connector_name("orders");
        then.success(202);
    });

    let client = Client::builder().endpoint(service.base_url()).api_key("KEY", "SECRET").build()?;
    assert!(resume_if_failed(&client, "orders").await?);
    resume.assert();
    println!("passed");
    Ok(())
}
