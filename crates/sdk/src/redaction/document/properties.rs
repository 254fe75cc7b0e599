//! Whatever the document and the secrets: it stays the same document, and no text in it quotes them.

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;

/// Names of members, words and values that documents of the service hold, any of which may be somebody's password.
const VOCABULARY: &[&str] = &[
    "RUNNING",
    "4",
    "state",
    "type",
    "name",
    "id",
    "config",
    "configs",
    "value",
    "topics",
    "orders",
    "tasks.max",
    "trace",
    "connector.class",
    "db.password",
    "definition",
    "sink",
    "lcc-1",
    "canary-of-ours",
    "token",
    "message",
];

fn word() -> impl Strategy<Value = String> {
    select(VOCABULARY).prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![word(), (word(), word()).prop_map(|(one, other)| format!("it said {one} of {other}"))]
        .prop_map(Value::from)
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![4 => text(), 1 => Just(json!(4)), 1 => Just(json!(true)), 1 => Just(Value::Null)];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let members = hash_map(word(), inner.clone(), 0..6).prop_map(|members| members.into_iter().collect());
        prop_oneof![3 => members.prop_map(Value::Object), 1 => vec(inner, 0..4).prop_map(Value::Array)]
    })
}

fn place() -> impl Strategy<Value = Place<'static>> {
    select(vec![Place::Open, Place::Config])
}

/// Whether they differ in nothing but texts that are hidden, in part or as a whole.
fn is_same_but_for_hidden(shown: &Value, original: &Value) -> bool {
    match (shown, original) {
        (Value::Object(shown), Value::Object(original)) => {
            let pairs = || shown.iter().zip(original);
            shown.len() == original.len()
                && pairs().all(|((name, one), (same, other))| name == same && is_same_but_for_hidden(one, other))
        }
        (Value::Array(shown), Value::Array(original)) => {
            let mut pairs = shown.iter().zip(original);
            shown.len() == original.len() && pairs.all(|(one, other)| is_same_but_for_hidden(one, other))
        }
        (Value::String(shown), _) if shown.contains("***") => !original.is_null(),
        (shown, original) => shown == original,
    }
}

/// Every text but the names of members.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::String(text) => found.push(text),
        _ => {}
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn json_stays_the_same_json_but_for_hidden_values(
        document in document(),
        place in place(),
        secrets in vec(word(), 0..6),
    ) {
        let redactor = Redactor::new();
        for secret in &secrets {
            redactor.learn(&secret.as_str().into());
        }
        let shown = shown(document.clone(), place, &Viewer::from(&redactor));
        prop_assert!(is_same_but_for_hidden(&shown, &document), "{shown} of {document}");
        let state = document.get("state").and_then(Value::as_str);
        let is_word = state.is_some_and(|state| VOCABULARY.contains(&state));
        if is_word && place == Place::Open && document.get("connector.class").is_none() {
            prop_assert_eq!(shown["state"].as_str(), state);
        }
    }

    #[test]
    fn no_text_of_a_document_quotes_a_secret(document in document(), place in place()) {
        let redactor = Redactor::new();
        redactor.learn(&"canary-of-ours".into());
        let viewer = Viewer::from(&redactor);
        let shown = shown(document.clone(), place, &viewer);
        let mut found = Vec::new();
        texts(&shown, &mut found);
        // As a whole it may be a word, or a setting that is known to be harmless.
        let quotes = |text: &&str| text.contains("canary-of-ours") && *text != "canary-of-ours";
        prop_assert!(!found.iter().any(quotes), "{shown} of {document}");
    }
}
