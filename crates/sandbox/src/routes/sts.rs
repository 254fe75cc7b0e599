//! An identity provider's token in exchange for one of ours.

use axum::Json;
use axum::extract::{RawForm, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use jiff::SignedDuration;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::cloud::Shared;
use crate::failure::{Place, PluginFailure, Problem};

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// Fields that have one value.
const FIXED: &[(&str, &str)] = &[
    ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
    ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
    ("requested_token_type", ACCESS_TOKEN),
];

/// Fields whose value is the caller's. Who is meant by them is not looked into.
const FREE: &[&str] = &["subject_token", "identity_pool_id"];

/// Longest life of a token, and the one it has unless told, in seconds.
const LIFE: i64 = 900;

/// `POST /sts/v1/oauth2/token`, a form, without credentials.
pub(super) async fn exchange(
    State(cloud): State<Shared>,
    headers: HeaderMap,
    form: Result<RawForm, axum::extract::rejection::RawFormRejection>,
) -> Result<Json<Value>, PluginFailure> {
    let RawForm(form) = form.map_err(|reason| PluginFailure::new(StatusCode::BAD_REQUEST, reason.body_text()))?;
    let fields = Fields::read(&form);
    let mut problems: Vec<Problem> = FIXED.iter().filter_map(|(name, value)| fields.fixed(name, value)).collect();
    problems.extend(FREE.iter().filter_map(|name| fields.free(name)));
    if headers.contains_key(AUTHORIZATION) {
        problems
            .push(Problem { place: Place::Nowhere, detail: "the exchange takes no Authorization header".to_owned() });
    }
    let life = fields.life().map_err(|problem| problems.push(problem));
    let (Ok(life), true) = (life, problems.is_empty()) else {
        return Err(PluginFailure::bad_request(problems));
    };
    Ok(Json(json!({
        "access_token": cloud.identity.issuer.issue(cloud.now(), SignedDuration::from_secs(life)),
        "issued_token_type": ACCESS_TOKEN,
        "token_type": "Bearer",
        "expires_in": life,
    })))
}

/// The fields of a form, decoded.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(form: &[u8]) -> Self {
        let form = String::from_utf8_lossy(form).replace('+', " ");
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let field = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        Self(form.split('&').map(field).collect())
    }

    fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn fixed(&self, name: &'static str, value: &str) -> Option<Problem> {
        (self.value(name) != value).then(|| problem(name, format!("{name} must be {value}")))
    }

    fn free(&self, name: &'static str) -> Option<Problem> {
        self.value(name).is_empty().then(|| problem(name, format!("{name} is required")))
    }

    fn life(&self) -> Result<i64, Problem> {
        let text = self.value("expires_in");
        let life = if text.is_empty() { Some(LIFE) } else { text.parse().ok() };
        life.filter(|life| (1..=LIFE).contains(life))
            .ok_or_else(|| problem("expires_in", format!("expires_in must be from 1 to {LIFE}")))
    }
}

fn problem(name: &'static str, detail: String) -> Problem {
    Problem { place: Place::Parameter(name), detail }
}
