use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{DesiredConnector, Files, Problem, resolve};
use crate::{Client, Error};

/// A folder of files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn names(read: Result<Vec<DesiredConnector>, Error>) -> Vec<String> {
    read.unwrap().into_iter().map(|connector| connector.name).collect()
}

/// What is wrong, with paths from the folder on.
fn told<T: std::fmt::Debug>(outcome: Result<T, Error>, folder: &Path) -> Vec<String> {
    let Err(Error::Files { problems }) = outcome else { panic!("{outcome:?}") };
    let told = |problem: &Problem| problem.to_string().replace(&format!("{}/", folder.display()), "");
    problems.iter().map(told).collect()
}

#[test]
fn a_folder_is_read_in_the_order_of_names_and_without_what_is_hidden_or_no_connector_file() {
    let folder = folder(&[
        ("b.yml", "name: b\nk: v\n"),
        ("a/z.JSON", r#"{"name": "z", "config": {}}"#),
        ("a/a.properties", "name=a\nk=${file:secrets/db.properties:k}"),
        ("a/secrets/db.properties", "k=canary"),
        ("c.yaml", "- name: d\n  k: ${file:a/secrets/db.properties:k}\n- name: c\n  k: v\n"),
        (".hidden.yaml", "!"),
        (".git/x.yaml", "!"),
        ("README.md", "!"),
    ]);
    assert_eq!(names(Files::new([folder.path()]).read()), ["a", "z", "b", "d", "c"]);
    let two = Files::new([folder.path().join("c.yaml"), folder.path().join("b.yml")]);
    assert_eq!(names(two.read()), ["d", "c", "b"], "in the order in which they are named");
    let named = Files::new([folder.path().join("a/secrets/db.properties"), folder.path().join("a/a.properties")]);
    assert_eq!(told(named.read(), folder.path()), ["a/secrets/db.properties:1:1: `name` is missing"]);
    assert!(names(Files::new([tempfile::tempdir().unwrap().path()]).read()).is_empty());
}

#[test]
fn every_mistake_of_all_files_is_told() {
    let folder = folder(&[
        ("a.yaml", "name: 1\nconfig: {k: [v]}\n"),
        ("b.json", "{"),
        ("c.yaml", "name: c\nk: v\nenvironment: env-2\n"),
        ("d.yaml", "name: n\nk: v\n"),
        ("e.yaml", "- {name: m, k: v}\n- {name: n, k: v}\n---\nname: n\nconfig: {}\n"),
    ]);
    fs::write(folder.path().join("f.yaml"), b"name: \xff").unwrap();
    let missing = folder.path().join("missing.yaml");
    let read = Files::new([folder.path(), &missing]).environment("env-1").read();
    let expected = [
        "missing.yaml: cannot read `missing.yaml`: No such file or directory (os error 2)",
        "a.yaml:1:7: `name` must be a text: put it in quotes",
        "a.yaml:2:13: the value of `k` is a list: config values are texts, such as \"a,b\"",
        "b.json:1:1: no valid JSON: EOF while parsing an object",
        "c.yaml:3:14: this file is for the environment `env-2`, the call for `env-1`",
        "f.yaml:1:7: the file is not UTF-8 text here: save it as UTF-8",
        "d.yaml:1:7: the connector `n` stands at e.yaml:2:10 as well: leave one of them out",
        "e.yaml:2:10: the connector `n` stands at d.yaml:1:7 as well: leave one of them out",
        "e.yaml:4:7: the connector `n` stands at d.yaml:1:7 as well: leave one of them out",
    ];
    assert_eq!(told(read, folder.path()), expected);
    let twice = Files::new(["-", "a.yaml", "-"]).read();
    assert!(matches!(twice, Err(Error::Input(message)) if message.contains("stdin can be read once")));
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_within_the_folder_and_refused_where_it_leads_out() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("x.yaml", "name: x\nk: v\n"), ("README", "")]);
    // As Kubernetes mounts files.
    let folder = folder(&[("..data/a.yaml", "name: a\nk: v\n"), ("in/b.yaml", "name: b\nk: v\n")]);
    let link = |to: &Path, name: &str| symlink(to, folder.path().join(name)).unwrap();
    link(Path::new("..data/a.yaml"), "a.yaml");
    link(Path::new("."), "circle");
    link(&outside.path().join("README"), "README");
    link(Path::new("nowhere"), "nowhere");
    assert_eq!(names(Files::new([folder.path().join("a.yaml")]).read()), ["a"]);
    let read = Files::new([folder.path()]).read();
    let twice = told(read, folder.path());
    assert!(twice.iter().all(|problem| problem.contains("circle/")), "a file by two ways: {twice:?}");
    fs::remove_file(folder.path().join("circle")).unwrap();
    assert_eq!(names(Files::new([folder.path()]).read()), ["a", "b"]);
    link(outside.path(), "out");
    link(&outside.path().join("x.yaml"), "x.yaml");
    link(Path::new("nowhere"), "none.yaml");
    let refused = told(Files::new([folder.path()]).read(), folder.path());
    let expected = ["none.yaml: cannot read `", "out: the link `", "x.yaml: the link `"];
    assert_eq!(refused.len(), 3, "{refused:?}");
    assert!(refused.iter().zip(expected).all(|(told, begin)| told.starts_with(begin)), "{refused:?}");
}

