//! Every generated type.

use std::fmt::Debug;

use ccloud_connect_api::secret::Wire;
use ccloud_connect_api::{cam_v1, ccpm_v1, connect_custom_plugin_v1, connect_v1, metrics_v2};
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) const CANARY: &str = "canary-7f3a";

/// A generated type with an answer that has a canary at every secret place.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) json: Value,
    /// Decodes an answer.
    pub(crate) show: fn(&Value) -> serde_json::Result<Shown>,
}

/// A value as it can be seen.
pub(crate) struct Shown {
    /// As anyone may see it.
    pub(crate) open: Vec<String>,
    /// As it is sent.
    pub(crate) wire: String,
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
                let value: $module::types::$name = serde_json::from_value(json.clone())?;
                Ok(Shown::of(&value).also(&$module::types::builder::$name::from(value)))
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
            show: |json| Ok(Shown::of(&serde_json::from_value::<$module::types::$name>(json.clone())?)),
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

fn ccpm_v1_cases() -> Vec<Case> {
    let source = json!({"location": "PRESIGNED_URL_LOCATION", "upload_id": ""});
    let metadata = json!({"self": "http://h/p", "created_at": "2026-01-05T10:15:00Z"});
    let environment = json!({"id": "env-1"});
    let class = json!({"class_name": "io.example.A", "type": "SOURCE"});
    let spec = json!({"cloud": "AWS", "display_name": "n", "environment": environment});
    let plugin = json!({"id": "ccp-1", "metadata": metadata, "spec": spec});
    let spec_of_version = json!({"version": "1.2.3", "connector_classes": [class], "upload_source": source});
    let status = json!({"phase": "FAILED", "error_message": "m"});
    let version = json!({"id": "ver-1", "spec": spec_of_version, "status": status, "plugin_id": "ccp-1"});
    let url = format!("https://store.example.com/archive?sig={CANARY}");
    let form = json!({"policy": CANARY, "x-amz-signature": CANARY});
    vec![
        bare!(ccpm_v1::Cloud, json!("AWS")),
        built!(ccpm_v1::ConnectorClass, class),
        bare!(ccpm_v1::ConnectorType, json!("source")),
        bare!(ccpm_v1::ContentFormat, json!("ZIP")),
        built!(ccpm_v1::CustomConnectPlugin, plugin.clone()),
        built!(ccpm_v1::CustomConnectPluginList, json!({"data": [plugin], "metadata": {}})),
        built!(ccpm_v1::CustomConnectPluginSpec, spec),
        built!(ccpm_v1::CustomConnectPluginSpecUpdate, json!({"description": "d", "environment": environment})),
        built!(ccpm_v1::CustomConnectPluginUpdate, json!({"spec": {"display_name": "n"}})),
        built!(ccpm_v1::CustomConnectPluginVersion, version.clone()),
        built!(ccpm_v1::CustomConnectPluginVersionList, json!({"data": [version], "metadata": null})),
        built!(ccpm_v1::CustomConnectPluginVersionSpec, spec_of_version),
        built!(ccpm_v1::CustomConnectPluginVersionStatus, status),
        built!(ccpm_v1::EnvScopedObjectReference, environment),
        built!(ccpm_v1::ListMeta, json!({"next": "", "total_size": 1})),
        built!(ccpm_v1::ObjectMeta, metadata),
        built!(ccpm_v1::PresignedUrl, json!({"upload_url": url, "upload_form_data": form})),
        built!(ccpm_v1::UploadSource, source),
        bare!(ccpm_v1::VersionPhase, json!("MELTING")),
    ]
}

fn cam_v1_cases() -> Vec<Case> {
    let source = json!({"location": "PRESIGNED_URL_LOCATION", "upload_id": "u-1"});
    let metadata = json!({"self": "http://h/p", "created_at": "2026-01-05T10:15:00Z"});
    let plugin = json!({"class": "io.example.A"});
    let spec = json!({"cloud": "aws", "environment": "env-1", "plugins": [plugin], "usages": ["crn://h/c"]});
    let status = json!({"phase": "PROVISIONING"});
    let artifact = json!({"id": "cca-1", "metadata": metadata, "spec": spec, "status": status});
    let url = format!("https://store.example.com/archive?sig={CANARY}");
    let form = json!({"policy": CANARY, "sas_token": CANARY});
    vec![
        bare!(cam_v1::ArtifactPhase, json!("PROVISIONING")),
        built!(cam_v1::ArtifactPlugin, plugin),
        built!(cam_v1::ConnectArtifact, artifact.clone()),
        built!(cam_v1::ConnectArtifactList, json!({"data": [artifact], "metadata": {}})),
        built!(cam_v1::ConnectArtifactSpec, spec),
        built!(cam_v1::ConnectArtifactStatus, status),
        bare!(cam_v1::ContentFormat, json!("ZIP")),
        built!(cam_v1::ListMeta, json!({"next": "", "total_size": 1})),
        built!(cam_v1::ObjectMeta, metadata),
        built!(cam_v1::PresignedUrl, json!({"upload_url": url, "upload_form_data": form})),
        built!(cam_v1::PresignedUrlRequest, json!({"content_format": "ZIP", "environment": "env-1"})),
        built!(cam_v1::UploadSource, source),
    ]
}

fn metrics_v2_cases() -> Vec<Case> {
    let field = json!({"field": "resource.connector.id", "op": "EQ", "value": "lcc-1"});
    let both = json!({"op": "AND", "filters": [field, {"op": "NOT", "filter": field}]});
    let query = json!({"aggregations": [{"metric": "m"}], "granularity": "PT1H", "intervals": ["now-1h/now"],
        "filter": both, "group_by": ["metric.topic"], "order_by": [{"metric": "m"}]});
    let label = json!({"key": "connector.id", "description": "d", "exportable": true});
    let metric = json!({"name": "m", "type": "COUNTER_INT64", "labels": [label], "resources": null});
    let resource = json!({"type": "connector", "labels": [label]});
    let meta = json!({"pagination": {"page_size": 100, "next_page_token": "t"}});
    let point = json!({"timestamp": "2026-01-05T10:00:00Z", "value": 7, "metric.topic": "t"});
    let group = json!({"metric.topic": "t", "points": [point]});
    let links = json!({"next": null});
    vec![
        built!(metrics_v2::Aggregation, json!({"metric": "m", "agg": "SUM"})),
        built!(metrics_v2::AttributesRequest, json!({"group_by": ["l"], "intervals": null, "filter": field})),
        built!(metrics_v2::AttributesResponse, json!({"data": [{"l": "v", "n": null}], "meta": meta, "links": links})),
        bare!(metrics_v2::Comparison, json!("EQ")),
        built!(metrics_v2::CompoundFilter, both.clone()),
        bare!(metrics_v2::ExportFormat, json!("text/plain;version=0.0.4")),
        built!(metrics_v2::FieldFilter, field.clone()),
        bare!(metrics_v2::FieldFilterValue, json!(7)),
        bare!(metrics_v2::Filter, both),
        bare!(metrics_v2::Granularity, json!("PT1H")),
        built!(metrics_v2::LabelDescriptor, label),
        bare!(metrics_v2::LifecycleStage, json!("PREVIEW")),
        built!(metrics_v2::Links, links.clone()),
        built!(metrics_v2::ListMetricDescriptorsResponse, json!({"data": [metric], "meta": meta, "links": null})),
        built!(metrics_v2::ListResourceDescriptorsResponse, json!({"data": [resource], "meta": meta})),
        built!(metrics_v2::Meta, meta.clone()),
        built!(metrics_v2::MetricDescriptor, metric),
        bare!(metrics_v2::MetricType, json!("GAUGE_DOUBLE")),
        bare!(metrics_v2::Operator, json!("OR")),
        built!(metrics_v2::OrderBy, json!({"metric": "m", "order": "ASCENDING"})),
        built!(metrics_v2::Pagination, json!({"page_size": 100, "total_size": 1})),
        built!(metrics_v2::Point, point.clone()),
        built!(metrics_v2::QueryRequest, query),
        built!(metrics_v2::QueryResponse, json!({"data": [point, group]})),
        built!(metrics_v2::QueryResponseDataItem, group),
        built!(metrics_v2::ResourceDescriptor, resource),
        bare!(metrics_v2::ResponseFormat, json!("GROUPED")),
        bare!(metrics_v2::SortOrder, json!("DESCENDING")),
        built!(metrics_v2::UnaryFilter, json!({"op": "NOT", "filter": field})),
    ]
}

/// The cases of each module with its source.
pub(crate) fn modules() -> [(Vec<Case>, &'static str); 5] {
    [
        (connect_v1_cases(), include_str!("../../src/connect_v1.rs")),
        (connect_custom_plugin_v1_cases(), include_str!("../../src/connect_custom_plugin_v1.rs")),
        (ccpm_v1_cases(), include_str!("../../src/ccpm_v1.rs")),
        (cam_v1_cases(), include_str!("../../src/cam_v1.rs")),
        (metrics_v2_cases(), include_str!("../../src/metrics_v2.rs")),
    ]
}
