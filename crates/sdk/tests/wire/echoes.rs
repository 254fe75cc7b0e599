//! Servers repeat what they were sent. A secret of the client's is not shown in any of its forms.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ccloud_connect::{Client, ConnectorConfig, Error, RetryPolicy};
use ccloud_connect_httpmock::connect_v1::{MockServerExt, types};
use httpmock::MockServer;
use serde_json::json;

use crate::server::{Answer, Server, client, json as answer};

/// With characters that every encoding writes differently.
const CANARY: &str = "can/ary \"w+rd\"&<é>\\";

/// The value in every form in which a server may write it, each named.
fn forms() -> Vec<(&'static str, String)> {
    let strict = percent_encoding::utf8_percent_encode(CANARY, percent_encoding::NON_ALPHANUMERIC).to_string();
    let form = url::form_urlencoded::byte_serialize(CANARY.as_bytes()).collect::<String>();
    vec![
        ("raw", CANARY.to_owned()),
        ("as JSON", as_json()),
        ("percent-encoded", strict),
        ("as a form", form),
        ("base64", STANDARD.encode(CANARY)),
        ("base64 for URLs", URL_SAFE_NO_PAD.encode(CANARY)),
    ]
}

fn as_json() -> String {
    let json = serde_json::Value::from(CANARY).to_string();
    json[1..json.len() - 1].to_owned()
}

