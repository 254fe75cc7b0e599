use ccloud_connect_secret::Secret;

use super::{Finding, Level, Rule};
use crate::connectors::is_never_sent;
use crate::desired::DesiredConnector;
use crate::near::near;
use crate::plugins::{ConfigDefinition, ConfigType};

/// A rule of what a plugin says of its settings.
type Check = fn(&DesiredConnector, &[ConfigDefinition]) -> Vec<Finding>;

/// What can be checked without the service.
pub(super) const CHECKS: &[Check] = &[required, typed, one_of, known];

/// Whose keys no plugin lists: they are made of names that the user chose, or every connector has them.
const OPEN: &[&str] = &[
    "confluent.",
    "consumer.override.",
    "header.converter.",
    "key.converter.",
    "predicates",
    "producer.override.",
    "transforms",
    "value.converter.",
];

/// How a connector proves to Kafka who it is, and which keys that takes; by an API key unless it says otherwise.
const AUTH_MODE: &str = "kafka.auth.mode";
const OF_AUTH_MODE: &[(&str, &str)] = &[
    ("kafka.api.key", "KAFKA_API_KEY"),
    ("kafka.api.secret", "KAFKA_API_KEY"),
    ("kafka.service.account.id", "SERVICE_ACCOUNT"),
];

fn required(connector: &DesiredConnector, definitions: &[ConfigDefinition]) -> Vec<Finding> {
    let missing = |definition: &&ConfigDefinition| {
        let is_there = [Some(&definition.name), definition.alias.as_ref()].into_iter().flatten();
        let is_there = is_there.filter_map(|key| connector.config.get(key)).any(|value| !value.is_empty());
        definition.required && definition.default_value.is_none() && !is_there && is_needed(connector, &definition.name)
    };
    let told = |definition: &ConfigDefinition| {
        Finding::of_key(Rule::Setting, connector, &definition.name, format!("`{}` is required", definition.name))
            .recommending(definition.recommended_values.clone())
    };
    definitions.iter().filter(missing).map(told).collect()
}

fn is_needed(connector: &DesiredConnector, key: &str) -> bool {
    let mode = connector.config.get(AUTH_MODE).map_or("KAFKA_API_KEY", Secret::expose);
    OF_AUTH_MODE.iter().find(|(needed, _)| *needed == key).is_none_or(|(_, when)| *when == mode)
}

/// Numbers and booleans.
fn typed(connector: &DesiredConnector, definitions: &[ConfigDefinition]) -> Vec<Finding> {
    each(connector, definitions, |definition, value| {
        let value = value.trim();
        let (is_right, wanted) = match definition.value_type.as_ref()? {
            ConfigType::Int | ConfigType::Long | ConfigType::Short => (value.parse::<i64>().is_ok(), "a whole number"),
            ConfigType::Double => (value.parse::<f64>().is_ok(), "a number"),
            ConfigType::Boolean => {
                (["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word)), "`true` or `false`")
            }
            _ => return None,
        };
        (!is_right).then(|| format!("`{}` must be {wanted}", definition.name))
    })
}

fn one_of(connector: &DesiredConnector, definitions: &[ConfigDefinition]) -> Vec<Finding> {
    each(connector, definitions, |definition, value| {
        let all = &definition.recommended_values;
        let is_closed = definition.value_type == Some(ConfigType::Enum) && !all.is_empty();
        (is_closed && !all.iter().any(|one| one == value))
            .then(|| format!("`{}` must be one of {}", definition.name, all.join(", ")))
    })
}

/// What a check says of each value that is there and known: not of one that refers to a secret.
fn each(
    connector: &DesiredConnector,
    definitions: &[ConfigDefinition],
    check: impl Fn(&ConfigDefinition, &str) -> Option<String>,
) -> Vec<Finding> {
    let told = |definition: &ConfigDefinition| {
        let key = &definition.name;
        let value =
            connector.config.get(key).filter(|value| !value.is_empty() && !connector.unresolved.contains(key))?;
        // It is compared and never shown.
        let message = check(definition, value.expose())?;
        let finding = Finding::of_key(Rule::Setting, connector, key, message);
        Some(finding.recommending(definition.recommended_values.clone()))
    };
    definitions.iter().filter_map(told).collect()
}

/// Keys that the plugin does not know, with those that may have been meant. Plugins are known to tell less than all.
pub(super) fn known(connector: &DesiredConnector, definitions: &[ConfigDefinition]) -> Vec<Finding> {
    let names = || definitions.iter().flat_map(|one| std::iter::once(&one.name).chain(&one.alias)).map(String::as_str);
    if definitions.is_empty() {
        return Vec::new();
    }
    let is_unknown = |key: &&str| {
        let is_open = OPEN.iter().any(|begin| key.starts_with(begin)) || is_never_sent(key, false);
        !is_open && !matches!(*key, "name" | "connector.class") && !names().any(|name| name == *key)
    };
    let told = |key: &str| {
        let near = near(key, names());
        let class = connector.config.get("connector.class").map(Secret::expose).unwrap_or_default();
        let meant: Vec<_> = near.iter().map(|name| format!("`{name}`")).collect();
        let meant = if meant.is_empty() { String::new() } else { format!(": did you mean {}?", meant.join(" or ")) };
        let message = format!("`{key}` is none of the settings of {class}{meant}");
        let finding = Finding::of_key(Rule::UnknownKey, connector, key, message);
        Finding { level: Level::Warning, ..finding.recommending(near) }
    };
    connector.config.keys().filter(is_unknown).map(told).collect()
}
