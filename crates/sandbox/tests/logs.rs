//! What connectors have logged, as the log search tells it.

mod support;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use support::{Client, datagen, read};

/// The sandbox's hour after it was set ahead by so much, from which on a search looks; it ends later than now.
fn times(ahead: Duration) -> (String, String) {
    let now = Timestamp::now() + SignedDuration::try_from(ahead).unwrap();
    let at = |time: Timestamp| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    (at(now - SignedDuration::from_hours(60)), at(now + SignedDuration::from_hours(1)))
}

impl Client {
    fn crn(&self, name: &str) -> String {
        let organization = self.sandbox.organization();
        format!(
            "crn://confluent.cloud/organization={organization}/environment=env-sandbox/cloud-cluster=lkc-sandbox/connector={name}"
        )
    }

    async fn search(&self, query: &str, body: &Value) -> Response {
        let url = format!("{}/logs/v1/search{query}", self.sandbox.logging_endpoint());
        self.http.post(url).bearer_auth(self.sandbox.access_token()).json(body).send().await.unwrap()
    }
}

fn with(mut body: Value, more: &Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn messages(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_log_tells_what_became_of_a_connector_newest_first() {
    let client = Client::start().await;
    let mut config = datagen("orders");
    config["sandbox.fail"] = "kafka.topic: not authorized".into();
    client.create_connector("orders", &config).await;
    client.provision();
    let (start, end) = times(Duration::ZERO);
    let body = json!({"crn": client.crn("orders"), "sort": "desc", "start_time": start, "end_time": end});
    let (_, all) = read(client.search("", &body).await).await;
    assert_eq!((&all["kind"], &all["metadata"]["next"]), (&json!("LoggingSearchResponse"), &json!("")));
    let told = [
        "Configuration rejected: kafka.topic: not authorized",
        "Connector orders is being provisioned",
        "Connector orders was created",
    ];
    assert_eq!(messages(&all), told);
    let failure = &all["data"][0];
    assert!(failure["exception"]["stacktrace"].as_str().unwrap().contains("kafka.topic: not authorized"), "{failure}");
    assert_eq!(failure["timestamp"].as_str().unwrap().len(), "2026-01-05T09:41:07.118Z".len());
    for (search, found) in [
        (json!({"level": ["ERROR", "WARN"]}), &told[..1]),
        (json!({"level": ["INFO"], "search_text": "creat.d$"}), &told[2..]),
        (json!({"search_text": "(unclosed"}), &[]),
    ] {
        let (_, some) = read(client.search("", &with(body.clone(), &json!({"search": search}))).await).await;
        assert_eq!(messages(&some), found, "{search}");
    }
}

#[tokio::test]
async fn a_long_log_comes_in_pages_five_a_minute() {
    let client = Client::start().await;
    client.create_connector("orders", &datagen("orders")).await;
    client.provision();
    let ahead = Duration::from_hours(24);
    client.sandbox.advance(ahead);
    let (start, end) = times(ahead);
    let body = json!({"crn": client.crn("orders"), "start_time": start, "end_time": end});
    let (mut query, mut seen) = ("?page_size=100".to_owned(), Vec::new());
    for _ in 0..3 {
        let (_, page) = read(client.search(&query, &body).await).await;
        seen.extend(
            page["data"].as_array().unwrap().iter().map(|entry| entry["timestamp"].as_str().unwrap().to_owned()),
        );
        let next = page["metadata"]["next"].as_str().unwrap();
        query = next.find('?').map(|at| next[at..].to_owned()).unwrap_or_default();
    }
    assert!(query.is_empty() && seen.len() > 280 && seen.is_sorted_by(|newer, older| newer >= older), "{}", seen.len());
    // However the name is written: it is the same connector.
    for (name, status) in [("orders", 200), ("%6Frders", 200), ("orders", 429), ("%6Frders", 429)] {
        let answer = client.search("", &with(body.clone(), &json!({"crn": client.crn(name)}))).await;
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(answer.headers().contains_key("retry-after"), status == 429);
    }
    client.sandbox.advance(Duration::from_mins(1));
    assert_eq!(client.search("", &body).await.status().as_u16(), 200);
}

#[tokio::test]
async fn a_search_that_cannot_be_is_refused() {
    let client = Client::start().await;
    let (start, end) = times(Duration::ZERO);
    let body = json!({"crn": client.crn("orders"), "start_time": start, "end_time": end});
    for (member, value, status) in [
        ("crn", json!(client.crn("orders").replace("env-sandbox", "env-other")), 403),
        ("crn", Value::Null, 403),
        ("search", json!({"level": ["DEBUG"]}), 400),
        ("start_time", json!("2026-01-05T09:00:00.5Z"), 400),
        ("start_time", json!("2020-01-05T09:00:00Z"), 400),
        ("end_time", json!("2020-01-05T09:00:00Z"), 400),
        ("sort", json!("up"), 400),
        ("extra", json!(1), 404),
    ] {
        let (answered, refused) = read(client.search("", &with(body.clone(), &json!({member: value}))).await).await;
        assert_eq!(answered.as_u16(), status, "{member} {value}: {refused}");
        assert!(refused["errors"][0]["detail"].is_string());
    }
    let url = format!("{}/logs/v1/search", client.sandbox.logging_endpoint());
    let with_key =
        client.http.request(Method::POST, url).basic_auth(client.sandbox.api_key(), Some(client.sandbox.api_secret()));
    assert_eq!(with_key.json(&body).send().await.unwrap().status().as_u16(), 401);
}
