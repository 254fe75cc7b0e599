//! Managed plugins, custom plugins of the organization, runtimes.

use ccloud_connect::Client;
use ccloud_connect::connectors::ConnectorType;
use ccloud_connect::plugins::{Cloud, CustomPlugin, ManagedPlugin, PluginType, Runtime};
use serde_json::json;

use super::reads;
use crate::decoding::asked;
use crate::server::{Server, empty, json as answer};

fn told(plugin: &CustomPlugin) -> String {
    let word = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let (cloud, kind) = (plugin.cloud.as_ref(), plugin.connector_type.as_ref());
    let (cloud, kind) = (word(cloud.map(Cloud::as_str)), word(kind.map(PluginType::as_str)));
    let link = word(plugin.documentation_link.as_deref());
    format!("{} {:?} {cloud} {kind} {:?} {link}", plugin.id, plugin.name, plugin.sensitive_properties)
}

#[tokio::test]
async fn custom_plugins_are_read_old_and_new_and_those_of_other_products() {
    let list = json!({"api_version": "connect/v1", "kind": "CustomConnectorPluginList", "data": [
        {"id": "ccp-1", "display_name": "n", "cloud": "AWS", "connector_type": "SOURCE", "content_format": "ZIP",
            "sensitive_config_properties": [], "documentation_link": "", "upload_source": null,
            "metadata": {"self": "http://api.confluent.cloud/connect/v1/custom-connector-plugins/ccp-1",
                "resource_name": "crn://confluent.cloud/organization=0d3c/custom-connector-plugins=ccp-1"}},
        {"id": "custom-plugin-7", "display_name": "old", "connector_type": "source", "runtime_language": null},
        {"id": "ccp-3", "connector_type": "flink_udf", "content_format": "jar", "cloud": "aws", "new": {"a": 1},
            "sensitive_config_properties": ["a", "b"], "documentation_link": "https://example.com/d"},
        {"id": null, "cloud": 7, "connector_type": null, "sensitive_config_properties": null},
    ]});
    let expected = [
        r#"ccp-1 "n" AWS SOURCE [] -"#,
        r#"custom-plugin-7 "old" - SOURCE [] -"#,
        r#"ccp-3 "" AWS flink_udf ["a", "b"] https://example.com/d"#,
        r#" "" 7 - [] -"#,
    ];
    reads([("a list", list, &expected.join("\n"))], async |client: Client| {
        Ok(client.custom_plugins().list().all().await?.iter().map(told).collect::<Vec<_>>().join("\n"))
    })
    .await;
}

#[tokio::test]
async fn runtimes_are_read_with_what_they_lack() {
    reads(
        [
            (
                "as they are live",
                json!({"data": [{"id": "ccr-1", "custom_connect_plugin_runtime_name": "r1", "runtime_ak_version": "3.9",
                    "supported_java_versions": ["11", "17"], "product_maturity": "GA", "description": "d"},
                    {"id": "ccr-2", "supported_java_versions": null, "product_maturity": "SUNSET", "end_of_life_at": ""}]}),
                r#"ccr-1 "r1" ["11", "17"] Some("GA") None; ccr-2 "" [] Some("SUNSET") Some(false)"#,
            ),
            ("without members", json!({"data": [{}]}), r#" "" [] None None"#),
        ],
        async |client: Client| {
            let told = |each: Runtime| {
                let ends = each.end_of_life_at.map(|at| at.instant().is_some());
                format!("{} {:?} {:?} {:?} {ends:?}", each.id, each.name, each.java_versions, each.product_maturity)
            };
            Ok(client.runtimes().list().all().await?.into_iter().map(told).collect::<Vec<_>>().join("; "))
        },
    )
    .await;
}

#[tokio::test]
async fn managed_plugins_are_read_in_any_case_and_of_any_type() {
    let list = json!([{"class": "S3_SINK", "type": "Sink", "version": "1.0"}, {"class": "New", "type": "mirror", "x": 1},
                      {"class": null, "type": null, "version": ""}]);
    let expected = r#"S3_SINK Some("sink") Some("1.0"); New Some("mirror") None;  None None"#;
    reads([("a list", list, expected), ("null", json!(null), "")], async |client: Client| {
        let all = client.cluster("env-1", "lkc-1").plugins().list().await?;
        let told = |each: &ManagedPlugin| {
            let kind = each.connector_type.as_ref().map(ConnectorType::as_str);
            format!("{} {kind:?} {:?}", each.class, each.version)
        };
        Ok(all.iter().map(told).collect::<Vec<_>>().join("; "))
    })
    .await;
}

/// What an upload reads of its permission.
macro_rules! permission {
    ($api:ident, $request:ident) => {
        async |client: Client| {
            let request = ccloud_connect::api::$api::types::$request::default();
            let told = client.api().$api().create_presigned_url().body(request).send().await?.into_inner();
            let format = told.content_format.as_ref().map(|format| format.as_str());
            Ok(format!("{:?} {} {format:?}", told.upload_id, told.upload_url.is_some()))
        }
    };
}

/// The SDK gives permissions to upload to nobody, so the generated calls are asked.
#[tokio::test]
async fn a_permission_to_upload_is_read_whatever_it_lacks_or_has_besides() {
    let live = || {
        [
            (
                "as it is live",
                json!({"upload_id": "u-1", "upload_url": "https://store.example/b?sig=x", "cloud": "aws", "kind": null,
                       "content_format": "ZIP", "upload_form_data": {"policy": "p", "n": 1, "none": null}, "new": []}),
                r#"Some("u-1") true Some("ZIP")"#,
            ),
            (
                "for another cloud, of another format, without a form",
                json!({"cloud": "MOON", "content_format": "TAR", "upload_form_data": null}),
                r#"None false Some("TAR")"#,
            ),
            ("without members", json!({}), "None false None"),
        ]
    };
    reads(live(), permission!(connect_custom_plugin_v1, PresignedUrlRequest)).await;
    reads(live(), permission!(ccpm_v1, PresignedUrl)).await;
    reads(live(), permission!(cam_v1, PresignedUrlRequest)).await;
}

#[tokio::test]
async fn a_deletion_takes_any_success_and_a_change_answered_with_nothing_is_looked_for() {
    for deleted in [empty(200), empty(202), empty(204), answer(200, "{}"), answer(200, "gone")] {
        asked(deleted, async |client| client.custom_plugins().delete("ccp-1").await).await.unwrap();
    }
    for status in [200, 204] {
        let server = Server::start(move |seen, _| match seen.method.as_str() {
            "PATCH" => empty(status),
            _ => answer(200, r#"{"id": "ccp-1", "display_name": "new"}"#),
        });
        let server = server.await;
        let changed = server.client().custom_plugins().update("ccp-1").name("new").send().await.unwrap();
        assert_eq!((changed.name.as_str(), server.lines().len()), ("new", 2), "{status}");
    }
}
