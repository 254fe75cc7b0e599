//! Managed and custom connectors through their lives.

mod support;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, datagen};

const MASK: &str = "****************";

#[tokio::test]
async fn a_connector_is_provisioned_runs_pauses_resumes_and_goes() {
    let client = Client::start().await;
    let (status, created) = client.create_connector("orders", &datagen("orders")).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    assert_eq!((&created["tasks"], &created["type"], &created["offsets"]), (&json!([]), &json!("source"), &json!([])));
    assert_eq!(
        (&created["config"]["kafka.api.key"], &created["config"]["kafka.api.secret"]),
        (&json!(MASK), &json!(MASK))
    );
    assert_eq!(client.state_of("orders").await, "PROVISIONING");
    client.provision();
    assert_eq!(client.state_of("orders").await, "RUNNING");
    let (_, tasks) = client.cluster(Method::GET, "/connectors/orders/tasks", Value::Null).await;
    assert_eq!(tasks[1]["id"], json!({"connector": "orders", "task": 1}));
    for (verb, state) in [("pause", "PAUSED"), ("resume", "RUNNING")] {
        let (status, body) = client.cluster(Method::PUT, &format!("/connectors/orders/{verb}"), Value::Null).await;
        assert_eq!((status, body), (StatusCode::ACCEPTED, Value::Null));
        assert_eq!(client.state_of("orders").await, state);
    }
    let (status, deleted) = client.cluster(Method::DELETE, "/connectors/orders", Value::Null).await;
    assert_eq!((status, deleted), (StatusCode::OK, json!({"error": null})));
    let (status, missing) = client.cluster(Method::GET, "/connectors/orders", Value::Null).await;
    assert_eq!((status, missing), (StatusCode::NOT_FOUND, json!({"error_code": 404, "message": "resource not found"})));
}

#[tokio::test]
async fn every_allowed_name_survives_the_path() {
    let client = Client::start().await;
    for (name, path) in [
        ("a b", "a%20b"),
        ("a|b", "a%7Cb"),
        ("[x]", "%5Bx%5D"),
        ("a+b", "a%2Bb"),
        ("a&b", "a%26b"),
        ("a,b", "a%2Cb"),
        ("é", "%C3%A9"),
    ] {
        assert_eq!(client.create_connector(name, &datagen(name)).await.0, StatusCode::CREATED, "{name}");
        let (_, status) = client.cluster(Method::GET, &format!("/connectors/{path}/status"), Value::Null).await;
        assert_eq!((&status["name"], &status["connector"]["worker_id"]), (&json!(name), &json!(name)));
    }
    let (_, names) = client.cluster(Method::GET, "/connectors", Value::Null).await;
    assert_eq!(names, json!(["[x]", "a b", "a&b", "a+b", "a,b", "a|b", "é"]));
}

#[tokio::test]
async fn a_create_that_the_service_would_refuse_is_refused_in_the_flat_shape() {
    let client = Client::start().await;
    let without = |key: &str| {
        let mut config = datagen("n");
        config.as_object_mut().unwrap().remove(key);
        json!({"name": "n", "config": config})
    };
    let with = |key: &str, value: Value| {
        let mut config = datagen("n");
        config[key] = value;
        json!({"name": "n", "config": config})
    };
    let cases = [
        (without("kafka.topic"), "\"kafka.topic\" is required"),
        (without("kafka.api.secret"), "\"kafka.api.secret\" is required"),
        (without("connector.class"), "\"connector.class\" is required"),
        (without("name"), "\"name\" is required"),
        (with("tasks.max", json!(1)), "the value of \"tasks.max\" must be a string"),
        (with("connector.class", json!("NoSuchSink")), "connector plugin \"NoSuchSink\" does not exist"),
        (with("name", json!("m")), "the name in the configuration (\"m\") is not the connector's (\"n\")"),
        (
            json!({"name": "a/b", "config": datagen("a/b")}),
            "connector name contains the character '/', which is not allowed",
        ),
        (
            json!({"name": "n", "config": support::custom("n", "ccp-none")}),
            "custom connector plugin \"ccp-none\" does not exist",
        ),
        (json!({"name": "n"}), "\"config\" is required"),
        (json!([]), "the body must be a JSON object with name and config"),
    ];
    for (body, message) in cases {
        let refused = client.cluster(Method::POST, "/connectors", body).await;
        assert_eq!(refused, (StatusCode::BAD_REQUEST, json!({"code": 400, "message": message})));
    }
}

