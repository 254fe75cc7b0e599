//! Plugins with versions, from their creation to a connector made from one.

mod support;

use ccloud_connect_sandbox::Sandbox;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, archive, read};

const PLUGINS: &str = "/ccpm/v1/plugins";
const HERE: &str = "environment=env-sandbox";
const CLASS: &str = "org.example.Echo";

fn environment() -> Value {
    json!({"id": "env-sandbox"})
}

async fn get(client: &Client, path: &str) -> (StatusCode, Value) {
    read(client.ask(Method::GET, path, Value::Null).await).await
}

async fn create(client: &Client, name: &str, cloud: &str) -> String {
    let body = json!({"spec": {"display_name": name, "cloud": cloud, "environment": environment()}});
    let (status, plugin) = read(client.ask(Method::POST, PLUGINS, body).await).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{plugin}");
    plugin["id"].as_str().unwrap().to_owned()
}

/// The `spec` of a version whose archive holds these files.
async fn spec(client: &Client, version: &str, bytes: &[u8]) -> Value {
    let body = json!({"content_format": "zip", "cloud": "aws", "environment": environment()});
    let source = client.uploaded("/ccpm/v1/presigned-upload-url", body, bytes).await;
    json!({
        "version": version, "connector_classes": [{"class_name": CLASS, "type": "sink"}],
        "environment": environment(), "upload_source": source,
    })
}

async fn add(client: &Client, plugin: &str, spec: Value) -> (StatusCode, Value) {
    let path = format!("{PLUGINS}/{plugin}/versions");
    read(client.ask(Method::POST, &path, json!({"spec": spec})).await).await
}

async fn status(client: &Client, plugin: &str, version: &Value) -> Value {
    let path = format!("{PLUGINS}/{plugin}/versions/{}?{HERE}", version["id"].as_str().unwrap());
    get(client, &path).await.1["status"].take()
}

fn good() -> Vec<u8> {
    archive(&["echo/manifest.json", "echo/org/example/Echo.class"])
}

fn place(failure: &Value) -> &Value {
    &failure["errors"][0]["source"]
}

#[tokio::test]
async fn a_plugin_is_made_read_changed_listed_by_cloud_and_removed() {
    let client = Client::start().await;
    let id = create(&client, "echo", "aws").await;
    create(&client, "other", "GCP").await;
    let path = format!("{PLUGINS}/{id}?{HERE}");
    let (found, plugin) = get(&client, &path).await;
    assert_eq!((found, &plugin["spec"]["cloud"]), (StatusCode::OK, &json!("AWS")), "{plugin}");
    let there = json!({"id": "env-sandbox", "related": "", "resource_name": ""});
    assert_eq!((&plugin["spec"]["environment"], &plugin["spec"]["runtime_language"]), (&there, &json!("JAVA")));

    let change = json!({"spec": {"description": "says it again", "environment": environment()}});
    let (changed, plugin) = read(client.ask(Method::PATCH, &format!("{PLUGINS}/{id}"), change).await).await;
    assert_eq!((changed, &plugin["spec"]["display_name"]), (StatusCode::OK, &json!("echo")), "{plugin}");
    assert_eq!(plugin["spec"]["description"], "says it again");

    for (cloud, count) in [("&spec.cloud=aws", 1), ("&spec.cloud=AZURE", 0), ("", 2)] {
        let (_, list) = get(&client, &format!("{PLUGINS}?{HERE}{cloud}")).await;
        assert_eq!((list["data"].as_array().unwrap().len(), &list["metadata"]["next"]), (count, &json!("")), "{cloud}");
    }
    let (_, first) = get(&client, &format!("{PLUGINS}?{HERE}&page_size=1")).await;
    let next = first["metadata"]["next"].as_str().unwrap().split_once("/ccpm").unwrap().1;
    let (_, second) = get(&client, &format!("/ccpm{next}")).await;
    assert_eq!(second["data"][0]["spec"]["display_name"], "other", "{second}");

    assert_eq!(client.ask(Method::DELETE, &path, Value::Null).await.status(), StatusCode::NO_CONTENT);
    let (status, gone) = get(&client, &path).await;
    let error = &gone["errors"][0];
    assert_eq!((status, &error["code"], &error["source"]), (StatusCode::NOT_FOUND, &json!("not_found"), &json!({})));
}

