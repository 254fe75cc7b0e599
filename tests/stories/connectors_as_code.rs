//! A folder of connector files: what differs is shown, that and nothing else is written, and no file of ours tells a secret.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cconnect::{Cconnect, Run};
use crate::custom_connector::{ARCHIVE, upload};

const SECRET: &str = "canary-secret-1";

/// A folder of connector files, and the program that works on it.
pub(crate) struct Project {
    pub(crate) cconnect: Cconnect,
    folder: TempDir,
}

/// The settings of a small managed source, its secret by reference.
pub(crate) fn config(more: &[(&str, &str)]) -> Value {
    let mut config = json!({"connector.class": "DatagenSource", "kafka.api.key": "KEY", "kafka.api.secret": "${env:SECRET}",
        "kafka.topic": "orders", "output.data.format": "JSON", "quickstart": "ORDERS", "tasks.max": "1"});
    for (key, value) in more {
        config[*key] = (*value).into();
    }
    config
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { cconnect: Cconnect::new(), folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn give(&self, name: &str, config: &Value) {
        fs::write(self.path(&format!("{name}.json")), json!({"name": name, "config": config}).to_string()).unwrap();
    }

    /// `connector diff` or `connector apply` of the folder.
    pub(crate) fn run(&self, verb: &str, arguments: &[&str], secret: Option<&str>) -> Run {
        let folder = self.folder().display().to_string();
        let base = ["--sandbox", "-o", "json", "-v", "connector", verb, "-f", &folder];
        let mut command = self.cconnect.command(&[&base[..], arguments].concat());
        if let Some(secret) = secret {
            command.env("SECRET", secret);
        }
        let run = Run::from(command.output().unwrap());
        assert!(!run.stdout.contains("canary") && !run.stderr.contains("canary"), "{run:?}");
        run
    }

    /// The report of a run that ends so.
    pub(crate) fn report(&self, verb: &str, arguments: &[&str], code: i32) -> Value {
        let run = self.run(verb, arguments, Some(SECRET));
        assert_eq!(run.code, code, "{run:?}");
        run.json()
    }

    /// What the sandbox keeps of a connector's settings; of secrets a keyed hash.
    fn stored(&self, name: &str) -> Value {
        let state = fs::read(self.cconnect.sandbox_folder().join("state.json")).unwrap();
        serde_json::from_slice::<Value>(&state).unwrap()["connectors"][name]["settings"].clone()
    }
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The writes that were sent, each as method and last words of the path. A check of settings is none.
    pub(crate) fn writes(&self) -> Vec<String> {
        let lines = self.stderr.lines().filter(|line| line.contains("method=") && !line.contains("/validate"));
        let word = |line: &str, key: &str| {
            line.split(' ').find_map(|word| word.strip_prefix(key)).unwrap_or_default().to_owned()
        };
        let below = |url: String| url.split_once("/lkc-sandbox").map(|(_, path)| path.to_owned()).unwrap_or(url);
        let all = lines.map(|line| (word(line, "method="), below(word(line, "url="))));
        all.filter(|(method, _)| method != "GET").map(|(method, path)| format!("{method} {path}")).collect()
    }
}

fn counts(report: &Value) -> Vec<u64> {
    ["create", "update", "unchanged", "prune"].map(|key| report["summary"][key].as_u64().unwrap()).to_vec()
}

/// The differences of one connector, each as key and change.
pub(crate) fn changes(report: &Value, name: &str) -> Vec<String> {
    let connectors = report["connectors"].as_array().unwrap();
    let connector = connectors.iter().find(|one| one["name"] == name).unwrap();
    let told = |one: &Value| format!("{} {}", one["key"].as_str().unwrap(), one["change"].as_str().unwrap());
    connector["changes"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn fifty_connectors_are_made_once_and_one_edited_key_is_one_write() {
    let project = Project::new();
    for number in 0..50 {
        project.give(&format!("orders-{number:02}"), &config(&[]));
    }
    assert_eq!(counts(&project.report("diff", &[], 3)), [50, 0, 0, 0]);
    let applied = project.run("apply", &[], Some(SECRET));
    assert_eq!((applied.code, applied.writes().len()), (0, 50), "{applied:?}");
    assert_eq!(counts(&applied.json()), [50, 0, 0, 0]);
    let again = project.run("apply", &[], Some(SECRET));
    assert_eq!((again.code, again.writes()), (0, vec![]), "{again:?}");
    assert_eq!(counts(&again.json()), [0, 0, 50, 0]);

    project.give("orders-07", &config(&[("tasks.max", "2"), ("max.interval", "5000")]));
    let report = project.report("diff", &[], 3);
    assert_eq!(counts(&report), [0, 1, 49, 0]);
    let changed = report["connectors"][7]["changes"].as_array().unwrap();
    assert!(
        changed.contains(&json!({"key": "tasks.max", "change": "changed", "before": "1", "after": "2"})),
        "{report}"
    );
    let applied = project.run("apply", &[], Some(SECRET));
    assert_eq!((applied.code, applied.writes()), (0, vec!["PUT /connectors/orders-07/config".to_owned()]));
    let stored = project.stored("orders-07");
    assert_eq!(
        (&stored["tasks.max"], stored.as_object().unwrap().len()),
        (&"2".into(), 9),
        "the whole config: {stored}"
    );
    assert!(!stored.to_string().contains("**") && stored.get("kafka.region").is_none(), "{stored}");

    project.give("orders-07", &config(&[("tasks.max", "2")]));
    let report = project.report("diff", &[], 3);
    assert!(changes(&report, "orders-07").contains(&"max.interval removed".to_owned()), "{report}");
    project.report("apply", &[], 0);
    assert_eq!(project.stored("orders-07").get("max.interval"), None);
    assert_eq!(counts(&project.report("diff", &[], 0)), [0, 0, 50, 0]);
}

#[test]
fn the_cost_of_a_look_is_one_list_and_one_question_for_each_class() {
    let project = Project::new();
    for name in ["a", "b", "c"] {
        project.give(name, &config(&[]));
    }
    let asked = project.run("diff", &[], Some(SECRET)).stderr;
    let requests = asked.lines().filter(|line| line.contains("method=")).collect::<Vec<_>>();
    let is_list = |line: &&&str| line.contains("/connectors?expand=id,info,status ");
    let is_question = |line: &&&str| line.contains("/connector-plugins/DatagenSource/config/validate ");
    let (lists, questions) = (requests.iter().filter(is_list).count(), requests.iter().filter(is_question).count());
    assert_eq!((requests.len(), lists, questions), (2, 1, 1), "{asked}");
}

#[test]
fn the_cost_of_a_look_at_custom_connectors_is_one_list_and_one_read_for_each_plugin_or_version() {
    let project = Project::new();
    let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
    let plain = id(&upload(&project.cconnect));
    let create = ["custom-plugin", "create", "--api", "ccpm", "--name", "beats", "--cloud", "AWS"];
    let versioned = id(&project.cconnect.sandbox(&create));
    project.cconnect.sandbox(&["custom-plugin", "version", "upload", &versioned, ARCHIVE, "--version", "1.0.0"]);
    for (name, plugin, version) in
        [("a", &plain, None), ("b", &plain, None), ("c", &versioned, Some("1.0.0")), ("d", &versioned, Some("1.0.0"))]
    {
        let mut config = json!({"confluent.connector.type": "CUSTOM", "confluent.custom.plugin.id": plugin,
            "kafka.api.key": "KEY", "kafka.api.secret": "${env:SECRET}", "heartbeat.signing.key": "${env:SECRET}"});
        if let Some(version) = version {
            config["confluent.custom.plugin.version"] = version.into();
        }
        project.give(name, &config);
    }
    let looked = project.run("diff", &[], Some(SECRET));
    assert_eq!(counts(&looked.json()), [4, 0, 0, 0], "{looked:?}");
    let asked: Vec<_> = looked.stderr.lines().filter(|line| line.contains("method=")).collect();
    let count = |part: &str| asked.iter().filter(|line| line.contains(part)).count();
    let (lists, plugins) = (count("/connectors?expand=id,info,status "), count(&format!("/{plain} ")));
    let versions = count(&format!("/{versioned}/versions"));
    assert_eq!((asked.len(), lists, plugins, versions), (3, 1, 1, 1), "{asked:?}");
}

#[test]
fn what_the_service_adds_or_has_by_default_never_shows_as_a_difference() {
    let project = Project::new();
    project.give("orders", &config(&[("sandbox.defaults", "1"), ("output.data.format", "AVRO")]));
    project.report("apply", &[], 0);
    let shown = project.cconnect.sandbox(&["connector", "describe", "orders"])["configs"].clone();
    let keys: Vec<_> = shown.as_array().unwrap().iter().map(|one| one["config"].as_str().unwrap()).collect();
    for key in ["connector.crn", "kafka.dedicated", "valid.kafka.api.key", "config.internal.sandbox", "max.interval"] {
        assert!(keys.contains(&key), "{key}");
    }
    assert_eq!(counts(&project.report("diff", &[], 0)), [0, 0, 1, 0]);
    let again = project.run("apply", &[], Some(SECRET));
    assert_eq!((again.code, again.writes()), (0, vec![]));

    let unresolved = project.run("diff", &["--no-references"], None);
    assert_eq!(unresolved.code, 0, "{unresolved:?}");
    assert_eq!(changes(&unresolved.json(), "orders"), ["kafka.api.key unknown", "kafka.api.secret unknown"]);
    assert!(unresolved.stderr.contains("--rotate KEY"), "{unresolved:?}");
    let ignored = project.run("diff", &["--ignore-key", "kafka.api.*", "--no-references"], None);
    assert_eq!((ignored.code, changes(&ignored.json(), "orders")), (0, vec![]));
}

#[test]
fn a_plan_that_was_kept_is_done_as_it_was_or_not_at_all() {
    let project = Project::new();
    let (plan, folder) = (tempfile::tempdir().unwrap(), project.folder().display().to_string());
    let plan = plan.path().join("plan.json").display().to_string();
    project.give("orders", &config(&[]));
    project.report("diff", &["--out", &plan], 3);
    let kept = fs::read_to_string(&plan).unwrap();
    assert!(!kept.contains("canary") && kept.contains(&folder), "{kept}");

    let apply = |code: i32| {
        let mut command =
            project.cconnect.command(&["--sandbox", "-o", "json", "-v", "connector", "apply", "--plan", &plan]);
        let run = Run::from(command.env("SECRET", SECRET).output().unwrap());
        assert_eq!(run.code, code, "{run:?}");
        run
    };
    project.give("orders", &config(&[("tasks.max", "2")]));
    let moved = apply(2);
    assert!(moved.stderr.contains("have changed since the plan was made: `orders`"), "{moved:?}");
    assert_eq!(moved.writes(), Vec::<String>::new());
    project.give("orders", &config(&[]));
    assert_eq!(apply(0).writes(), ["POST /connectors"]);
    assert_eq!(apply(2).writes(), Vec::<String>::new(), "it was done already");
}

#[test]
fn a_plan_is_not_done_when_what_it_does_not_show_has_changed() {
    let project = Project::new();
    let kept = tempfile::tempdir().unwrap();
    let plan = kept.path().join("plan.json").display().to_string();
    let apply = |key: Option<&str>| {
        let mut command = project.cconnect.command(&["--sandbox", "--dry-run", "connector", "apply", "--plan", &plan]);
        command.envs(key.map(|key| ("CCONNECT_FINGERPRINT_KEY_FILE", key)));
        Run::from(command.env("SECRET", SECRET).output().unwrap())
    };
    let beside = "canary-user:${env:SECRET}@canary-host";
    let unshown = |value: &str| config(&[("odd.setting", value), ("odd.link", beside)]);
    let other = unshown("canary-other");
    let mut file = json!({"name": "orders", "config": unshown("canary")});
    let (mut begins, mut links) = (file.clone(), file.clone());
    begins["offsets"] = json!([{"partition": {"p": 1}, "offset": {"o": 5}}]);
    links["config"]["odd.link"] = beside.replace("user", "other").into();
    let moves = [
        (json!({"name": "orders", "config": other}), &[][..]),
        (begins, &[]),
        (links.clone(), &[]),
        (links, &["--no-references"]),
    ];
    for (moved, more) in moves {
        fs::write(project.path("orders.json"), file.to_string()).unwrap();
        project.report("diff", &[&["--out", &plan], more].concat(), 3);
        assert_eq!(apply(None).code, 0);
        fs::write(project.path("orders.json"), moved.to_string()).unwrap();
        let refused = apply(None);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.stderr.contains("have changed since the plan was made: `orders`"), "{refused:?}");
    }
    // What is there may change as well.
    fs::write(project.path("orders.json"), file.to_string()).unwrap();
    project.report("apply", &[], 0);
    file["config"] = other;
    fs::write(project.path("orders.json"), file.to_string()).unwrap();
    project.report("diff", &["--out", &plan], 3);
    assert_eq!(apply(None).code, 0);
    let key = kept.path().join("key");
    fs::write(&key, "0123456789abcdef").unwrap();
    let elsewhere = apply(key.to_str());
    assert!(elsewhere.code == 0 && elsewhere.stderr.contains("another fingerprint key"), "{elsewhere:?}");
    project.give("orders", &unshown("canary-third"));
    project.report("apply", &[], 0);
    fs::write(project.path("orders.json"), file.to_string()).unwrap();
    assert_eq!(apply(None).code, 2);
    let text = fs::read_to_string(&plan).unwrap();
    assert!(!text.contains("canary"), "{text}");
}

#[test]
fn what_the_service_adds_is_never_sent_whatever_command_reads_the_file() {
    let project = Project::new();
    let file = project.path("orders.json").display().to_string();
    project.give("orders", &config(&[]));
    project.report("apply", &[], 0);
    for (verb, name) in
        [(&["update", "orders", "-f"][..], "orders"), (&["create", "-f"], "new"), (&["apply", "-f"], "new")]
    {
        let config =
            config(&[("kafka.endpoint", "SASL_SSL://other:9092"), ("config.internal.x", "1"), ("max.interval", "5")]);
        fs::write(&file, json!({"name": name, "config": config}).to_string()).unwrap();
        let base = ["--sandbox", "-o", "json", "--dry-run", "connector"];
        let mut command = project.cconnect.command(&[&base, verb, &[&*file]].concat());
        let run = Run::from(command.env("SECRET", SECRET).output().unwrap());
        let sent = run.json()[0]["body"].to_string();
        let told = ["kafka.endpoint", "config.internal.x", "max.interval"].map(|key| sent.contains(key));
        assert_eq!(told, [false, false, true], "{verb:?}: {run:?}");
    }
}

#[test]
fn a_secret_that_another_command_has_written_is_not_taken_for_the_one_that_was_applied() {
    let project = Project::new();
    project.give("orders", &config(&[]));
    let secrets = tempfile::tempdir().unwrap();
    let secret = secrets.path().join("secret");
    fs::write(&secret, "canary-other").unwrap();
    let set = [format!("kafka.api.key={}", secret.display()), format!("kafka.api.secret={}", secret.display())];
    let single = ["connector", "update", "orders", "--set-file", &set[0], "--set-file", &set[1]];
    let file = project.path("orders.json").display().to_string();
    let whole = ["connector", "update", "orders", "-f", &file];
    let at = "/connect/v1/environments/env-sandbox/clusters/lkc-sandbox/connectors/orders";
    let (at_config, at_pause) = (format!("{at}/config"), format!("{at}/pause"));
    let other = "canary-other";
    let by_hand = config(&[("name", "orders"), ("kafka.api.key", other), ("kafka.api.secret", other)]);
    let body = secrets.path().join("body.json");
    fs::write(&body, by_hand.to_string()).unwrap();
    let put = ["api", "PUT", &at_config, "-d", &format!("@{}", body.display())];
    let (pause, delete) = (["api", "PUT", &at_pause], ["api", "DELETE", at]);
    let writes = [(&single[..], true), (&whole, true), (&put, true), (&pause, false), (&delete, true)];
    for ((write, voids), dry_run) in writes.into_iter().flat_map(|write| [(write, true), (write, false)]) {
        project.report("apply", &["--rotate-all"], 0);
        let records = project.cconnect.state_folder().join("fingerprints.json");
        let is_recorded = || fs::read_to_string(&records).unwrap().contains("\"orders\"");
        assert!(is_recorded());
        let base: &[&str] = if dry_run { &["--sandbox", "--dry-run"] } else { &["--sandbox"] };
        let mut command = project.cconnect.command(&[base, write].concat());
        let written = Run::from(command.env("SECRET", other).output().unwrap());
        assert_eq!((written.code, is_recorded()), (0, dry_run || !voids), "{write:?}: {written:?}");
    }
}

#[test]
fn nothing_is_written_before_the_service_has_checked_all() {
    let project = Project::new();
    project.give("a", &config(&[]));
    project.give("b", &config(&[("quickstart", "NONE_SUCH"), ("tasks.max", "none")]));
    let refused = project.run("apply", &["--keep-going"], Some(SECRET));
    assert_eq!((refused.code, refused.writes()), (1, vec![]), "{refused:?}");
    let at = refused.stderr.find("{\n").unwrap();
    let error = serde_json::from_str::<Value>(&refused.stderr[at..]).unwrap()["error"].clone();
    assert_eq!((&error["kind"], error["details"].as_array().unwrap().len()), (&"validation".into(), 2), "{error}");
    let first = &error["details"][0];
    assert_eq!((&first["key"], first["line"].as_u64()), (&"tasks.max".into(), Some(1)), "{error}");
    assert!(first["file"].as_str().unwrap().ends_with("b.json"), "{error}");
}

#[test]
fn an_apply_that_tells_of_a_connector_that_failed_does_not_end_well() {
    let project = Project::new();
    project.give("bad", &config(&[("sandbox.flap", "FAILED 1h")]));
    project.give("good", &config(&[]));
    let applied = project.run("apply", &[], Some(SECRET));
    assert_eq!(applied.code, 7, "{applied:?}");
    let report = applied.json();
    let told = |at: usize| (&report["connectors"][at]["result"], &report["connectors"][at]["status"]);
    assert_eq!(told(0), (&"failed".into(), &"FAILED".into()), "{report}");
    assert_eq!(told(1), (&"done".into(), &"PROVISIONING".into()), "{report}");
    assert_eq!((counts(&report), &report["summary"]["failed"]), (vec![1, 0, 0, 0], &1.into()));
    // What was not written is not looked at.
    project.give("good", &config(&[("tasks.max", "2")]));
    let applied = project.run("apply", &[], Some(SECRET));
    assert_eq!((applied.code, applied.json()["connectors"][0].get("status")), (0, None), "{applied:?}");
    assert!(applied.stderr.contains("note: FAILED, with nothing to change: `bad`;"), "{applied:?}");
}

#[test]
fn a_new_name_for_the_same_connector_is_explained() {
    let project = Project::new();
    project.give("orders", &config(&[]));
    project.report("apply", &[], 0);
    fs::remove_file(project.path("orders.json")).unwrap();
    project.give("orders-eu", &config(&[]));
    let renamed = project.run("diff", &[], Some(SECRET));
    assert!(renamed.stderr.contains("`orders-eu` would be created beside `orders`"), "{renamed:?}");
    project.give("orders-eu", &config(&[("kafka.topic", "other")]));
    assert!(!project.run("diff", &[], Some(SECRET)).stderr.contains("beside"));
}
