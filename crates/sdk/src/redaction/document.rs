//! Which texts of any JSON document are secret, by the names they stand under.

use ccloud_connect_secret::{MASK, Redactor, Secret, holds_mask};
use serde_json::{Map, Value};

use super::{Classification, Shown, Viewer};

/// Members that hold secrets, whatever is in them.
const SECRET: &[&str] = &["credential", "credentials", "upload_form_data", "upload_url"];

/// So does a member whose name ends like this: `access_token`, `api_secret`, `clientSecret`, `tokens`.
const SECRET_ENDS: &[&str] = &[
    "authorization",
    "cookie",
    "passphrase",
    "password",
    "passwords",
    "private_key",
    "privatekey",
    "secret",
    "secrets",
    "sas_token",
    "token",
    "tokens",
];

/// Except that these name a place in a list.
const CURSORS: &[&str] = &["next_page_token", "page_token"];

/// Members whose values are names and words of the service, never texts that quote what was sent.
const WORDS: &[&str] = &["api_version", "cloud", "id", "id_type", "kind", "name", "phase", "state", "type"];

/// What a value is, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    /// Somewhere in a document.
    Open,
    /// Where a name or a word of the service stands.
    Word,
    /// The settings of a connector.
    Config,
    /// One setting, of this key.
    Setting(&'a str),
    /// Where all is secret.
    Secret,
}

/// A document as it may be shown: settings that are not known to be harmless, and what is secret by its
/// name, are masked; what the redactor knows is taken out of other texts. The names of members, and the names and words of
/// the service, are left as they are, also where a secret happens to be the same.
pub(crate) fn shown(mut document: Value, place: Place<'_>, viewer: &Viewer) -> Value {
    let classify = |config: &Map<String, Value>| viewer.class_of(config);
    visit(
        &mut document,
        place,
        &Classification::default(),
        &classify,
        &mut |value, place, class| match (place, &*value) {
            (Place::Word, Value::String(text)) if !text.contains(char::is_whitespace) => {}
            (Place::Open | Place::Word, Value::String(text)) => *value = viewer.scrub(text).into(),
            (Place::Open | Place::Word, _) | (_, Value::Null) => {}
            (Place::Setting(key), Value::String(text)) => *value = shown_setting(key, text, class, viewer).into(),
            (Place::Setting(key), _) if !class.is_secret(key) => {}
            (Place::Setting(_) | Place::Config | Place::Secret, _) => *value = MASK.into(),
        },
    );
    document
}

fn shown_setting(key: &str, text: &str, class: &Classification, viewer: &Viewer) -> String {
    let secret = Secret::new(text);
    let shown = class.shown(key, &secret);
    match (viewer.shown_as(key, &secret), shown) {
        (Some(referred), Shown::Secret | Shown::Masked) => referred,
        // What is no secret is shown with more than its references.
        (Some(referred), _) if !holds_mask(&referred) => referred,
        // A topic is one also when somebody took its name for a password.
        (_, Shown::Text(text)) if viewer.knows(&text.as_ref().into()) => text.into_owned(),
        (_, Shown::Text(text)) => viewer.scrub(&text),
        (_, hidden) => hidden.as_str().to_owned(),
    }
}

/// Teaches a redactor what is secret in a document that is sent.
pub(crate) fn learn_sent(document: &Value, place: Place<'_>, viewer: &Viewer) {
    let classify = |config: &Map<String, Value>| viewer.class_of(config);
    visit(&mut document.clone(), place, &Classification::default(), &classify, &mut |value, place, class| match (
        place,
        value.as_str(),
    ) {
        (Place::Setting(key), Some(text)) => class.teach(key, &text.into(), viewer),
        (Place::Config | Place::Secret, Some(text)) => viewer.learn(&text.into()),
        _ => {}
    });
}

/// Teaches a redactor what is secret by its name in a document that was received. Settings are not learned: the service
/// has hidden those that it takes for secrets, and the rest would blot out half of every later text.
pub(crate) fn learn_received(document: &Value, redactor: &Redactor) {
    for secret in secret_by_name(document) {
        redactor.learn(&secret);
    }
}

/// The texts that are secret by the names they stand under, settings aside.
pub(crate) fn secret_by_name(document: &Value) -> Vec<Secret> {
    let mut found = Vec::new();
    visit_all(document, Place::Open, &mut |value, place| {
        if let (Place::Secret, Some(text)) = (place, value.as_str()) {
            found.push(text.into());
        }
    });
    found
}

/// Whether a member, form field or header of this name holds a secret, whatever it is.
pub(crate) fn is_secret_name(name: &str) -> bool {
    matches!(place_of(&name.replace('-', "_")), Place::Config | Place::Secret)
}

/// JSON pointers to the values that are a mask, or hold the one that this crate writes.
pub(crate) fn masked(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look_for_masks(document, &mut String::new(), &mut found);
    found
}

fn look_for_masks(value: &Value, pointer: &mut String, found: &mut Vec<String>) {
    let length = pointer.len();
    let mut descend = |name: &str, inner: &Value| {
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        look_for_masks(inner, pointer, found);
        pointer.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, inner)| descend(name, inner)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, inner)| descend(&index.to_string(), inner)),
        Value::String(text) if holds_mask(text) => found.push(pointer.clone()),
        _ => {}
    }
}

