//! No generated type shows a secret it holds, and each sends it through `Wire`.

#![cfg(all(feature = "connect-v1", feature = "connect-custom-plugin-v1"))]

use std::collections::BTreeMap;
use std::fmt::Debug;

use ccloud_connect_api::runtime::OperationInfo;
use ccloud_connect_api::secret::{ConnectorConfig, Wire};
use ccloud_connect_api::{BoxError, BoxFuture, ByteStream, Execute, Transport};
use ccloud_connect_api::{connect_custom_plugin_v1, connect_v1};
use serde::Serialize;
use serde_json::{Value, json};

const CANARY: &str = "canary-7f3a";

/// A generated type with an answer that has a canary at every secret place.
struct Case {
    name: &'static str,
    json: Value,
    show: fn(&Value) -> Shown,
}

/// A value as it can be seen.
struct Shown {
    open: Vec<String>,
    wire: String,
}

impl Shown {
    fn of(value: &(impl Debug + Serialize)) -> Self {
        let open = vec![format!("{value:?}"), format!("{value:#?}"), serde_json::to_string(value).unwrap()];
        Self { open, wire: serde_json::to_string(&Wire(value)).unwrap() }
    }

    fn also(mut self, builder: &impl Debug) -> Self {
        self.open.extend([format!("{builder:?}"), format!("{builder:#?}")]);
        self
    }
}

/// A struct, which has a builder.
macro_rules! built {
    ($module:ident::$name:ident, $json:expr) => {
        Case {
            name: stringify!($name),
            json: $json,
            show: |json| {
                let value: $module::types::$name = serde_json::from_value(json.clone()).unwrap();
                Shown::of(&value).also(&$module::types::builder::$name::from(value))
            },
        }
    };
}

/// A list, map or set of words, which has none.
macro_rules! bare {
    ($module:ident::$name:ident, $json:expr) => {
        Case {
            name: stringify!($name),
            json: $json,
            show: |json| Shown::of(&serde_json::from_value::<$module::types::$name>(json.clone()).unwrap()),
        }
    };
}

fn connect_v1_cases() -> Vec<Case> {
    let config = json!({"kafka.api.secret": CANARY, "any.other": CANARY});
    let offset = json!({"partition": {"kafka_partition": 0}, "offset": {"kafka_offset": 7}});
    let status = json!({"name": "n", "type": "sink", "tasks": [{"id": 0, "state": "RUNNING"}], "connector": {}});
    let info = json!({"name": "n", "config": config, "type": "sink"});
    let expansion = json!({"id": {"id": "lcc-1"}, "info": info, "status": status, "extensions": {}});
    let value = json!({"name": "k", "value": CANARY, "errors": null});
    let validated = json!({"definition": {"name": "k"}, "value": value, "metadata": {}});
    vec![
        built!(connect_v1::AlterOffsetRequest, json!({"type": "PATCH", "offsets": [offset]})),
        built!(connect_v1::AlterOffsetRequestInfo, json!({"requested_at": "2026-01-05T10:15:00+0000"})),
        bare!(connect_v1::AlterOffsetRequestType, json!("PATCH")),
        built!(connect_v1::AlterOffsetStatus, json!({"request": {}, "status": {}, "applied_at": null})),
        built!(connect_v1::AlterOffsetStatusStatus, json!({"phase": "LATER"})),
        built!(connect_v1::ConfigDefinition, json!({"name": "k", "type": "PASSWORD"})),
        bare!(connect_v1::ConfigImportance, json!("HIGH")),
        bare!(connect_v1::ConfigType, json!("PASSWORD")),
        built!(connect_v1::ConfigValue, value),
        bare!(connect_v1::ConfigWidth, json!("LONG")),
        built!(connect_v1::Connector, json!({"name": "n", "config": config, "tasks": null})),
        built!(connect_v1::ConnectorExpansion, expansion.clone()),
        built!(connect_v1::ConnectorExpansionId, json!({"id": "lcc-1", "id_type": "ID"})),
        built!(connect_v1::ConnectorExpansionInfo, info),
        bare!(connect_v1::ConnectorExpansionMap, json!({"n": expansion})),
        built!(connect_v1::ConnectorOffset, offset.clone()),
        built!(connect_v1::ConnectorOffsets, json!({"offsets": [offset], "metadata": {}})),
        built!(connect_v1::ConnectorOffsetsMetadata, json!({"observed_at": "now"})),
        built!(connect_v1::ConnectorPlugin, json!({"class": "S3_SINK", "type": "Sink"})),
        bare!(connect_v1::ConnectorState, json!("MELTING")),
        built!(connect_v1::ConnectorStatus, status),
        built!(connect_v1::ConnectorStatusConnector, json!({"state": "FAILED", "trace": "t"})),
        built!(connect_v1::ConnectorTask, json!({"id": {"task": 0}, "config": config})),
        built!(connect_v1::ConnectorTaskId, json!({"connector": "n", "task": 0})),
        bare!(connect_v1::ConnectorTasks, json!([{"config": config}, {"config": config}])),
        bare!(connect_v1::ConnectorType, json!("Sink")),
        built!(connect_v1::ConnectorWithOffsets, json!({"config": config, "offsets": [offset]})),
        built!(connect_v1::CreateConnectorRequest, json!({"name": "n", "config": config, "offsets": null})),
        built!(connect_v1::DeleteConnectorAnswer, json!({"error": null})),
        bare!(connect_v1::OffsetPhase, json!("PENDING")),
        built!(connect_v1::TaskStatus, json!({"id": 0, "state": "FAILED", "msg": "m"})),
        built!(connect_v1::ValidatedConfig, validated.clone()),
        built!(connect_v1::ValidationResult, json!({"configs": [validated], "error_count": 0})),
    ]
}

