//! Every operation of the SDK: what it sends, what it makes of the answer, and of every kind of failing answer.

mod connectors;
mod environment;
mod exchange;
mod metrics;
mod offsets;
mod plugins;
mod shapes;

use std::collections::BTreeSet;
use std::io::Write as _;

use ccloud_connect::{Client, ConnectorConfig, ErrorKind, RetryPolicy};
use exchange::{Exchange, Row};
use httpmock::MockServer;
use shapes::Failure;

use crate::server::{Server, client, json};

fn rows() -> Vec<Row> {
    let mut rows = connectors::rows();
    rows.extend(offsets::rows());
    rows.extend(plugins::rows());
    rows.extend(environment::rows());
    rows.extend(metrics::rows());
    rows
}

#[tokio::test]
async fn every_operation_sends_what_the_documents_say_and_reads_the_answer() {
    for row in rows() {
        let server = MockServer::start_async().await;
        let mut mocks = Vec::new();
        for exchange in &row.exchanges {
            mocks.push(exchange.mock(&server).await);
        }
        let given = (row.call)(client(&server.base_url()).build().unwrap()).await;
        assert_eq!(given.unwrap_or_else(|error| panic!("{}: {error:?}", row.name)), row.gives, "{}", row.name);
        for mock in mocks {
            mock.assert_calls_async(1).await;
        }
    }
}

#[tokio::test]
async fn every_operation_tells_a_failing_answer_by_meaning_with_all_the_server_said() {
    let mut tried = 0;
    for row in rows() {
        let server = MockServer::start_async().await;
        let once = RetryPolicy::default().max_retries(0);
        let client = client(&server.base_url()).retry(once).build().unwrap();
        let can_fail = |exchange: &Exchange| exchange.operation.is_some() && !exchange.is_dispensable;
        for (index, exchange) in row.exchanges.iter().enumerate().filter(|(_, exchange)| can_fail(exchange)) {
            for failure in shapes::failures() {
                server.reset_async().await;
                for before in &row.exchanges[..index] {
                    before.mock(&server).await;
                }
                fails(&row, exchange, &failure, &server, &client).await;
                tried += 1;
            }
        }
    }
    say(&format!("{tried} failing answers"));
}

/// The exchanges before succeed, this one does not, and no other follows: the mock server knows of none.
async fn fails(row: &Row, exchange: &Exchange, failure: &Failure, server: &MockServer, client: &Client) {
    let case = format!("{}: {} with shape {}", row.name, failure.status, failure.shape);
    let headers = [("x-request-id", "req-7"), ("retry-after", "0")];
    let mock = exchange.mock_answering(server, failure.status, &failure.body, &headers).await;
    let error = (row.call)(client.clone()).await.expect_err(&case);
    mock.assert_calls_async(1).await;
    assert_eq!(error.kind(), failure.kind, "{case}: {error:?}");
    let answer = error.server().unwrap_or_else(|| panic!("{case}: {error:?}"));
    assert_eq!((answer.status, answer.request_id.as_deref()), (failure.status, Some("req-7")), "{case}");
    let messages: Vec<_> = answer.messages.iter().map(|message| message.message.as_str()).collect();
    assert_eq!(messages, failure.messages, "{case}");
    // What was not found says more than the server's "not found".
    for message in failure.messages.iter().filter(|_| !error.is_not_found()) {
        assert!(error.to_string().contains(message), "{case}: {error}");
    }
}

/// Confluent's own command line shows `resolution` as a hint, and forms need to know which field is to blame.
#[tokio::test]
async fn a_message_keeps_its_code_its_source_and_its_resolution() {
    let failures = shapes::failures();
    let told = |shape: &'static str| {
        let failure = failures.iter().find(|failure| failure.shape == shape).unwrap();
        json(failure.status, failure.body.clone())
    };
    let (long, helpful) = (told("D"), told("H"));
    let server =
        Server::start(move |seen, _| if seen.path().ends_with("ccp-1") { long.clone() } else { helpful.clone() });
    let server = server.await;
    let ask = async |id| server.client().custom_plugins().get(id).await.unwrap_err();
    let (long, helpful) = (ask("ccp-1").await, ask("ccp-2").await);
    let long = &long.server().unwrap().messages;
    assert_eq!(long[0].code.as_deref(), Some("invalid"));
    assert_eq!(long[0].pointer.as_deref(), Some("/display_name"));
    assert_eq!(long[1].parameter.as_deref(), Some("cloud"));
    assert_eq!(helpful.server().unwrap().messages[0].resolution.as_deref(), Some("mend it"));
}

/// The service would create it: a PUT of a config makes the connector it names.
#[tokio::test]
async fn an_update_of_what_is_not_there_or_cannot_be_seen_writes_nothing() {
    for (status, kind) in [(404, ErrorKind::NotFound), (403, ErrorKind::Forbidden), (500, ErrorKind::Server)] {
        let server = Server::start(move |seen, _| json(if seen.method == "GET" { status } else { 200 }, "{}")).await;
        let once = RetryPolicy::default().max_retries(0);
        let connector = server.builder().retry(once).build().unwrap().cluster("env-1", "lkc-1").connector("c");
        let config = || ConnectorConfig::from([("connector.class", "S3_SINK")]);
        assert_eq!(connector.update(config()).await.unwrap_err().kind(), kind);
        assert_eq!(connector.create_or_update(config()).await.unwrap_err().kind(), kind);
        let connectors = "GET /connect/v1/environments/env-1/clusters/lkc-1/connectors";
        assert_eq!(server.lines(), [format!("{connectors}/c/config"), connectors.to_owned()]);
    }
}

#[test]
fn no_generated_operation_is_left_without_a_test_of_its_wire() {
    let generated = [
        ("connect", include_str!("../../../../api/src/connect_v1.rs")),
        ("connect", include_str!("../../../../api/src/connect_custom_plugin_v1.rs")),
        ("ccpm", include_str!("../../../../api/src/ccpm_v1.rs")),
        ("cam", include_str!("../../../../api/src/cam_v1.rs")),
        ("v2", include_str!("../../../../api/src/metrics_v2.rs")),
    ];
    let in_group = |(group, module)| operation_ids(module).map(move |id| (group, id));
    // The SDK has no methods for what the service has given up.
    let served = |(group, id): &(_, &str)| *group != "v2" || !id.ends_with("_v1");
    let expected: BTreeSet<_> = generated.into_iter().flat_map(in_group).filter(served).chain(BY_HAND).collect();
    let rows = rows();
    let covered: BTreeSet<_> = rows
        .iter()
        .flat_map(|row| &row.exchanges)
        .filter_map(|exchange| Some((exchange.group(), exchange.operation?)))
        .collect();
    say(&format!("{} operations of the SDK over {} operations of the service", rows.len(), covered.len()));
    assert_eq!(covered, expected);
    assert_eq!(covered.len(), 45);
}

fn operation_ids(module: &'static str) -> impl Iterator<Item = &'static str> {
    module.split("OperationInfo::new(").skip(1).filter_map(|rest| rest.split('"').nth(1))
}

/// Calls that no document has, so that nothing is generated for them.
const BY_HAND: [(&str, &str); 2] = [("connect", "restart_connector"), ("connect", "translate_connector_config")];

/// Past the test harness, which keeps to itself what a passing test prints.
fn say(count: &str) {
    std::io::stderr().write_all(format!("on the wire: {count}\n").as_bytes()).unwrap();
}
