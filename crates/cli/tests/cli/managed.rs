use std::collections::BTreeSet;

use crate::runner::{Runner, keys};

#[test]
fn a_plugin_is_described_by_its_settings() {
    let runner = Runner::new();
    let settings = runner.json(&["plugin", "describe", "DatagenSource"]);
    let setting = |key: &str| {
        let all = settings.as_array().unwrap();
        all.iter().find(|each| each["config"] == key).unwrap().as_object().unwrap()
    };
    let secret = setting("kafka.api.secret");
    assert_eq!((&secret["type"], &secret["is_required"]), (&"PASSWORD".into(), &true.into()));
    assert!(secret["documentation"].as_str().is_some_and(|text| !text.is_empty()));
    assert_eq!(setting("output.data.format")["default_value"], "JSON");
    assert!(!secret.contains_key("default_value"), "what is not known is left out");
    let human = runner.sandbox(&["plugin", "describe", "DatagenSource"]);
    assert!(human.stdout.starts_with("CONFIG "), "{}", human.stdout);
}

#[test]
fn an_unknown_class_is_4_with_near_names() {
    let runner = Runner::new();
    let unknown = runner.sandbox(&["plugin", "describe", "DatagenSink", "-o", "json"]);
    assert_eq!((unknown.code, &unknown.error()["hint"]), (Some(4), &"Did you mean `DatagenSource`?".into()));
}

#[test]
fn the_runtimes_are_told_under_the_services_keys() {
    let runner = Runner::new();
    let runtimes = runner.json(&["runtime", "list"]);
    let expected = [
        "custom_connect_plugin_runtime_name",
        "description",
        "end_of_life_at",
        "id",
        "product_maturity",
        "runtime_ak_version",
        "supported_java_versions",
    ];
    assert_eq!(keys(&runtimes[0]), BTreeSet::from(expected));
    let human = runner.sandbox(&["runtime", "list"]);
    assert!(human.stdout.contains(runtimes[0]["id"].as_str().unwrap()), "{}", human.stdout);
}
