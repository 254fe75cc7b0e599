//! What connectors have counted, as the metrics API tells it.

mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use support::{Client, datagen, read};

const RECEIVED: &str = "io.confluent.kafka.connect/received_records";
const MINUTE: Duration = Duration::from_mins(1);

impl Client {
    async fn metrics(&self, method: Method, path: &str, body: &Value) -> Response {
        let url = format!("{}{path}", self.sandbox.telemetry_endpoint());
        let request =
            self.http.request(method, url).basic_auth(self.sandbox.api_key(), Some(self.sandbox.api_secret()));
        request.json(body).send().await.unwrap()
    }

    async fn query(&self, body: &Value) -> (u16, Value) {
        let (status, answer) = read(self.metrics(Method::POST, "/v2/metrics/cloud/query", body).await).await;
        (status.as_u16(), answer)
    }

    /// The id of a new connector that runs.
    async fn running(&self, name: &str) -> String {
        assert_eq!(self.create_connector(name, &datagen(name)).await.0, 201);
        self.provision();
        let expanded = self.cluster(Method::GET, "/connectors?expand=id", Value::Null).await.1;
        expanded[name]["id"]["id"].as_str().unwrap().to_owned()
    }
}

const NO_LABEL: &str = "there is no label \"\" to filter by, only resource.connector.id";

fn by_id(id: &str) -> Value {
    json!({"field": "resource.connector.id", "op": "EQ", "value": id})
}

fn received(filter: &Value, granularity: &str, interval: &str) -> Value {
    json!({"aggregations": [{"metric": RECEIVED}], "filter": filter, "granularity": granularity, "intervals": [interval]})
}

fn with(mut query: Value, more: &Value) -> Value {
    query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    query
}

