//! What a client wants a connector to be, and the checks before anything is stored.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::look::{FLAP, flaps};
use super::{Prepared, Setting};
use crate::definitions::{self, Config, Definition};
use crate::key::Key;
use crate::names;
use crate::origin::Origin;
use crate::state::{State, is_secret};

/// Setting whose presence makes a connector fail, with its value as the reason. See the crate's README.
pub(crate) const FAIL: &str = "sandbox.fail";

/// As [`FAIL`], until the connector is restarted.
pub(crate) const FAIL_ONCE: &str = "sandbox.fail.once";

/// Most tasks a custom connector may ask for; a managed one's limit stands in its definition.
pub(crate) const MOST_TASKS: usize = 1000;

/// A name and settings that have the right form.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) config: Config,
    pub(crate) offsets: Vec<Value>,
}

impl Draft {
    /// Reads the body of a create: `{"name", "config", "offsets"?}`.
    pub(crate) fn from_create(body: &Value) -> Result<Self, String> {
        let body = body.as_object().ok_or("the body must be a JSON object with name and config")?;
        let name = match body.get("name") {
            None | Some(Value::Null) => Err("\"name\" is required".to_owned()),
            Some(Value::String(name)) => Ok(name.as_str()),
            Some(_) => Err("\"name\" must be a string".to_owned()),
        }?;
        let config = body.get("config").ok_or("\"config\" is required")?;
        let offsets = super::offsets::read(body.get("offsets"))?;
        Ok(Self { offsets, ..Self::from_config(name, config)? })
    }

    /// Reads the body of a replacement: the settings themselves.
    pub(crate) fn from_config(name: &str, config: &Value) -> Result<Self, String> {
        if let Some(refusal) = names::refusal(name) {
            return Err(refusal);
        }
        let config = flat(config.as_object().ok_or("\"config\" must be a JSON object")?)?;
        match config.get("name") {
            None => Err("\"name\" is required".to_owned()),
            Some(inner) if inner != name => {
                Err(format!("the name in the configuration ({inner:?}) is not the connector's ({name:?})"))
            }
            Some(_) => Ok(Self { name: name.to_owned(), config, offsets: Vec::new() }),
        }
    }

    /// Checks the settings against their plugin and seals the secret ones.
    pub(crate) fn prepare(&self, state: &State, key: &Key, now: Timestamp) -> Result<Prepared, String> {
        let kind = self.config.get("confluent.connector.type").map_or("MANAGED", String::as_str);
        let (origin, mut problems) = match kind.to_ascii_uppercase().as_str() {
            "CUSTOM" => {
                let problems = self.check_custom()?;
                (Some(state.choose(&self.config, now)?), problems)
            }
            "MANAGED" => (None, check_managed(self.definition()?, &self.config)?),
            _ => return Err(format!("confluent.connector.type must be CUSTOM or MANAGED, not {kind:?}")),
        };
        problems.extend(self.masks());
        problems.extend(self.config.get(FAIL).map(|reason| ordered(reason)));
        problems.extend(self.config.get(FAIL_ONCE).map(|reason| format!("{FAIL_ONCE}: {reason}")));
        self.config.get(FLAP).map_or(Ok(Vec::new()), |states| flaps(states))?;
        Ok(Prepared {
            settings: self.seal(origin.as_ref(), key),
            problems,
            custom: origin.is_some(),
            version_id: origin.and_then(|origin| origin.version.map(str::to_owned)),
        })
    }

    fn definition(&self) -> Result<&'static Definition, String> {
        let class = self.config.get("connector.class").ok_or("\"connector.class\" is required")?;
        definitions::find(class).ok_or_else(|| format!("connector plugin {class:?} does not exist"))
    }

    fn check_custom(&self) -> Result<Vec<String>, String> {
        let account = self.config.get("kafka.auth.mode").is_some_and(|mode| mode == "SERVICE_ACCOUNT");
        let credentials: &[&str] =
            if account { &["kafka.service.account.id"] } else { &["kafka.api.key", "kafka.api.secret"] };
        let required = ["confluent.custom.plugin.id"].iter().chain(credentials);
        let missing: Vec<String> = required
            .filter(|key| self.config.get(**key).is_none_or(|value| value.trim().is_empty()))
            .map(|key| format!("{key:?} is required"))
            .collect();
        if !missing.is_empty() {
            return Err(missing.join(", "));
        }
        let tasks = self.config.get("tasks.max").map_or(Ok(1), |value| value.trim().parse::<usize>());
        let wrong = !tasks.is_ok_and(|tasks| (1..=MOST_TASKS).contains(&tasks));
        Ok(Vec::from_iter(wrong.then(|| format!("tasks.max: must be a whole number from 1 to {MOST_TASKS}"))))
    }

    /// A mask that was read and written back is no secret: the connector cannot start with it.
    fn masks(&self) -> impl Iterator<Item = String> {
        let masked = self.config.iter().filter(|(_, value)| is_mask(value));
        masked.map(|(key, _)| format!("{key}: the value is a mask, not a real value"))
    }

    fn seal(&self, origin: Option<&Origin<'_>>, key: &Key) -> BTreeMap<String, Setting> {
        let one = |(name, value): (&String, &String)| {
            let secret = is_secret(&self.config, origin, name) && !is_mask(value);
            let setting = if secret {
                Setting::Sealed { hmac: key.seal(&self.name, name, value) }
            } else {
                Setting::Clear(value.clone())
            };
            (name.clone(), setting)
        };
        self.config.iter().map(one).collect()
    }
}

fn check_managed(definition: &Definition, config: &Config) -> Result<Vec<String>, String> {
    let checked = definitions::check(definition, config);
    let missing: Vec<String> = checked.iter().filter_map(|one| one.missing.clone()).collect();
    if !missing.is_empty() {
        return Err(missing.join(", "));
    }
    Ok(checked.into_iter().filter_map(|one| Some(format!("{}: {}", one.setting.name, one.wrong?))).collect())
}

/// The members of a configuration, all of which must be text.
pub(crate) fn flat(config: &Map<String, Value>) -> Result<Config, String> {
    let one = |(key, value): (&String, &Value)| match value {
        Value::String(text) => Ok((key.clone(), text.clone())),
        _ => Err(format!("the value of {key:?} must be a string")),
    };
    config.iter().map(one).collect()
}

fn is_mask(value: &str) -> bool {
    value.len() >= 2 && value.bytes().all(|byte| byte == b'*')
}

/// The failure that a configuration orders: `key: text` as it is, other text under the ordering key.
fn ordered(reason: &str) -> String {
    let named = reason.split_once(": ").is_some_and(|(key, _)| !key.contains(char::is_whitespace));
    if named { reason.to_owned() } else { format!("{FAIL}: {reason}") }
}