/// Calls for every value that is neither an object nor a list, with its place.
fn visit_all(document: &Value, place: Place<'_>, leaf: &mut impl FnMut(&Value, Place<'_>)) {
    let nothing = Classification::default();
    let classify = |_: &Map<String, Value>| Classification::default();
    visit(&mut document.clone(), place, &nothing, &classify, &mut |value, place, _| leaf(value, place));
}

/// The same, with which settings are secret where it stands; the values can be changed.
fn visit(
    value: &mut Value,
    place: Place<'_>,
    class: &Classification,
    classify: &impl Fn(&Map<String, Value>) -> Classification,
    leaf: &mut impl FnMut(&mut Value, Place<'_>, &Classification),
) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, within(place), class, classify, leaf)),
        Value::Object(members) => {
            let place = match place {
                // A connector whose config is within.
                Place::Config if members.get("config").is_some_and(Value::is_object) => Place::Open,
                Place::Open | Place::Word if members.contains_key("connector.class") => Place::Config,
                place => within(place),
            };
            let own = match place {
                Place::Config => Some(classify(members)),
                Place::Open => members.get("definition").map(defined),
                _ => None,
            };
            let class = own.as_ref().unwrap_or(class);
            // One setting of several, as the answer to a validation holds them, even where it does not say which.
            let unnamed = members.contains_key("recommended_values").then(String::new);
            let setting = members.get("name").and_then(Value::as_str).map(str::to_owned).or(unnamed);
            for (name, member) in members {
                let inner = match (place, &setting) {
                    (Place::Open, Some(key)) if name == "value" || name == "default_value" => Place::Setting(key),
                    (Place::Open, _) => place_of(name),
                    (Place::Config, _) => Place::Setting(name),
                    (place, _) => place,
                };
                visit(member, inner, class, classify, leaf);
            }
        }
        _ => leaf(value, place, class),
    }
}

