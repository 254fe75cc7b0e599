//! What the files do not name any longer is deleted on request, and never by mistake.

use std::fs;

use serde_json::json;

use crate::connectors_as_code::{Project, config};

fn project(names: &[&str]) -> Project {
    let project = Project::new();
    for name in names {
        project.give(name, &config(&[]));
    }
    project.report("apply", &[], 0);
    project
}

#[test]
fn a_connector_without_a_file_is_deleted_after_a_question() {
    let project = project(&["a", "b", "c"]);
    fs::remove_file(project.path("b.json")).unwrap();
    assert_eq!(project.report("diff", &[], 0)["summary"]["prune"], 0);
    let report = project.report("diff", &["--prune"], 3);
    assert_eq!((&report["summary"]["prune"], &report["connectors"][2]["name"]), (&1.into(), &"b".into()));
    let asked = project.run("apply", &["--prune"], Some("s"));
    assert_eq!((asked.code, asked.writes()), (2, vec![]), "nobody can be asked: {asked:?}");
    project.give("c", &config(&[("tasks.max", "2")]));
    let pruned = project.run("apply", &["--prune", "--force"], Some("s"));
    assert_eq!(
        (pruned.code, pruned.writes()),
        (0, vec!["PUT /connectors/c/config".into(), "DELETE /connectors/b".into()])
    );
}

#[test]
fn nothing_is_deleted_by_mistake() {
    let project = project(&["a", "b", "c", "d", "e", "f", "g"]);
    let refused = |arguments: &[&str], said: &str| {
        let run = project.run("apply", &[&["--prune", "--force"], arguments].concat(), Some("s"));
        assert_eq!((run.code, run.writes()), (2, vec![]), "{run:?}");
        assert!(run.stderr.contains(said), "{said}: {run:?}");
    };
    fs::write(project.path("z.yaml"), "name: [\n").unwrap();
    refused(&[], "z.yaml");
    let elsewhere = json!({"name": "z", "cluster": "lkc-other", "config": config(&[])});
    fs::write(project.path("z.yaml"), elsewhere.to_string()).unwrap();
    refused(&[], "lkc-other");
    fs::remove_file(project.path("z.yaml")).unwrap();
    for name in ["a", "b", "c", "d", "e", "f"] {
        fs::remove_file(project.path(&format!("{name}.json"))).unwrap();
    }
    refused(&[], "6 connectors would be pruned, and 5 at most may be");
    refused(&["--prune-max", "3", "--prune-scope", "[a-d]"], "4 connectors");
    fs::remove_file(project.path("g.json")).unwrap();
    fs::write(project.path("notes.txt"), "no connector").unwrap();
    refused(&[], "holds no connector");
    let (empty, file) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    project.give("g", &config(&[]));
    refused(&["-f", empty.path().to_str().unwrap()], "holds no connector");
    let path = file.path().join("g.json");
    fs::rename(project.path("g.json"), &path).unwrap();
    let single = ["--sandbox", "connector", "apply", "-f", path.to_str().unwrap(), "--prune", "--force"];
    let run = crate::cconnect::Run::from(project.cconnect.command(&single).env("SECRET", "s").output().unwrap());
    assert!(run.code == 2 && run.stderr.contains("needs a folder"), "{run:?}");
    fs::rename(&path, project.path("g.json")).unwrap();

    let run = project.run("apply", &["--prune", "--force", "--prune-scope", "[a-c]"], Some("s"));
    assert_eq!((run.code, run.writes().len()), (0, 3), "{run:?}");
}

#[test]
fn nothing_is_deleted_where_something_has_failed() {
    let project = project(&["a", "b"]);
    fs::remove_file(project.path("b.json")).unwrap();
    // No class that the sandbox has: a custom connector is not checked beforehand.
    project.give("new", &config(&[("confluent.connector.type", "CUSTOM"), ("confluent.custom.plugin.id", "ccp-none")]));
    let run = project.run("apply", &["--prune", "--force", "--keep-going"], Some("s"));
    assert_eq!((run.code, run.writes()), (1, vec!["POST /connectors".into()]), "{run:?}");
    let report = run.json();
    assert_eq!((&report["summary"]["failed"], &report["summary"]["skipped"]), (&1.into(), &1.into()), "{report}");
    assert_eq!(report["connectors"][2]["result"], "skipped");
}
