use ccloud_connect::plugins::{Cloud, ConfigType, CustomPlugin, PluginType};
use ccloud_connect::{Client, ConnectorConfig};
use serde_json::{Value, json};

use super::exchange::{Exchange, Row, request, shown};

const CLUSTER: &str = "/connect/v1/environments/env-1/clusters/lkc-1";
const CUSTOM: &str = "/connect/v1/custom-connector-plugins";

pub(super) fn rows() -> Vec<Row> {
    let mut rows = managed();
    rows.extend(custom());
    rows.push(upload());
    rows.push(runtimes());
    rows
}

fn validate(config: Value) -> Exchange {
    let path = format!("{CLUSTER}/connector-plugins/io.example.S3%20%26%20more/config/validate");
    let topics = json!({
        "definition": {"name": "topics", "type": "PASSWORD", "required": true, "default_value": "",
                       "documentation": "",
                       "display_name": "Topics", "importance": "HIGH", "group": "G"},
        "value": {"name": "topics", "value": "", "recommended_values": ["a"], "errors": ["\"topics\" is required"]},
        "metadata": {}});
    request("validate_connector_plugin", "PUT", path)
        .body(config)
        .gets(200, json!({"name": "x", "groups": ["G"], "error_count": 1, "configs": [topics]}))
}

fn translate() -> Exchange {
    let path = format!("{CLUSTER}/connector-plugins/io.example.S3%20%26%20more/config/translate");
    let warning = json!({"field": "converter", "message": "is left out"});
    request("translate_connector_config", "PUT", path)
        .body(json!({"topics": "t", "aws.secret": "canary-secret"}))
        .gets(200, json!({"config": {"topics": "t", "aws.secret": "canary-secret"}, "warnings": [warning]}))
}

fn managed() -> Vec<Row> {
    vec![
        Row {
            name: "plugins.translate",
            exchanges: vec![translate()],
            call: |client| {
                shown(async move {
                    let config = ConnectorConfig::from([("topics", "t"), ("aws.secret", "canary-secret")]);
                    let plugins = client.cluster("env-1", "lkc-1").plugins();
                    let translation = plugins.translate("io.example.S3 & more", config.clone()).await?;
                    assert_eq!(translation.config, config);
                    Ok(translation)
                })
            },
            gives: r#"Translation { config: {"aws.secret": ****************, "topics": ****************}, warnings: [Remark { key: Some("converter"), message: "is left out" }], errors: [], answer: **************** }"#,
        },
        Row {
            name: "plugins.list",
            exchanges: vec![
                request("list_connector_plugins", "GET", format!("{CLUSTER}/connector-plugins"))
                    .gets(200, json!([{"class": "S3_SINK", "type": "sink", "version": ""}])),
            ],
            call: |client| shown(async move { client.cluster("env-1", "lkc-1").plugins().list().await }),
            gives: r#"[ManagedPlugin { class: "S3_SINK", connector_type: Some(Sink), version: None }]"#,
        },
        Row {
            name: "plugins.definitions",
            exchanges: vec![validate(json!({"connector.class": "io.example.S3 & more"}))],
            call: |client| {
                shown(async move {
                    let plugins = client.cluster("env-1", "lkc-1").plugins();
                    let definitions = plugins.definitions("io.example.S3 & more").await?;
                    let secret =
                        |d: &ccloud_connect::plugins::ConfigDefinition| d.value_type == Some(ConfigType::Password);
                    Ok(definitions
                        .into_iter()
                        .map(|d| (secret(&d), d.name, d.documentation, d.required))
                        .collect::<Vec<_>>())
                })
            },
            gives: r#"[(true, "topics", "Topics", true)]"#,
        },
        Row {
            name: "plugins.validate",
            exchanges: vec![validate(json!({"tasks.max": "1"}))],
            call: |client| {
                shown(async move {
                    let config = ConnectorConfig::from([("tasks.max", "1")]);
                    Ok(client
                        .cluster("env-1", "lkc-1")
                        .plugins()
                        .validate("io.example.S3 & more", config)
                        .await?
                        .errors)
                })
            },
            gives: r#"[InvalidSetting { key: "topics", message: "\"topics\" is required", recommended_values: ["a"] }]"#,
        },
    ]
}

fn plugin() -> Value {
    json!({"api_version": "connect/v1", "kind": "CustomConnectorPlugin", "id": "ccp-1", "display_name": "Plugin",
           "connector_class": "io.example.Source", "connector_type": "SOURCE", "cloud": "AWS",
           "sensitive_config_properties": ["db.password"], "content_format": "ZIP",
           "metadata": {"self": "http://h.example/x", "created_at": "2026-01-05T10:15:00Z"}})
}

fn brief(plugin: CustomPlugin) -> (String, String, Option<Cloud>, Vec<String>) {
    (plugin.id, plugin.name, plugin.cloud, plugin.sensitive_properties)
}

