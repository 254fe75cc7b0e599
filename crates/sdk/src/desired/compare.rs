//! What should be, setting by setting, against what the service tells.

use ccloud_connect_secret::{Redactor, Secret};

use super::canonical::Settings;
use super::{AddedKeys, Change, ChangeKind, DesiredConnector, Rotation};
use crate::connectors::{LiveConfig, LiveValue, is_custom};
use crate::redaction::{Classification, Shown};

/// What a comparison goes by.
pub(super) struct Comparison<'a> {
    /// What the connector's plugin says of its settings.
    pub(super) settings: &'a Settings,
    /// Which of them are secret.
    pub(super) class: &'a Classification,
    pub(super) added: &'a AddedKeys,
    pub(super) rotation: &'a Rotation,
    pub(super) redactor: &'a Redactor,
}

/// What is known of a secret that the service hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It is what was applied last.
    Same,
    /// It is not.
    Other,
    /// Nobody knows what was applied last.
    Unknown,
}

impl Comparison<'_> {
    /// All differences, sorted by key; `hidden` tells of a key and its value how it relates to what was applied last.
    pub(super) fn changes(
        &self,
        desired: &DesiredConnector,
        live: &LiveConfig,
        hidden: impl Fn(&str, &Secret) -> Hidden,
    ) -> Vec<Change> {
        let is_custom = is_custom(&desired.config);
        let is_compared = |key: &str| !self.added.contains(key, is_custom);
        let settings = desired.config.iter().filter(|(key, _)| is_compared(key));
        let written = settings.filter_map(|(key, value)| self.written(desired, key, value, live.get(key), &hidden));
        let lacking = live.iter().filter(|(key, _)| !desired.config.contains_key(key) && is_compared(key));
        let removed = lacking.filter_map(|(key, old)| self.removed(key, old));
        let mut changes: Vec<_> = written.chain(removed).collect();
        changes.sort_by(|a, b| a.key.cmp(&b.key));
        changes
    }

    fn written(
        &self,
        desired: &DesiredConnector,
        key: &str,
        value: &Secret,
        live: Option<LiveValue<'_>>,
        hidden: &impl Fn(&str, &Secret) -> Hidden,
    ) -> Option<Change> {
        let unresolved = desired.unresolved.contains(key);
        let kind = match live {
            None => ChangeKind::Added,
            Some(LiveValue::Masked) if self.rotation.forces(key) => ChangeKind::Changed,
            Some(_) if unresolved => ChangeKind::Unknown,
            // Two values are told apart; nothing of them is shown.
            Some(LiveValue::Told(old)) if self.settings.are_same(key, old.expose(), value.expose()) => return None,
            Some(LiveValue::Told(_)) => ChangeKind::Changed,
            Some(LiveValue::Masked) => match hidden(key, value) {
                Hidden::Same => return None,
                Hidden::Other => ChangeKind::Changed,
                Hidden::Unknown => ChangeKind::Unknown,
            },
        };
        let text = desired.references.get(key).map(|text| Secret::new(text.as_str()));
        let change = self.change(key, kind, live, Some(text.as_ref().unwrap_or(value)));
        if text.is_none() && !unresolved {
            return Some(change);
        }
        // What is there may have come from the reference as well, whatever the key.
        Some(Change { before: None, ..change })
    }

    fn removed(&self, key: &str, old: LiveValue<'_>) -> Option<Change> {
        // Compared with what is public.
        let is_default = old.told().is_some_and(|old| self.settings.is_default(key, old.expose()));
        (!is_default).then(|| self.change(key, ChangeKind::Removed, Some(old), None))
    }

    fn change(&self, key: &str, kind: ChangeKind, before: Option<LiveValue<'_>>, after: Option<&Secret>) -> Change {
        let secret = before == Some(LiveValue::Masked) || self.class.is_secret(key);
        let shown = |value: &Secret| match self.class.shown(key, value) {
            Shown::Text(text) if !secret => Some(self.redactor.scrub(&text)),
            _ => None,
        };
        let before = before.and_then(LiveValue::told).and_then(shown);
        Change { key: key.to_owned(), change: kind, secret, before, after: after.and_then(shown) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ccloud_connect_secret::ConnectorConfig;

    use super::super::canonical::tests::settings;
    use super::*;

    const LIVE: [(&str, &str); 9] = [
        ("name", "orders"),
        ("connector.class", "X"),
        ("db.password", "****************"),
        ("db.pin", "****"),
        ("db.url", "jdbc:x://u:canary@h/d"),
        ("flag", "true"),
        ("kafka.endpoint", "SASL_SSL://h:9092"),
        ("linger", "5"),
        ("topics", "a, b"),
    ];

    /// What differs when these settings are others than the live ones, and the ones without a value are not there.
    fn told(edits: &[(&str, Option<&str>)], change: impl FnOnce(&mut DesiredConnector), rotation: &Rotation) -> String {
        let defined = settings(&[
            ("connector.class", "STRING", ""),
            ("db.password", "PASSWORD", ""),
            ("db.pin", "PASSWORD", ""),
            ("db.url", "STRING", ""),
            ("flag", "BOOLEAN", "true"),
            ("linger", "INT", "5"),
            ("topics", "LIST", ""),
            ("new", "STRING", ""),
        ]);
        let class = defined.classification();
        let mut config: ConnectorConfig = LIVE.into_iter().filter(|(key, _)| *key != "kafka.endpoint").collect();
        config.insert("db.password", "known");
        config.insert("db.pin", "unknown");
        for (key, value) in edits {
            match value {
                Some(value) => drop(config.insert(*key, *value)),
                None => drop(config.remove(key)),
            }
        }
        let mut desired = DesiredConnector::new("orders", config).unwrap();
        change(&mut desired);
        let redactor = Redactor::new();
        redactor.learn(&"learned-canary".into());
        let comparison = Comparison {
            settings: &Settings::of(Some(&defined)),
            class: &class,
            added: &AddedKeys::and(["ignored.*"]).unwrap(),
            rotation,
            redactor: &redactor,
        };
        let hidden = |key: &str, value: &Secret| match (key, value.expose()) {
            ("db.password", "known") => Hidden::Same,
            ("db.password", _) => Hidden::Other,
            _ => Hidden::Unknown,
        };
        let changes = comparison.changes(&desired, &LiveConfig::from(LIVE), hidden);
        let told = |one: Change| {
            let secret = if one.secret { "secret " } else { "" };
            let part = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
            format!("{} {secret}{} {}>{}", one.key, one.change.as_str(), part(one.before), part(one.after))
        };
        changes.into_iter().map(told).collect::<Vec<_>>().join("; ")
    }

    const PIN: &str = "db.pin secret unknown ->-";

    #[test]
    fn a_file_differs_where_the_service_would_have_other_values_and_nowhere_else() {
        for (edits, expected) in [
            (&[][..], PIN.to_owned()),
            (&[("flag", Some("TRUE")), ("topics", Some("a,b"))], PIN.to_owned()),
            (&[("flag", None), ("linger", None)], PIN.to_owned()),
            (&[("kafka.endpoint", Some("other")), ("ignored.key", Some("1"))], PIN.to_owned()),
            (&[("topics", Some("b,a"))], format!("{PIN}; topics changed a, b>b,a")),
            (&[("linger", Some("6"))], format!("{PIN}; linger changed 5>6")),
            (&[("topics", None)], format!("{PIN}; topics removed a, b>-")),
            (&[("new", Some("1"))], format!("{PIN}; new added ->1")),
            (&[("odd", Some("1"))], format!("{PIN}; odd secret added ->-")),
            (&[("db.pin", None)], "db.pin secret removed ->-".to_owned()),
            (&[("db.password", Some("other"))], format!("db.password secret changed ->-; {PIN}")),
        ] {
            assert_eq!(told(edits, |_| {}, &Rotation::None), expected, "{edits:?}");
        }
    }

    #[test]
    fn credentials_inside_a_value_are_not_shown() {
        let expected = format!("db.url changed jdbc:x://{0}@h/d>jdbc:x://{0}@h/e", ccloud_connect_secret::MASK);
        let shown = told(&[("db.url", Some("jdbc:x://u:canary@h/e")), ("db.pin", Some("x"))], |_| {}, &Rotation::None);
        assert!(shown.contains("db.url changed") && !shown.contains("canary"), "{shown} {expected}");
    }

    #[test]
    fn a_known_secret_within_a_harmless_value_is_not_shown() {
        let shown = told(&[("topics", Some("of-learned-canary"))], |_| {}, &Rotation::None);
        assert!(shown.contains("topics changed a, b>of-") && !shown.contains("canary"), "{shown}");
    }

    #[test]
    fn a_reference_is_shown_as_it_is_written_and_an_unresolved_one_is_unknown() {
        let refers = |desired: &mut DesiredConnector| {
            desired.references.insert("topics".to_owned(), "${env:TOPICS}".to_owned());
            desired.references.insert("db.password".to_owned(), "${env:PASSWORD}".to_owned());
        };
        let shown = told(&[("topics", Some("c")), ("db.password", Some("other"))], refers, &Rotation::None);
        assert_eq!(shown, format!("db.password secret changed ->-; {PIN}; topics changed ->${{env:TOPICS}}"));
        let unresolved = |desired: &mut DesiredConnector| {
            desired.unresolved = BTreeSet::from(["topics", "new", "db.password"].map(str::to_owned));
        };
        let shown = told(&[("topics", Some("${env:T}")), ("new", Some("${env:N}"))], unresolved, &Rotation::None);
        let expected = "db.password secret unknown ->-; db.pin secret unknown ->-; new added ->${env:N}; \
                        topics unknown ->${env:T}";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_rotation_writes_what_the_service_hides_whether_or_not_it_is_known() {
        let keys = |keys: &[&str]| Rotation::Keys(keys.iter().map(|key| (*key).to_owned()).collect());
        for (rotation, expected) in [
            (Rotation::All, "db.password secret changed ->-; db.pin secret changed ->-"),
            (keys(&["db.pin"]), "db.pin secret changed ->-"),
            (keys(&["db.password", "topics"]), "db.password secret changed ->-; db.pin secret unknown ->-"),
        ] {
            assert_eq!(told(&[], |_| {}, &rotation), expected);
        }
    }

    #[test]
    fn nothing_is_taken_for_harmless_of_a_plugin_that_says_nothing() {
        let desired = DesiredConnector::new("orders", ConnectorConfig::from([("any", "canary"), ("tasks.max", "2")]));
        let comparison = Comparison {
            settings: &Settings::default(),
            class: &Classification::default(),
            added: &AddedKeys::default(),
            rotation: &Rotation::None,
            redactor: &Redactor::new(),
        };
        let live = LiveConfig::from([("name", "orders"), ("any", "old-canary"), ("tasks.max", "1")]);
        let changes = comparison.changes(&desired.unwrap(), &live, |_, _| Hidden::Unknown);
        assert!(!format!("{changes:?}").contains("canary"));
        assert_eq!(
            serde_json::to_value(&changes).unwrap(),
            serde_json::json!([
                {"key": "any", "change": "changed", "secret": true},
                {"key": "tasks.max", "change": "changed", "before": "1", "after": "2"},
            ])
        );
    }
}
