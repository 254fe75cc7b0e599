use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::runner::{CANARY, Ran, Runner, connector};

/// A connector file whose secrets are these texts.
fn referring(name: &str, key: &str, secret: &str) -> String {
    let mut file = connector(name);
    file["config"]["kafka.api.key"] = key.into();
    file["config"]["kafka.api.secret"] = secret.into();
    // Or the features of other crates decide on which line a key stands.
    file.sort_all_objects();
    format!("{file:#}")
}

/// Runs against an address where nothing listens: a call would end with 1.
fn nowhere(runner: &Runner, args: &[&str], more: &[(&str, &str)]) -> Ran {
    let flags = ["-e", "env-1", "-c", "lkc-1", "--max-retries", "0", "-o", "json", "connector"];
    let variables = [("CONFLUENT_CLOUD_ENDPOINT", "http://127.0.0.1:1"), ("CONFLUENT_CLOUD_ACCESS_TOKEN", "t")];
    runner.run_with(&[&flags[..], args].concat(), &[&variables[..], more].concat())
}

#[test]
fn secrets_come_from_where_a_file_refers_to_and_are_never_shown() {
    let runner = Runner::new();
    for folder in ["team/secrets", "root"] {
        std::fs::create_dir_all(runner.folder().join(folder)).unwrap();
    }
    runner.file("team/secrets/kafka.properties", &format!("# a key\nkey = {CANARY}\n"));
    runner.file("root/secret", &format!("{CANARY}\n"));
    runner.file("team/orders.json", &referring("orders", "${file:secrets/kafka.properties:key}", "${env:SECRET}"));
    let variables = [("SECRET", CANARY)];
    let create = ["--sandbox", "-o", "json", "-v", "connector", "create", "-f", "team/orders.json"];
    let created = runner.run_with(&create, &variables);
    assert_eq!(created.code, Some(0), "{}", created.stderr);
    let added = created.json()["changed"].as_array().unwrap().iter().filter(|one| one["change"] == "added").count();
    assert_eq!(added, 8, "{}", created.stdout);

    runner.file("team/orders.json", &referring("orders", "key", "${file:secret}"));
    let update = ["--sandbox", "connector", "update", "orders", "-f", "team/orders.json"];
    let outside = runner.run(&update);
    assert_eq!(outside.code, Some(2), "{}", outside.stderr);
    let inside = runner.run(&[&update[..], &["--secret-root", "root"]].concat());
    assert_eq!(inside.code, Some(0), "{}", inside.stderr);
    assert_eq!(runner.run_with(&update, &[("CCONNECT_SECRET_ROOT", "root")]).code, Some(0));
}

