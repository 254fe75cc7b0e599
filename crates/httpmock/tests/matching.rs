//! Mocks match what they name and answer what they are given.

use ccloud_connect::plugins::Cloud;
use ccloud_connect::{Client, ConnectorConfig, RetryPolicy, Secret};
use ccloud_connect_httpmock::connect_custom_plugin_v1::{self as custom, MockServerExt as _};
use ccloud_connect_httpmock::connect_v1::{MockServerExt as _, types};
use ccloud_connect_httpmock::httpmock::{Mock, MockServer};
use ccloud_connect_httpmock::metrics_v2::{self as metrics, MockServerExt as _};

fn client(server: &MockServer) -> Client {
    let once = RetryPolicy::default().max_retries(0);
    let builder = Client::builder().endpoint(server.base_url()).telemetry_endpoint(server.base_url());
    builder.api_key("KEY", "SECRET").retry(once).build().unwrap()
}

#[tokio::test]
async fn a_mock_of_one_connector_answers_for_no_other_and_for_no_other_operation() {
    let server = MockServer::start_async().await;
    let read = server.read_connector(|when, then| {
        when.environment_id("env-1").kafka_cluster_id("lkc-1").connector_name("a");
        then.success(200, &types::Connector::default());
    });
    let client = client(&server);
    client.cluster("env-1", "lkc-1").connector("a").get().await.unwrap();
    for (environment, cluster, name) in
        [("env-2", "lkc-1", "a"), ("env-1", "lkc-2", "a"), ("env-1", "lkc-1", "b"), ("env-1", "lkc-1", "aa")]
    {
        let error = client.cluster(environment, cluster).connector(name).get().await.unwrap_err();
        assert_eq!(error.server().unwrap().status, 404, "{environment} {cluster} {name}");
    }
    let connector = client.cluster("env-1", "lkc-1").connector("a");
    assert!(connector.config().await.is_err() && connector.status().await.is_err() && connector.tasks().await.is_err());
    read.assert_calls(1);
}

#[tokio::test]
async fn a_name_is_no_pattern_and_matches_as_it_is_sent() {
    let names =
        ["a b", "x|y", "[x]", "x", "y", "p+q", "pq", "m&n", "a,b", "é", "e\u{301}", "100%", "%2F", "a.c", "abc", "*"];
    let server = MockServer::start_async().await;
    let mocks = names.map(|name| {
        server.read_connector(|when, then| {
            when.connector_name(name);
            then.success(200, &types::Connector::default());
        })
    });
    let cluster = client(&server).cluster("env-1", "lkc-1");
    for (called, name) in names.iter().enumerate() {
        cluster.connector(*name).get().await.unwrap();
        let calls: Vec<_> = mocks.iter().map(Mock::calls).collect();
        assert!(
            calls.iter().enumerate().all(|(index, calls)| *calls == usize::from(index <= called)),
            "{name}: {calls:?}"
        );
    }
}

#[tokio::test]
async fn a_config_matches_by_its_values_and_a_masked_one_is_never_sent() {
    let server = MockServer::start_async().await;
    let expected = ConnectorConfig::from([("name", "a"), ("db.password", "right")]);
    let create = server.create_connector(|when, then| {
        let body = types::CreateConnectorRequest::builder().name("a".to_owned()).config(expected.clone());
        when.body(&body.try_into().unwrap());
        then.success(201, &types::ConnectorWithOffsets::default());
    });
    let connectors = client(&server).cluster("env-1", "lkc-1").connectors();
    let config = |password: &str| ConnectorConfig::from([("db.password", password)]);
    for (password, taken) in [("right", true), ("wrong", false), ("****************", false)] {
        let created = connectors.create("a", config(password)).send().await;
        assert_eq!(created.is_ok(), taken, "{password}: {created:?}");
    }
    create.assert_calls(1);
}

#[tokio::test]
async fn an_answer_holds_secrets_and_masks_as_a_servers_does() {
    let server = MockServer::start_async().await;
    let stored = ConnectorConfig::from([("topics", "t"), ("db.password", "****************")]);
    server.get_connector_config(|_, then| {
        then.success(200, &stored);
    });
    let mut url = custom::types::PresignedUrl::default();
    url.upload_url = Some("https://store.example/b?signature=s".into());
    url.upload_form_data.insert("policy".to_owned(), Secret::new("p"));
    server.create_presigned_url(|_, then| {
        then.success(200, &url);
    });

    let client = client(&server);
    let config = client.cluster("env-1", "lkc-1").connector("a").config().await.unwrap();
    assert_eq!(config, stored.into());
    let body = custom::types::PresignedUrlRequest::builder()
        .cloud(custom::types::Cloud::Aws)
        .content_format(custom::types::ContentFormat::Zip);
    let given = client.api().connect_custom_plugin_v1().create_presigned_url().body(body).send().await.unwrap();
    assert_eq!((&given.upload_url, &given.upload_form_data), (&url.upload_url, &url.upload_form_data));
}

#[tokio::test]
async fn operations_of_one_path_are_told_apart_by_their_parameters() {
    let server = MockServer::start_async().await;
    let names = server.list_connectors(|_, then| {
        then.success(200, &vec!["a".to_owned()]);
    });
    let expanded = server.list_connectors_with_expansions(|when, then| {
        when.expand("id");
        then.success(200, &types::ConnectorExpansionMap::default());
    });
    let connectors = client(&server).cluster("env-1", "lkc-1").connectors();
    assert_eq!(connectors.names().await.unwrap(), ["a"]);
    assert!(connectors.ids().await.unwrap().is_empty());
    assert!(connectors.list().await.is_err(), "it asks for more than ids");
    names.assert_calls(1);
    expanded.assert_calls(1);
}

#[tokio::test]
async fn a_parameter_is_matched_by_value_or_by_its_absence() {
    let server = MockServer::start_async().await;
    let [first, second] = [None, Some("t")].map(|token| {
        server.list_custom_connector_plugins(|when, then| {
            when.cloud("AWS").page_size(100).page_token(token);
            let mut page = custom::types::CustomConnectorPluginList::default();
            page.metadata = Some(custom::types::ListMeta::default());
            page.metadata.as_mut().unwrap().next = token.is_none().then(|| "?page_token=t".into());
            then.success(200, &page);
        })
    });
    let plugins = client(&server).custom_plugins();
    plugins.list().cloud(Cloud::Aws).all().await.unwrap();
    assert!(plugins.list().cloud(Cloud::Gcp).all().await.is_err());
    first.assert_calls(1);
    second.assert_calls(1);
}

#[tokio::test]
async fn a_list_is_matched_by_each_of_its_values_and_a_text_answered_as_it_is() {
    let server = MockServer::start_async().await;
    let list = |metrics: [&str; 2]| metrics.map(String::from).to_vec();
    let text = "# TYPE a gauge\na 1\n";
    server.export_metrics(|when, then| {
        when.dataset("cloud").metric(&list(["a", "b"]));
        then.success(200, text);
    });
    let api = client(&server).api().metrics_v2();
    let ask = async |metrics| {
        let export = api.export_metrics().dataset("cloud").metric(list(metrics));
        export.accept(metrics::types::ExportFormat::from("text/plain")).send().await
    };
    assert_eq!(ask(["a", "b"]).await.unwrap().into_inner(), text);
    assert!(ask(["a", "c"]).await.is_err());
}
