//! Versions of custom connect plugins.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use serde_json::{Value, json};

use super::archives::{inspect, needed};
use super::body::{PluginBody, PluginId, VersionId};
use super::connect_plugins::missing;
use super::page::links;
use super::scope::{is_here, only_here};
use crate::body::{Body, rules};
use crate::cloud::Shared;
use crate::connect_plugin::{ConnectPlugin, ConnectorClass, PluginVersion, ordered};
use crate::failure::PluginFailure;
use crate::random;
use crate::state::State as Everything;
use crate::store::upload::Purpose;

type Answer = Result<Json<Value>, PluginFailure>;
type Parameters = Query<Vec<(String, String)>>;

/// Most connector classes of one version.
const MOST_CLASSES: usize = 10;

/// All versions of a plugin; this list has no pages.
pub(super) async fn list(State(cloud): State<Shared>, PluginId(id): PluginId, Query(query): Parameters) -> Answer {
    let here = is_here(&query)?;
    cloud.read(|state| {
        let plugin = state.connect_plugins.get(&id).filter(|_| here).ok_or_else(|| missing(&id))?;
        let data: Vec<Value> = plugin.in_order().iter().map(|version| version.answer(plugin, &cloud)).collect();
        Ok(Json(json!({
            "api_version": "ccpm/v1",
            "kind": "CustomConnectPluginVersionList",
            "metadata": links(&format!("{}/versions", plugin.link(&cloud)), &query, None),
            "data": data,
        })))
    })
}

/// Adds a version whose archive has arrived. What is wrong with the archive shows once it has been processed.
pub(super) async fn create(
    State(cloud): State<Shared>,
    PluginId(id): PluginId,
    PluginBody(members): PluginBody,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<Value>), PluginFailure> {
    let provider = cloud.read(|state| state.connect_plugins.get(&id).map(|plugin| plugin.cloud.clone()));
    let provider = provider.ok_or_else(|| missing(&id))?;
    let mut spec = Body::spec(&members);
    let version = draft(&mut spec);
    let environment = spec.environment();
    let upload = needed(&cloud, Purpose::PluginVersion, &provider, &mut spec).await?;
    let (Some(upload), Some(environment), true) = (upload, environment, spec.problems.is_empty()) else {
        return Err(PluginFailure::invalid(spec.problems));
    };
    only_here(&environment)?;
    let classes = version.connector_classes.iter().map(|class| class.class_name.clone()).collect();
    let found = inspect(&cloud, &upload, classes).await?;
    let (created_at, ready_at) = (cloud.now(), cloud.ready_at());
    cloud.change(|state| {
        let number = state.next_number();
        let plugin = state.connect_plugins.get_mut(&id).ok_or_else(|| missing(&id))?;
        if let Some(other) = plugin.versions.values().find(|other| other.is_called(&version.version)) {
            let detail = format!("the plugin has a version {} already", other.version);
            return Err(PluginFailure::exists(detail, other.link(plugin, &cloud)));
        }
        let problem = ordered(&version.version).or(found);
        let version = PluginVersion {
            number,
            content_format: upload.content_format,
            upload_id: upload.id,
            created_at,
            ready_at,
            problem,
            ..version
        };
        let (location, answer) = (version.link(plugin, &cloud), version.answer(plugin, &cloud));
        plugin.versions.insert(version.id.clone(), version);
        Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(answer)))
    })
}

fn draft(spec: &mut Body<'_>) -> PluginVersion {
    let connector_classes = spec.each("connector_classes", |class| {
        Some(ConnectorClass {
            class_name: class.required("class_name", rules::connector_class)?,
            kind: class.required("type", rules::connector_type)?.to_ascii_uppercase(),
        })
    });
    if !(1..=MOST_CLASSES).contains(&spec.length("connector_classes")) {
        spec.refuse::<()>("connector_classes", format!("a version has from 1 to {MOST_CLASSES} connector classes"));
    }
    PluginVersion {
        id: random::id("ver"),
        version: spec.required("version", rules::version).unwrap_or_default(),
        documentation_link: spec.text("documentation_link", rules::documentation_link).unwrap_or_default(),
        sensitive_config_properties: spec.sensitive().unwrap_or_default(),
        connector_classes,
        ..PluginVersion::default()
    }
}

pub(super) async fn read(State(cloud): State<Shared>, id: VersionId, Query(query): Parameters) -> Answer {
    let here = is_here(&query)?;
    cloud.read(|state| {
        let (plugin, version) = find(state, &id).filter(|_| here).ok_or_else(|| no_version(&id))?;
        Ok(Json(version.answer(plugin, &cloud)))
    })
}

/// Removes a version that no connector is made from.
pub(super) async fn delete(
    State(cloud): State<Shared>,
    id: VersionId,
    Query(query): Parameters,
) -> Result<StatusCode, PluginFailure> {
    let here = is_here(&query)?;
    cloud.change(|state| {
        find(state, &id).filter(|_| here).ok_or_else(|| no_version(&id))?;
        let users = state.connectors.values().filter(|user| user.version_id.as_ref() == Some(&id.version));
        let users: Vec<&str> = users.map(|user| user.name.as_str()).collect();
        if !users.is_empty() {
            let detail = format!("the version is in use by {}", users.join(", "));
            return Err(PluginFailure::new(StatusCode::CONFLICT, detail));
        }
        if let Some(plugin) = state.connect_plugins.get_mut(&id.plugin) {
            plugin.versions.remove(&id.version);
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

fn find<'a>(state: &'a Everything, id: &VersionId) -> Option<(&'a ConnectPlugin, &'a PluginVersion)> {
    let plugin = state.connect_plugins.get(&id.plugin)?;
    Some((plugin, plugin.versions.get(&id.version)?))
}

fn no_version(id: &VersionId) -> PluginFailure {
    PluginFailure::not_retrieved("plugin version", &id.version)
}
