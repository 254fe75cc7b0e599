//! Who may call, how often, and what a login sees besides.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ccloud_connect::connectors::LogLevel;
use ccloud_connect::reqwest::Method;
use ccloud_connect::{Client, ErrorKind, RawBody, Secret, Sts};
use ccloud_connect_sandbox::{Fault, Sandbox};
use serde_json::json;

use crate::datagen::datagen;

fn with_key(sandbox: &Sandbox) -> Client {
    let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
    client.build().unwrap()
}

#[tokio::test]
async fn forty_calls_at_once_to_a_service_that_takes_ten_a_second_all_succeed() {
    let sandbox = Sandbox::builder().fault(Fault::rate(10)).start().await.unwrap();
    let client = with_key(&sandbox);
    let began = Instant::now();
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let connectors = client.cluster(sandbox.environment(), sandbox.cluster()).connectors();
            tokio::spawn(async move { connectors.names().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let took = began.elapsed();
    assert!((Duration::from_secs(3)..Duration::from_secs(20)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn an_identity_providers_token_serves_and_is_exchanged_anew_when_the_service_says_it_is_over() {
    let sandbox = Sandbox::start().await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let sts = Sts::new("pool-1", move || {
        counted.fetch_add(1, Ordering::Relaxed);
        async { Ok(Secret::from("eyJ.eyJ.c2ln")) }
    });
    let client = Client::builder().endpoint(sandbox.endpoint()).sts(sts).build().unwrap();
    let connectors = client.cluster(sandbox.environment(), sandbox.cluster()).connectors();
    connectors.names().await.unwrap();
    // Over by the service's clock, fresh by ours.
    sandbox.advance(Duration::from_mins(16));
    connectors.create("orders", datagen(&[])).send().await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    let call = client.request(Method::POST, "/connect/v1/presigned-upload-url").body(json!({"content_format": "ZIP"}));
    let error = call.send().await.unwrap_err();
    assert_eq!(error.hint().as_deref(), Some("This operation takes a Cloud API key only, not an access token."));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_login_reads_what_a_connector_logged_and_a_key_alone_does_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = with_key(&sandbox);
    let cluster = client.cluster(sandbox.environment(), sandbox.cluster());
    let mut config = datagen(&[]);
    config.insert("sandbox.fail", "kafka.topic: not authorized");
    cluster.connectors().create("orders [eu]", config).send().await.unwrap();
    sandbox.advance(Duration::from_mins(1));
    let connector = cluster.find("orders [eu]").await.unwrap();
    let until = ccloud_connect::jiff::Timestamp::now() + Duration::from_hours(1);
    let search = || connector.logs(sandbox.organization(), sandbox.access_token()).until(until);
    let errors = search().all().await.unwrap();
    assert_eq!(errors.len(), 1);
    // The rest of the message is a setting that this client has sent.
    assert_eq!(errors[0].message, "Configuration rejected: ***");
    assert!(errors[0].exception.is_some());
    let all = search().levels([LogLevel::Info, LogLevel::Warn, LogLevel::Error]).all().await.unwrap();
    assert!(
        all.len() > 1 && all.is_sorted_by_key(|entry| std::cmp::Reverse(entry.timestamp.as_ref().unwrap().instant()))
    );
    let none = connector.logs(sandbox.organization(), "some-other-token").all().await.unwrap_err();
    assert_eq!(none.kind(), ErrorKind::Unauthorized, "{none}");
}

#[tokio::test]
async fn any_call_by_hand_shows_no_setting_that_is_not_harmless() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = with_key(&sandbox);
    let cluster = format!("/connect/v1/environments/{}/clusters/{}", sandbox.environment(), sandbox.cluster());
    let config = json!({
        "connector.class": "DatagenSource", "name": "orders", "kafka.api.key": "CANARY", "kafka.api.secret": "CANARY2",
        "kafka.topic": "orders", "output.data.format": "JSON", "quickstart": "ORDERS", "tasks.max": "1",
    });
    let put = client.request(Method::PUT, format!("{cluster}/connectors/orders/config")).body(config);
    let RawBody::Json(put) = put.send().await.unwrap().body else { panic!("no JSON") };
    assert_eq!(put["config"]["kafka.topic"], "orders");
    sandbox.advance(Duration::from_mins(1));
    for path in ["connectors/orders", "connectors/orders/config", "connectors/orders/tasks", "connectors?expand=info"] {
        let answer = client.request(Method::GET, format!("{cluster}/{path}")).send().await.unwrap();
        let RawBody::Json(shown) = &answer.body else { panic!("{answer:?}") };
        let text = shown.to_string();
        assert!(text.contains("DatagenSource") && !text.contains("CANARY"), "{path}: {text}");
    }
    // What was read is not written back with its masks.
    let config = || format!("{cluster}/connectors/orders/config");
    let RawBody::Json(read) = client.request(Method::GET, config()).send().await.unwrap().body else {
        panic!("no JSON")
    };
    let error = client.request(Method::PUT, config()).body(read).send().await.unwrap_err();
    assert!(error.to_string().contains("`/kafka.api.secret`"), "{error}");
}
