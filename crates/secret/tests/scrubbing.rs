//! What a redactor knows is in no scrubbed text, whatever the value, its neighbours and its encoding.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use ccloud_connect_secret::Redactor;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Every byte that is none of these, percent-encoded.
fn percent(text: &str, left: &str, lower: bool) -> String {
    let encoded = |byte: u8| match byte {
        b' ' if left.contains(' ') => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() || left.as_bytes().contains(&byte) => char::from(byte).to_string(),
        byte if lower => format!("%{byte:02x}"),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

/// A JSON text in which these characters are escaped by number.
fn numbered(text: &str, which: fn(char) -> bool, lower: bool) -> String {
    let unit = |unit: &u16| if lower { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
    let escaped = |character: char| match character {
        character if which(character) => character.encode_utf16(&mut [0; 2]).iter().map(unit).collect(),
        character => json(&character.to_string()),
    };
    text.chars().map(escaped).collect()
}

/// The characters of the Base64 of a text that do not change with its neighbours.
fn base64(text: &str, before: usize, alphabet: impl Engine) -> String {
    let encoded = |neighbour: u8| {
        let neighbours = [neighbour; 2];
        alphabet.encode([&neighbours[..before], text.as_bytes(), &neighbours].concat())
    };
    let both = encoded(0).into_bytes().into_iter().zip(encoded(255).into_bytes());
    both.filter(|(one, other)| one == other).map(|(one, _)| char::from(one)).collect()
}

/// A text in every encoding of the list.
fn encodings(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    let mut texts = vec![json(text), json(text).replace('/', "\\/")];
    for lower in [false, true] {
        all.extend(["-_.~", "-_.* "].map(|left| percent(text, left, lower)));
        texts.extend([|character: char| !character.is_ascii(), |_| true].map(|which| numbered(text, which, lower)));
    }
    all.extend(texts.iter().map(|inner| json(inner)));
    all.extend(texts);
    for before in 0..3 {
        all.push(base64(text, before, STANDARD_NO_PAD));
        all.push(base64(text, before, URL_SAFE_NO_PAD));
    }
    all
}

/// Few letters, so that values overlap, and those that encoders treat in a special way.
fn letters(count: Range<usize>) -> impl Strategy<Value = String> {
    let letter = select("ab/\\\"%+ &é\u{1f600}\n041nu*-".chars().collect::<Vec<_>>());
    vec(letter, count).prop_map(String::from_iter)
}

fn is_searched(value: &str) -> bool {
    let is_said_otherwise = value.parse::<f64>().is_ok() || value.bytes().all(|byte| byte == b'*');
    value.len() >= 4 && !is_said_otherwise && !["true", "false"].contains(&value)
}

fn value() -> impl Strategy<Value = String> {
    let any = prop_oneof![letters(4..10), "[ -~]{4,40}", "\\PC{4,20}"];
    any.prop_filter("is searched for", |value| is_searched(value))
}

/// Several values, some of which begin like another.
fn values() -> impl Strategy<Value = Vec<String>> {
    (vec(value(), 1..4), vec((any::<Index>(), letters(1..4)), 0..3)).prop_map(|(mut values, ends)| {
        for (of, end) in ends {
            values.push(format!("{}{end}", of.get(&values)));
        }
        values.retain(|value| is_searched(value));
        values
    })
}

fn knowing(values: &[String]) -> Redactor {
    let redactor = Redactor::new();
    for value in values {
        redactor.learn(&value.as_str().into());
    }
    redactor
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_known_value_is_in_no_scrubbed_text(
        values in values(),
        parts in vec((any::<Index>(), any::<Index>(), prop_oneof![letters(0..7), "\\PC{0,6}"]), 1..8),
    ) {
        let mut text = String::new();
        for (value, encoding, between) in &parts {
            text += between;
            let value: &String = value.get(&values);
            text += encoding.get(&encodings(value)).as_str();
        }
        let scrubbed = knowing(&values).scrub(&text);
        for value in &values {
            for encoding in encodings(value) {
                prop_assert!(!scrubbed.contains(&encoding), "{encoding:?} of {value:?} in {scrubbed:?} of {text:?}");
            }
        }
    }

    #[test]
    fn a_value_is_found_whatever_is_escaped_of_it_that_need_not_be(
        value in value(),
        choices in vec(0..4, 40),
        is_json in any::<bool>(),
    ) {
        let escaped = |(character, choice): (char, &i32)| {
            let alone = character.to_string();
            match (is_json, choice) {
                (true, 0) => numbered(&alone, |_| true, false),
                (true, 1) => numbered(&alone, |_| true, true),
                (true, _) => json(&alone),
                (false, 0) if character != '%' => alone,
                (false, 1) => percent(&alone, "", true),
                (false, _) => percent(&alone, "", false),
            }
        };
        let encoded: String = value.chars().zip(choices.iter().cycle()).map(escaped).collect();
        let redactor = knowing(std::slice::from_ref(&value));
        prop_assert_eq!(redactor.scrub(&format!("before {encoded} after")), "before *** after");
    }

    #[test]
    fn a_text_without_known_values_is_left_as_it_is(values in vec("[XYZ]{6,30}", 0..20), text in "[^XYZ]{0,200}") {
        let redactor = knowing(&values);
        prop_assert_eq!(redactor.scrub(&text), text.clone());
        let bytes: Vec<u8> = text.bytes().rev().collect();
        prop_assert_eq!(redactor.scrub_bytes(&bytes), bytes);
    }
}