#[test]
fn a_reference_that_leads_nowhere_ends_with_2_before_any_call_and_all_are_told() {
    let runner = Runner::new();
    runner.file("a.json", &referring("a", "${env:NONE}", "${file:/etc/passwd}"));
    runner.file("b.json", &referring("b", "${env:CONFLUENT_CLOUD_ACCESS_TOKEN}", "${file:../x}"));
    let ran = nowhere(&runner, &["create", "-f", "a.json", "b.json"], &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    let error = ran.error();
    let details = error["details"].as_array().unwrap();
    let told: Vec<_> = details.iter().map(|one| (&one["file"], &one["line"], &one["key"])).collect();
    let expected = [("a.json", 4, "kafka.api.key"), ("a.json", 5, "kafka.api.secret")];
    let more = [("b.json", 4, "kafka.api.key"), ("b.json", 5, "kafka.api.secret")];
    let expected: Vec<_> =
        expected.into_iter().chain(more).map(|(file, line, key)| (json!(file), json!(line), json!(key))).collect();
    assert_eq!(told, expected.iter().map(|(file, line, key)| (file, line, key)).collect::<Vec<_>>(), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--secret-root"), "{error}");

    let updated = nowhere(&runner, &["update", "a", "-f", "a.json"], &[("NONE", CANARY)]);
    assert_eq!((updated.code, &updated.error()["details"][0]["key"]), (Some(2), &json!("kafka.api.secret")));
    let human = runner.run(&["--sandbox", "connector", "create", "-f", "a.json"]);
    assert!(human.stderr.contains("a.json:4:"), "{}", human.stderr);
}

#[test]
fn a_mask_in_a_file_ends_with_2_before_any_call_naming_keys_places_and_remedies() {
    let runner = Runner::new();
    runner.file("a.json", &referring("a", "****************", "**"));
    for command in [&["update", "a", "-f", "a.json"][..], &["create", "-f", "a.json"]] {
        let ran = nowhere(&runner, command, &[]);
        let error = ran.error();
        assert_eq!((ran.code, &error["kind"]), (Some(2), &json!("input")), "{error}");
        for (index, key) in ["kafka.api.key", "kafka.api.secret"].into_iter().enumerate() {
            let detail = &error["details"][index];
            assert_eq!(
                (&detail["key"], &detail["file"], &detail["line"]),
                (&json!(key), &json!("a.json"), &json!(index + 4))
            );
            assert!(detail["message"].as_str().unwrap().contains("${env:NAME}"), "{error}");
        }
    }
    runner.file("b.json", &referring("b", "**/*.csv", "a**"));
    assert_eq!(runner.sandbox(&["connector", "create", "-f", "b.json"]).code, Some(0));
}

#[test]
fn a_file_may_come_from_stdin_and_its_references_begin_at_the_current_folder() {
    let runner = Runner::new();
    runner.file("secret", CANARY);
    let mut command = runner.command(&["--sandbox", "connector", "create", "-f", "-", "-o", "json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(referring("orders", "key", "${file:secret}").as_bytes()).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, &ran.json()["name"]), (Some(0), &json!("orders")), "{}", ran.stderr);
}

/// Of the sandbox's inner state, what it keeps of a connector's settings: secrets as an HMAC by connector and key.
fn stored(runner: &Runner) -> Value {
    let state = std::fs::read_to_string(runner.folder().join("state/state.json")).unwrap();
    serde_json::from_str::<Value>(&state).unwrap()["connectors"]["orders"]["settings"].clone()
}

#[test]
fn single_keys_are_changed_when_every_hidden_one_gets_a_value_and_what_is_stored_is_exactly_right() {
    let runner = Runner::new();
    runner.file("key", "the-key-canary\n");
    runner.file("secret", "the-secret-canary\n");
    let mut wanted: Value = serde_json::from_str(&referring("orders", "${file:key}", "${file:secret}")).unwrap();
    wanted["config"]["max.interval"] = "5".into();
    wanted["config"]["tasks.max"] = "2".into();
    runner.file("wanted.json", &wanted.to_string());
    runner.json(&["connector", "create", "-f", "wanted.json"]);
    let expected = stored(&runner);
    runner.json(&["connector", "delete", "orders", "-y"]);
    wanted["config"]["tasks.max"] = "1".into();
    wanted["config"]["topic.of.old"] = "x".into();
    wanted["config"].as_object_mut().unwrap().remove("max.interval");
    runner.file("first.json", &wanted.to_string());
    runner.json(&["connector", "create", "-f", "first.json"]);
    let before = stored(&runner);

    let update = ["connector", "update", "orders", "--set", "tasks.max=2"];
    let masked = runner.sandbox(&[&update[..], &["-o", "json"]].concat());
    let error = masked.error();
    let keys: Vec<_> = error["details"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!((masked.code, keys), (Some(2), vec!["kafka.api.key", "kafka.api.secret"]), "{error}");
    for remedy in ["--set 'kafka.api.key=${env:NAME}'", "--set-file kafka.api.key=PATH", "--unset", "--keep-secrets"] {
        assert!(error["hint"].as_str().unwrap().contains(remedy), "{error}");
    }
    assert_eq!(stored(&runner), before, "nothing was written");

    let flags = ["--set", "max.interval=5", "--unset", "topic.of.old"];
    let files = ["--set-file", "kafka.api.key=key", "--set-file", "kafka.api.secret=secret", "-v", "-o", "json"];
    let updated = runner.sandbox(&[&update[..], &flags, &files].concat());
    assert_eq!(updated.code, Some(0), "{}", updated.stderr);
    assert_eq!(updated.stderr.matches("method=PUT").count(), 1 + validations(&updated), "{}", updated.stderr);
    assert_eq!(stored(&runner), expected);
    let changed = json!([
        {"key": "kafka.api.key", "change": "changed"},
        {"key": "kafka.api.secret", "change": "changed"},
        {"key": "max.interval", "change": "added"},
        {"key": "tasks.max", "change": "changed"},
        {"key": "topic.of.old", "change": "removed"},
    ]);
    assert_eq!(updated.json()["changed"], changed);
    assert!(!format!("{}{}", updated.stdout, updated.stderr).contains("canary"));
}

/// Reads of a class's definitions go by PUT as well.
fn validations(ran: &Ran) -> usize {
    ran.stderr.lines().filter(|line| line.contains("method=PUT") && line.contains("/config/validate")).count()
}

#[test]
fn secrets_that_are_kept_are_left_out_and_the_service_decides() {
    let runner = Runner::new();
    runner.file("orders.json", &referring("orders", "key", "secret"));
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let update = ["connector", "update", "orders", "--set", "tasks.max=2", "--keep-secrets", "-o", "json"];
    let ran = runner.sandbox(&update);
    // As Confluent's usage page says, a PUT replaces everything.
    assert_eq!((ran.code, &ran.error()["status"]), (Some(1), &json!(400)), "{}", ran.stderr);
    assert!(ran.stderr.contains("kafka.api.key"), "{}", ran.stderr);
}

#[test]
fn a_value_on_the_command_line_is_refused_where_it_may_be_secret() {
    let runner = Runner::new();
    runner.file("orders.json", &referring("orders", "key", "secret"));
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let before = stored(&runner);
    let update = ["--sandbox", "-o", "json", "connector", "update", "orders", "--set", "tasks.max=2"];
    let both = ["--set", "kafka.api.key=a", "--set", "kafka.api.secret=b"];
    let ran = runner.run(&[&update[..], &both].concat());
    let error = ran.error();
    let keys: Vec<_> = error["details"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!((ran.code, keys), (Some(2), vec!["kafka.api.key", "kafka.api.secret"]), "{error}");
    assert_eq!(stored(&runner), before);
    let referred = ["--set", "kafka.api.key=${env:KEY}", "--set", "kafka.api.secret=x${env:SECRET}"];
    let ran = runner.run_with(&[&update[..], &referred].concat(), &[("KEY", CANARY), ("SECRET", CANARY)]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn a_change_that_is_not_clear_is_refused_before_any_call() {
    let runner = Runner::new();
    runner.file("f", "");
    runner.file("mask", "****\n");
    for (args, kind) in [
        (&[][..], "usage"),
        (&["--keep-secrets"], "usage"),
        (&["-f", "f", "--set", "a=b"], "usage"),
        (&["-f", "f", "--unset", "a"], "usage"),
        (&["-f", "f", "--keep-secrets"], "usage"),
        (&["--set", "a"], "usage"),
        (&["--set", "=a"], "usage"),
        (&["--set", "a=1", "--unset", "a"], "usage"),
        (&["--set", "a=1", "--set-file", "a=f"], "usage"),
        (&["--unset", "a", "--unset", "a"], "usage"),
        (&["--set", "a=****"], "input"),
        (&["--set", "a=${env:NONE}"], "input"),
        (&["--set", "a=${env:A"], "input"),
        (&["--set-file", "a=none"], "input"),
        (&["--set-file", "a=f"], "input"),
        (&["--set-file", "a=mask"], "input"),
        (&["--set-file", "a=/dev/zero"], "input"),
    ] {
        let ran = nowhere(&runner, &[&["update", "orders"], args].concat(), &[]);
        assert_eq!((ran.code, &ran.error()["kind"]), (Some(2), &json!(kind)), "{args:?}: {}", ran.stderr);
    }
}
