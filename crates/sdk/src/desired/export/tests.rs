use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use ccloud_connect_secret::{ConnectorConfig, Secret};
use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;

use super::names::VariableNames;
use super::{ExportedConnector, FileNames};
use crate::Client;
use crate::connectors::{ConnectorSummary, LiveConfig, LiveValue};
use crate::desired::shape::{Guard, recognise};
use crate::desired::{document, resolve};
use crate::redaction::Classification;

fn live(name: &str, config: LiveConfig) -> ConnectorSummary {
    ConnectorSummary { name: name.to_owned(), id: None, connector_type: None, status: None, config }
}

/// What is written of a connector whose plugin keeps no secrets but these.
fn exported(name: &str, config: LiveConfig, secret: &[&str]) -> ExportedConnector {
    let class = Classification::of_sensitive_properties(secret.iter().copied());
    ExportedConnector::of(&live(name, config), &class, &mut VariableNames::default())
}

#[test]
fn what_the_service_adds_is_left_out_and_what_is_secret_is_referred_to() {
    let config = LiveConfig::from([
        ("name", "orders"),
        ("connector.class", "DatagenSource"),
        ("kafka.endpoint", "SASL_SSL://host:9092"),
        ("config.internal.x", "1"),
        ("kafka.api.key", "****************"),
        ("db.password", "canary"),
        ("db.pin", "canary"),
        ("ssl.key.password", ""),
        ("files", "**/*.csv"),
        ("topic.format", "${topic}-${env:X}"),
    ]);
    let orders = exported("orders", config, &["db.pin"]);
    let pairs: Vec<_> = orders.config.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let expected = [
        ("connector.class", "DatagenSource"),
        ("db.password", "${env:ORDERS_DB_PASSWORD}"),
        ("db.pin", "${env:ORDERS_DB_PIN}"),
        ("files", "**/*.csv"),
        ("kafka.api.key", "${env:ORDERS_KAFKA_API_KEY}"),
        ("ssl.key.password", ""),
        ("topic.format", "${topic}-$${env:X}"),
    ];
    assert_eq!(pairs, expected);
    assert_eq!(orders.variables, ["ORDERS_DB_PASSWORD", "ORDERS_DB_PIN", "ORDERS_KAFKA_API_KEY"]);
}

#[test]
fn the_class_of_a_custom_connector_is_its_plugins_and_unknown_settings_may_be_secret() {
    let config = [("confluent.connector.type", "CUSTOM"), ("connector.class", "io.example.A"), ("any", "canary")];
    let of = |class: &Classification| {
        ExportedConnector::of(&live("a", LiveConfig::from(config)), class, &mut VariableNames::default()).config
    };
    let known = of(&Classification::of_sensitive_properties([""; 0]));
    assert_eq!(known.keys().collect::<Vec<_>>(), ["any", "confluent.connector.type"]);
    assert_eq!((known["any"].as_str(), of(&Classification::default())["any"].as_str()), ("canary", "${env:A_ANY}"));
}

