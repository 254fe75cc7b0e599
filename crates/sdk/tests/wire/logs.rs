//! The log search: a token of its own, a resource name that means one connector, and pages by token.

use ccloud_connect::connectors::{LogLevel, LogSearch};
use ccloud_connect::jiff::Timestamp;
use ccloud_connect::{Client, Error, ErrorKind};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use crate::server::{Answer, Server, brisk, empty, json as answer};

const TOKEN: &str = "canary-data-plane";
const ORGANIZATION: &str = "0d3c-4e5f";

fn client(logging: &Server) -> Client {
    // Nothing may arrive at the endpoint itself.
    let builder = Client::builder().endpoint("http://127.0.0.1:1").api_key("KEY", "the-api-secret");
    builder.logging_endpoint(logging.url()).retry(brisk()).build().unwrap()
}

fn search(client: &Client, name: &str) -> LogSearch {
    client.cluster("env-1", "lkc-1").connector(name).logs(ORGANIZATION, TOKEN)
}

fn page(messages: &[&str], next: impl Into<Value>) -> Answer {
    let data: Vec<_> = messages.iter().map(|message| json!({"message": message})).collect();
    answer(200, json!({"data": data, "metadata": {"next": next.into()}}).to_string())
}

fn body(server: &Server) -> Value {
    serde_json::from_slice(&server.seen()[0].body).unwrap()
}

