//! Custom connect plugins of an environment and their versions.

use ccloud_connect::plugins::{Cloud, ConnectPlugin, PluginVersion};
use ccloud_connect::{Client, Environment};
use serde_json::{Value, json};

use super::reads;
use crate::decoding::asked;
use crate::server::{Server, empty, json as answer};

fn environment(client: &Client) -> Environment {
    client.environment("env-1")
}

fn plugin(plugin: &ConnectPlugin) -> String {
    let cloud = plugin.cloud.as_ref().map_or("-", |cloud| cloud.as_str());
    format!("{} {:?} {cloud} {:?} {}", plugin.id, plugin.name, plugin.runtime_language, plugin.environment)
}

#[tokio::test]
async fn plugins_are_read_with_bare_environments_and_with_none() {
    reads(
        [
            (
                "an environment of nothing but its id",
                json!({"id": "ccp-1", "spec": {"display_name": "n", "cloud": "GCP", "runtime_language": "JAVA",
                       "environment": {"id": "env-9"}}}),
                r#"ccp-1 "n" GCP Some("JAVA") env-9"#,
            ),
            (
                "an environment with all that is declared, and more",
                json!({"id": "ccp-1", "spec": {"cloud": "azure", "runtime_language": "SCALA", "environment":
                       {"id": "env-9", "related": "http://h.example", "resource_name": "crn://x", "new": 1}}}),
                r#"ccp-1 "" AZURE Some("SCALA") env-9"#,
            ),
            ("no environment", json!({"id": "ccp-1", "spec": {"environment": null}}), r#"ccp-1 "" - None env-1"#),
            ("no spec", json!({"id": "ccp-1", "spec": null, "metadata": null}), r#"ccp-1 "" - None env-1"#),
        ],
        async |client: Client| environment(&client).plugins().get("ccp-1").await.map(|read| plugin(&read)),
    )
    .await;
}

#[tokio::test]
async fn a_created_plugin_is_read_from_any_success() {
    reads(
        [("created", json!({"id": "ccp-1", "spec": {"cloud": "AWS"}}), r#"ccp-1 "" AWS None env-1"#)],
        async |client| {
            environment(&client).plugins().create("n", Cloud::Aws).send().await.map(|created| plugin(&created))
        },
    )
    .await;
}

fn version(version: &PluginVersion) -> String {
    let phase = version.phase.as_ref().map_or("-", |phase| phase.as_str());
    let classes: Vec<_> = version.connector_classes.iter().map(|each| each.class.as_str()).collect();
    let (id, plugin, environment) = (&version.id, &version.plugin_id, &version.environment);
    format!("{plugin}/{id} {:?} {phase} {:?} {classes:?} {environment}", version.version, version.error_message)
}

fn versions() -> [(&'static str, Value, &'static str); 6] {
    [
        (
            "with a plugin id, without metadata, and with a message while it is processed",
            json!({"id": "ver-1", "plugin_id": "ccp-1", "spec": {"version": "v1.2.3", "environment": {"id": "env-9"},
                       "connector_classes": [{"class_name": "io.example.A", "type": "SOURCE"}]},
                   "status": {"phase": "PROCESSING", "error_message": "not yet"}}),
            r#"ccp-1/ver-1 "v1.2.3" PROCESSING Some("not yet") ["io.example.A"] env-9"#,
        ),
        (
            "failed, with classes of new types",
            json!({"id": "ver-1", "status": {"phase": "FAILED", "error_message": "no class", "code": 7},
                   "spec": {"connector_classes": [{"class_name": "A", "type": "MIRROR"}, {}], "content_format": "TAR"}}),
            r#"ccp-1/ver-1 "" FAILED Some("no class") ["A", ""] env-1"#,
        ),
        (
            "ready, with an empty message and null lists",
            json!({"id": "ver-1", "status": {"phase": "READY", "error_message": ""},
                   "spec": {"connector_classes": null, "sensitive_config_properties": null, "documentation_link": ""}}),
            r#"ccp-1/ver-1 "" READY None [] env-1"#,
        ),
        (
            "in a new phase",
            json!({"id": "ver-1", "status": {"phase": "SCANNING"}}),
            r#"ccp-1/ver-1 "" SCANNING None [] env-1"#,
        ),
        ("no status", json!({"id": "ver-1", "status": null}), r#"ccp-1/ver-1 "" - None [] env-1"#),
        ("nothing", json!({}), r#"ccp-1/ "" - None [] env-1"#),
    ]
}

#[tokio::test]
async fn versions_are_read_one_by_one_and_in_lists() {
    reads(versions(), async |client: Client| {
        environment(&client).plugin("ccp-1").version("ver-1").get().await.map(|read| version(&read))
    })
    .await;
    let listed = versions().map(|(what, body, expected)| (what, json!({"data": [body], "metadata": {}}), expected));
    reads(listed, async |client: Client| {
        let all = environment(&client).plugin("ccp-1").versions().await?;
        Ok(all.iter().map(version).collect())
    })
    .await;
    reads([("null", json!({"data": null}), "0"), ("nothing", json!({}), "0")], async |client: Client| {
        Ok(environment(&client).plugin("ccp-1").versions().await?.len().to_string())
    })
    .await;
}

#[tokio::test]
async fn a_deletion_takes_any_success_and_a_change_answered_with_nothing_is_looked_for() {
    for deleted in [empty(200), empty(202), empty(204), answer(200, "{}")] {
        asked(deleted.clone(), async |client| environment(&client).plugins().delete("ccp-1").await).await.unwrap();
        let version = async |client| environment(&client).plugin("ccp-1").version("ver-1").delete().await;
        asked(deleted, version).await.unwrap();
    }
    let server = Server::start(|seen, _| match seen.method.as_str() {
        "PATCH" => empty(204),
        _ => answer(200, r#"{"id": "ccp-1", "spec": {"display_name": "new"}}"#),
    });
    let server = server.await;
    let changed = environment(&server.client()).plugins().update("ccp-1").name("new").send().await.unwrap();
    assert_eq!((changed.name.as_str(), server.lines().len()), ("new", 2));
}