fn values(answer: &Value) -> Vec<u64> {
    answer["data"].as_array().unwrap().iter().map(|point| point["value"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_connector_counts_while_it_runs_and_each_answer_is_the_same() {
    let client = Client::start().await;
    // Whole minutes of the sandbox's time, the last of which ends before the sandbox is asked.
    let minute = |from_now: i64| Timestamp::from_second((Timestamp::now().as_second() / 60 + from_now) * 60).unwrap();
    let interval = format!("{}/{}", minute(-10), minute(20));
    let id = client.running("orders").await;
    client.sandbox.advance(10 * MINUTE);
    client.cluster(Method::PUT, "/connectors/orders/pause", Value::Null).await;
    client.sandbox.advance(10 * MINUTE);
    let query = received(&by_id(&id), "PT1M", &interval);
    let (status, answer) = client.query(&query).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(client.query(&query).await.1, answer);
    let stamps: Vec<&str> =
        answer["data"].as_array().unwrap().iter().map(|point| point["timestamp"].as_str().unwrap()).collect();
    assert!(stamps.is_sorted_by(|newer, older| newer > older) && stamps.iter().all(|at| at.ends_with(":00Z")));
    let values = values(&answer);
    assert!((19..=20).contains(&values.len()), "nothing is told of the time before it was created: {values:?}");
    assert!(values[..8].iter().all(|value| *value == 0), "it stood still: {values:?}");
    assert!(values[11..18].iter().all(|value| *value > 0), "{values:?}");
    let (_, whole) = client.query(&received(&by_id(&id), "ALL", &interval)).await;
    assert_eq!(whole["data"][0]["value"], values.iter().sum::<u64>());
}

#[tokio::test]
async fn groups_come_flat_or_nested_and_a_page_at_a_time() {
    let client = Client::start().await;
    let mut ids = BTreeSet::new();
    for name in ["a", "b", "c"] {
        ids.insert(client.running(name).await);
    }
    client.sandbox.advance(5 * MINUTE);
    let any = json!({"op": "OR", "filters": ids.iter().map(|id| by_id(id)).collect::<Vec<_>>()});
    let query = with(received(&any, "ALL", "PT1H/now"), &json!({"group_by": ["resource.connector.id"], "limit": 2}));
    let (_, first) = client.query(&query).await;
    let token = first["meta"]["pagination"]["next_page_token"].as_str().unwrap();
    let path = format!("/v2/metrics/cloud/query?page_token={token}");
    let (_, last) = read(client.metrics(Method::POST, &path, &query).await).await;
    assert_eq!(last["meta"]["pagination"], json!({"page_size": 2, "total_size": 3}));
    let all = [values(&first), values(&last)].concat();
    assert!(all.len() == 3 && all.is_sorted_by(|one, next| one >= next), "the largest comes first: {all:?}");
    let (_, nested) = client
        .query(&with(
            received(&any, "PT1M", "PT1H/now"),
            &json!({"group_by": ["resource.connector.id"], "format": "GROUPED"}),
        ))
        .await;
    let groups: Vec<&str> = nested["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["resource.connector.id"].as_str().unwrap())
        .collect();
    assert_eq!(groups, ids.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(nested["data"][0]["points"].as_array().unwrap().len() >= 5);
    let ungrouped = with(query, &json!({"group_by": []}));
    let (status, _) = read(client.metrics(Method::POST, &path, &ungrouped).await).await;
    assert_eq!(status.as_u16(), 400, "only groups have pages");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_query_is_told() {
    let client = Client::start().await;
    let good = received(&by_id("lcc-1a2b3c"), "PT1M", "PT6H/now");
    assert_eq!(client.query(&good).await, (200, json!({"data": []})));
    for (member, value, detail) in [
        ("intervals", json!(["PT7H/now"]), "the longest interval for the granularity PT1M is 6h"),
        ("intervals", json!([]), "at least one interval is required"),
        ("filter", Value::Null, "every query needs a resource filter"),
        ("aggregations", json!([]), "aggregations must have exactly one element"),
        ("aggregations", json!([{"metric": "x"}]), "there is no metric \"x\""),
        ("filter", json!({"op": "NOT", "filter": {}}), NO_LABEL),
        ("filter", json!({"op": "AND", "filters": [{}]}), NO_LABEL),
        ("limit", json!(1001), "limit must be from 1 to 1000"),
        ("format", json!("flat"), "format must be FLAT or GROUPED, not \"flat\""),
        ("format", json!(1), "format must be FLAT or GROUPED, not 1"),
        ("group_by", json!("resource.connector.id"), "group_by must be a list"),
        ("order_by", json!({"metric": RECEIVED}), "order_by must be a list"),
        ("order_by", json!([{"metric": RECEIVED}]), "order_by goes with the granularity ALL only"),
    ] {
        let (status, refused) = client.query(&with(good.clone(), &json!({member: value}))).await;
        let error = &refused["errors"][0];
        assert_eq!((status, &error["status"], &error["detail"]), (400, &json!("400"), &json!(detail)), "{member}");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 1, "{refused}");
    }
    let (_, refused) = client.query(&json!({})).await;
    assert_eq!(refused["errors"].as_array().unwrap().len(), 4, "{refused}");
}

#[tokio::test]
async fn the_longest_interval_is_that_of_each_interval_also_where_they_meet() {
    let client = Client::start().await;
    let id = client.running("orders").await;
    let day = |interval: &str| with(received(&by_id(&id), "PT1M", "now-6h/now"), &json!({"intervals": [interval]}));
    let mut query = day("now-6h/now");
    query["intervals"] = json!(["now-12h/now-6h", "now-6h/now"]);
    let (status, both) = client.query(&query).await;
    assert_eq!((status, values(&both)), (200, values(&client.query(&day("now-6h/now")).await.1)));
    assert_eq!(client.query(&day("now-12h/now")).await.0, 400);
}

#[tokio::test]
async fn descriptors_tell_what_there_is_a_page_at_a_time() {
    let client = Client::start().await;
    let get = async |path: String| read(client.metrics(Method::GET, &path, &Value::Null).await).await.1;
    let (mut names, mut token) = (Vec::new(), String::new());
    for size in [2, 2, 1] {
        let path = format!("/v2/metrics/cloud/descriptors/metrics?resource_type=connector&page_size=2{token}");
        let page = get(path).await;
        assert_eq!(page["data"].as_array().unwrap().len(), size);
        names.extend(page["data"].as_array().unwrap().iter().map(|metric| metric["name"].clone()));
        token = page["meta"]["pagination"]["next_page_token"]
            .as_str()
            .map(|token| format!("&page_token={token}"))
            .unwrap_or_default();
    }
    assert!(token.is_empty() && names.contains(&json!(RECEIVED)));
    assert_eq!(get("/v1/metrics/cloud/descriptors".to_owned()).await["data"].as_array().unwrap().len(), 5);
    let none = get("/v2/metrics/cloud/descriptors/metrics?resource_type=kafka".to_owned()).await;
    assert_eq!(none["data"], json!([]));
    let resources = get("/v2/metrics/cloud/descriptors/resources".to_owned()).await;
    assert_eq!(resources["data"][0]["labels"][0]["key"], "connector.id");
}

#[tokio::test]
async fn attributes_are_the_connectors_there_are() {
    let client = Client::start().await;
    let id = client.running("orders").await;
    let ask = async |path: &str, body: Value| read(client.metrics(Method::POST, path, &body).await).await;
    let (_, found) = ask("/v2/metrics/cloud/attributes", json!({"group_by": ["resource.connector.id"]})).await;
    assert_eq!(found["data"], json!([{"resource.connector.id": id}]));
    let (status, _) = ask("/v1/metrics/cloud/attributes", json!({"group_by": ["resource.connector.id"]})).await;
    assert_eq!(status.as_u16(), 400, "the first version wants the metric");
}

#[tokio::test]
async fn an_export_is_text_in_the_form_that_is_asked_for() {
    let client = Client::start().await;
    let id = client.running("orders").await;
    client.sandbox.advance(10 * MINUTE);
    let url = format!("{}/v2/metrics/cloud/export?resource.connector.id={id}", client.sandbox.telemetry_endpoint());
    let export = async |accept: &str| {
        let request = client.http.get(&url).basic_auth(client.sandbox.api_key(), Some(client.sandbox.api_secret()));
        let answer = request.header("accept", accept).send().await.unwrap();
        (answer.headers()["content-type"].to_str().unwrap().to_owned(), answer.text().await.unwrap())
    };
    let (media_type, text) = export("*/*").await;
    assert_eq!(media_type, "text/plain;version=0.0.4");
    let sample = text.lines().find(|line| line.starts_with("confluent_kafka_connect_received_records{")).unwrap();
    let [_, value, at] = sample.split(' ').collect::<Vec<_>>()[..] else { panic!("{sample}") };
    assert!(sample.contains(&format!("{{connector_id=\"{id}\"}}")) && value.ends_with(".0"), "{sample}");
    assert!(at.ends_with("0000") && at.len() == 13, "milliseconds of a whole minute: {at}");
    let (media_type, text) = export("application/openmetrics-text; version=1.0.0").await;
    assert_eq!(media_type, "application/openmetrics-text;version=1.0.0;charset=utf-8");
    assert!(text.ends_with("# EOF\n") && text.contains("# TYPE confluent_kafka_connect_sent_bytes gauge\n"), "{text}");
}

#[tokio::test]
async fn metrics_take_a_key_and_no_token_and_know_one_dataset() {
    let client = Client::start().await;
    let url =
        |dataset: &str| format!("{}/v2/metrics/{dataset}/descriptors/metrics", client.sandbox.telemetry_endpoint());
    let answer = client.http.get(url("cloud")).bearer_auth(client.sandbox.access_token()).send().await.unwrap();
    let (status, refused) = read(answer).await;
    assert_eq!((status.as_u16(), &refused["errors"][0]["code"]), (401, &json!("401")));
    let other = client.metrics(Method::GET, "/v2/metrics/hosted/descriptors/metrics", &Value::Null).await;
    assert_eq!(other.status().as_u16(), 404);
}
