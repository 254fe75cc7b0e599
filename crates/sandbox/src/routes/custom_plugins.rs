//! Custom connector plugins, the runtimes they run on, and the URLs their archives are uploaded to.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use serde_json::{Value, json};

use super::archives::{announce, needed, uploaded};
use super::body::{PluginBody, PluginId};
use super::page::{Page, links, parameter};
use crate::body::{Body, rules};
use crate::cloud::{Cloud, Shared};
use crate::custom_plugin::CustomPlugin;
use crate::failure::PluginFailure;
use crate::random;
use crate::state::State as Everything;
use crate::store::upload::{Cloud as Provider, Purpose};

type Answer = Result<Json<Value>, PluginFailure>;
type Parameters = Query<Vec<(String, String)>>;

/// Announces an upload and signs the URL for it.
pub(super) async fn presign(State(cloud): State<Shared>, PluginBody(members): PluginBody) -> Answer {
    let mut body = Body::new(&members);
    let content_format = body.required("content_format", rules::content_format);
    let provider = body.text("cloud", rules::cloud).map_or(Some(Provider::Aws), |word| Provider::read(&word));
    let (Some(content_format), Some(provider), true) = (content_format, provider, body.problems.is_empty()) else {
        return Err(PluginFailure::invalid(body.problems));
    };
    Ok(Json(announce(&cloud, Purpose::CustomPlugin, &content_format, provider)?))
}

pub(super) async fn list(State(cloud): State<Shared>, Query(query): Parameters) -> Answer {
    let page = Page::read(&query, &cloud.key)?;
    let wanted = parameter(&query, "cloud").filter(|wanted| !wanted.is_empty());
    let (data, next) = cloud.read(|state| {
        let mut plugins: Vec<&CustomPlugin> = state.plugins.values().collect();
        plugins.retain(|plugin| wanted.is_none_or(|wanted| plugin.cloud.eq_ignore_ascii_case(wanted)));
        plugins.sort_by_key(|plugin| plugin.number);
        page.of(plugins.into_iter().map(|plugin| (plugin.number, shown(&cloud, plugin))), &cloud.key)
    });
    let url = format!("{}/connect/v1/custom-connector-plugins", cloud.endpoint);
    Ok(Json(json!({
        "api_version": "connect/v1",
        "kind": "CustomConnectorPluginList",
        "metadata": links(&url, &query, next),
        "data": data,
    })))
}

/// Registers a plugin whose archive has arrived.
pub(super) async fn create(
    State(cloud): State<Shared>,
    PluginBody(members): PluginBody,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<Value>), PluginFailure> {
    let mut body = Body::new(&members);
    let now = cloud.now();
    let plugin = CustomPlugin {
        id: random::id("ccp"),
        number: 0,
        display_name: body.required("display_name", rules::display_name).unwrap_or_default(),
        description: body.text("description", rules::description).unwrap_or_default(),
        documentation_link: body.text("documentation_link", rules::documentation_link).unwrap_or_default(),
        connector_class: body.required("connector_class", rules::connector_class).unwrap_or_default(),
        connector_type: body.required("connector_type", rules::connector_type).unwrap_or_default().to_ascii_uppercase(),
        cloud: body.text("cloud", rules::cloud).unwrap_or_else(|| "AWS".to_owned()).to_ascii_uppercase(),
        content_format: String::new(),
        sensitive_config_properties: body.sensitive().unwrap_or_default(),
        runtime_language: language(&mut body).unwrap_or_else(|| "JAVA".to_owned()),
        upload_id: String::new(),
        created_at: now,
        updated_at: now,
    };
    let upload = needed(&cloud, Purpose::CustomPlugin, &plugin.cloud, &mut body).await?;
    let (Some(upload), true) = (upload, body.problems.is_empty()) else {
        return Err(PluginFailure::invalid(body.problems));
    };
    cloud.change(|state| {
        let plugin = CustomPlugin {
            number: state.next_number(),
            content_format: upload.content_format,
            upload_id: upload.id,
            ..plugin
        };
        let answer = shown(&cloud, &plugin);
        let location = plugin.link(&cloud.endpoint);
        state.plugins.insert(plugin.id.clone(), plugin);
        Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(answer)))
    })
}

pub(super) async fn read(State(cloud): State<Shared>, PluginId(id): PluginId) -> Answer {
    cloud.read(|state| match state.plugins.get(&id) {
        Some(plugin) => Ok(Json(shown(&cloud, plugin))),
        None => Err(PluginFailure::not_found(&id)),
    })
}

