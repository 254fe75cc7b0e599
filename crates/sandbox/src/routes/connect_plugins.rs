//! Custom connect plugins of an environment, and the URLs the archives of their versions are uploaded to.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use serde_json::{Value, json};

use super::archives::announce;
use super::body::{PluginBody, PluginId};
use super::custom_plugins::set;
use super::page::{Page, links, parameter};
use super::scope::{is_here, only_here};
use crate::body::{Body, rules};
use crate::cloud::{ENVIRONMENT, Shared};
use crate::connect_plugin::{ConnectPlugin, environment};
use crate::failure::PluginFailure;
use crate::random;
use crate::store::upload::{Cloud as Provider, Purpose};

type Answer = Result<Json<Value>, PluginFailure>;
type Created = Result<(StatusCode, [(HeaderName, String); 1], Json<Value>), PluginFailure>;
type Parameters = Query<Vec<(String, String)>>;

/// Announces an upload and signs the URL for it.
pub(super) async fn presign(State(cloud): State<Shared>, PluginBody(members): PluginBody) -> Created {
    let mut body = Body::new(&members);
    let content_format = body.required("content_format", rules::content_format);
    let provider = body.required("cloud", rules::cloud).and_then(|word| Provider::read(&word));
    let (Some(content_format), Some(provider), Some(id)) = (content_format, provider, body.environment()) else {
        return Err(PluginFailure::invalid(body.problems));
    };
    only_here(&id)?;
    let mut answer = announce(&cloud, Purpose::PluginVersion, &content_format, provider)?;
    answer["environment"] = environment();
    let upload_id = answer["upload_id"].as_str().unwrap_or_default();
    let location = format!("{}/ccpm/v1/presigned-upload-url/{upload_id}", cloud.endpoint);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(answer)))
}

pub(super) async fn list(State(cloud): State<Shared>, Query(query): Parameters) -> Answer {
    let (here, page) = (is_here(&query)?, Page::read(&query, &cloud.key)?);
    let wanted = parameter(&query, "spec.cloud").filter(|wanted| !wanted.is_empty());
    let (data, next) = cloud.read(|state| {
        let mut plugins: Vec<&ConnectPlugin> = state.connect_plugins.values().filter(|_| here).collect();
        plugins.retain(|plugin| wanted.is_none_or(|wanted| plugin.cloud.eq_ignore_ascii_case(wanted)));
        plugins.sort_by_key(|plugin| plugin.number);
        page.of(plugins.into_iter().map(|plugin| (plugin.number, plugin.answer(&cloud))), &cloud.key)
    });
    Ok(Json(json!({
        "api_version": "ccpm/v1",
        "kind": "CustomConnectPluginList",
        "metadata": links(&format!("{}/ccpm/v1/plugins", cloud.endpoint), &query, next),
        "data": data,
    })))
}

pub(super) async fn create(State(cloud): State<Shared>, PluginBody(members): PluginBody) -> Created {
    let mut spec = Body::spec(&members);
    let now = cloud.now();
    let plugin = ConnectPlugin {
        id: random::id("ccp"),
        display_name: spec.required("display_name", rules::display_name).unwrap_or_default(),
        description: spec.text("description", rules::description).unwrap_or_default(),
        cloud: spec.required("cloud", rules::cloud).unwrap_or_default().to_ascii_uppercase(),
        created_at: now,
        updated_at: now,
        ..ConnectPlugin::default()
    };
    let environment = spec.environment();
    let (Some(environment), true) = (environment, spec.problems.is_empty()) else {
        return Err(PluginFailure::invalid(spec.problems));
    };
    only_here(&environment)?;
    cloud.change(|state| {
        let plugin = ConnectPlugin { number: state.next_number(), ..plugin };
        let (location, answer) = (plugin.link(&cloud), plugin.answer(&cloud));
        state.connect_plugins.insert(plugin.id.clone(), plugin);
        Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(answer)))
    })
}

pub(super) async fn read(State(cloud): State<Shared>, PluginId(id): PluginId, Query(query): Parameters) -> Answer {
    let here = is_here(&query)?;
    cloud.read(|state| {
        let plugin = state.connect_plugins.get(&id).filter(|_| here).ok_or_else(|| missing(&id))?;
        Ok(Json(plugin.answer(&cloud)))
    })
}

/// Changes the members that are sent, and nothing else.
pub(super) async fn update(
    State(cloud): State<Shared>,
    PluginId(id): PluginId,
    PluginBody(members): PluginBody,
) -> Answer {
    let mut spec = Body::spec(&members);
    let current = cloud.read(|state| state.connect_plugins.get(&id).cloned()).ok_or_else(|| missing(&id))?;
    let display_name = spec.text("display_name", rules::display_name);
    let description = spec.text("description", rules::description);
    spec.unchanged("cloud", &current.cloud);
    let environment = spec.environment();
    if !spec.problems.is_empty() {
        return Err(PluginFailure::invalid(spec.problems));
    }
    let now = cloud.now();
    cloud.change(|state| {
        let plugin = state.connect_plugins.get_mut(&id).filter(|_| environment.as_deref() == Some(ENVIRONMENT));
        let plugin = plugin.ok_or_else(|| missing(&id))?;
        set(&mut plugin.display_name, display_name);
        set(&mut plugin.description, description);
        plugin.updated_at = now;
        Ok(Json(plugin.answer(&cloud)))
    })
}

/// Removes a plugin that has no versions any more.
pub(super) async fn delete(
    State(cloud): State<Shared>,
    PluginId(id): PluginId,
    Query(query): Parameters,
) -> Result<StatusCode, PluginFailure> {
    let here = is_here(&query)?;
    cloud.change(|state| {
        let plugin = state.connect_plugins.get(&id).filter(|_| here).ok_or_else(|| missing(&id))?;
        if !plugin.versions.is_empty() {
            let versions: Vec<&str> = plugin.in_order().iter().map(|version| version.version.as_str()).collect();
            let detail = format!("the plugin still has the versions {}", versions.join(", "));
            return Err(PluginFailure::new(StatusCode::CONFLICT, detail));
        }
        state.connect_plugins.remove(&id);
        Ok(StatusCode::NO_CONTENT)
    })
}

pub(super) fn missing(id: &str) -> PluginFailure {
    PluginFailure::not_retrieved("plugin", id)
}