#[tokio::test]
async fn every_verb_wants_its_environment_where_the_document_has_it() {
    let client = Client::start().await;
    let id = create(&client, "echo", "AWS").await;
    let (one, versions) = (format!("{PLUGINS}/{id}"), format!("{PLUGINS}/{id}/versions"));
    let version = format!("{versions}/ver-1");
    for (method, path) in [
        (Method::GET, PLUGINS),
        (Method::GET, &one),
        (Method::DELETE, &one),
        (Method::GET, &versions),
        (Method::GET, &version),
        (Method::DELETE, &version),
    ] {
        let (status, failure) = read(client.ask(method, path, Value::Null).await).await;
        let expected = json!({"parameter": "environment"});
        assert_eq!((status, place(&failure)), (StatusCode::BAD_REQUEST, &expected), "{path}");
    }
    let presign = json!({"content_format": "ZIP", "cloud": "AWS"});
    for (method, path, body, pointer) in [
        (Method::POST, PLUGINS, json!({"spec": {"display_name": "x", "cloud": "AWS"}}), "/spec/environment/id"),
        (Method::PATCH, &one, json!({"spec": {"display_name": "x"}}), "/spec/environment/id"),
        (Method::POST, "/ccpm/v1/presigned-upload-url", presign, "/environment/id"),
    ] {
        let (status, failure) = read(client.ask(method, path, body).await).await;
        let expected = json!({"pointer": pointer});
        assert_eq!((status, place(&failure)), (StatusCode::UNPROCESSABLE_ENTITY, &expected), "{path}");
    }
}