#[tokio::test]
async fn a_name_is_used_once() {
    let client = Client::start().await;
    client.create_connector("n", &datagen("n")).await;
    let refused = client.create_connector("n", &datagen("n")).await;
    assert_eq!(refused, (StatusCode::CONFLICT, json!({"error_code": 409, "message": "Connector n already exists"})));
}

#[tokio::test]
async fn a_put_replaces_everything_creates_what_is_missing_and_refuses_in_the_nested_shape() {
    let client = Client::start().await;
    let put = |config: Value| client.cluster(Method::PUT, "/connectors/n/config", config);
    let mut config = datagen("n");
    config["max.interval"] = "5".into();
    assert_eq!(put(config).await.0, StatusCode::OK);
    let (status, answer) = put(datagen("n")).await;
    assert_eq!((status, answer["config"].get("max.interval")), (StatusCode::OK, None));
    let (_, stored) = client.cluster(Method::GET, "/connectors/n/config", Value::Null).await;
    assert_eq!((&stored, &stored["kafka.api.secret"]), (&answer["config"], &json!(MASK)));
    let mut config = datagen("n");
    config.as_object_mut().unwrap().remove("kafka.api.key");
    let refused = put(config).await;
    let message = "\"kafka.api.key\" is required";
    assert_eq!(refused, (StatusCode::BAD_REQUEST, json!({"error": {"code": 400, "message": message}})));
}

#[tokio::test]
async fn a_mask_written_back_is_stored_as_it_is_and_the_connector_fails_of_it() {
    let client = Client::start().await;
    client.create_connector("n", &datagen("n")).await;
    client.provision();
    let (_, mut config) = client.cluster(Method::GET, "/connectors/n/config", Value::Null).await;
    assert_eq!(client.cluster(Method::PUT, "/connectors/n/config", config.clone()).await.0, StatusCode::OK);
    assert_eq!(client.state_of("n").await, "FAILED");
    let (_, status) = client.cluster(Method::GET, "/connectors/n/status", Value::Null).await;
    assert!(
        status["connector"]["trace"].as_str().unwrap().contains("kafka.api.secret: the value is a mask"),
        "{status}"
    );
    config["kafka.api.key"] = "key".into();
    config["kafka.api.secret"] = "secret".into();
    client.cluster(Method::PUT, "/connectors/n/config", config).await;
    assert_eq!(client.state_of("n").await, "PROVISIONING");
    client.provision();
    assert_eq!(client.state_of("n").await, "RUNNING");
}

#[tokio::test]
async fn a_configuration_can_order_a_failure_and_its_reason() {
    let client = Client::start().await;
    let mut config = datagen("n");
    config["sandbox.fail"] = "database.password: login refused".into();
    client.create_connector("n", &config).await;
    assert_eq!(client.state_of("n").await, "PROVISIONING");
    client.provision();
    let (_, status) = client.cluster(Method::GET, "/connectors/n/status", Value::Null).await;
    assert_eq!(status["connector"]["state"], "FAILED");
    assert_eq!(status["validation_errors"], json!(["database.password: login refused"]));
    assert_eq!(status["connector"]["trace"], "Configuration rejected:\ndatabase.password: login refused\n");
}

#[tokio::test]
async fn values_a_definition_does_not_allow_fail_the_connector_once_it_starts() {
    let client = Client::start().await;
    let mut config = datagen("n");
    config["quickstart"] = "NONE_SUCH".into();
    config["max.interval"] = "soon".into();
    assert_eq!(client.create_connector("n", &config).await.0, StatusCode::CREATED);
    client.provision();
    let (_, status) = client.cluster(Method::GET, "/connectors/n/status", Value::Null).await;
    let errors = status["validation_errors"].as_array().unwrap();
    let keys: Vec<&str> = errors.iter().map(|error| error.as_str().unwrap().split_once(": ").unwrap().0).collect();
    assert_eq!((&status["connector"]["state"], &status["tasks"]), (&json!("FAILED"), &json!([])));
    assert_eq!(keys, ["quickstart", "max.interval"]);
}