#[tokio::test]
async fn a_search_says_what_is_looked_for_with_the_data_plane_token_alone() {
    let server = Server::always(page(&[], "")).await;
    let now = Timestamp::now();
    let at = |seconds| Timestamp::from_second(now.as_second() - seconds).unwrap();
    let logs = search(&client(&server), "orders & s3 [eu]").levels([LogLevel::Error, "trace".into()]);
    logs.since(at(7200)).until(at(3600)).search("time.?out").all().await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("POST", "/logs/v1/search?page_size=200"));
    assert_eq!(seen.header("authorization"), Some("Bearer canary-data-plane"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    let expected = json!({
        "crn": "crn://confluent.cloud/organization=0d3c-4e5f/environment=env-1/cloud-cluster=lkc-1/connector=orders & s3 [eu]",
        "search": {"level": ["ERROR", "trace"], "search_text": "time.?out"},
        "sort": "desc", "start_time": at(7200).to_string(), "end_time": at(3600).to_string(),
    });
    assert_eq!(body(&server), expected);
}

#[tokio::test]
async fn without_more_words_the_errors_of_the_last_hour_are_searched_and_a_known_id_tells_namesakes_apart() {
    let server = Server::start(|seen, _| match seen.method.as_str() {
        "GET" => answer(200, r#"{"c": {"id": {"id": "lcc-1", "id_type": "ID"}, "info": {"name": "c"}}}"#),
        _ => page(&[], Value::Null),
    });
    let server = server.await;
    let client = server.builder().build().unwrap();
    let connector = client.cluster("env-1", "lkc-1").find("lcc-1").await.unwrap();
    connector.logs(ORGANIZATION, TOKEN).all().await.unwrap();
    let sent: Value = serde_json::from_slice(&server.seen()[1].body).unwrap();
    assert_eq!(sent["search"], json!({"level": ["ERROR"], "id": "lcc-1"}));
    let instant = |key: &str| sent[key].as_str().unwrap().parse::<Timestamp>().unwrap().as_second();
    assert!((3600..=3601).contains(&(instant("end_time") - instant("start_time"))), "{sent}");
}

#[tokio::test]
async fn what_makes_no_search_is_refused_before_any_call() {
    let server = Server::always(page(&[], "")).await;
    let client = client(&server);
    let hours_ago = |hours: i64| Timestamp::from_second(Timestamp::now().as_second() - hours * 3600).unwrap();
    let cluster = |environment: &str, id: &str| client.cluster(environment, id).connector("c");
    for (search, kind) in [
        (search(&client, "a/connector=b"), ErrorKind::Input),
        (search(&client, "a=b"), ErrorKind::Input),
        (search(&client, "*"), ErrorKind::Input),
        (search(&client, "a%2Fb"), ErrorKind::Input),
        (search(&client, ".."), ErrorKind::Input),
        (search(&client, ""), ErrorKind::Input),
        (search(&client, "a\nb"), ErrorKind::Input),
        (cluster("env-1/x", "lkc-1").logs(ORGANIZATION, TOKEN), ErrorKind::Input),
        (cluster("env-1", "*").logs(ORGANIZATION, TOKEN), ErrorKind::Input),
        (cluster("env-1", "lkc-1").logs("", TOKEN), ErrorKind::Input),
        (cluster("env-1", "lkc-1").logs("o/environment=e", TOKEN), ErrorKind::Input),
        (cluster("env-1", "lkc-1").logs(ORGANIZATION, ""), ErrorKind::Usage),
        (cluster("env-1", "lkc-1").logs(ORGANIZATION, "a\nb"), ErrorKind::Usage),
        (search(&client, "c").levels([]), ErrorKind::Input),
        (search(&client, "c").since(hours_ago(73)), ErrorKind::Input),
        (search(&client, "c").since(hours_ago(1)).until(hours_ago(2)), ErrorKind::Input),
    ] {
        assert!(!format!("{search:?}").contains("canary"));
        let error = search.all().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    search(&client, "c").since(hours_ago(72)).all().await.unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn entries_stream_page_by_page_with_the_same_search_and_end_with_the_last() {
    let server = Server::start(|seen, _| match seen.target.split_once("&page_token=").map(|(_, token)| token) {
        None => page(&["1", "2"], "http://elsewhere.example/logs?page_token=a%2Bb"),
        Some("a%2Bb") => page(&["3"], ""),
        Some(_) => empty(400),
    });
    let server = server.await;
    let client = client(&server);
    let mut entries = std::pin::pin!(search(&client, "c").stream());
    let mut messages = Vec::new();
    while let Some(entry) = entries.try_next().await.unwrap() {
        messages.push((entry.message, server.seen().len()));
    }
    assert_eq!(messages, [("1".into(), 1), ("2".into(), 1), ("3".into(), 2)], "a page is asked for when it is needed");
    let seen = server.seen();
    assert_eq!(seen[0].body, seen[1].body);
}

#[tokio::test]
async fn an_entry_decodes_whatever_it_lacks_or_has_besides_and_shows_no_secret() {
    let data = json!([
        {"timestamp": "2026-01-05T09:41:07.118Z", "level": "ERROR", "task_id": "task-1", "new": [1],
            "message": "write timed out for the-api-secret", "exception": {"stacktrace": "at canary-data-plane", "x": 1}},
        {"level": "FATAL", "message": null, "exception": null, "id": "e1"},
        {},
    ]);
    let server = Server::always(answer(200, json!({"data": data, "kind": "LoggingSearchResponse"}).to_string())).await;
    let entries = search(&client(&server), "c").all().await.unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(
        (entries[0].message.as_str(), entries[0].exception.as_deref()),
        ("write timed out for ***", Some("at ***"))
    );
    assert_eq!((entries[0].level.clone(), entries[0].task_id.as_deref()), (Some(LogLevel::Error), Some("task-1")));
    assert!(entries[0].timestamp.as_ref().unwrap().instant().is_some());
    assert_eq!(entries[1].level, Some(LogLevel::Other("FATAL".into())));
    assert_eq!((entries[2].message.as_str(), entries[2].exception.as_ref()), ("", None));
    for nothing in [r#"{"data": null}"#, "{}"] {
        let server = Server::always(answer(200, nothing)).await;
        assert!(search(&client(&server), "c").all().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_search_is_repeated_as_a_read_is_and_a_refusal_quotes_no_token() {
    let server = Server::start(|_, before| match before {
        0 => empty(503),
        1 => empty(429),
        _ => answer(401, r#"{"message": "canary-data-plane is over"}"#),
    });
    let server = server.await;
    let error = search(&client(&server), "c").all().await.unwrap_err();
    assert_eq!(server.seen().len(), 3);
    assert!(matches!(&error, Error::Unauthorized(said) if said.to_string() == "*** is over"), "{error:?}");
    assert!(error.hint().unwrap().contains("expired"));
}

#[tokio::test(start_paused = true)]
async fn a_sixth_page_within_a_minute_waits_for_its_turn() {
    let server = Server::start(|_, before| match before {
        0..6 => page(&["x"], format!("?page_token={before}")),
        _ => page(&["x"], ""),
    });
    let (server, started) = (server.await, tokio::time::Instant::now());
    assert_eq!(search(&client(&server), "c").all().await.unwrap().len(), 7);
    assert!(started.elapsed().as_secs() >= 60, "{:?}", started.elapsed());
}

/// A log that grows by an entry with each look.
#[tokio::test(start_paused = true)]
async fn a_log_that_is_followed_is_told_oldest_first_and_asked_for_from_its_newest_entry_on() {
    let began = Timestamp::now();
    let at = move |seconds: i64| Timestamp::from_second(began.as_second() - 600 + seconds).unwrap().to_string();
    let server = Server::start(move |_, before| {
        let count = i64::try_from(before).unwrap() + 2;
        let data: Vec<_> = (0..count).rev().map(|n| json!({"timestamp": at(n), "message": n.to_string()})).collect();
        answer(200, json!({"data": data}).to_string())
    });
    let server = server.await;
    let mut entries = std::pin::pin!(search(&client(&server), "c").follow());
    for expected in ["0", "1", "2", "3"] {
        assert_eq!(entries.try_next().await.unwrap().unwrap().message, expected);
    }
    let starts: Vec<Value> = server
        .seen()
        .iter()
        .map(|seen| serde_json::from_slice::<Value>(&seen.body).unwrap()["start_time"].clone())
        .collect();
    assert_eq!(starts[1..], [at(1 - 60), at(2 - 60)]);
}
