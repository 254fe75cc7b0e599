//! Who calls and where, from what people wrote down once.

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;

use crate::runner::{CANARY, Runner};
use crate::serve::Served;

const LIST: [&str; 4] = ["connector", "list", "-o", "json"];

/// Writes the file of profiles, for its owner alone.
fn profiles(runner: &Runner, text: &str) {
    let folder = runner.folder().join(".config/cconnect");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), text).unwrap();
    only_owner(&folder.join("config.toml"), true);
}

#[cfg(unix)]
fn only_owner(path: &std::path::Path, only: bool) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(if only { 0o600 } else { 0o644 })).unwrap();
}

#[cfg(not(unix))]
fn only_owner(_: &std::path::Path, _: bool) {}

/// The profile that leads to a running service.
fn leading_to(served: &BTreeMap<String, String>, name: &str) -> String {
    let quoted = |variable: &str| format!("'{}'", served[variable]);
    format!(
        "[profile.{name}]\nendpoint = {}\nenvironment = {}\ncluster = {}\napi_key = {}\napi_secret = {}\n",
        quoted("CONFLUENT_CLOUD_ENDPOINT"),
        quoted("CONFLUENT_ENVIRONMENT_ID"),
        quoted("KAFKA_ID"),
        quoted("CONFLUENT_CLOUD_API_KEY"),
        quoted("CONFLUENT_CLOUD_API_SECRET"),
    )
}

#[test]
fn a_profile_says_who_calls_and_where_and_what_is_said_at_the_call_counts_before_it() {
    let runner = Runner::new();
    let served = Served::start(&runner);
    let known = served.variables();
    let wrong = format!("[profile.wrong]\nenvironment = 'env-none'\napi_key = 'K'\napi_secret = '{CANARY}'\n");
    profiles(&runner, &format!("{}{wrong}", leading_to(&known, "local")));
    let flagged = runner.run(&[&LIST[..], &["--profile", "local", "-vv"]].concat());
    assert_eq!((flagged.code, flagged.json()), (Some(0), json!([])), "{}", flagged.stderr);
    assert!(!flagged.stderr.contains(&known["CONFLUENT_CLOUD_API_SECRET"]), "{}", flagged.stderr);
    let by_variable = runner.run_with(&LIST, &[("CCONNECT_PROFILE", "local")]);
    assert_eq!(by_variable.code, Some(0), "{}", by_variable.stderr);
    let flag_first = runner.run_with(&[&LIST[..], &["--profile", "local"]].concat(), &[("CCONNECT_PROFILE", "wrong")]);
    assert_eq!(flag_first.code, Some(0), "{}", flag_first.stderr);
    // Each value by itself: everything that the profile says wrong is said right by variables.
    let variables: Vec<_> = known.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let outweighed = runner.run_with(&[&LIST[..], &["--profile", "wrong"]].concat(), &variables);
    assert_eq!(outweighed.code, Some(0), "{}", outweighed.stderr);
    let elsewhere = runner.run(&[&LIST[..], &["--profile", "local", "-c", "lkc-other"]].concat());
    assert_eq!(elsewhere.code, Some(4), "{}", elsewhere.stderr);
}

#[test]
fn a_profile_that_cannot_be_used_ends_the_command_before_any_call() {
    let runner = Runner::new();
    let list = |name: &str| runner.run(&[&LIST[..], &["--endpoint", "http://127.0.0.1:9", "--profile", name]].concat());
    let missing = list("prod");
    assert_eq!((missing.code, &missing.error()["kind"]), (Some(2), &json!("usage")));
    profiles(&runner, &format!("[profile.prod]\napi_key = 'K'\napi_secret = '{CANARY}'\n"));
    let misspelled = list("prd").error();
    assert_eq!(misspelled["hint"], "Did you mean `prod`?", "{misspelled}");
    profiles(&runner, &format!("[profile.prod]\nsecret = '{CANARY}'\n"));
    let unknown = list("prod").error();
    assert_eq!((&unknown["kind"], &unknown["details"][0]["line"]), (&json!("input"), &json!(2)), "{unknown}");
    #[cfg(unix)]
    {
        profiles(&runner, &format!("[profile.prod]\napi_key = 'K'\napi_secret = '{CANARY}'\n"));
        only_owner(&runner.folder().join(".config/cconnect/config.toml"), false);
        let exposed = list("prod");
        assert_eq!((exposed.code, &exposed.error()["kind"]), (Some(2), &json!("input")));
        assert!(exposed.stderr.contains("chmod 600"), "{}", exposed.stderr);
    }
    let sandbox = runner.run_with(&["--sandbox", "plugin", "list", "--profile", "prod"], &[("CCONNECT_PROFILE", "x")]);
    assert_eq!(sandbox.code, Some(0), "the sandbox needs none: {}", sandbox.stderr);
}

#[test]
fn ids_that_nobody_gives_are_those_that_confluents_own_command_line_uses() {
    let runner = Runner::new();
    let served = Served::start(&runner);
    let mut known = served.variables();
    let (environment, cluster) = (known.remove("CONFLUENT_ENVIRONMENT_ID").unwrap(), known.remove("KAFKA_ID").unwrap());
    let variables: Vec<_> = known.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let clusters = json!({(environment.as_str()): {"active_kafka": cluster}});
    let contexts = json!({"me": {"current_environment": environment,
        "kafka_cluster_context": {"kafka_environment_contexts": clusters}}});
    let file = json!({"current_context": "me", "contexts": contexts,
        "context_states": {"me": {"auth_token": CANARY, "auth_refresh_token": CANARY}}});
    let folder = runner.folder().join(".confluent");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("config.json");
    fs::write(&path, file.to_string()).unwrap();
    let listed = runner.run_with(&LIST, &variables);
    assert_eq!((listed.code, listed.json()), (Some(0), json!([])), "{}", listed.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), file.to_string(), "it is only read");
    // A token would let in, too, but it is not ours.
    let keyless = runner.run(&LIST);
    assert!(keyless.stderr.contains("no credentials are given"), "{}", keyless.stderr);
    let elsewhere = runner.run_with(&[&LIST[..], &["-e", "env-other"]].concat(), &variables);
    assert!(elsewhere.stderr.contains("no Kafka cluster is given"), "{}", elsewhere.stderr);

    fs::write(&path, format!("{{\"contexts\": [\"{CANARY}\"]}}")).unwrap();
    let odd = runner.run_with(&[&LIST[..2], &["-v"]].concat(), &variables);
    assert_eq!(odd.code, Some(2));
    assert!(odd.stderr.contains("left alone: it reads otherwise than is known"), "{}", odd.stderr);
    assert!(!runner.run_with(&LIST[..2], &variables).stderr.contains("left alone"));
}