const BRIEF: &str = r#"("ccp-1", "Plugin", Some(Aws), ["db.password"])"#;

fn custom() -> Vec<Row> {
    let id = format!("{CUSTOM}/ccp%2B1");
    vec![
        Row {
            name: "custom_plugins.list",
            exchanges: vec![
                request("list_custom_connector_plugins", "GET", CUSTOM)
                    .query([("cloud", "AWS"), ("page_size", "100")])
                    .gets(200, json!({"data": [plugin()], "metadata": {"next": ""}})),
            ],
            call: |client| {
                shown(async move {
                    let all = client.custom_plugins().list().cloud(Cloud::Aws).all().await?;
                    Ok(all.into_iter().map(brief).collect::<Vec<_>>())
                })
            },
            gives: r#"[("ccp-1", "Plugin", Some(Aws), ["db.password"])]"#,
        },
        Row {
            name: "custom_plugins.get",
            exchanges: vec![request("get_custom_connector_plugin", "GET", id.clone()).gets(200, plugin())],
            call: |client| shown(async move { client.custom_plugins().get("ccp+1").await.map(brief) }),
            gives: BRIEF,
        },
        Row {
            name: "custom_plugins.update",
            exchanges: vec![
                request("update_custom_connector_plugin", "PATCH", id.clone())
                    .body(json!({"display_name": "N", "description": "", "documentation_link": "https://h.example",
                                 "sensitive_config_properties": ["k"]}))
                    .gets(200, plugin()),
            ],
            call: |client| {
                shown(async move {
                    let update = client.custom_plugins().update("ccp+1").name("N").description("");
                    let update = update.documentation_link("https://h.example").sensitive_properties(["k"]);
                    update.send().await.map(brief)
                })
            },
            gives: BRIEF,
        },
        Row {
            name: "custom_plugins.delete",
            exchanges: vec![request("delete_custom_connector_plugin", "DELETE", id).gets(204, Value::Null)],
            call: |client| shown(async move { client.custom_plugins().delete("ccp+1").await }),
            gives: "()",
        },
    ]
}

/// Presign, store, create.
fn upload() -> Row {
    let presigned = json!({"content_format": "JAR", "cloud": "GCP", "upload_id": "u-1",
                           "upload_url": "{server}/store?sig=x",
                           "upload_form_data": {"bucket": "b", "object_path": "p"}});
    Row {
        name: "custom_plugins.upload",
        exchanges: vec![
            request("create_presigned_url", "POST", "/connect/v1/presigned-upload-url")
                .body(json!({"cloud": "GCP", "content_format": "JAR"}))
                .gets(200, presigned),
            request("", "PUT", "/store").query([("sig", "x")]).meant_for_the_store(),
            request("create_custom_connector_plugin", "POST", CUSTOM)
                .body(json!({"display_name": "my plugin", "connector_class": "io.example.Source",
                             "connector_type": "SOURCE", "cloud": "GCP", "description": "d",
                             "sensitive_config_properties": ["db.password"],
                             "upload_source": {"location": "PRESIGNED_URL_LOCATION", "upload_id": "u-1"}}))
                .gets(201, plugin()),
        ],
        call: |client| shown(upload_a_jar(client)),
        gives: r#"("ccp-1", 7, "0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3")"#,
    }
}

async fn upload_a_jar(client: Client) -> Result<(String, u64, String), ccloud_connect::Error> {
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("my plugin.JAR");
    std::fs::write(&jar, "archive").unwrap();
    let upload = client.custom_plugins().upload(jar).class("io.example.Source").connector_type(PluginType::Source);
    let upload = upload.preflight(false).cloud(Cloud::Gcp).description("d").sensitive_properties(["db.password"]);
    let uploaded = upload.send().await?;
    Ok((uploaded.plugin.id, uploaded.size, uploaded.sha256.unwrap_or_default()))
}

fn runtimes() -> Row {
    let runtime = json!({"id": "ccr-1", "custom_connect_plugin_runtime_name": "3.7.0", "runtime_ak_version": "3.7.0",
                         "supported_java_versions": ["11", "17"], "product_maturity": "GA"});
    Row {
        name: "runtimes.list",
        exchanges: vec![
            request("list_custom_connector_runtimes", "GET", "/connect/v1/custom-connector-runtimes")
                .query([("page_size", "100")])
                .gets(200, json!({"data": [runtime], "metadata": {}})),
        ],
        call: |client| {
            shown(async move {
                let all = client.runtimes().list().all().await?;
                Ok(all.into_iter().map(|r| (r.id, r.name, r.java_versions, r.product_maturity)).collect::<Vec<_>>())
            })
        },
        gives: r#"[("ccr-1", "3.7.0", ["11", "17"], Some("GA"))]"#,
    }
}
