//! Connect artifacts, and the URLs they are uploaded to. Every call names its cloud and environment in the query.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use serde_json::{Value, json};

use super::archives::{announce, inspect, needed};
use super::body::{PluginBody, PluginId};
use super::page::{Page, links};
use super::scope::{is_here, only_here, required};
use crate::artifact::{Artifact, FAIL};
use crate::body::{Body, rules};
use crate::cloud::{ENVIRONMENT, Shared};
use crate::failure::PluginFailure;
use crate::random;
use crate::store::upload::{Cloud as Provider, Purpose};

type Answer = Result<Json<Value>, PluginFailure>;
type Parameters = Query<Vec<(String, String)>>;

/// Announces an upload and signs the URL for it.
pub(super) async fn presign(State(cloud): State<Shared>, PluginBody(members): PluginBody) -> Answer {
    let mut body = Body::new(&members);
    let content_format = body.required("content_format", rules::content_format);
    let provider = body.required("cloud", rules::cloud).and_then(|word| Provider::read(&word));
    let environment = body.required("environment", rules::environment);
    let (Some(content_format), Some(provider), Some(environment)) = (content_format, provider, environment) else {
        return Err(PluginFailure::invalid(body.problems));
    };
    only_here(&environment)?;
    let mut answer = announce(&cloud, Purpose::Artifact, &content_format, provider)?;
    answer["environment"] = ENVIRONMENT.into();
    Ok(Json(answer))
}

pub(super) async fn list(State(cloud): State<Shared>, Query(query): Parameters) -> Answer {
    let scope = Scope::read(&query)?;
    let page = Page::read(&query, &cloud.key)?;
    let (data, next) = cloud.read(|state| {
        let mut artifacts: Vec<&Artifact> = state.artifacts.values().filter(|one| scope.holds(one)).collect();
        artifacts.sort_by_key(|artifact| artifact.number);
        page.of(artifacts.into_iter().map(|artifact| (artifact.number, artifact.answer(state, &cloud))), &cloud.key)
    });
    Ok(Json(json!({
        "api_version": "cam/v1",
        "kind": "ConnectArtifactList",
        "metadata": links(&format!("{}/cam/v1/connect-artifacts", cloud.endpoint), &query, next),
        "data": data,
    })))
}

/// Registers an artifact whose archive has arrived. An unusable archive shows once it has been processed.
pub(super) async fn create(
    State(cloud): State<Shared>,
    Query(query): Parameters,
    PluginBody(members): PluginBody,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<Value>), PluginFailure> {
    let (provider, environment) = (required(&query, "spec.cloud")?, required(&query, "environment")?);
    let mut spec = Body::spec(&members);
    let (created_at, ready_at) = (cloud.now(), cloud.ready_at());
    let artifact = Artifact {
        id: random::id("cca"),
        display_name: spec.required("display_name", rules::display_name).unwrap_or_default(),
        description: spec.text("description", rules::description).unwrap_or_default(),
        cloud: spec.required("cloud", rules::cloud).unwrap_or_default(),
        created_at,
        ready_at,
        ..Artifact::default()
    };
    spec.same("cloud", provider);
    spec.required("environment", rules::environment);
    spec.same("environment", environment);
    let upload = needed(&cloud, Purpose::Artifact, &artifact.cloud, &mut spec).await?;
    let (Some(upload), true) = (upload, spec.problems.is_empty()) else {
        return Err(PluginFailure::invalid(spec.problems));
    };
    only_here(environment)?;
    let unusable = artifact.description.contains(FAIL) || inspect(&cloud, &upload, Vec::new()).await?.is_some();
    cloud.change(|state| {
        let number = state.next_number();
        if let Some(other) = state.artifacts.values().find(|other| other.is_namesake(&artifact)) {
            let detail = format!("there is an artifact {:?} already", other.display_name);
            return Err(PluginFailure::exists(detail, other.link(&cloud)));
        }
        let artifact =
            Artifact { number, content_format: upload.content_format, upload_id: upload.id, unusable, ..artifact };
        let (location, answer) = (artifact.link(&cloud), artifact.answer(state, &cloud));
        state.artifacts.insert(artifact.id.clone(), artifact);
        Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(answer)))
    })
}

pub(super) async fn read(State(cloud): State<Shared>, PluginId(id): PluginId, Query(query): Parameters) -> Answer {
    let scope = Scope::read(&query)?;
    cloud.read(|state| {
        let artifact = state.artifacts.get(&id).filter(|one| scope.holds(one));
        let artifact = artifact.ok_or_else(|| PluginFailure::no_artifact(&id))?;
        Ok(Json(artifact.answer(state, &cloud)))
    })
}

/// Removes an artifact that no connector uses.
pub(super) async fn delete(
    State(cloud): State<Shared>,
    PluginId(id): PluginId,
    Query(query): Parameters,
) -> Result<StatusCode, PluginFailure> {
    let scope = Scope::read(&query)?;
    cloud.change(|state| {
        let artifact = state.artifacts.get(&id).filter(|one| scope.holds(one));
        let artifact = artifact.ok_or_else(|| PluginFailure::no_artifact(&id))?;
        let usages = artifact.usages(state, &cloud.identity.organization);
        if !usages.is_empty() {
            let detail = format!("the artifact is in use by {}", usages.join(", "));
            return Err(PluginFailure::new(StatusCode::CONFLICT, detail));
        }
        state.artifacts.remove(&id);
        Ok(StatusCode::NO_CONTENT)
    })
}

/// The cloud and the environment of a query.
struct Scope<'a> {
    cloud: &'a str,
    here: bool,
}

impl<'a> Scope<'a> {
    fn read(query: &'a [(String, String)]) -> Result<Self, PluginFailure> {
        Ok(Self { cloud: required(query, "spec.cloud")?, here: is_here(query)? })
    }

    fn holds(&self, artifact: &Artifact) -> bool {
        self.here && artifact.cloud.eq_ignore_ascii_case(self.cloud)
    }
}
