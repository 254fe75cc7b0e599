//! What a connector shows after changes: late, in turns, or started over.

mod support;

use std::time::Duration;

use ccloud_connect_sandbox::Sandbox;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, datagen};

async fn put(client: &Client, path: &str, body: Value) {
    let (status, answer) = client.cluster(Method::PUT, path, body).await;
    assert!(status.is_success(), "{answer}");
}

async fn status(client: &Client) -> Value {
    client.cluster(Method::GET, "/connectors/n/status", Value::Null).await.1
}

fn with(key: &str, value: &str) -> Value {
    let mut config = datagen("n");
    config[key] = value.into();
    config
}

async fn slow() -> Client {
    let sandbox = Sandbox::builder().lag(Duration::from_secs(10)).start().await.unwrap();
    let client = Client::with(sandbox);
    client.create_connector("n", &datagen("n")).await;
    assert_eq!(client.state_of("n").await, "PROVISIONING", "a new connector has no old state");
    client.provision();
    client
}

#[tokio::test]
async fn after_a_change_the_old_state_is_shown_for_the_lag() {
    let client = slow().await;
    for (path, body, before, after) in [
        ("/connectors/n/pause", Value::Null, "RUNNING", "PAUSED"),
        ("/connectors/n/resume", Value::Null, "PAUSED", "RUNNING"),
        ("/connectors/n/config", with("sandbox.fail", "wrong"), "RUNNING", "FAILED"),
        ("/connectors/n/config", datagen("n"), "FAILED", "RUNNING"),
    ] {
        put(&client, path, body).await;
        let shown = status(&client).await;
        assert_eq!(shown["connector"]["state"], before, "{path}");
        assert_eq!(shown["validation_errors"] == json!([]), before != "FAILED", "the old errors go with the old state");
        let (_, map) = client.cluster(Method::GET, "/connectors?expand=status", Value::Null).await;
        assert_eq!(map["n"]["status"], shown);
        client.sandbox.advance(Duration::from_secs(11));
        assert_eq!(client.state_of("n").await, after, "{path}");
    }
}

#[tokio::test]
async fn a_pause_of_a_paused_connector_starts_no_new_lag() {
    let client = slow().await;
    put(&client, "/connectors/n/pause", Value::Null).await;
    client.sandbox.advance(Duration::from_secs(6));
    put(&client, "/connectors/n/pause", Value::Null).await;
    client.sandbox.advance(Duration::from_secs(6));
    assert_eq!(client.state_of("n").await, "PAUSED");
}

#[tokio::test]
async fn a_configuration_orders_states_to_be_shown_after_each_change() {
    let client = Client::start().await;
    let states = "RUNNING 1s, SOMETHING_NEW, FAILED 4s";
    client.create_connector("n", &with("sandbox.flap", states)).await;
    for change in ["create", "pause", "resume"] {
        if change != "create" {
            put(&client, &format!("/connectors/n/{change}"), Value::Null).await;
        }
        for (state, tasks, seconds) in [("RUNNING", 2, 1), ("SOMETHING_NEW", 0, 2), ("FAILED", 0, 4)] {
            let shown = status(&client).await;
            assert_eq!(shown["connector"]["state"], state, "after {change}");
            assert_eq!(shown["tasks"].as_array().unwrap().len(), tasks, "{shown}");
            assert_eq!(shown["connector"]["trace"] != "", state == "FAILED", "{shown}");
            client.sandbox.advance(Duration::from_secs(seconds));
        }
        let expected = if change == "pause" { "PAUSED" } else { "RUNNING" };
        assert_eq!(client.state_of("n").await, expected, "after {change}");
    }
    let (refused, _) = client.create_connector("n2", &with("sandbox.flap", "RUNNING soon")).await;
    assert_eq!(refused, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_running_connector_goes_on_with_its_old_settings_when_new_ones_are_wrong() {
    let client = Client::start().await;
    client.create_connector("n", &datagen("n")).await;
    client.provision();
    for _ in 0..2 {
        put(&client, "/connectors/n/config", with("sandbox.fail", "topics: unknown")).await;
        client.provision();
        let shown = status(&client).await;
        assert_eq!((&shown["connector"]["state"], &shown["tasks"][1]["state"]), (&json!("FAILED"), &json!("RUNNING")));
        let trace = shown["connector"]["trace"].as_str().unwrap();
        assert!(trace.contains("previous configuration:\ntopics: unknown\n"), "{trace}");
    }
}

#[tokio::test]
async fn a_number_of_tasks_that_cannot_be_fails_the_connector_and_nothing_else() {
    let client = Client::start().await;
    client.create_connector("n", &datagen("n")).await;
    client.provision();
    for number in ["18446744073709551615", "4000000000", "-1", "1e9"] {
        put(&client, "/connectors/n/config", with("tasks.max", number)).await;
        client.provision();
        let shown = status(&client).await;
        assert_eq!(shown["connector"]["state"], "FAILED", "{number}");
        assert!(shown["tasks"].as_array().unwrap().len() <= 1000, "{number}");
    }
}

#[tokio::test]
async fn a_restart_provisions_anew_and_ends_a_failure_that_was_to_come_once() {
    let client = Client::start().await;
    let restart = async || client.cluster(Method::POST, "/connectors/n/restart", Value::Null).await;
    assert_eq!(restart().await.0, StatusCode::NOT_FOUND);
    client.create_connector("n", &with("sandbox.fail.once", "no worker was free")).await;
    client.provision();
    let shown = status(&client).await;
    assert_eq!(shown["validation_errors"], json!(["sandbox.fail.once: no worker was free"]));
    assert_eq!(restart().await, (StatusCode::ACCEPTED, Value::Null));
    let shown = status(&client).await;
    assert_eq!((&shown["connector"]["state"], &shown["tasks"]), (&json!("PROVISIONING"), &json!([])));
    client.provision();
    assert_eq!(client.state_of("n").await, "RUNNING");

    put(&client, "/connectors/n/config", with("sandbox.fail", "for good")).await;
    restart().await;
    client.provision();
    assert_eq!(client.state_of("n").await, "FAILED");
}

#[tokio::test]
async fn a_translation_knows_only_settings_of_the_managed_plugin_and_warns_of_others() {
    let client = Client::start().await;
    let config = json!({
        "connector.class": "io.confluent.kafka.connect.datagen.DatagenConnector", "name": "n", "topics": "orders",
        "quickstart": "ORDERS", "plugin.path": "/usr/share/java",
    });
    let path = "/connector-plugins/DatagenSource/config/translate";
    let (status, answer) = client.cluster(Method::PUT, path, config).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let expected =
        json!({"connector.class": "DatagenSource", "name": "n", "kafka.topic": "orders", "quickstart": "ORDERS"});
    assert_eq!(answer["config"], expected);
    let fields: Vec<&Value> = answer["warnings"].as_array().unwrap().iter().map(|warning| &warning["field"]).collect();
    assert_eq!(fields, ["plugin.path"]);
    let missing = client.cluster(Method::PUT, "/connector-plugins/NoSuch/config/translate", json!({})).await;
    assert_eq!(missing.0, StatusCode::NOT_FOUND);
}
