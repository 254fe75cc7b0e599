//! Managed plugins: which there are, and what they say about a configuration.

use axum::Json;
use serde_json::{Value, json};

use super::body::{ConnectBody, Named};
use crate::connector::MASK;
use crate::connector::draft::flat;
use crate::definitions::{self, Checked, Config, Kind, Setting};
use crate::failure::ConnectFailure;

pub(super) async fn list() -> Json<Value> {
    let one = |known: &definitions::Definition| json!({"class": known.class, "type": known.direction, "version": known.version});
    Json(definitions::all().iter().map(one).collect())
}

/// Holds settings against the plugin's definition; what is wrong with them is part of a good answer.
pub(super) async fn validate(
    Named(name): Named,
    ConnectBody(body): ConnectBody,
) -> Result<Json<Value>, ConnectFailure> {
    let definition = definitions::find(&name).ok_or_else(ConnectFailure::resource_not_found)?;
    let config = read(body)?;
    let checked = definitions::check(definition, &config);
    let errors = checked.iter().filter(|one| one.missing.is_some() || one.wrong.is_some()).count();
    let mut groups: Vec<&str> = definition.settings.iter().map(|setting| setting.group.as_str()).collect();
    groups.dedup();
    let configs: Vec<Value> = checked.into_iter().zip(orders(&definition.settings)).map(shown).collect();
    Ok(Json(json!({"name": definition.java_class, "groups": groups, "error_count": errors, "configs": configs})))
}

/// Makes settings of a self-managed connector those of a managed one: the class by its short name, a topic under the name
/// the plugin knows, and a warning for each setting it does not know, which is left out.
pub(super) async fn translate(
    Named(name): Named,
    ConnectBody(body): ConnectBody,
) -> Result<Json<Value>, ConnectFailure> {
    let definition = definitions::find(&name).ok_or_else(ConnectFailure::resource_not_found)?;
    let mut config = read(body)?;
    config.insert("connector.class".to_owned(), definition.class.clone());
    let knows = |name: &str| definition.settings.iter().any(|setting| setting.name == name);
    for (from, to) in [("topic", "kafka.topic"), ("kafka.topic", "topics"), ("topics", "kafka.topic")] {
        if let (false, true, Some(value)) = (knows(from), knows(to), config.get(from).cloned()) {
            config.remove(from);
            config.entry(to.to_owned()).or_insert(value);
        }
    }
    let (kept, left_out): (Config, Config) = config.into_iter().partition(|(name, _)| knows(name));
    let warn = |name: &String| json!({"field": name, "message": format!("{} has no such setting", definition.class)});
    Ok(Json(json!({"config": kept, "warnings": left_out.keys().map(warn).collect::<Vec<_>>()})))
}

fn read(body: Result<Value, String>) -> Result<Config, ConnectFailure> {
    let body = body.map_err(ConnectFailure::bad_request)?;
    let config = body.as_object().ok_or_else(|| ConnectFailure::bad_request("the body is not a JSON object"))?;
    flat(config).map_err(ConnectFailure::bad_request)
}

/// The place of each setting within its group, from 1.
fn orders(settings: &[Setting]) -> impl Iterator<Item = usize> {
    settings
        .iter()
        .enumerate()
        .map(|(at, setting)| settings[..at].iter().filter(|other| other.group == setting.group).count() + 1)
}

fn shown((one, order): (Checked<'_>, usize)) -> Value {
    let setting = one.setting;
    let errors: Vec<String> = [one.missing, one.wrong].into_iter().flatten().collect();
    let value = match setting.kind {
        Kind::Password if !one.value.is_empty() => MASK.to_owned(),
        _ => one.value,
    };
    json!({
        "definition": {
            "name": setting.name,
            "type": setting.kind.word(),
            "required": setting.required,
            "default_value": setting.default,
            "importance": setting.importance,
            "documentation": setting.documentation,
            "group": setting.group,
            "width": "NONE",
            "display_name": setting.display_name,
            "dependents": [],
            "order": order,
            "alias": "",
        },
        "value": {
            "name": setting.name,
            "value": value,
            "recommended_values": setting.values,
            "errors": errors,
            "visible": one.visible,
        },
        "metadata": {},
    })
}
