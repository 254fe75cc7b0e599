//! What lives in an environment: plugins, their versions, artifacts.

use ccloud_connect::artifacts::Artifact;
use ccloud_connect::plugins::{Cloud, ConnectPlugin, PluginType, PluginVersion};
use ccloud_connect::{Client, Error};
use serde_json::{Value, json};

use super::exchange::{Exchange, Row, request, shown};

const PLUGINS: &str = "/ccpm/v1/plugins";
const PLUGIN: &str = "/ccpm/v1/plugins/ccp%2B1";
const VERSIONS: &str = "/ccpm/v1/plugins/ccp%2B1/versions";
const VERSION: &str = "/ccpm/v1/plugins/ccp%2B1/versions/ver%201";
const ARTIFACTS: &str = "/cam/v1/connect-artifacts";
const ARTIFACT: &str = "/cam/v1/connect-artifacts/cca%2B1";

pub(super) fn rows() -> Vec<Row> {
    let mut rows = plugins();
    rows.extend(versions());
    rows.push(version_upload());
    rows.extend(artifacts());
    rows.push(artifact_upload());
    rows
}

fn plugin() -> Value {
    json!({"api_version": "ccpm/v1", "kind": "CustomConnectPlugin", "id": "ccp-1",
           "metadata": {"self": "http://h.example/x", "created_at": "2026-01-05T10:15:00Z"},
           "spec": {"cloud": "GCP", "display_name": "Plugin", "description": "d", "runtime_language": "JAVA",
                    "environment": {"id": "env-1"}}})
}

fn brief(plugin: ConnectPlugin) -> (String, String, Option<Cloud>, Option<String>, String) {
    (plugin.id, plugin.name, plugin.cloud, plugin.runtime_language, plugin.environment)
}

const BRIEF: &str = r#"("ccp-1", "Plugin", Some(Gcp), Some("JAVA"), "env-1")"#;

fn plugins() -> Vec<Row> {
    vec![
        Row {
            name: "environment.plugins.list",
            exchanges: vec![
                request("list_custom_connect_plugins", "GET", PLUGINS)
                    .query([("spec.cloud", "GCP"), ("environment", "env-1"), ("page_size", "100")])
                    .gets(200, json!({"data": [plugin()], "metadata": {"next": ""}})),
            ],
            call: |client| {
                shown(async move {
                    let all = client.environment("env-1").plugins().list().cloud(Cloud::Gcp).all().await?;
                    Ok(all.into_iter().map(brief).collect::<Vec<_>>())
                })
            },
            gives: r#"[("ccp-1", "Plugin", Some(Gcp), Some("JAVA"), "env-1")]"#,
        },
        Row {
            name: "environment.plugins.get",
            exchanges: vec![in_environment(request("get_custom_connect_plugin", "GET", PLUGIN)).gets(200, plugin())],
            call: |client| shown(async move { client.environment("env-1").plugin("ccp+1").get().await.map(brief) }),
            gives: BRIEF,
        },
        Row {
            name: "environment.plugins.create",
            exchanges: vec![
                request("create_custom_connect_plugin", "POST", PLUGINS)
                    .body(json!({"spec": {"display_name": "Plugin", "cloud": "GCP", "description": "d",
                                          "environment": {"id": "env-1"}}}))
                    .gets(202, plugin()),
            ],
            call: |client| {
                shown(async move {
                    let create = client.environment("env-1").plugins().create("Plugin", Cloud::Gcp).description("d");
                    create.send().await.map(brief)
                })
            },
            gives: BRIEF,
        },
        Row {
            name: "environment.plugins.update",
            exchanges: vec![
                request("update_custom_connect_plugin", "PATCH", PLUGIN)
                    .body(json!({"spec": {"display_name": "N", "description": "", "environment": {"id": "env-1"}}}))
                    .gets(200, plugin()),
            ],
            call: |client| {
                shown(async move {
                    let update = client.environment("env-1").plugins().update("ccp+1").name("N").description("");
                    update.send().await.map(brief)
                })
            },
            gives: BRIEF,
        },
        Row {
            name: "environment.plugins.delete",
            exchanges: vec![
                in_environment(request("delete_custom_connect_plugin", "DELETE", PLUGIN)).gets(204, Value::Null),
            ],
            call: |client| shown(async move { client.environment("env-1").plugins().delete("ccp+1").await }),
            gives: "()",
        },
    ]
}