fn client() -> Client {
    Client::builder().api_key("key", "secret").build().unwrap()
}

#[test]
fn what_a_connector_refers_to_is_put_in_its_place_and_what_only_looks_like_a_reference_is_not() {
    let folder = folder(&[
        ("a.yaml", "name: n\na: ${env:A}-${topic}\nb: $${env:A}\nc: 'x$${file:y}'\n"),
        ("in/b.yaml", "name: m\nk: ${file:../a.yaml}${file:secret}\n"),
        ("in/secret", "canary\n"),
    ]);
    let mut connectors = Files::new([folder.path()]).read().unwrap();
    let references = client().references().variables(|name| (name == "A").then(|| "canary".into()));
    let refused = told(resolve(&mut connectors, &references), folder.path());
    assert_eq!(refused.len(), 1, "a file outside the connector file's folder: {refused:?}");
    resolve(&mut connectors[..1], &references).unwrap();
    let settings = |connector: &DesiredConnector| -> Vec<(String, String)> {
        connector.config.iter().map(|(key, value)| (key.to_owned(), value.expose().to_owned())).collect()
    };
    let expected = [("a", "canary-${topic}"), ("b", "${env:A}"), ("c", "x${file:y}"), ("name", "n")];
    assert_eq!(settings(&connectors[0]), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    assert!(connectors[0].unresolved.is_empty());
    assert_eq!(connectors[0].references["a"], "${env:A}****************");
    // A second time there is nothing left to do.
    resolve(&mut connectors[..1], &references).unwrap();
    assert_eq!(settings(&connectors[0])[1], ("b".to_owned(), "${env:A}".to_owned()));
}

#[test]
fn every_reference_that_leads_nowhere_is_told_with_file_place_and_key() {
    let folder = folder(&[
        ("f.yaml", "name: n\nz: ${env:B}${env:A}\nconnector.class: x${file:/none}y\nk: canary${env:A\n"),
        ("g.json", "{\"name\": \"m\", \"config\": {\n  \"é\": \"${env:B}\"}}"),
    ]);
    let mut connectors = Files::new([folder.path()]).read().unwrap();
    let refused = told(resolve(&mut connectors, &client().references().variables(|_| None)), folder.path());
    let expected = [
        "f.yaml:2:4: the value of `z`: `${env:B}` cannot be resolved: the variable is not set",
        "f.yaml:2:4: the value of `z`: `${env:A}` cannot be resolved: the variable is not set",
        "f.yaml:3:18: the value of `connector.class`: `${file:/none}` cannot be resolved: there is no such file",
        "f.yaml:4:4: the value of `k`: `${env:…` cannot be resolved: its `}` is missing",
        "g.json:2:8: the value of `é`: `${env:B}` cannot be resolved: the variable is not set",
    ];
    assert_eq!(refused, expected);
}

#[test]
fn a_desired_connector_debug_shows_only_the_mask() {
    let folder = folder(&[("a.yaml", "name: n\nkafka.api.secret: canary\n")]);
    let connectors = Files::new([folder.path()]).read().unwrap();
    assert!(!format!("{connectors:?}").contains("canary"));
}