#[test]
fn of_a_value_with_credentials_inside_only_these_are_referred_to() {
    for (value, written) in [
        ("jdbc:postgresql://reader:canary@db.example.com/x", "jdbc:postgresql://#@db.example.com/x"),
        ("https://h.example/?token=canary&version=1", "https://h.example/?token=#&version=1"),
        ("https://u:canary@h.example/?token=canary&a=$", "https://#@h.example/?token=#&a=#"),
        ("https://h.example/${env:A}?token=canary", "https://h.example/$${env:A}?token=#"),
        ("https://****************@h.example/x", "https://#@h.example/x"),
        (
            "a.PlainLoginModule required username=\"u\" password=\"canary\";",
            "a.PlainLoginModule required username=\"#\" password=\"#\";",
        ),
        // A document is written as a whole.
        (r#"{"type": "a", "private_key": "canary"}"#, "#"),
        ("-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n", "#"),
        ("Server=h;Password='canary';App=$", "Server=h;Password='#';App=$"),
        ("https://h.example/$?canary", "https://h.example/$?#"),
        ("X-Any: Bearer canary$", "X-Any: Bearer #"),
        ("orders", "orders"),
    ] {
        let mut count = 0;
        let mut variable = || {
            count += 1;
            format!("V{count}")
        };
        let class = Classification::of_sensitive_properties([""; 0]);
        let value = Secret::new(value);
        let told = super::setting::written("k", LiveValue::Told(&value), &class, &mut variable);
        assert!(!told.contains("canary"), "{told}");
        let shown = (1..=count).fold(told, |text, number| text.replace(&format!("${{env:V{number}}}"), "#"));
        assert_eq!(shown, written);
    }
}

#[test]
fn names_of_variables_can_be_set_and_are_no_ones_else() {
    let mut names = VariableNames::default();
    for (connector, key, name) in [
        ("orders-s3", "kafka.api.key", "ORDERS_S3_KAFKA_API_KEY"),
        ("orders.s3", "kafka.api.key", "ORDERS_S3_KAFKA_API_KEY_2"),
        ("orders s3 ", "kafka-api-key", "ORDERS_S3_KAFKA_API_KEY_3"),
        ("confluent", "db.password", "CONNECTOR_CONFLUENT_DB_PASSWORD"),
        ("cconnect-x", "p", "CONNECTOR_CCONNECT_X_P"),
        ("confluentia", "p", "CONFLUENTIA_P"),
        ("2026", "p", "CONNECTOR_2026_P"),
        ("Größe", "ключ", "GR_E"),
        ("東京", "接続", "CONNECTOR_"),
    ] {
        assert_eq!(names.of(connector, key), name);
    }
}

#[test]
fn names_of_files_fit_every_file_system() {
    let mut names = FileNames::new("yaml");
    let long = "x".repeat(300);
    for (connector, file) in [
        ("orders", "orders.yaml"),
        ("ORDERS", "ORDERS-2.yaml"),
        ("orders-2", "orders-2-2.yaml"),
        ("../../etc/passwd", "_.._.._etc_passwd.yaml"),
        ("a/b\\c:d*e?f|g", "a_b_c_d_e_f_g.yaml"),
        ("a b[1]&+", "a_b_1___.yaml"),
        (".hidden", "_.hidden.yaml"),
        ("-rf", "_-rf.yaml"),
        ("con", "_con.yaml"),
        ("Com1.x", "_Com1.x.yaml"),
        ("comet", "comet.yaml"),
        ("", "_.yaml"),
        ("..", "_...yaml"),
        ("é\n", "__.yaml"),
        (&long, &format!("{}.yaml", &long[..100])),
    ] {
        assert_eq!(names.of(connector), file);
    }
}

/// Texts that readers of YAML, shells and references have been seen to take for something else.
fn text() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "1",
        "1.10",
        "-0",
        "010",
        "0x10",
        "0o7",
        "1e3",
        ".5",
        "+1",
        ".inf",
        ".nan",
        "1_000",
        "true",
        "True",
        "yes",
        "on",
        "no",
        "null",
        "Null",
        "~",
        "",
        " ",
        " a",
        "a ",
        "a: b",
        "a #b",
        "#",
        "- a",
        "-",
        "---",
        "...",
        "--- a",
        "|",
        ">",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'a'",
        "\"a\"",
        "{a}",
        "[a]",
        "{\"a\": [1]}",
        "?",
        "? a",
        ":",
        "a:",
        ":a",
        "=",
        "<<",
        ",",
        "\\",
        "C:\\x\\n",
        "a\nb",
        "a\n",
        "\n",
        "\n\n",
        "a\n\n",
        "\na",
        " a\n  b\n",
        "a\n \nb",
        "a\r\nb",
        "\r",
        "\t",
        "a\tb",
        "\tb\na",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{feff}a",
        "a\u{0}b",
        "\u{7f}",
        "\u{1b}[2J",
        "é😀日本",
        "-----BEGIN CERTIFICATE-----\nMIIB+/=\n-----END CERTIFICATE-----\n",
        "2026-01-05",
        "2026-01-05T09:00:00Z",
        "12:30:45",
        "${topic}",
        "${env:A}",
        "$${env:A}",
        "${file:a:b}",
        "$$${file:",
        "${env:",
        "$",
        "**/*.csv",
        "SELECT a  FROM b WHERE c = 'd'   AND e > 5 ORDER BY f, g, h, i, j, k, l, m, n, o, p",
    ])
    .prop_map(str::to_owned);
    prop_oneof![3 => odd.clone(), 1 => any::<String>(), 1 => (odd.clone(), odd).prop_map(|(a, b)| a + &b), 1 => "[ -~\\n]{0,40}"]
}

/// What a file says with all variables set to `value`.
fn read(file: &str, value: &str) -> BTreeMap<String, String> {
    static CLIENT: LazyLock<Client> = LazyLock::new(|| Client::builder().api_key("key", "secret").build().unwrap());
    let from = Path::new(if file.starts_with('{') { "f.json" } else { "f.yaml" });
    let mut found = recognise(from, document::parse(from, file), &Guard::default());
    assert!(found.mistakes.is_empty() && found.connectors.len() == 1, "{:?}: {file}", found.mistakes);
    assert!(found.connectors[0].origin.spelled().is_empty(), "every value is a text: {file}");
    let value = value.to_owned();
    resolve(&mut found.connectors, &CLIENT.references().variables(move |_| Some(value.clone().into()))).unwrap();
    let read = found.connectors.remove(0);
    assert!(read.name == "orders" && read.offsets.is_none() && read.state.is_none());
    read.config.iter().map(|(key, value)| (key.to_owned(), value.expose().to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_says_what_the_service_told(config in btree_map("[a-z]{1,4}(\\.[a-z]{1,3})?|é |\\*|- a|1", text(), 0..12)) {
        let name = "name".to_owned();
        let told: BTreeMap<_, _> = config.into_iter().filter(|(key, value)| {
            *key != name && !ccloud_connect_secret::holds_mask(value)
        }).collect();
        let live: ConnectorConfig = told.clone().into_iter().collect();
        let exported = exported("orders", live.into(), &[]);
        for file in [exported.to_yaml().unwrap(), exported.to_json().unwrap()] {
            // In the place of each secret something that is in no text.
            let gap = "\u{1}gap\u{1}";
            let mut read = read(&file, gap);
            prop_assert_eq!(read.remove("name"), Some("orders".to_owned()));
            prop_assert!(read.keys().eq(told.keys()), "{}", file);
            for (key, value) in &told {
                let mut rest = value.as_str();
                for (at, part) in read[key].split(gap).enumerate() {
                    let from = rest.find(part);
                    prop_assert!(from.is_some_and(|from| (at == 0) == (from == 0) || at > 0), "{}: {:?}", key, value);
                    rest = &rest[from.unwrap() + part.len()..];
                }
                prop_assert!(rest.is_empty() || read[key].ends_with(gap), "{}: {:?} {:?}", key, value, read[key]);
            }
        }
    }
}