fn connect_custom_plugin_v1_cases() -> Vec<Case> {
    let source = json!({"location": "PRESIGNED_URL_LOCATION", "upload_id": "u-1"});
    let metadata = json!({"self": "http://h/p", "created_at": "2026-01-05T10:15:00Z"});
    let plugin = json!({"id": "ccp-1", "metadata": metadata, "upload_source": source});
    let runtime = json!({"id": "ccr-1", "supported_java_versions": ["11", "17"]});
    let url = format!("https://store.example.com/archive?sig={CANARY}");
    let form = json!({"policy": CANARY, "x-amz-signature": CANARY});
    vec![
        bare!(connect_custom_plugin_v1::Cloud, json!("AWS")),
        bare!(connect_custom_plugin_v1::ConnectorType, json!("source")),
        bare!(connect_custom_plugin_v1::ContentFormat, json!("ZIP")),
        built!(connect_custom_plugin_v1::CustomConnectorPlugin, plugin.clone()),
        built!(connect_custom_plugin_v1::CustomConnectorPluginList, json!({"data": [plugin], "metadata": {}})),
        built!(connect_custom_plugin_v1::CustomConnectorPluginUpdate, json!({"description": "d"})),
        built!(connect_custom_plugin_v1::CustomConnectorRuntime, runtime.clone()),
        built!(connect_custom_plugin_v1::CustomConnectorRuntimeList, json!({"data": [runtime], "metadata": null})),
        built!(connect_custom_plugin_v1::ListMeta, json!({"next": "", "total_size": 1})),
        built!(connect_custom_plugin_v1::ObjectMeta, metadata),
        built!(connect_custom_plugin_v1::PresignedUrl, json!({"upload_url": url, "upload_form_data": form})),
        built!(connect_custom_plugin_v1::PresignedUrlRequest, json!({"content_format": "ZIP", "cloud": "GCP"})),
        bare!(connect_custom_plugin_v1::ProductMaturity, json!("GA")),
        bare!(connect_custom_plugin_v1::RuntimeLanguage, json!("JAVA")),
        built!(connect_custom_plugin_v1::UploadSource, source),
    ]
}

/// The cases of each module with its source.
fn modules() -> [(Vec<Case>, &'static str); 2] {
    [
        (connect_v1_cases(), include_str!("../src/connect_v1.rs")),
        (connect_custom_plugin_v1_cases(), include_str!("../src/connect_custom_plugin_v1.rs")),
    ]
}

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
        let shown = (case.show)(&case.json);
        for open in &shown.open {
            assert!(!open.contains(CANARY), "{}: {open}", case.name);
        }
        let sent = shown.wire.matches(CANARY).count();
        assert_eq!(sent, case.json.to_string().matches(CANARY).count(), "{}: {}", case.name, shown.wire);
    }
}

#[test]
fn no_builder_of_a_call_shows_a_secret_in_its_body() {
    let config = ConnectorConfig::from([("kafka.api.secret", CANARY)]);
    let connect = connect_v1::Client::with_transport("http://localhost", Transport::new(Nowhere));
    let plugins = connect_custom_plugin_v1::Client::with_transport("http://localhost", Transport::new(Nowhere));
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
    ];
    let calls = modules().into_iter().flat_map(|(_, source)| declared(source, "builder"));
    let with_body = calls.filter(|(_, fields)| fields.iter().any(|field| field.name == "body")).map(|(name, _)| name);
    let names = shown.each_ref().map(|(name, _)| *name);
    assert_eq!(names.to_vec(), with_body.collect::<Vec<_>>(), "calls with a body");
    for (name, text) in shown {
        assert!(!text.contains(CANARY), "{name}: {text}");
    }
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

/// A field of a generated type.
struct Field {
    name: String,
    /// The words in its type.
    words: Vec<String>,
    is_secret: bool,
}

type Declared = BTreeMap<String, Vec<Field>>;

/// The types in a module of a generated file, with their fields.
fn declared(source: &str, module: &str) -> Declared {
    let items = syn::parse_file(source).unwrap().items.into_iter().find_map(|item| match item {
        syn::Item::Mod(item) if item.ident == module => item.content,
        _ => None,
    });
    let types = items.unwrap().1.into_iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some((item.ident.to_string(), item.fields.iter().map(field).collect())),
        syn::Item::Enum(item) => Some((item.ident.to_string(), Vec::new())),
        syn::Item::Macro(item) => Some((item.mac.parse_body::<syn::ItemEnum>().unwrap().ident.to_string(), Vec::new())),
        _ => None,
    });
    types.collect()
}

fn field(field: &syn::Field) -> Field {
    let kind = format!("{:?}", field.ty);
    let words: Vec<_> = kind.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    let is_secret = words.iter().any(|word| matches!(word.as_str(), "Secret" | "ConnectorConfig" | "SafeUrl"));
    let name = field.ident.as_ref().map_or_else(String::new, ToString::to_string);
    Field { name, words, is_secret }
}

fn holds_secret(name: &str, declared: &Declared) -> bool {
    let Some(fields) = declared.get(name) else { return false };
    fields.iter().any(|field| field.is_secret || field.words.iter().any(|inner| holds_secret(inner, declared)))
}