fn version() -> Value {
    json!({"api_version": "ccpm/v1", "kind": "CustomConnectPluginVersion", "id": "ver-1",
           "spec": {"version": "v1.2.3", "content_format": "JAR", "documentation_link": "",
                    "sensitive_config_properties": ["db.password"],
                    "connector_classes": [{"class_name": "io.example.Source", "type": "SOURCE"}],
                    "upload_source": {"location": "PRESIGNED_URL_LOCATION", "upload_id": ""}},
           "status": {"phase": "PROCESSING"}})
}

type BriefVersion = (String, String, String, Vec<String>, String, Option<String>);

fn brief_version(version: PluginVersion) -> BriefVersion {
    let class = format!("{:?}", version.connector_classes);
    let phase = version.phase.map(|phase| phase.to_string());
    (version.plugin_id, version.id, version.version, version.sensitive_properties, class, phase)
}

const BRIEF_VERSION: &str = concat!(
    r#"("ccp+1", "ver-1", "v1.2.3", ["db.password"], "#,
    r#""[ConnectorClass { class: \"io.example.Source\", connector_type: Some(Source) }]", Some("PROCESSING"))"#,
);

fn versions() -> Vec<Row> {
    vec![
        Row {
            name: "plugin.versions",
            exchanges: vec![
                in_environment(request("list_custom_connect_plugin_versions", "GET", VERSIONS))
                    .gets(200, json!({"data": [version(), version()], "metadata": {}})),
            ],
            call: |client| {
                shown(async move {
                    let all = client.environment("env-1").plugin("ccp+1").versions().await?;
                    Ok(all.into_iter().map(|version| version.version).collect::<Vec<_>>())
                })
            },
            gives: r#"["v1.2.3", "v1.2.3"]"#,
        },
        Row {
            name: "plugin.version.get",
            exchanges: vec![
                in_environment(request("get_custom_connect_plugin_version", "GET", VERSION)).gets(200, version()),
            ],
            call: |client| {
                shown(async move {
                    let version = client.environment("env-1").plugin("ccp+1").version("ver 1");
                    version.get().await.map(brief_version)
                })
            },
            gives: BRIEF_VERSION,
        },
        Row {
            name: "plugin.version.delete",
            exchanges: vec![
                in_environment(request("delete_custom_connect_plugin_version", "DELETE", VERSION))
                    .gets(204, Value::Null),
            ],
            call: |client| {
                shown(async move { client.environment("env-1").plugin("ccp+1").version("ver 1").delete().await })
            },
            gives: "()",
        },
    ]
}

/// Learn the cloud, presign, store, create.
fn version_upload() -> Row {
    let presigned = json!({"content_format": "JAR", "cloud": "GCP", "environment": {"id": "env-1"}, "upload_id": "u-1",
                           "upload_url": "{server}/store?sig=x", "upload_form_data": {"bucket": "b"}});
    Row {
        name: "plugin.upload",
        exchanges: vec![
            in_environment(request("get_custom_connect_plugin", "GET", PLUGIN)).gets(200, plugin()),
            request("create_presigned_url", "POST", "/ccpm/v1/presigned-upload-url")
                .body(json!({"cloud": "GCP", "content_format": "JAR", "environment": {"id": "env-1"}}))
                .gets(201, presigned),
            request("", "PUT", "/store").query([("sig", "x")]).meant_for_the_store(),
            request("create_custom_connect_plugin_version", "POST", VERSIONS)
                .body(json!({"spec": {
                    "version": "v1.2.3", "environment": {"id": "env-1"}, "documentation_link": "https://h.example",
                    "sensitive_config_properties": ["db.password"],
                    "connector_classes": [{"class_name": "io.example.Source", "type": "SOURCE"},
                                          {"class_name": "io.example.Sink", "type": "SINK"}],
                    "upload_source": {"location": "PRESIGNED_URL_LOCATION", "upload_id": "u-1"}}}))
                .gets(202, version()),
        ],
        call: |client| shown(upload_a_version(client)),
        gives: r#"("ver-1", 7, "0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3")"#,
    }
}

async fn upload_a_version(client: Client) -> Result<(String, u64, String), Error> {
    let folder = tempfile::tempdir().unwrap();
    let jar = folder.path().join("plugin.jar");
    std::fs::write(&jar, "archive").unwrap();
    let upload = client.environment("env-1").plugin("ccp+1").upload(jar, "v1.2.3").preflight(false);
    let upload = upload.class("io.example.Source", PluginType::Source).class("io.example.Sink", PluginType::Sink);
    let upload = upload.sensitive_properties(["db.password"]).documentation_link("https://h.example");
    let uploaded = upload.send().await?;
    Ok((uploaded.version.id, uploaded.size, uploaded.sha256.unwrap_or_default()))
}

