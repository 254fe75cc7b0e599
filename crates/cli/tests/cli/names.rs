use serde_json::json;

use crate::runner::{Runner, connector};

const ODD: [&str; 7] = ["a b", "x|y", "[x]", "p+q", "m&n", "a,b", "é"];

#[test]
fn odd_names_survive_the_round_trip() {
    let runner = Runner::new();
    for (index, name) in ODD.iter().enumerate() {
        runner.file(&index.to_string(), &connector(name).to_string());
    }
    let created = runner.json(&["connector", "create", "-f", "0", "1", "2", "3", "4", "5", "6"]);
    assert_eq!(names(&created), ODD);
    for command in ["status", "pause", "resume"] {
        let told = runner.json(&[&["connector", command], &ODD[..]].concat());
        assert_eq!(names(&told), ODD, "{command}");
    }
    for name in ODD {
        assert_eq!(runner.json(&["connector", "describe", name])["connector"]["name"], name);
        let human = runner.sandbox(&["connector", "status", name]);
        assert!(human.stdout.contains(name), "{}", human.stdout);
    }
    let updated = runner.json(&["connector", "update", "x|y", "-f", "1"]);
    assert_eq!(updated["changed"], json!([]));
    assert_eq!(names(&runner.json(&[&["connector", "delete", "-y"], &ODD[..]].concat())), ODD);
    assert_eq!(runner.json(&["connector", "list"]), json!([]));
}

#[test]
fn what_cannot_be_a_name_is_refused_before_any_call() {
    let runner = Runner::new();
    // Nothing listens there: a call would end with 1.
    let nowhere = [("CONFLUENT_CLOUD_ENDPOINT", "http://127.0.0.1:1"), ("CONFLUENT_CLOUD_ACCESS_TOKEN", "t")];
    for name in ["..", ".", "", "a/b", "a\\b", "a\nb"] {
        for command in ["describe", "pause", "delete"] {
            let flags = ["-e", "env-1", "-c", "lkc-1", "-y", "-o", "json", "connector", command, name];
            let ran = runner.run_with(&flags, &nowhere);
            assert_eq!((ran.code, &ran.error()["kind"]), (Some(2), &json!("input")), "{command} {name:?}");
        }
        runner.file("f.json", &connector(name).to_string());
        let flags = ["-e", "env-1", "-c", "lkc-1", "-o", "json", "connector", "create", "-f", "f.json"];
        assert_eq!(runner.run_with(&flags, &nowhere).code, Some(2), "create {name:?}");
    }
}

fn names(rows: &serde_json::Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}