#[tokio::test]
async fn another_environment_holds_nothing_and_takes_nothing() {
    let client = Client::start().await;
    let id = create(&client, "echo", "AWS").await;
    let (_, list) = get(&client, &format!("{PLUGINS}?environment=env-other")).await;
    assert_eq!(list["data"], json!([]));
    let (status, _) = get(&client, &format!("{PLUGINS}/{id}?environment=env-other")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let body = json!({"spec": {"display_name": "x", "cloud": "AWS", "environment": {"id": "env-other"}}});
    let (status, failure) = read(client.ask(Method::POST, PLUGINS, body).await).await;
    assert_eq!((status, &failure["errors"][0]["code"]), (StatusCode::FORBIDDEN, &json!("user_unauthorized")));
}

#[tokio::test]
async fn a_version_is_processed_and_then_ready() {
    let client = Client::start().await;
    let plugin = create(&client, "echo", "AWS").await;
    let mut spec = spec(&client, "v1.2.3", &good()).await;
    let path = format!("{PLUGINS}/{plugin}/versions");
    let response = client.ask(Method::POST, &path, json!({"spec": spec.clone()})).await;
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let (created, version) = read(response).await;
    assert_eq!((created, &version["status"]), (StatusCode::ACCEPTED, &json!({"phase": "PROCESSING"})), "{version}");
    assert!(location.ends_with(version["id"].as_str().unwrap()), "{location}");
    assert_eq!((&version["plugin_id"], &version["spec"]["content_format"]), (&json!(plugin), &json!("ZIP")));
    client.provision();
    assert_eq!(status(&client, &plugin, &version).await, json!({"phase": "READY"}));

    spec["version"] = "1.2.3".into();
    let response = client.ask(Method::POST, &path, json!({"spec": spec})).await;
    assert_eq!(response.headers()["location"], location.as_str());
    let (again, failure) = read(response).await;
    let code = &failure["errors"][0]["code"];
    assert_eq!((again, code), (StatusCode::CONFLICT, &json!("resource_already_exists")));
}

#[tokio::test]
async fn processing_finds_what_is_wrong_with_an_archive() {
    let client = Client::start().await;
    let plugin = create(&client, "echo", "AWS").await;
    let no_zip = "the archive is not a ZIP or JAR file";
    let lacks = "the archive does not hold the class org.example.Echo";
    let other = archive(&["org/example/NotEcho.class"]);
    let nested = archive(&["echo/lib/echo.jar"]);
    // What does not fit into the end record of an archive stands elsewhere and is not looked up; that it does must be said.
    let end = good().len() - 22;
    let large = [&good()[..end], b"PK\x06\x06", &[0; 52], b"PK\x06\x07", &[0; 16], &good()[end..]].concat();
    let mut endless = good();
    endless[end + 12..end + 16].copy_from_slice(&[0xff; 4]);
    let enveloped = [b"--boundary\r\n\r\n".as_slice(), &good(), b"\r\n--boundary--\r\n"].concat();
    for (version, bytes, problem) in [
        ("1.0.0", b"PK bytes".as_slice(), Some(no_zip)),
        ("1.0.1", b"hello", Some(no_zip)),
        ("1.0.2", &good()[..60], Some(no_zip)),
        ("1.0.3", &archive(&[]), Some("the archive is empty")),
        ("1.0.4", &other, Some(lacks)),
        ("1.0.5", &nested, None),
        ("1.0.6", &enveloped, None),
        ("1.0.9", &large, None),
        ("1.0.10", &endless, Some(no_zip)),
        ("1.0.7+sandbox.fail", &good(), Some("the version asked for a failure")),
        ("1.0.8+sandbox.fail.no-manifest", &good(), Some("no manifest")),
    ] {
        let (_, made) = add(&client, &plugin, spec(&client, version, bytes).await).await;
        assert_eq!(made["status"], json!({"phase": "PROCESSING"}), "{version}");
        client.provision();
        let expected = match problem {
            None => json!({"phase": "READY"}),
            Some(problem) => json!({"phase": "FAILED", "error_message": problem}),
        };
        assert_eq!(status(&client, &plugin, &made).await, expected, "{version}");
    }
}

#[tokio::test]
async fn every_violation_of_a_version_is_told_with_its_place() {
    let client = Client::start().await;
    let plugin = create(&client, "echo", "AWS").await;
    let refused = async |changes: Value| {
        let mut spec = spec(&client, "1.0.0", &good()).await;
        spec.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let (status, failure) = add(&client, &plugin, spec).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{failure}");
        let errors = failure["errors"].as_array().unwrap().iter();
        let mut places: Vec<_> =
            errors.map(|error| error["source"]["pointer"].as_str().unwrap_or_default().to_owned()).collect();
        places.sort_unstable();
        places
    };
    let class = json!({"class_name": CLASS, "type": "SINK"});
    let wrong = json!({
        "version": "one", "documentation_link": "ftp://x", "sensitive_config_properties": ["not fine"],
        "connector_classes": [class, {"class_name": "no class", "type": "BOTH"}],
    });
    let expected = [
        "/spec/connector_classes/1/class_name",
        "/spec/documentation_link",
        "/spec/sensitive_config_properties/0",
        "/spec/version",
    ];
    assert_eq!(refused(wrong).await, expected);
    for classes in [json!([]), json!(vec![class; 11]), Value::Null] {
        assert_eq!(refused(json!({"connector_classes": classes})).await, ["/spec/connector_classes"]);
    }
    let (status, failure) = add(&client, &plugin, Value::Null).await;
    assert_eq!(
        (status, failure["errors"].as_array().unwrap().len()),
        (StatusCode::UNPROCESSABLE_ENTITY, 4),
        "{failure}"
    );
}

#[tokio::test]
async fn a_version_takes_only_an_upload_of_its_own_kind_and_cloud_that_arrived() {
    let client = Client::start().await;
    let (aws, gcp) = (create(&client, "echo", "AWS").await, create(&client, "echo", "GCP").await);
    let fine = spec(&client, "1.0.0", &good()).await;
    let presign = json!({"content_format": "ZIP", "cloud": "AWS", "environment": environment()});
    let response = client.ask(Method::POST, "/ccpm/v1/presigned-upload-url", presign).await;
    assert!(response.status() == StatusCode::CREATED && response.headers().contains_key("location"));
    let never_sent = read(response).await.1["upload_id"].take();
    let of_custom_plugins = client.presign("zip", "AWS").await;
    assert_eq!(client.post_form(&of_custom_plugins, &good()).await.0, StatusCode::NO_CONTENT);
    let elsewhere = fine["upload_source"]["upload_id"].clone();
    for (plugin, upload_id) in
        [(&gcp, &elsewhere), (&aws, &never_sent), (&aws, &of_custom_plugins["upload_id"]), (&aws, &json!("unknown"))]
    {
        let mut spec = fine.clone();
        spec["upload_source"]["upload_id"] = upload_id.clone();
        let (status, failure) = add(&client, plugin, spec).await;
        let expected = json!({"pointer": "/spec/upload_source/upload_id"});
        assert_eq!((status, place(&failure)), (StatusCode::UNPROCESSABLE_ENTITY, &expected), "{failure}");
    }
    assert_eq!(add(&client, &aws, fine).await.0, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn versions_are_listed_whole_and_in_order() {
    let client = Client::start().await;
    let plugin = create(&client, "echo", "AWS").await;
    let mut spec = spec(&client, "", &good()).await;
    for patch in 0..12 {
        spec["version"] = json!(format!("1.0.{patch}"));
        assert_eq!(add(&client, &plugin, spec.clone()).await.0, StatusCode::ACCEPTED);
    }
    let (_, list) = get(&client, &format!("{PLUGINS}/{plugin}/versions?{HERE}&page_size=5")).await;
    let listed: Vec<_> = list["data"].as_array().unwrap().iter().map(|one| one["spec"]["version"].clone()).collect();
    let expected: Vec<_> = (0..12).map(|patch| json!(format!("1.0.{patch}"))).collect();
    assert_eq!((listed, &list["metadata"]["next"]), (expected, &json!("")));
}

#[tokio::test]
async fn versions_and_presigned_urls_take_a_key_and_no_token() {
    let client = Client::start().await;
    let plugin = create(&client, "echo", "AWS").await;
    let status = async |path: &str| {
        let url = format!("{}{path}", client.sandbox.endpoint());
        client.http.get(url).bearer_auth(client.sandbox.access_token()).send().await.unwrap().status()
    };
    assert_eq!(status(&format!("{PLUGINS}?{HERE}")).await, StatusCode::OK);
    assert_eq!(status(&format!("{PLUGINS}/{plugin}/versions?{HERE}")).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_connector_of_a_version_has_its_class_direction_and_secrets() {
    let client = Client::start().await;
    let plugin = create(&client, "echo", "AWS").await;
    let mut spec = spec(&client, "1.0.0", &good()).await;
    spec["sensitive_config_properties"] = json!(["token"]);
    let (_, old) = add(&client, &plugin, spec.clone()).await;
    let mut config = support::custom("echo", &plugin);
    config["token"] = "canary".into();
    let (early, _) = client.create_connector("echo", &config).await;
    assert_eq!(early, StatusCode::BAD_REQUEST, "nothing is READY");
    client.provision();
    spec["version"] = json!("2.0.0");
    add(&client, &plugin, spec).await;
    for (named, why) in [("2.0.0", "it is PROCESSING"), ("3.0.0", "there is none")] {
        config["confluent.custom.plugin.version"] = named.into();
        assert_eq!(client.create_connector("echo", &config).await.0, StatusCode::BAD_REQUEST, "{why}");
    }
    config.as_object_mut().unwrap().remove("confluent.custom.plugin.version");
    let (made, connector) = client.create_connector("echo", &config).await;
    assert_eq!((made, &connector["type"]), (StatusCode::CREATED, &json!("sink")), "{connector}");
    assert_eq!(connector["config"]["connector.class"], CLASS);
    assert!(!connector.to_string().contains("canary"), "{connector}");

    let version = format!("{PLUGINS}/{plugin}/versions/{}?{HERE}", old["id"].as_str().unwrap());
    let remove = async |path: &str| client.ask(Method::DELETE, path, Value::Null).await.status();
    assert_eq!(remove(&version).await, StatusCode::CONFLICT, "a connector uses it");
    client.cluster(Method::DELETE, "/connectors/echo", Value::Null).await;
    assert_eq!(remove(&format!("{PLUGINS}/{plugin}?{HERE}")).await, StatusCode::CONFLICT, "it has versions");
    assert_eq!(remove(&version).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_connector_is_of_the_newest_ready_version_and_of_the_class_it_names() {
    let client = Client::start().await;
    let plugin = create(&client, "echo", "AWS").await;
    let mut spec = spec(&client, "1.0.0", &archive(&["lib/both.jar"])).await;
    spec["connector_classes"] =
        json!([{"class_name": "org.example.In", "type": "SOURCE"}, {"class_name": CLASS, "type": "SINK"}]);
    let mut ids = Vec::new();
    // The last one never becomes READY.
    for version in ["1.0.0", "2.0.0", "3.0.0+sandbox.fail"] {
        spec["version"] = version.into();
        ids.push(add(&client, &plugin, spec.clone()).await.1["id"].as_str().unwrap().to_owned());
    }
    client.provision();
    let mut config = support::custom("echo", &plugin);
    assert_eq!(client.create_connector("echo", &config).await.0, StatusCode::BAD_REQUEST, "which class?");
    for (class, status) in [("org.example.None", StatusCode::BAD_REQUEST), (CLASS, StatusCode::CREATED)] {
        config["connector.class"] = class.into();
        let (made, connector) = client.create_connector("echo", &config).await;
        assert_eq!(made, status, "{connector}");
        assert!(made.is_client_error() || connector["type"] == "sink", "{connector}");
    }
    for (id, status) in ids.iter().zip([StatusCode::NO_CONTENT, StatusCode::CONFLICT, StatusCode::NO_CONTENT]) {
        let path = format!("{PLUGINS}/{plugin}/versions/{id}?{HERE}");
        assert_eq!(client.ask(Method::DELETE, &path, Value::Null).await.status(), status, "the second is in use");
    }
}

#[tokio::test]
async fn versions_are_processed_while_no_sandbox_runs() {
    let folder = tempfile::tempdir().unwrap();
    let begin = async || Client::with(Sandbox::builder().state_dir(folder.path()).start().await.unwrap());
    let client = begin().await;
    let plugin = create(&client, "echo", "AWS").await;
    let spec = spec(&client, "1.0.0+sandbox.fail.no-manifest", &good()).await;
    let (_, version) = add(&client, &plugin, spec).await;
    client.sandbox.shutdown().await;
    let client = begin().await;
    client.provision();
    let expected = json!({"phase": "FAILED", "error_message": "no manifest"});
    assert_eq!(status(&client, &plugin, &version).await, expected);
}
