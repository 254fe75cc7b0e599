//! A configuration held against a plugin's definition, setting by setting.

use super::{Config, Definition, Kind, Setting};

/// One setting, the value it would have and what is wrong with that.
pub(crate) struct Checked<'a> {
    pub(crate) setting: &'a Setting,
    pub(crate) value: String,
    pub(crate) visible: bool,
    /// `"<key>" is required`: without it nothing is created.
    pub(crate) missing: Option<String>,
    /// Values the connector would only stumble over once it starts.
    pub(crate) wrong: Option<String>,
}

/// Every setting of the definition, in its order.
pub(crate) fn check<'a>(definition: &'a Definition, config: &Config) -> Vec<Checked<'a>> {
    definition.settings.iter().map(|setting| check_one(definition, setting, config)).collect()
}

fn check_one<'a>(definition: &'a Definition, setting: &'a Setting, config: &Config) -> Checked<'a> {
    let given = config.get(&setting.name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let visible = visible(definition, setting, config);
    let missing = (setting.required && visible && given.is_none()).then(|| format!("{:?} is required", setting.name));
    let wrong = given.and_then(|value| wrong(setting, value));
    let value = match setting.name.as_str() {
        "connector.class" => definition.class.clone(),
        _ => given.unwrap_or(&setting.default).to_owned(),
    };
    Checked { setting, value, visible, missing, wrong }
}

fn visible(definition: &Definition, setting: &Setting, config: &Config) -> bool {
    let Some(condition) = &setting.only_when else { return true };
    let default =
        || definition.settings.iter().find(|other| other.name == condition.setting).map(|other| &other.default);
    config.get(&condition.setting).or_else(default).is_some_and(|value| *value == condition.is)
}

fn wrong(setting: &Setting, value: &str) -> Option<String> {
    let name = &setting.name;
    match setting.kind {
        Kind::Int | Kind::Long => {
            let Ok(number) = value.parse::<i64>() else { return Some(format!("{name:?} must be a whole number")) };
            let low = setting
                .minimum
                .filter(|&least| number < least)
                .map(|least| format!("{name:?} must be at least {least}"));
            low.or_else(|| {
                setting.maximum.filter(|&most| number > most).map(|most| format!("{name:?} must be at most {most}"))
            })
        }
        Kind::Boolean if !["true", "false"].contains(&value.to_ascii_lowercase().as_str()) => {
            Some(format!("{name:?} must be true or false"))
        }
        _ if setting.closed && !setting.values.iter().any(|known| known == value) => {
            Some(format!("{name:?} must be one of {}", setting.values.join(", ")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{all, find};
    use super::*;

    fn errors(class: &str, pairs: &[(&str, &str)]) -> Vec<String> {
        let config = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let checked = check(find(class).unwrap(), &config);
        checked.into_iter().flat_map(|one| [one.missing, one.wrong]).flatten().collect()
    }

    const DATAGEN: &[(&str, &str)] = &[
        ("connector.class", "DatagenSource"),
        ("name", "d"),
        ("kafka.api.key", "k"),
        ("kafka.api.secret", "s"),
        ("kafka.topic", "t"),
        ("quickstart", "ORDERS"),
        ("output.data.format", "JSON"),
        ("tasks.max", "1"),
    ];

    #[test]
    fn a_documented_configuration_has_no_errors() {
        assert_eq!(errors("DatagenSource", DATAGEN), Vec::<String>::new());
    }

    #[test]
    fn each_required_setting_is_asked_for_by_name() {
        for class in ["DatagenSource", "S3_SINK"] {
            let found = errors(class, &[("connector.class", class)]);
            for name in ["name", "kafka.api.key", "kafka.api.secret"] {
                assert!(found.contains(&format!("\"{name}\" is required")), "{class} {name}: {found:?}");
            }
        }
    }

    #[test]
    fn a_service_account_takes_the_place_of_the_kafka_key() {
        let mut pairs = DATAGEN.to_vec();
        pairs.retain(|(key, _)| !key.starts_with("kafka.api."));
        pairs.push(("kafka.auth.mode", "SERVICE_ACCOUNT"));
        assert_eq!(errors("DatagenSource", &pairs), ["\"kafka.service.account.id\" is required"]);
    }

    #[test]
    fn values_of_the_wrong_kind_are_told_with_what_would_be_right() {
        for (key, value, expected) in [
            ("tasks.max", "two", "\"tasks.max\" must be a whole number"),
            ("tasks.max", "0", "\"tasks.max\" must be at least 1"),
            ("output.data.format", "XML", "\"output.data.format\" must be one of AVRO, JSON, JSON_SR, PROTOBUF"),
        ] {
            let mut pairs = DATAGEN.to_vec();
            pairs.retain(|(known, _)| *known != key);
            pairs.push((key, value));
            assert_eq!(errors("DatagenSource", &pairs), [expected]);
        }
    }

    #[test]
    fn every_definition_is_consistent() {
        for definition in all() {
            for setting in &definition.settings {
                assert!(["HIGH", "MEDIUM", "LOW"].contains(&setting.importance.as_str()), "{}", setting.name);
                assert!(setting.default.is_empty() || wrong(setting, &setting.default).is_none(), "{}", setting.name);
                let same = definition.settings.iter().filter(|other| other.name == setting.name).count();
                assert_eq!(same, 1, "{} {}", definition.class, setting.name);
                if let Some(condition) = &setting.only_when {
                    assert!(definition.settings.iter().any(|other| other.name == condition.setting));
                }
            }
        }
    }
}
