//! Names and ids: which connector a text means, and that it arrives as it was given.

use ccloud_connect::connectors::Cluster;
use ccloud_connect::{ConnectorConfig, Error, ErrorKind};
use ccloud_connect_httpmock::connect_v1::{MockServerExt, types};
use httpmock::MockServer;

use crate::server::{Server, client, json as answer};

/// A cluster whose connectors have these names and ids.
async fn cluster_of(connectors: &[(&str, Option<&str>)]) -> (MockServer, Cluster) {
    let mut all = types::ConnectorExpansionMap::default();
    for (name, id) in connectors {
        let mut given = types::ConnectorExpansionId::default();
        given.id = id.map(str::to_owned);
        let mut entry = types::ConnectorExpansion::default();
        entry.id = Some(given);
        all.0.insert((*name).to_owned(), entry);
    }
    let server = MockServer::start_async().await;
    server.list_connectors_with_expansions(|when, then| {
        when.environment_id("env-1").kafka_cluster_id("lkc-1");
        then.success(200, &all);
    });
    let cluster = client(&server.base_url()).build().unwrap().cluster("env-1", "lkc-1");
    (server, cluster)
}

#[tokio::test]
async fn an_exact_name_wins_and_else_an_id_is_one() {
    let connectors = [("orders", Some("lcc-1")), ("own", Some("clcc-2")), ("lcc-9", None), ("lcc-5", Some("lcc-5"))];
    let (_server, cluster) = cluster_of(&connectors).await;
    for (text, name, id) in [
        ("orders", "orders", Some("lcc-1")),
        ("lcc-1", "orders", Some("lcc-1")),
        ("clcc-2", "own", Some("clcc-2")),
        ("lcc-9", "lcc-9", None),
        ("lcc-5", "lcc-5", Some("lcc-5")),
    ] {
        let found = cluster.find(text).await.unwrap();
        assert_eq!((found.name(), found.id()), (name, id), "{text}");
    }
}

#[tokio::test]
async fn one_connectors_name_that_is_anothers_id_is_an_error_naming_both() {
    let (_server, cluster) = cluster_of(&[("lcc-2", Some("lcc-1")), ("orders", Some("lcc-2"))]).await;
    let error = cluster.find("lcc-2").await.unwrap_err();
    assert!(matches!(error, Error::Ambiguous { .. }), "{error:?}");
    assert_eq!(error.to_string(), "`lcc-2` is the name of connector lcc-1 and the id of connector `orders`");
}

#[tokio::test]
async fn what_a_complete_list_lacks_is_absent_and_near_names_are_told() {
    let (_server, cluster) = cluster_of(&[("orders-s3", Some("lcc-1")), ("payments", Some("lcc-2"))]).await;
    for text in ["order-s3", "lcc-7", "ORDERS-S3"] {
        let error = cluster.find(text).await.unwrap_err();
        let Error::NotFound { name, near, answer: None, .. } = &error else { panic!("{error:?}") };
        let expected: &[&str] = if text == "lcc-7" { &[] } else { &["orders-s3"] };
        assert_eq!(
            (name.as_str(), near.as_slice()),
            (text, &expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..])
        );
    }
}

/// Each would reach another resource than the one named, or none that could be named again.
const REFUSED: [&str; 7] = ["", ".", "..", "a/b", "a\\b", "a\nb", "/"];

#[tokio::test]
async fn what_cannot_be_a_name_is_refused_before_any_call() {
    let server = Server::always(answer(200, "{}")).await;
    let client = server.client();
    let config = || ConnectorConfig::from([("connector.class", "S3_SINK")]);
    for name in REFUSED {
        let cluster = client.cluster("env-1", "lkc-1");
        let connector = cluster.connector(name);
        let plugins = client.custom_plugins();
        let outcomes = [
            ("get", connector.get().await.map(drop)),
            ("config", connector.config().await.map(drop)),
            ("status", connector.status().await.map(drop)),
            ("tasks", connector.tasks().await.map(drop)),
            ("summary", connector.summary().await.map(drop)),
            ("update", connector.update(config()).await.map(drop)),
            ("create_or_update", connector.create_or_update(config()).await.map(drop)),
            ("pause", connector.pause().await),
            ("resume", connector.resume().await),
            ("delete", connector.delete().await),
            ("absence", connector.absence().await.map(drop)),
            ("find", cluster.find(name).await.map(drop)),
            ("create", cluster.connectors().create(name, config()).send().await.map(drop)),
            ("validate", cluster.plugins().validate(name, config()).await.map(drop)),
            ("environment", client.cluster(name, "lkc-1").connectors().names().await.map(drop)),
            ("cluster", client.cluster("env-1", name).connectors().list().await.map(drop)),
            ("plugin get", plugins.get(name).await.map(drop)),
            ("plugin update", plugins.update(name).name("n").send().await.map(drop)),
            ("plugin delete", plugins.delete(name).await),
        ];
        for (call, outcome) in outcomes {
            assert_eq!(outcome.map_err(|error| error.kind()), Err(ErrorKind::Input), "{call} of {name:?}");
        }
        let api = client.api().connect_v1();
        let call = api.read_connector().environment_id("env-1").kafka_cluster_id("lkc-1").connector_name(name);
        assert_eq!(Error::from(call.send().await.unwrap_err()).kind(), ErrorKind::Input, "{name:?}");
        let api = client.api().connect_custom_plugin_v1();
        let call = api.get_custom_connector_plugin().id(name);
        assert_eq!(Error::from(call.send().await.unwrap_err()).kind(), ErrorKind::Input, "{name:?}");
    }
    assert_eq!(server.lines(), [""; 0]);
}

#[tokio::test]
async fn every_other_name_arrives_as_it_was_given_through_both_levels() {
    let server = Server::always(answer(200, "{}")).await;
    let client = server.client();
    let names =
        ["a b", "x|y", "[x]", "p+q", "m&n", "a,b", "é", "e\u{301}", "100%", "%2F", "...", "a?b#c", "a;b=c", "日本"];
    for name in names {
        client.cluster("env-1", "lkc-1").connector(name).get().await.unwrap();
        client.custom_plugins().get(name).await.unwrap();
        let api = client.api().connect_v1();
        let call = api.read_connector().environment_id("env-1").kafka_cluster_id("lkc-1").connector_name(name);
        call.send().await.unwrap();
        let api = client.api().connect_custom_plugin_v1();
        api.get_custom_connector_plugin().id(name).send().await.unwrap();
    }
    let connector =
        |name| ["connect", "v1", "environments", "env-1", "clusters", "lkc-1", "connectors", name].map(String::from);
    let plugin = |name| ["connect", "v1", "custom-connector-plugins", name].map(String::from);
    let expected = names.map(|name| [connector(name).to_vec(), plugin(name).to_vec()]);
    let expected: Vec<_> = expected.iter().flat_map(|pair| pair.iter().chain(pair)).cloned().collect();
    let arrived: Vec<_> = server.seen().iter().map(crate::server::Seen::segments).collect();
    assert_eq!(arrived, expected);
}
