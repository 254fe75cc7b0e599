//! Offsets: read, changed and reset, one request at a time.

mod support;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, datagen};

#[tokio::test]
async fn offsets_change_at_a_later_time_and_one_change_at_a_time() {
    let client = Client::start().await;
    let entry = |partition: u32, offset: u32| json!({"partition": {"p": partition}, "offset": {"o": offset}});
    let body = json!({"name": "n", "config": datagen("n"), "offsets": [entry(0, 1), entry(1, 1)]});
    assert_eq!(client.cluster(Method::POST, "/connectors", body).await.0, StatusCode::CREATED);
    client.provision();
    let get = |path: &'static str| client.cluster(Method::GET, path, Value::Null);
    let status = "/connectors/n/offsets/request/status";
    assert_eq!(get(status).await.0, StatusCode::NOT_FOUND);
    let alter = |body: Value| client.cluster(Method::POST, "/connectors/n/offsets/request", body);
    assert_eq!(alter(json!({"type": "MOVE"})).await.0, StatusCode::BAD_REQUEST);
    let (accepted, request) = alter(json!({"type": "PATCH", "offsets": [entry(1, 9)]})).await;
    assert_eq!(
        (accepted, &request["type"], &request["offsets"]),
        (StatusCode::ACCEPTED, &json!("PATCH"), &json!([entry(1, 9)]))
    );
    assert_eq!(alter(json!({"type": "DELETE"})).await.0, StatusCode::BAD_REQUEST);
    let (_, pending) = get(status).await;
    assert_eq!((&pending["status"]["phase"], &pending["applied_at"]), (&json!("PENDING"), &Value::Null));
    assert_eq!(client.state_of("n").await, "PAUSED");
    assert_eq!(get("/connectors/n/offsets").await.1["offsets"], json!([entry(0, 1), entry(1, 1)]));
    client.provision();
    let (_, applied) = get(status).await;
    assert_eq!((&applied["status"]["phase"], &applied["previous_offsets"][1]), (&json!("APPLIED"), &entry(1, 1)));
    assert_eq!(get("/connectors/n/offsets").await.1["offsets"], json!([entry(0, 1), entry(1, 9)]));
    assert_eq!(client.state_of("n").await, "RUNNING");
    alter(json!({"type": "DELETE"})).await;
    client.provision();
    assert_eq!(get("/connectors/n/offsets").await.1["offsets"], json!([]));
}

const REQUEST: &str = "/connectors/n/offsets/request";

async fn started(client: &Client, offsets: Value) {
    let body = json!({"name": "n", "config": datagen("n"), "offsets": offsets});
    assert_eq!(client.cluster(Method::POST, "/connectors", body).await.0, StatusCode::CREATED);
    client.provision();
}

async fn get(client: &Client, path: &str) -> Value {
    client.cluster(Method::GET, path, Value::Null).await.1
}

fn table(name: &str, offset: &Value) -> Value {
    json!({"partition": {"protocol": "1", "table": name}, "offset": offset})
}

#[tokio::test]
async fn values_keep_their_json_types_and_times_their_nanoseconds() {
    let client = Client::start().await;
    let mixed =
        json!({"timestamp_nanos": 999_999_999_999_999_999_i64, "pos": "4", "snapshot": true, "row": null, "f": 0.5});
    started(&client, json!([table("a", &mixed)])).await;
    assert_eq!(get(&client, "/connectors/n/offsets").await["offsets"], json!([table("a", &mixed)]));
    let body = json!({"type": "PATCH", "offsets": [table("b", &mixed)]});
    let (_, request) = client.cluster(Method::POST, REQUEST, body).await;
    assert_eq!(request["offsets"], json!([table("b", &mixed)]));
    client.provision();
    let status = get(&client, "/connectors/n/offsets/request/status").await;
    for time in [&request["requested_at"], &status["applied_at"]] {
        let fraction = time.as_str().and_then(|time| time.split_once('.')).map(|(_, fraction)| fraction.len());
        assert_eq!(fraction, Some("123456789Z".len()), "{time}");
    }
    let both = json!([table("a", &mixed), table("b", &mixed)]);
    assert_eq!(get(&client, "/connectors/n/offsets").await["offsets"], both);
}

