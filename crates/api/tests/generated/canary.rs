//! No generated type shows a secret it holds, and each sends it through `Wire`.

use std::collections::BTreeMap;

use ccloud_connect_api::runtime::OperationInfo;
use ccloud_connect_api::secret::ConnectorConfig;
use ccloud_connect_api::{BoxError, BoxFuture, ByteStream, Execute, Transport};
use ccloud_connect_api::{cam_v1, ccpm_v1, connect_custom_plugin_v1, connect_v1, metrics_v2};

use crate::cases::{CANARY, modules};
use crate::declared::{declared, holds_secret};

#[test]
fn every_generated_type_is_tested_with_a_canary_at_every_secret_place() {
    for (cases, source) in modules() {
        let declared = declared(source, "types");
        let tested: Vec<_> = cases.iter().map(|case| case.name).collect();
        assert_eq!(tested, declared.keys().collect::<Vec<_>>(), "types of the module, in order");
        for case in &cases {
            for field in declared[case.name].iter().filter(|field| field.is_secret) {
                let value = case.json[&field.name].to_string();
                assert!(value.contains(CANARY), "{}.{} is tested without a canary", case.name, field.name);
            }
            let holds = holds_secret(case.name, &declared);
            assert_eq!(holds, case.json.to_string().contains(CANARY), "{}: does it hold secrets?", case.name);
        }
    }
}

#[test]
fn no_generated_type_shows_a_secret_and_the_wire_carries_each() {
    for case in modules().into_iter().flat_map(|(cases, _)| cases) {
        let shown = (case.show)(&case.json).unwrap();
        for open in &shown.open {
            assert!(!open.contains(CANARY), "{}: {open}", case.name);
        }
        let sent = shown.wire.matches(CANARY).count();
        assert_eq!(sent, case.json.to_string().matches(CANARY).count(), "{}: {}", case.name, shown.wire);
    }
}

#[test]
fn a_member_that_nobody_knows_is_not_shown_either() {
    let mut kept = 0;
    // Here members of any name are announced: labels, which are no secrets.
    let labelled = ["Point", "QueryResponseDataItem"];
    for case in modules().into_iter().flat_map(|(cases, _)| cases).filter(|case| !labelled.contains(&case.name)) {
        let mut json = case.json.clone();
        let Some(members) = json.as_object_mut() else { continue };
        members.insert("from.tomorrow".to_owned(), CANARY.into());
        // A map of objects takes no text.
        let Ok(shown) = (case.show)(&json) else { continue };
        for open in &shown.open {
            assert!(!open.contains(CANARY), "{}: {open}", case.name);
        }
        kept += usize::from(shown.open[0].contains("from.tomorrow"));
    }
    assert!(kept > 20, "received types keep such members: {kept}");
}

#[test]
fn no_builder_of_a_call_shows_a_secret_in_its_body() {
    let config = ConnectorConfig::from([("kafka.api.secret", CANARY)]);
    let connect = connect_v1::Client::with_transport("http://localhost", Transport::new(Nowhere));
    let plugins = connect_custom_plugin_v1::Client::with_transport("http://localhost", Transport::new(Nowhere));
    let versions = ccpm_v1::Client::with_transport("http://localhost", Transport::new(Nowhere));
    let artifacts = cam_v1::Client::with_transport("http://localhost", Transport::new(Nowhere));
    let metrics = metrics_v2::Client::with_transport("http://localhost", Transport::new(Nowhere));
    let request = connect_v1::types::CreateConnectorRequest::builder().config(config.clone());
    let shown = [
        ("AlterConnectorOffsetsRequest", format!("{:#?}", connect.alter_connector_offsets_request())),
        ("CreateConnector", format!("{:#?}", connect.create_connector().body(request))),
        (
            "CreateOrUpdateConnectorConfig",
            format!("{:#?}", connect.create_or_update_connector_config().body(config.clone())),
        ),
        ("ValidateConnectorPlugin", format!("{:#?}", connect.validate_connector_plugin().body(config))),
        ("CreateCustomConnectorPlugin", format!("{:#?}", plugins.create_custom_connector_plugin())),
        ("CreatePresignedUrl", format!("{:#?}", plugins.create_presigned_url())),
        ("UpdateCustomConnectorPlugin", format!("{:#?}", plugins.update_custom_connector_plugin())),
        ("CreateCustomConnectPlugin", format!("{:#?}", versions.create_custom_connect_plugin())),
        ("CreateCustomConnectPluginVersion", format!("{:#?}", versions.create_custom_connect_plugin_version())),
        ("CreatePresignedUrl", format!("{:#?}", versions.create_presigned_url().body(upload()))),
        ("UpdateCustomConnectPlugin", format!("{:#?}", versions.update_custom_connect_plugin())),
        ("CreateConnectArtifact", format!("{:#?}", artifacts.create_connect_artifact())),
        ("CreatePresignedUrl", format!("{:#?}", artifacts.create_presigned_url())),
        ("QueryMetricAttributes", format!("{:#?}", metrics.query_metric_attributes())),
        ("QueryMetricAttributesV1", format!("{:#?}", metrics.query_metric_attributes_v1())),
        ("QueryMetrics", format!("{:#?}", metrics.query_metrics())),
        ("QueryMetricsV1", format!("{:#?}", metrics.query_metrics_v1())),
    ];
    let calls = modules().into_iter().flat_map(|(_, source)| declared(source, "builder"));
    let with_body = calls.filter(|(_, fields)| fields.iter().any(|field| field.name == "body")).map(|(name, _)| name);
    let names = shown.each_ref().map(|(name, _)| *name);
    assert_eq!(names.to_vec(), with_body.collect::<Vec<_>>(), "calls with a body");
    for (name, text) in shown {
        assert!(!text.contains(CANARY), "{name}: {text}");
    }
}

/// The one request whose type is also that of its answer, secrets included.
fn upload() -> ccpm_v1::types::builder::PresignedUrl {
    ccpm_v1::types::PresignedUrl::builder()
        .upload_url(ccloud_connect_api::secret::SafeUrl::new(format!("https://store.example.com/?sig={CANARY}")))
        .upload_form_data(BTreeMap::from([("policy".to_owned(), CANARY.into())]))
}

/// A transport that is never used.
struct Nowhere;

impl Execute for Nowhere {
    fn http(&self) -> &reqwest::Client {
        unreachable!("nothing is sent")
    }

    fn execute<'a>(
        &'a self,
        _: reqwest::Request,
        _: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<bytes::Bytes>, BoxError>> {
        unreachable!("nothing is sent")
    }

    fn open<'a>(
        &'a self,
        _: reqwest::Request,
        _: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<ByteStream>, BoxError>> {
        unreachable!("nothing is sent")
    }
}