/// Settings are texts: nothing is known of what stands in an object in a text's place. Nor is an object a word.
fn within(place: Place<'_>) -> Place<'_> {
    match place {
        Place::Setting(_) => Place::Secret,
        Place::Word => Place::Open,
        place => place,
    }
}

/// What the definition beside a setting says of it.
fn defined(definition: &Value) -> Classification {
    let text = |member: &str| definition.get(member).and_then(Value::as_str);
    Classification::of_one(text("name").unwrap_or_default(), text("type").unwrap_or_default())
}

fn place_of(name: &str) -> Place<'static> {
    let name = name.to_ascii_lowercase();
    let ends = |end: &&str| name.ends_with(*end);
    match name.as_str() {
        "config" => Place::Config,
        name if WORDS.contains(&name) => Place::Word,
        name if CURSORS.contains(&name) => Place::Open,
        name if SECRET.contains(&name) || SECRET_ENDS.iter().any(ends) => Place::Secret,
        _ => Place::Open,
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ccloud_connect_secret::ConnectorConfig;
    use serde_json::json;

    use super::*;
    use crate::redaction::KnowsPlugins;

    #[test]
    fn a_document_is_shown_without_what_is_secret_by_its_name_or_place() {
        let redactor = Redactor::new();
        redactor.learn(&"known-canary".into());
        for (place, document, expected) in [
            (
                Place::Open,
                json!({"name": "c", "config": {"topics": "t", "db.password": "canary", "tasks.max": 1, "x": null}}),
                json!({"name": "c", "config": {"topics": "t", "db.password": MASK, "tasks.max": 1, "x": null}}),
            ),
            (Place::Config, json!({"topics": "t", "any": 1}), json!({"topics": "t", "any": MASK})),
            (Place::Config, json!({"config": {"a": "canary"}, "type": "sink"}), {
                json!({"config": {"a": MASK}, "type": "sink"})
            }),
            (
                Place::Open,
                json!([{"connector.class": "C", "a": "canary"}]),
                json!([{"connector.class": "C", "a": MASK}]),
            ),
            (Place::Open, json!({"info": {"config": {"a": {"b": ["canary"]}}}}), {
                json!({"info": {"config": {"a": {"b": [MASK]}}}})
            }),
            (Place::Config, json!({"topics": ["canary"]}), json!({"topics": [MASK]})),
            (
                Place::Open,
                json!({"configs": [{"value": {"name": "db.password", "value": "canary", "visible": true}}]}),
                json!({"configs": [{"value": {"name": "db.password", "value": MASK, "visible": true}}]}),
            ),
            (
                Place::Open,
                json!({"configs": [{"value": {"value": "canary", "recommended_values": []}}], "privateKey": "canary"}),
                json!({"configs": [{"value": {"value": MASK, "recommended_values": []}}], "privateKey": MASK}),
            ),
            (
                Place::Open,
                json!({"upload_form_data": {"key": "canary"}, "upload_url": "https://canary", "upload_id": "u"}),
                json!({"upload_form_data": {"key": MASK}, "upload_url": MASK, "upload_id": "u"}),
            ),
            (
                Place::Open,
                json!({"access_token": "canary", "Tokens": ["canary"], "clientSecret": 1, "token_type": "Bearer"}),
                json!({"access_token": MASK, "Tokens": [MASK], "clientSecret": MASK, "token_type": "Bearer"}),
            ),
            (Place::Open, json!({"config": "canary"}), json!({"config": MASK})),
            (Place::Open, json!({"config": [["canary"]]}), json!({"config": [[MASK]]})),
            (Place::Open, json!({"next_page_token": "p", "n": 1.5}), json!({"next_page_token": "p", "n": 1.5})),
            (Place::Open, json!({"a known-canary": "the known-canary"}), json!({"a known-canary": "the ***"})),
            (
                Place::Open,
                json!({"state": "known-canary", "id": {"id": "a known-canary", "of": "known-canary"}, "type": ["known-canary"]}),
                json!({"state": "known-canary", "id": {"id": "a ***", "of": "***"}, "type": ["***"]}),
            ),
            (Place::Config, json!({"topics": "known-canary"}), json!({"topics": "known-canary"})),
            (Place::Config, json!({"topics": "u:known-canary"}), json!({"topics": "u:***"})),
            (Place::Open, json!("known-canary"), json!("***")),
        ] {
            assert_eq!(shown(document.clone(), place, &Viewer::from(&redactor)), expected, "{place:?} {document}");
        }
    }

    #[test]
    fn a_setting_that_came_from_a_reference_is_shown_as_its_text() {
        let redactor = Redactor::new();
        redactor.learn(&"canary".into());
        for (key, value, text) in [
            ("db.password", "canary", "${env:A}".to_owned()),
            ("db.url", "x://u:canary@h", format!("{MASK}${{env:A}}")),
            ("tasks.max", "2", "${env:TASKS}".to_owned()),
            ("topics", "a-canary", format!("{MASK}${{env:A}}")),
        ] {
            redactor.show_as(key, &value.into(), text);
        }
        let sent = json!({"db.password": "canary", "db.url": "x://u:canary@h", "tasks.max": "2", "topics": "a-canary"});
        let expected = json!({
            "db.password": "${env:A}", "db.url": format!("{MASK}${{env:A}}"), "tasks.max": "${env:TASKS}", "topics": "a-***",
        });
        assert_eq!(shown(sent, Place::Config, &Viewer::from(&redactor)), expected);
        assert_eq!(
            shown(json!({"flush.size": "2"}), Place::Config, &Viewer::from(&redactor)),
            json!({"flush.size": "2"})
        );
    }

    #[derive(Debug)]
    struct OneClass;

    impl KnowsPlugins for OneClass {
        fn class_of(&self, config: &ConnectorConfig) -> Option<Classification> {
            (config.get("connector.class")?.expose() == "C").then(|| Classification::of_one("db.user", "STRING"))
        }
    }

    #[test]
    fn what_a_known_plugin_or_a_definition_calls_no_secret_is_shown() {
        let viewer = Viewer::new(Redactor::new(), Some(Arc::new(OneClass)));
        let config = |class: &str, user: &str| json!({"config": {"connector.class": class, "db.user": user, "db.port": MASK, "kafka.api.key": MASK}});
        let setting = |kind: &str, value: &str| json!({"configs": [{"definition": {"name": "db.user", "type": kind, "default_value": value}, "value": {"name": "db.user", "value": value}}]});
        for (document, expected) in [
            (
                json!({"a": config("C", "u"), "b": config("D", "u")}),
                json!({"a": config("C", "u"), "b": config("D", MASK)}),
            ),
            (setting("STRING", "u"), setting("STRING", "u")),
            (setting("PASSWORD", "u"), setting("PASSWORD", MASK)),
            (setting("NONE", "u"), setting("NONE", MASK)),
        ] {
            assert_eq!(shown(document.clone(), Place::Open, &viewer), expected, "{document}");
        }
        assert_eq!(shown(config("C", "u")["config"].clone(), Place::Config, &viewer), config("C", "u")["config"]);
    }

    #[test]
    fn what_was_sent_as_a_setting_is_recognised_later() {
        let redactor = Redactor::new();
        learn_sent(
            &json!({"name": "orders", "config": {"topics": "orders", "db.password": "canary"}}),
            Place::Open,
            &Viewer::from(&redactor),
        );
        learn_sent(&json!({"spec": {"secret": "the-secret"}}), Place::Open, &Viewer::from(&redactor));
        learn_sent(&json!({"kafka.endpoint": "x://u:in-the-address@h"}), Place::Config, &Viewer::from(&redactor));
        assert_eq!(redactor.scrub("orders canary the-secret in-the-address"), "orders *** *** ***");
    }

    #[test]
    fn masks_are_found_wherever_they_stand() {
        let document = json!({"config": {"a/b": "****", "c": "**/*", "d": ["x", MASK]}, "e": format!("u:{MASK}@h")});
        assert_eq!(masked(&document), ["/config/a~1b", "/config/d/1", "/e"]);
        assert_eq!(masked(&json!("**")), [""]);
    }
}
