use ccloud_connect::connectors::{Cluster, Connector};
use ccloud_connect::plugins::Cloud;
use ccloud_connect::{Client, ConnectorConfig, Environment, Error};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

/// A call that reads, and what it gets in the end. That is left out here.
pub(super) struct Call {
    pub(super) name: &'static str,
    /// Whether its answer is a list, not an object.
    pub(super) is_list: bool,
    pub(super) run: fn(Client) -> BoxFuture<'static, Result<(), Error>>,
}

fn cluster(client: &Client) -> Cluster {
    client.cluster("env-1", "lkc-1")
}

fn connector(client: &Client) -> Connector {
    cluster(client).connector("c")
}

fn environment(client: &Client) -> Environment {
    client.environment("env-1")
}

macro_rules! call {
    ($name:literal, $is_list:literal, $client:ident => $call:expr) => {
        Call { name: $name, is_list: $is_list, run: |$client| async move { $call.map(drop) }.boxed() }
    };
}

/// Of every group.
pub(super) fn calls() -> Vec<Call> {
    vec![
        call!("list_connectors", true, client => cluster(&client).connectors().names().await),
        call!("list_connectors_with_expansions", false, client => cluster(&client).connectors().list().await),
        call!("read_connector", false, client => connector(&client).get().await),
        call!("get_connector_config", false, client => connector(&client).config().await),
        call!("read_connector_status", false, client => connector(&client).status().await),
        call!("list_connector_tasks", true, client => connector(&client).tasks().await),
        call!("list_connector_plugins", true, client => cluster(&client).plugins().list().await),
        call!("validate_connector_plugin", false, client => {
            cluster(&client).plugins().validate("C", ConnectorConfig::new()).await
        }),
        call!("get_connector_offsets", false, client => connector(&client).offsets().get().await),
        call!("get_connector_offsets_request_status", false, client => connector(&client).offsets().status().await),
        call!("search_logs", false, client => connector(&client).logs("0d3c", "data-plane-token").all().await),
        call!("list_custom_connector_plugins", false, client => client.custom_plugins().list().all().await),
        call!("get_custom_connector_plugin", false, client => client.custom_plugins().get("x-1").await),
        call!("list_custom_connector_runtimes", false, client => client.runtimes().list().all().await),
        call!("list_custom_connect_plugins", false, client => environment(&client).plugins().list().all().await),
        call!("get_custom_connect_plugin", false, client => environment(&client).plugins().get("x-1").await),
        call!("list_custom_connect_plugin_versions", false, client => environment(&client).plugin("x-1").versions().await),
        call!("get_custom_connect_plugin_version", false, client => {
            environment(&client).plugin("x-1").version("x-2").get().await
        }),
        call!("list_connect_artifacts", false, client => environment(&client).artifacts().list(Cloud::Aws).all().await),
        call!("get_connect_artifact", false, client => environment(&client).artifacts().get(Cloud::Aws, "x-1").await),
        call!("list_metric_descriptors", false, client => client.metrics().descriptors().all().await),
        call!("list_resource_descriptors", false, client => client.metrics().resources().all().await),
        call!("query_metrics", false, client => client.metrics().query("m").all().await),
        call!("query_metric_attributes", false, client => client.metrics().attributes("metric.topic").all().await),
    ]
}