#[tokio::test]
async fn a_marked_partition_makes_its_request_fail_and_nothing_changes() {
    let client = Client::start().await;
    let before = json!([table("sandbox.fail", &json!({"at": 1})), table("fine", &json!({"at": 1}))]);
    started(&client, before.clone()).await;
    let marked = table("sandbox.fail", &json!({"at": 2}));
    for body in [json!({"type": "PATCH", "offsets": [marked]}), json!({"type": "DELETE"})] {
        assert_eq!(client.cluster(Method::POST, REQUEST, body).await.0, StatusCode::ACCEPTED);
        assert_eq!(client.state_of("n").await, "PAUSED");
        client.provision();
        let status = get(&client, "/connectors/n/offsets/request/status").await;
        assert_eq!((&status["status"]["phase"], &status["applied_at"]), (&json!("FAILED"), &Value::Null), "{status}");
        assert_eq!(get(&client, "/connectors/n/offsets").await["offsets"], before);
        assert_eq!(client.state_of("n").await, "RUNNING");
    }
    let fine = json!({"type": "PATCH", "offsets": [table("fine", &json!({"at": 3}))]});
    client.cluster(Method::POST, REQUEST, fine).await;
    client.provision();
    let status = get(&client, "/connectors/n/offsets/request/status").await;
    assert_eq!((&status["status"]["phase"], &status["previous_offsets"]), (&json!("APPLIED"), &before));
}

#[tokio::test]
async fn a_deletion_drops_the_listed_partitions_and_without_a_list_all() {
    let client = Client::start().await;
    let at = |name: &str| table(name, &json!({"at": 1}));
    started(&client, json!([at("a"), at("b"), at("c")])).await;
    let by_partition = json!([{"partition": at("b")["partition"]}, at("nowhere")]);
    for (body, left) in [
        (json!({"type": "DELETE", "offsets": by_partition}), json!([at("a"), at("c")])),
        (json!({"type": "DELETE", "offsets": []}), json!([])),
    ] {
        let (status, request) = client.cluster(Method::POST, REQUEST, body).await;
        assert_eq!((status, &request["offsets"]), (StatusCode::ACCEPTED, &json!([])));
        client.provision();
        assert_eq!(get(&client, "/connectors/n/offsets").await["offsets"], left);
    }
}

#[tokio::test]
async fn a_paused_connector_stays_paused_after_its_offsets_changed() {
    let client = Client::start().await;
    started(&client, json!([])).await;
    client.cluster(Method::PUT, "/connectors/n/pause", Value::Null).await;
    client.cluster(Method::POST, REQUEST, json!({"type": "DELETE"})).await;
    client.provision();
    assert_eq!(client.state_of("n").await, "PAUSED");
}

#[tokio::test]
async fn offsets_of_a_sink_have_the_one_form_of_all_sinks() {
    let client = Client::start().await;
    let config = json!({
        "connector.class": "S3_SINK", "name": "n", "kafka.api.key": "k", "kafka.api.secret": "s", "tasks.max": "1",
        "topics": "orders", "input.data.format": "JSON", "time.interval": "DAILY", "s3.bucket.name": "bucket",
        "aws.access.key.id": "k", "aws.secret.access.key": "s",
    });
    let (status, created) = client.create_connector("n", &config).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    let alter = async |entry: Value| {
        let (status, _) = client.cluster(Method::POST, REQUEST, json!({"type": "PATCH", "offsets": [entry]})).await;
        client.provision();
        status
    };
    for partition in [json!(2), json!("2")] {
        let partition = json!({"kafka_topic": "orders", "kafka_partition": partition});
        let fine = json!({"partition": partition, "offset": {"kafka_offset": 4100}});
        assert_eq!(alter(fine).await, StatusCode::ACCEPTED);
        let wrong = json!({"partition": partition, "offset": {"offset": 1}});
        assert_eq!(alter(wrong).await, StatusCode::BAD_REQUEST);
    }
    assert_eq!(alter(table("orders", &json!({"kafka_offset": 1}))).await, StatusCode::BAD_REQUEST);
}
