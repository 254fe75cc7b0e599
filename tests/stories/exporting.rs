//! Connectors that somebody made by hand become files, and these files change nothing.

use std::fs;

use serde_json::{Value, json};

use crate::cconnect::Run;
use crate::connectors_as_code::{Project, config};

/// Settings as people write them, and none as a YAML file or a shell would take it without quotes.
const ODD: &[(&str, &[(&str, &str)])] = &[
    ("orders", &[]),
    ("Orders", &[("kafka.topic", "0x10"), ("tasks.max", "2")]),
    ("a b [1]", &[("kafka.topic", "true"), ("transforms", "a, b"), ("transforms.a.type", "- x: #y")]),
    (
        "1.10",
        &[("kafka.topic", "~"), ("errors.tolerance", "a\n b\n\n"), ("topics.dir", "${topic}-${env:X} $${file:a}")],
    ),
];

#[test]
fn exported_files_change_nothing_with_their_secrets_and_nothing_known_without() {
    let project = Project::new();
    for (name, more) in ODD {
        // References of other programs are texts here.
        let escaped = |text: &str| text.replace("${env:", "$${env:").replace("${file:", "$${file:");
        let more: Vec<_> = more.iter().map(|(key, value)| (*key, escaped(value))).collect();
        let more: Vec<_> = more.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let file = project.path("made.json");
        fs::write(&file, json!({"name": name, "config": config(&more)}).to_string()).unwrap();
        let mut create = project.cconnect.command(&["--sandbox", "connector", "create", "-f", file.to_str().unwrap()]);
        let created = Run::from(create.env("SECRET", "canary-secret").output().unwrap());
        assert_eq!(created.code, 0, "{created:?}");
    }
    fs::remove_file(project.path("made.json")).unwrap();
    let folder = project.folder().to_str().unwrap();
    let exported = project.cconnect.sandbox(&["connector", "export", "--all", "--to", folder]);
    assert_eq!(exported.as_array().unwrap().len(), ODD.len());
    let files = fs::read_dir(folder).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let all: String = files.collect();
    assert!(!all.contains("canary") && !all.contains("kafka.endpoint") && !all.contains("cloud.provider"), "{all}");

    let without = project.run("diff", &["--no-references"], None);
    assert_eq!((without.code, summary(&without)), (0, [0, 0, 4]), "{without:?}");
    assert!(without.stdout.contains("\"unknown\""), "{without:?}");
    let variables: Vec<_> =
        exported.as_array().unwrap().iter().flat_map(|one| one["variables"].as_array().unwrap()).collect();
    for verb in ["diff", "apply"] {
        let mut command = project.cconnect.command(&["--sandbox", "-o", "json", "-v", "connector", verb, "-f", folder]);
        command.envs(variables.iter().map(|name| {
            let name = name.as_str().unwrap();
            (name, if name.contains("API_SECRET") { "canary-secret" } else { "KEY" })
        }));
        let run = Run::from(command.output().unwrap());
        assert_eq!((run.code, summary(&run), run.writes()), (0, [0, 0, 4], vec![]), "{verb}: {run:?}");
    }
}

fn summary(run: &Run) -> [u64; 3] {
    let report: Value = run.json();
    ["create", "update", "unchanged"].map(|key| report["summary"][key].as_u64().unwrap())
}
