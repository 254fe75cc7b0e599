//! When two values are one to the service: it spells booleans and lists in its own way.

use std::collections::HashMap;
use std::sync::Arc;

use crate::plugins::{ConfigType, PluginSettings};

/// What a plugin says of its settings, to be found by key. That of a plugin that says nothing knows exact values alone.
#[derive(Debug, Default)]
pub(super) struct Settings {
    by_key: HashMap<String, Setting>,
}

#[derive(Debug)]
struct Setting {
    kind: Kind,
    default: Option<String>,
}

/// How values of a type are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Boolean,
    List,
    Exact,
}

impl Settings {
    pub(super) fn of(settings: Option<&Arc<PluginSettings>>) -> Self {
        let Some(PluginSettings::Defined(definitions)) = settings.map(AsRef::as_ref) else { return Self::default() };
        let setting = |kind: Option<&ConfigType>, default: &Option<String>| Setting {
            kind: Kind::of(kind.map(ConfigType::as_str).unwrap_or_default()),
            default: default.clone(),
        };
        let by_key =
            definitions.iter().map(|one| (one.name.clone(), setting(one.value_type.as_ref(), &one.default_value)));
        Self { by_key: by_key.collect() }
    }

    /// Whether two values of a key are one to the service.
    pub(super) fn are_same(&self, key: &str, one: &str, other: &str) -> bool {
        one == other || self.by_key.get(key).is_some_and(|setting| setting.kind.are_same(one, other))
    }

    /// Whether a value is what a key has anyway. One without a default is empty.
    pub(super) fn is_default(&self, key: &str, value: &str) -> bool {
        let Some(setting) = self.by_key.get(key) else { return false };
        let default = setting.default.as_deref().unwrap_or_default();
        value == default || setting.kind.are_same(value, default)
    }
}

impl Kind {
    fn of(word: &str) -> Self {
        if word.eq_ignore_ascii_case("BOOLEAN") {
            Self::Boolean
        } else if word.eq_ignore_ascii_case("LIST") {
            Self::List
        } else {
            Self::Exact
        }
    }

    fn are_same(self, one: &str, other: &str) -> bool {
        match self {
            Self::Boolean => one.trim().eq_ignore_ascii_case(other.trim()),
            Self::List => one.split(',').map(str::trim).eq(other.split(',').map(str::trim)),
            Self::Exact => false,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A plugin with these settings: key, type and default.
    pub(in crate::desired) fn settings(defined: &[(&str, &str, &str)]) -> Arc<PluginSettings> {
        let definition = |(name, kind, default): &(&str, &str, &str)| {
            let default = Some(*default).filter(|default| !default.is_empty());
            serde_json::json!({"name": name, "value_type": kind, "default_value": default})
        };
        let all = defined.iter().map(definition).collect();
        Arc::new(PluginSettings::Defined(serde_json::from_value(all).unwrap()))
    }

    #[test]
    fn booleans_are_the_same_in_any_case_and_lists_with_any_spaces_and_nothing_else_is() {
        let defined = settings(&[
            ("flag", "BOOLEAN", "false"),
            ("topics", "list", ""),
            ("text", "STRING", "a, b"),
            ("n", "INT", "1"),
        ]);
        let settings = Settings::of(Some(&defined));
        for (key, one, other, same) in [
            ("flag", "TRUE", "true", true),
            ("flag", " true", "True", true),
            ("flag", "true", "false", false),
            ("flag", "true", "yes", false),
            ("topics", "a,b", "a, b", true),
            ("topics", " a ,b ", "a,b", true),
            ("topics", "a,b", "b,a", false),
            ("topics", "a,b", "a,b,", false),
            ("topics", "a b", "a  b", false),
            ("text", "true", "TRUE", false),
            ("text", "a,b", "a, b", false),
            ("n", "1", "01", false),
            ("unknown", "true", "TRUE", false),
            ("unknown", "x", "x", true),
        ] {
            assert_eq!(settings.are_same(key, one, other), same, "{key}: {one:?} {other:?}");
            assert_eq!(Settings::default().are_same(key, one, other), one == other);
        }
        for (key, value, is_default) in [
            ("flag", "FALSE", true),
            ("flag", "", false),
            ("topics", "", true),
            ("topics", "a", false),
            ("text", "a, b", true),
            ("text", "a,b", false),
            ("unknown", "", false),
        ] {
            assert_eq!(settings.is_default(key, value), is_default, "{key}: {value:?}");
        }
    }
}