/// Changes the members that are sent, and nothing else.
pub(super) async fn update(
    State(cloud): State<Shared>,
    PluginId(id): PluginId,
    PluginBody(members): PluginBody,
) -> Answer {
    let not_found = || PluginFailure::not_found(&id);
    let current = cloud.read(|state| state.plugins.get(&id).cloned()).ok_or_else(not_found)?;
    let mut body = Body::new(&members);
    let display_name = body.text("display_name", rules::display_name);
    let description = body.text("description", rules::description);
    let documentation_link = body.text("documentation_link", rules::documentation_link);
    let sensitive = body.sensitive();
    let language = language(&mut body);
    body.unchanged("connector_class", &current.connector_class);
    body.unchanged("connector_type", &current.connector_type);
    body.unchanged("cloud", &current.cloud);
    let upload_id = body.upload_id();
    let upload = uploaded(&cloud, Purpose::CustomPlugin, upload_id, &current.cloud, &mut body).await?;
    if !body.problems.is_empty() {
        return Err(PluginFailure::invalid(body.problems));
    }
    let now = cloud.now();
    cloud.change(|state| {
        let plugin = state.plugins.get_mut(&id).ok_or_else(not_found)?;
        set(&mut plugin.display_name, display_name);
        set(&mut plugin.description, description);
        set(&mut plugin.documentation_link, documentation_link);
        set(&mut plugin.sensitive_config_properties, sensitive);
        set(&mut plugin.runtime_language, language);
        if let Some(upload) = upload {
            plugin.content_format = upload.content_format;
            plugin.upload_id = upload.id;
        }
        plugin.updated_at = now;
        let answer = shown(&cloud, plugin);
        state.seal_for(&id, &cloud.key);
        Ok(Json(answer))
    })
}

/// Removes a plugin that no connector is made from.
pub(super) async fn delete(State(cloud): State<Shared>, PluginId(id): PluginId) -> Result<StatusCode, PluginFailure> {
    cloud.change(|state| {
        if !state.plugins.contains_key(&id) {
            return Err(PluginFailure::not_found(&id));
        }
        let users = users(state, &id);
        if !users.is_empty() {
            let detail = format!("the plugin is in use by {}", users.join(", "));
            return Err(PluginFailure::new(StatusCode::CONFLICT, detail));
        }
        state.plugins.remove(&id);
        Ok(StatusCode::NO_CONTENT)
    })
}

/// The runtimes custom connectors can choose, always the same.
pub(super) async fn runtimes(State(cloud): State<Shared>, Query(query): Parameters) -> Answer {
    let page = Page::read(&query, &cloud.key)?;
    let known = [
        ("ccr-3k7s9e", "3.7.0", &["11", "17"][..], "GA", Some("2027-06-30T00:00:00Z")),
        ("ccr-3k9s0e", "3.9.0", &["11", "17"][..], "GA", Some("2028-06-30T00:00:00Z")),
        ("ccr-4k0s1e", "4.0.0", &["17", "21"][..], "EA", None),
    ];
    let one = |(id, version, java, maturity, end): (&str, &str, &[&str], &str, Option<&str>)| {
        let mut runtime = json!({
            "api_version": "connect/v1",
            "kind": "CustomConnectorRuntime",
            "id": id,
            "custom_connect_plugin_runtime_name": version,
            "runtime_ak_version": version,
            "supported_java_versions": java,
            "product_maturity": maturity,
            "description": format!("Runs connectors on Apache Kafka {version}."),
        });
        if let Some(end) = end {
            runtime["end_of_life_at"] = end.into();
        }
        runtime
    };
    let (data, next) = page.of((1..).zip(known.map(one)), &cloud.key);
    let url = format!("{}/connect/v1/custom-connector-runtimes", cloud.endpoint);
    Ok(Json(json!({
        "api_version": "connect/v1",
        "kind": "CustomConnectorRuntimeList",
        "metadata": links(&url, &query, next),
        "data": data,
    })))
}

fn shown(cloud: &Cloud, plugin: &CustomPlugin) -> Value {
    plugin.answer(&cloud.endpoint, &cloud.identity.organization)
}

fn users(state: &Everything, plugin_id: &str) -> Vec<String> {
    let used_by = state.connectors.values().filter(|connector| connector.plugin_id() == Some(plugin_id));
    used_by.map(|connector| connector.name.clone()).collect()
}

fn language(body: &mut Body<'_>) -> Option<String> {
    body.text("runtime_language", rules::runtime_language).map(|word| word.to_ascii_uppercase())
}

/// Takes a value that was sent.
pub(super) fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}