#[tokio::test]
async fn passwords_are_masked_by_type_and_unknown_settings_by_name() {
    let client = Client::start().await;
    let config = json!({
        "connector.class": "S3_SINK", "name": "n", "kafka.api.key": "canary", "kafka.api.secret": "canary",
        "topics": "orders", "input.data.format": "JSON", "time.interval": "DAILY", "s3.bucket.name": "bucket",
        "aws.access.key.id": "canary", "aws.secret.access.key": "canary", "tasks.max": "1",
        "proxy.password": "canary", "client.secret": "canary",
    });
    let (status, created) = client.create_connector("n", &config).await;
    assert_eq!((status, &created["config"]["s3.bucket.name"]), (StatusCode::CREATED, &json!("bucket")), "{created}");
    assert!(!created.to_string().contains("canary"), "{created}");
}

#[tokio::test]
async fn expansion_holds_the_blocks_that_were_asked_for_however_they_were_written() {
    let client = Client::start().await;
    client.create_connector("n", &datagen("n")).await;
    for (query, blocks) in [
        ("expand=info,status,id", vec!["extensions", "id", "info", "status"]),
        ("expand=info%2Cstatus%2Cid", vec!["extensions", "id", "info", "status"]),
        ("expand=id&expand=status", vec!["extensions", "id", "status"]),
        ("expand=info,status,id&expand=id", vec!["extensions", "id", "info", "status"]),
        ("expand=id", vec!["extensions", "id"]),
    ] {
        let (_, map) = client.cluster(Method::GET, &format!("/connectors?{query}"), Value::Null).await;
        let mut found: Vec<&String> = map["n"].as_object().unwrap().keys().collect();
        found.sort_unstable();
        assert_eq!(found, blocks, "{query}");
        assert!(map["n"]["id"]["id"].as_str().unwrap().starts_with("lcc-"));
        assert_eq!((&map["n"]["extensions"], &map["n"]["id"]["id_type"]), (&json!({}), &json!("ID")));
    }
}

#[tokio::test]
async fn a_custom_connector_takes_class_direction_and_secrets_from_its_plugin() {
    let client = Client::start().await;
    let id = client.plugin(json!({"sensitive_config_properties": ["token"]})).await["id"].as_str().unwrap().to_owned();
    let mut config = support::custom("echo", &id);
    config["token"] = "canary".into();
    config["later"] = "canary".into();
    let (status, created) = client.create_connector("echo", &config).await;
    assert_eq!((status, &created["type"]), (StatusCode::CREATED, &json!("sink")), "{created}");
    let shown = &created["config"];
    assert_eq!(
        (&shown["connector.class"], &shown["token"], &shown["later"]),
        (&json!("org.example.Echo"), &json!(MASK), &json!("canary"))
    );
    let patch = json!({"sensitive_config_properties": ["later"]});
    client.call(Method::PATCH, &format!("/custom-connector-plugins/{id}"), patch).await;
    let (_, map) = client.cluster(Method::GET, "/connectors?expand=id,info", Value::Null).await;
    assert!(
        !map.to_string().contains("canary") && map["echo"]["id"]["id"].as_str().unwrap().starts_with("clcc-"),
        "{map}"
    );
    let (status, _) = client.cluster(Method::GET, "/connectors/echo/offsets", Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "custom connectors have no offsets");
}

#[tokio::test]
async fn validation_tells_each_error_with_its_key_and_masks_passwords() {
    let client = Client::start().await;
    let validate = |class: &str, config: Value| {
        let path = format!("/connector-plugins/{class}/config/validate");
        let client = &client;
        async move { client.cluster(Method::PUT, &path, config).await }
    };
    let (status, answer) = validate("S3_SINK", json!({"connector.class": "S3_SINK"})).await;
    let of = |answer: &Value, name: &str| {
        let configs = answer["configs"].as_array().unwrap();
        configs.iter().find(|config| config["definition"]["name"] == name).unwrap().clone()
    };
    assert_eq!(of(&answer, "topics")["value"]["errors"], json!(["\"topics\" is required"]));
    let wrong = answer["configs"].as_array().unwrap().iter().filter(|config| config["value"]["errors"] != json!([]));
    assert_eq!((status, &answer["error_count"]), (StatusCode::OK, &json!(wrong.count())));
    let (_, answer) = validate("DatagenSource", datagen("n")).await;
    assert_eq!((&answer["error_count"], &of(&answer, "kafka.api.secret")["value"]["value"]), (&json!(0), &json!(MASK)));
    assert!(!answer.to_string().contains("canary"));
    assert_eq!(validate("NoSuchSink", json!({})).await.0, StatusCode::NOT_FOUND);
}