/// As the JSON writers of several languages put it into a body: some escape more than they have to.
fn json_texts() -> [(&'static str, String); 4] {
    let json = as_json();
    [
        ("JSON", json.clone()),
        ("JSON of Go", json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")),
        ("JSON of Python", json.replace('é', "\\u00e9")),
        ("JSON of PHP", json.replace('/', "\\/")),
    ]
}

/// Every call that sends a secret.
async fn calls(client: &Client) -> Vec<(&'static str, Error)> {
    let config = || ConnectorConfig::from([("connector.class", "S3_SINK"), ("db.password", CANARY)]);
    let cluster = client.cluster("env-1", "lkc-1");
    let connector = cluster.connector("c");
    vec![
        ("create", cluster.connectors().create("c", config()).send().await.unwrap_err()),
        ("create_or_update", connector.create_or_update(config()).await.unwrap_err()),
        ("validate", cluster.plugins().validate("S3_SINK", config()).await.unwrap_err()),
        ("translate", cluster.plugins().translate("S3_SINK", config()).await.unwrap_err()),
        // The client's secrets stay known to it.
        ("get", connector.get().await.unwrap_err()),
        ("delete", connector.delete().await.unwrap_err()),
    ]
}

async fn hides(reply: Answer, shown: &str, case: &str) {
    let server = Server::start(move |seen, _| {
        if seen.method == "GET" && seen.path().ends_with("/connectors") { answer(200, "[]") } else { reply.clone() }
    });
    let server = server.await;
    let client = server.builder().retry(RetryPolicy::default().max_retries(0)).build().unwrap();
    for (call, error) in calls(&client).await {
        let answer = error.server().unwrap();
        let texts = [
            ("Display", error.to_string()),
            ("Debug", format!("{error:?}")),
            ("messages", format!("{:?}", answer.messages)),
            ("codes", answer.messages.iter().filter_map(|message| message.code.clone()).collect()),
            ("body", answer.body()),
        ];
        for (place, text) in texts {
            assert!(!text.contains(shown), "{call}: {place} shows the secret {case}: {text}");
        }
        assert!(answer.body().contains("before"), "{case}: the rest of the body is kept");
    }
}

#[tokio::test]
async fn a_config_value_that_the_server_repeats_is_not_shown_in_any_form() {
    for (name, form) in forms() {
        let message = format!("before {form} after");
        let list = json!({"errors": [{"detail": message, "title": message, "code": message, "resolution": message,
                                      "source": {"pointer": message, "parameter": message}}]});
        hides(answer(400, json!({"error_code": 400, "message": message}).to_string()), &form, name).await;
        hides(answer(422, list.to_string()), &form, name).await;
        hides(answer(500, format!("before {form} after")).header("content-type", "text/plain"), &form, name).await;
    }
    for (name, text) in json_texts() {
        hides(answer(400, format!(r#"{{"x": [{{"y": "before {text}"}}], "message": "{text}"}}"#)), &text, name).await;
    }
}

#[tokio::test]
async fn a_success_with_an_error_in_it_does_not_show_what_was_sent_either() {
    for (name, form) in forms() {
        let said = format!("before {form} after");
        let server = Server::start(move |seen, _| match seen.method.as_str() {
            "DELETE" => answer(200, json!({"error": {"message": said}}).to_string()),
            _ => answer(200, "{}"),
        });
        let server = server.await;
        let connector = server.client().cluster("env-1", "lkc-1").connector("c");
        connector.update(ConnectorConfig::from([("db.password", CANARY)])).await.unwrap();
        let error = connector.delete().await.unwrap_err();
        let body = error.server().unwrap().body();
        assert!(!format!("{error} {error:?} {body}").contains(&form), "{name}: {error:?} {body}");
    }
}

#[tokio::test]
async fn the_clients_own_credentials_are_not_shown_when_they_are_repeated() {
    let echo = "no: KEY the-api-secret, Basic S0VZOnRoZS1hcGktc2VjcmV0, Bearer the-token-of-mine";
    let server = Server::always(answer(401, json!({"error": {"code": 401, "message": echo}}).to_string())).await;
    let by_key = server.client();
    let by_token = Client::builder().endpoint(server.url()).access_token("the-token-of-mine").build().unwrap();
    for (client, secrets) in [(by_key, &["the-api-secret", "S0VZOnRo"][..]), (by_token, &["the-token-of-mine"])] {
        let error = client.custom_plugins().get("ccp-1").await.unwrap_err();
        let text = format!("{error} {error:?} {}", error.server().unwrap().body());
        for secret in secrets {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn a_connectors_status_and_a_validation_do_not_show_what_was_sent() {
    let trace = format!("db.password: {CANARY} was refused");
    let server = MockServer::start_async().await;
    server.validate_connector_plugin(|_, then| {
        let mut value = types::ConfigValue::default();
        value.name = Some("k".to_owned());
        value.errors = vec![trace.clone()];
        let mut config = types::ValidatedConfig::default();
        config.value = Some(value);
        let mut validation = types::ValidationResult::default();
        validation.configs = vec![config];
        then.success(200, &validation);
    });
    server.read_connector_status(|_, then| {
        // With members that the document lacks.
        let status = json!({"name": "c", "connector": {"state": "FAILED", "trace": trace}, "override_message": trace,
                            "tasks": [{"id": 0, "state": "FAILED", "msg": trace}], "validation_errors": [trace]});
        then.success(200, &serde_json::from_value(status).unwrap());
    });
    let cluster = client(&server.base_url()).build().unwrap().cluster("env-1", "lkc-1");
    let sent = ConnectorConfig::from([("db.password", CANARY)]);
    let validated = cluster.plugins().validate("C", sent).await.unwrap();
    assert_eq!(validated.errors[0].message, "db.password: *** was refused");
    let status = cluster.connector("c").status().await.unwrap();
    assert_eq!(status.trace, "db.password: *** was refused");
    let shown = [&status.tasks[0].message, &status.validation_errors[0], &status.override_message];
    assert_eq!(shown, [&status.trace; 3]);
}

#[tokio::test]
async fn a_masked_value_is_refused_before_any_call() {
    let server = Server::always(answer(200, "{}")).await;
    let cluster = server.client().cluster("env-1", "lkc-1");
    let masked = || ConnectorConfig::from([("db.password", "****************"), ("kafka.api.secret", "**")]);
    let connector = cluster.connector("c");
    for outcome in [
        cluster.connectors().create("c", masked()).send().await.map(drop),
        connector.update(masked()).await.map(drop),
        connector.create_or_update(masked()).await.map(drop),
        cluster.plugins().validate("S3_SINK", masked()).await.map(drop),
        cluster.plugins().translate("S3_SINK", masked()).await.map(drop),
    ] {
        let Err(Error::Masked { keys, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(keys, ["db.password", "kafka.api.secret"]);
    }
    let api = server.client().api().connect_v1();
    let call = api.create_or_update_connector_config().environment_id("env-1").kafka_cluster_id("lkc-1");
    let refused = Error::from(call.connector_name("c").body(masked()).send().await.unwrap_err());
    assert!(refused.to_string().contains("`db.password` is masked"), "{refused}");
    assert!(server.seen().is_empty());
}
