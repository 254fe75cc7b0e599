//! Metrics: pages by token, points of every form, and what is refused before it is sent.

use ccloud_connect::jiff::ToSpan;
use ccloud_connect::metrics::{Filter, Granularity, Interval, Point, Query, ResponseFormat, SortOrder};
use ccloud_connect::{Client, ErrorKind};
use ccloud_connect_httpmock::metrics_v2::{MockServerExt, types};
use futures_util::TryStreamExt;
use httpmock::MockServer;
use serde_json::{Value, json};

use crate::server::{self, Server};

/// Points one after another, as `label value`.
async fn read(query: Query) -> Result<Vec<String>, ccloud_connect::Error> {
    let shown = |point: Point| {
        let value = point.value.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {value}", point.label("metric.topic").unwrap_or("-"))
    };
    Ok(query.all().await?.into_iter().map(shown).collect())
}

fn by_topic(client: &Client) -> Query {
    client.metrics().query("m").filter(Filter::eq("resource.kafka.id", "lkc-1")).group_by(["metric.topic"])
}

/// A query's answer whose page n has one point, and gives what stands at n as the next token.
async fn pages(tokens: Vec<Value>) -> Server {
    Server::start(move |seen, _| {
        let page: usize = seen.target.split_once("?page_token=").map_or(0, |(_, token)| token.parse().unwrap());
        let pagination = json!({"page_size": 1, "next_page_token": tokens[page]});
        let body = json!({"data": [{"timestamp": "2026-01-05T10:00:00Z", "value": page, "metric.topic": "t"}],
                          "meta": {"pagination": pagination}, "links": {"next": "http://elsewhere.example/?page_token=9"}});
        server::json(200, body.to_string())
    })
    .await
}

#[tokio::test]
async fn groups_come_page_by_page_with_the_same_query_until_there_is_no_token() {
    for last in [Value::Null, json!("")] {
        let server = pages(vec![json!("1"), json!("2"), last]).await;
        assert_eq!(read(by_topic(&server.client())).await.unwrap(), ["t 0", "t 1", "t 2"]);
        let seen = server.seen();
        assert!(seen.iter().all(|each| each.path() == "/v2/metrics/cloud/query" && each.body == seen[0].body));
        let asked: Vec<_> = seen.iter().map(|seen| seen.target.split_once('?').map(|(_, query)| query)).collect();
        assert_eq!(asked, [None, Some("page_token=1"), Some("page_token=2")]);
    }
}

#[tokio::test]
async fn a_token_given_twice_ends_the_points_with_an_error() {
    let server = pages(vec![json!("1"), json!("1")]).await;
    let mut points = Box::pin(by_topic(&server.client()).stream());
    for _ in 0..2 {
        assert!(points.try_next().await.unwrap().is_some(), "what was read is given before the error");
    }
    assert_eq!(points.try_next().await.unwrap_err().kind(), ErrorKind::Server);
    assert_eq!(server.seen().len(), 2);
}

