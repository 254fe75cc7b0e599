//! How a program tests its own code with the mocks.

use ccloud_connect::connectors::ConnectorState;
use ccloud_connect::{Client, Error, ErrorKind, RetryPolicy};
use ccloud_connect_httpmock::connect_v1::{MockServerExt, types};
use ccloud_connect_httpmock::httpmock::MockServer;

/// The code under test: pauses every connector of a cluster that has failed, and says which.
async fn pause_failed(client: &Client, environment: &str, cluster: &str) -> Result<Vec<String>, Error> {
    let cluster = client.cluster(environment, cluster);
    let mut paused = Vec::new();
    for found in cluster.connectors().list().await? {
        if found.status.is_some_and(|status| status.state == ConnectorState::Failed) {
            cluster.connector(&found.name).pause().await?;
            paused.push(found.name);
        }
    }
    Ok(paused)
}

fn client(server: &MockServer) -> Client {
    let once = RetryPolicy::default().max_retries(0);
    Client::builder().endpoint(server.base_url()).api_key("KEY", "SECRET").retry(once).build().unwrap()
}

/// An entry of the list, as the service writes it.
fn entry(state: types::ConnectorState) -> types::ConnectorExpansion {
    let mut connector = types::ConnectorStatusConnector::default();
    connector.state = Some(state);
    let mut status = types::ConnectorStatus::default();
    status.connector = Some(connector);
    let mut entry = types::ConnectorExpansion::default();
    entry.status = Some(status);
    entry
}

fn cluster_of(connectors: [(&str, types::ConnectorState); 3]) -> types::ConnectorExpansionMap {
    let mut all = types::ConnectorExpansionMap::default();
    all.0.extend(connectors.map(|(name, state)| (name.to_owned(), entry(state))));
    all
}

#[tokio::test]
async fn only_failed_connectors_are_paused() {
    let server = MockServer::start_async().await;
    let all = cluster_of([
        ("orders", types::ConnectorState::Failed),
        ("payments", types::ConnectorState::Running),
        ("returns 2", types::ConnectorState::Failed),
    ]);
    let list = server.list_connectors_with_expansions(|when, then| {
        when.environment_id("env-1").kafka_cluster_id("lkc-1");
        then.success(200, &all);
    });
    let pauses = ["orders", "returns 2"].map(|name| {
        server.pause_connector(move |when, then| {
            when.connector_name(name);
            then.success(202);
        })
    });

    assert_eq!(pause_failed(&client(&server), "env-1", "lkc-1").await.unwrap(), ["orders", "returns 2"]);
    list.assert();
    for pause in pauses {
        pause.assert();
    }
}

#[tokio::test]
async fn what_the_service_refuses_is_told() {
    let server = MockServer::start_async().await;
    let all = cluster_of(["a", "b", "c"].map(|name| (name, types::ConnectorState::Failed)));
    server.list_connectors_with_expansions(|_, then| {
        then.success(200, &all);
    });
    server.pause_connector(|_, then| {
        then.into_inner().status(403).body(r#"{"error_code": 403, "message": "not yours"}"#);
    });

    let error = pause_failed(&client(&server), "env-1", "lkc-1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(error.to_string().contains("not yours"), "{error}");
}