fn artifact() -> Value {
    json!({"api_version": "artifact/v1", "kind": "ConnectArtifact", "id": "cca-1",
           "spec": {"cloud": "gcp", "environment": "env-1", "display_name": "Mask", "description": "d",
                    "content_format": "JAR", "plugins": [{"class": "io.example.Mask"}], "usages": ["crn://h/c"]},
           "status": {"phase": "PROVISIONING"}})
}

type BriefArtifact = (String, String, Cloud, Vec<String>, Vec<String>, Option<String>);

fn brief_artifact(artifact: Artifact) -> BriefArtifact {
    let phase = artifact.phase.map(|phase| phase.to_string());
    (artifact.id, artifact.name, artifact.cloud, artifact.classes, artifact.usages, phase)
}

fn artifacts() -> Vec<Row> {
    vec![
        Row {
            name: "environment.artifacts.list",
            exchanges: vec![
                in_cloud(request("list_connect_artifacts", "GET", ARTIFACTS), Some(("page_size", "100")))
                    .gets(200, json!({"data": [artifact()], "metadata": {"next": ""}})),
            ],
            call: |client| {
                shown(async move {
                    let all = client.environment("env-1").artifacts().list(Cloud::Gcp).all().await?;
                    Ok(all.into_iter().map(brief_artifact).collect::<Vec<_>>())
                })
            },
            gives: r#"[("cca-1", "Mask", Gcp, ["io.example.Mask"], ["crn://h/c"], Some("PROVISIONING"))]"#,
        },
        Row {
            name: "environment.artifacts.get",
            exchanges: vec![in_cloud(request("get_connect_artifact", "GET", ARTIFACT), None).gets(200, artifact())],
            call: |client| {
                shown(async move {
                    let artifacts = client.environment("env-1").artifacts();
                    artifacts.get(Cloud::Gcp, "cca+1").await.map(brief_artifact)
                })
            },
            gives: r#"("cca-1", "Mask", Gcp, ["io.example.Mask"], ["crn://h/c"], Some("PROVISIONING"))"#,
        },
        Row {
            name: "environment.artifacts.delete",
            exchanges: vec![
                in_cloud(request("delete_connect_artifact", "DELETE", ARTIFACT), None).gets(204, Value::Null),
            ],
            call: |client| {
                shown(async move { client.environment("env-1").artifacts().delete(Cloud::Gcp, "cca+1").await })
            },
            gives: "()",
        },
    ]
}

/// Presign, store, create.
fn artifact_upload() -> Row {
    let presigned = json!({"content_format": "ZIP", "upload_id": "u-1", "upload_url": "{server}/store?sig=x"});
    Row {
        name: "environment.artifacts.upload",
        exchanges: vec![
            request("create_presigned_url", "POST", "/cam/v1/presigned-upload-url")
                .body(json!({"cloud": "GCP", "content_format": "ZIP", "environment": "env-1"}))
                .gets(200, presigned),
            request("", "PUT", "/store").query([("sig", "x")]).meant_for_the_store(),
            in_cloud(request("create_connect_artifact", "POST", ARTIFACTS), None)
                .body(json!({"spec": {
                    "cloud": "GCP", "environment": "env-1", "display_name": "Mask", "description": "d",
                    "upload_source": {"location": "PRESIGNED_URL_LOCATION", "upload_id": "u-1"}}}))
                .gets(202, artifact()),
        ],
        call: |client| shown(upload_an_artifact(client)),
        gives: r#"("cca-1", 7, "0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3")"#,
    }
}

async fn upload_an_artifact(client: Client) -> Result<(String, u64, String), Error> {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("Mask.zip");
    std::fs::write(&zip, "archive").unwrap();
    let upload = client.environment("env-1").artifacts().upload(zip).cloud(Cloud::Gcp).description("d");
    let uploaded = upload.send().await?;
    Ok((uploaded.artifact.id, uploaded.size, uploaded.sha256.unwrap_or_default()))
}

fn in_environment(exchange: Exchange) -> Exchange {
    exchange.query([("environment", "env-1")])
}

/// Cloud and environment stand in the query of every call, and nothing else but this.
fn in_cloud(exchange: Exchange, also: Option<(&'static str, &'static str)>) -> Exchange {
    let place = [("spec.cloud", "GCP"), ("environment", "env-1")];
    match also {
        Some(pair) => exchange.query([place[0], place[1], pair]),
        None => exchange.query(place),
    }
}