/// The service takes tokens for groups only; and who asks for five groups wants no sixth.
#[tokio::test]
async fn there_is_one_page_without_groups_and_with_a_limit() {
    let server = pages(vec![json!("1"), Value::Null]).await;
    let client = server.client();
    assert_eq!(read(client.metrics().query("m")).await.unwrap(), ["t 0"]);
    assert_eq!(read(by_topic(&client).limit(1)).await.unwrap(), ["t 0"]);
    let values = client.metrics().attributes("metric.topic");
    assert_eq!(values.clone().all().await.unwrap().len(), 2);
    assert_eq!(values.limit(1).all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn descriptors_come_page_by_page_too() {
    let server = Server::start(|_, before| {
        let body = match before {
            0 => json!({"data": [{"name": "a"}, {}], "meta": {"pagination": {"next_page_token": "t+/="}}}),
            _ => json!({"data": null, "meta": null, "links": null}),
        };
        server::json(200, body.to_string())
    });
    let server = server.await;
    let names: Vec<_> =
        server.client().metrics().descriptors().stream().map_ok(|metric| metric.name).try_collect().await.unwrap();
    assert_eq!(names, ["a", ""]);
    assert!(server.seen()[1].target.ends_with("page_size=1000&page_token=t%2B%2F%3D"));
}

#[tokio::test]
async fn points_are_the_same_flat_or_in_groups_whatever_else_the_answer_holds() {
    let (ten, eleven) = ("2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z");
    for data in [
        json!([{"timestamp": eleven, "value": 2, "metric.topic": "a"}, {"timestamp": ten, "value": 1, "metric.topic": "a"}]),
        json!([{"metric.topic": "a", "points": [{"timestamp": eleven, "value": 2}, {"timestamp": ten, "value": 1}]},
               {"metric.topic": "b", "points": null}]),
    ] {
        let answer = json!({"data": data, "meta": null, "links": {"next": null}, "later": 1}).to_string();
        let server = Server::always(server::json(200, answer)).await;
        let query = by_topic(&server.client()).format(ResponseFormat::Grouped);
        assert_eq!(read(query).await.unwrap(), ["a 2", "a 1"]);
        let sent: Value = serde_json::from_slice(&server.seen()[0].body).unwrap();
        assert_eq!((&sent["format"], &sent["group_by"]), (&json!("GROUPED"), &json!(["metric.topic"])));
    }
}

#[tokio::test]
async fn a_point_keeps_null_and_unknown_members_and_numbers_as_they_are() {
    let data = json!([{"timestamp": "", "value": null, "metric.topic": null, "metric.partition": 3},
                      {"timestamp": "2026-01-05T10:00:00+0000", "value": 18_446_744_073_709_551_615_u64},
                      {"value": 0.1}]);
    let server = Server::always(server::json(200, json!({"data": data}).to_string())).await;
    let points = server.client().metrics().query("m").all().await.unwrap();
    assert_eq!(points[0].labels, *json!({"metric.topic": null, "metric.partition": 3}).as_object().unwrap());
    assert_eq!(points[1].timestamp.as_str(), "2026-01-05T10:00:00+0000");
    let values: Vec<_> = points.iter().filter_map(|point| point.value.as_ref().map(ToString::to_string)).collect();
    assert_eq!(values, ["18446744073709551615", "0.1"]);
}

#[tokio::test]
async fn a_further_filter_never_widens_a_query() {
    let server = Server::always(server::json(200, "{}")).await;
    let query = server.client().metrics().of_connector("lcc-1", "a/b").filter(Filter::eq("metric.topic", "t"));
    assert!(query.all().await.unwrap().is_empty());
    let sent: Value = serde_json::from_slice(&server.seen()[0].body).unwrap();
    let field = |field: &str, value: &str| json!({"field": field, "op": "EQ", "value": value});
    let both = [field("resource.connector.id", "lcc-1"), field("metric.topic", "t")];
    assert_eq!(sent["filter"], json!({"op": "AND", "filters": both}));
    assert_eq!(sent["aggregations"], json!([{"metric": "a/b"}]));
}

#[tokio::test]
async fn an_order_needs_the_granularity_all() {
    let server = Server::always(server::json(200, "{}")).await;
    let query = by_topic(&server.client()).order(SortOrder::Ascending);
    assert_eq!(read(query.clone()).await.unwrap_err().kind(), ErrorKind::Input);
    assert!(read(query.granularity(Granularity::All)).await.unwrap().is_empty());
    let sent: Value = serde_json::from_slice(&server.seen()[0].body).unwrap();
    assert_eq!(sent["order_by"], json!([{"metric": "m", "order": "ASCENDING"}]));
    assert_eq!((&sent["granularity"], &sent["intervals"]), (&json!("ALL"), &json!(["PT24H/now"])));
}

#[tokio::test]
async fn what_the_service_cannot_answer_is_not_asked() {
    let server = Server::always(server::json(200, "{}")).await;
    let query = || server.client().metrics().query("m");
    for wrong in [
        query().limit(0),
        query().limit(1001),
        query().granularity("PT1M"),
        query().granularity(Granularity::Pt5m).interval(Interval::last(25.hours())),
        query().interval(Interval::last(1.month())),
        query().filter(Filter::any_of([])),
    ] {
        assert_eq!(wrong.all().await.unwrap_err().kind(), ErrorKind::Input);
    }
    assert!(server.client().metrics().attributes("l").limit(1001).all().await.is_err());
    assert!(server.seen().is_empty());
    query().granularity("PT45M").interval(Interval::last(9.weeks())).all().await.unwrap();
    assert_eq!(server.seen().len(), 1, "a granularity that is not known yet is left to the service");
}

#[tokio::test]
async fn queries_are_reads_and_are_asked_again() {
    let server = Server::start(|_, before| match before {
        0 => server::Reply::Reset,
        1 => server::empty(502).into(),
        _ => server::json(200, "{}").into(),
    });
    let server = server.await;
    assert!(server.client().metrics().query("m").all().await.unwrap().is_empty());
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn every_message_of_a_refusal_is_told() {
    let body = r#"{"errors": [{"status": "400", "detail": "one", "meta": null}, {"code": "7", "detail": "two", "links": {}}]}"#;
    let server = Server::always(server::json(400, body)).await;
    let error = server.client().metrics().query("m").all().await.unwrap_err();
    assert_eq!(error.to_string(), "the server refused the request: one; two");
    assert_eq!(error.server().unwrap().messages[1].code.as_deref(), Some("7"));
}

/// Without `Accept`, or with JSON in it, the service has no format to choose.
#[tokio::test]
async fn an_export_is_text_in_the_format_asked_for() {
    use types::ExportFormat::{ApplicationOpenmetricsTextVersion100CharsetUtf8, TextPlainVersion004};
    let text = "# TYPE sent gauge\nsent{connector_id=\"lcc-1\",} 41.0 1767607800000\n";
    let server = MockServer::start_async().await;
    let one = vec!["lcc-1".to_owned()];
    let exports = [(Some(&one), TextPlainVersion004), (None, ApplicationOpenmetricsTextVersion100CharsetUtf8)];
    let exports = exports.map(|(connectors, format)| {
        server.export_metrics(|when, then| {
            when.dataset("cloud").resource_connector_id(connectors).accept(format);
            then.success(200, text);
        })
    });
    let client = server::client(&server.base_url()).telemetry_endpoint(server.base_url()).build().unwrap();
    let export = client.metrics().export();
    assert_eq!(export.clone().connector("lcc-1").send().await.unwrap(), text);
    export.open_metrics().send().await.unwrap();
    assert_eq!(exports.map(|export| export.calls()), [1, 1]);
}

#[tokio::test]
async fn metrics_go_to_their_own_host() {
    let (service, telemetry) =
        (Server::always(server::empty(500)).await, Server::always(server::json(200, "{}")).await);
    let client = service.builder().telemetry_endpoint(telemetry.url()).build().unwrap();
    client.metrics().query("m").all().await.unwrap();
    client.metrics().query_raw(json!({})).await.unwrap();
    client.metrics().export().send().await.unwrap();
    assert!(service.seen().is_empty());
    assert_eq!(telemetry.seen().len(), 3);
}
