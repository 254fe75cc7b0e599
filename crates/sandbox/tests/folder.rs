//! The state folder: who waits for it, what survives in it, what is said when it cannot be used.

mod support;

use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use ccloud_connect_sandbox::{Error, Sandbox, reset, reset_with};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Client, datagen};

/// Far longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn telling() -> (impl FnOnce(&Path) + Send + 'static, mpsc::Receiver<PathBuf>) {
    let (tell, told) = mpsc::channel();
    (move |path: &Path| tell.send(path.to_owned()).unwrap(), told)
}

#[tokio::test]
async fn waiting_for_the_folder_is_told_and_ends_when_it_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let first = Sandbox::builder().state_dir(folder.path()).start().await.unwrap();
    let (tell, told) = telling();
    let second = tokio::spawn(Sandbox::builder().state_dir(folder.path()).on_wait(tell).start());
    let waited_for = tokio::task::spawn_blocking(move || told.recv_timeout(LONG)).await.unwrap();
    assert_eq!(waited_for.unwrap(), folder.path());
    assert!(!second.is_finished());
    first.shutdown().await;
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_free_folder_is_waited_for_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (tell, told) = telling();
    Sandbox::builder().state_dir(folder.path()).on_wait(tell).start().await.unwrap();
    assert!(told.try_recv().is_err());
    let (tell, told) = telling();
    reset_with(folder.path(), tell).unwrap();
    assert!(told.try_recv().is_err());
}

#[test]
fn a_wait_holds_up_neither_its_runtime_nor_those_that_come_after() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let holding = runtime();
    let holder = holding.block_on(Sandbox::builder().state_dir(folder.path()).start()).unwrap();
    let (tell, told) = telling();
    let waiting = runtime();
    waiting.spawn(Sandbox::builder().state_dir(folder.path()).on_wait(tell).start());
    told.recv_timeout(LONG).unwrap();
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        drop(waiting);
        ended.send(()).unwrap();
    });
    end.recv_timeout(LONG).unwrap();
    drop(holder);
    holding.block_on(Sandbox::builder().state_dir(folder.path()).start()).unwrap();
}

#[tokio::test]
async fn a_reset_tells_that_it_waits() {
    let folder = tempfile::tempdir().unwrap();
    let holder = Sandbox::builder().state_dir(folder.path()).start().await.unwrap();
    let (tell, told) = telling();
    let path = folder.path().to_owned();
    let cleared = std::thread::spawn(move || reset_with(&path, tell));
    assert_eq!(told.recv_timeout(LONG).unwrap(), folder.path());
    holder.shutdown().await;
    cleared.join().unwrap().unwrap();
}

#[tokio::test]
async fn a_change_that_could_not_be_saved_was_never_made() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::with(Sandbox::builder().state_dir(folder.path()).start().await.unwrap());
    assert_eq!(client.create_connector("kept", &datagen("kept")).await.0, StatusCode::CREATED);
    // Where the state is drafted there is something that cannot be written to.
    let obstacle = folder.path().join("state.json.new");
    fs::create_dir(&obstacle).unwrap();
    let kafka_connect = json!({"error_code": 500, "message": "the sandbox cannot save its state"});
    let nested = json!({"error": {"code": 500, "message": "the sandbox cannot save its state"}});
    let at = "/connectors/new/config";
    let failed = StatusCode::INTERNAL_SERVER_ERROR;
    assert_eq!(client.create_connector("new", &datagen("new")).await, (failed, kafka_connect.clone()));
    assert_eq!(client.cluster(Method::PUT, at, datagen("new")).await, (failed, kafka_connect));
    assert_eq!(client.cluster(Method::DELETE, "/connectors/kept", Value::Null).await, (failed, nested.clone()));
    assert_eq!(client.cluster(Method::PUT, "/connectors/kept/pause", Value::Null).await, (failed, nested));
    let (status, refused) = client.call(Method::POST, "/presigned-upload-url", json!({"content_format": "zip"})).await;
    assert_eq!((status, &refused["errors"][0]["status"]), (failed, &json!("500")));
    assert_eq!(client.cluster(Method::GET, "/connectors", Value::Null).await.1, json!(["kept"]));
    client.provision();
    assert_eq!(client.state_of("kept").await, "RUNNING");
    fs::remove_dir(&obstacle).unwrap();
    assert_eq!(client.create_connector("new", &datagen("new")).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn a_folder_of_an_older_or_newer_program_opens() {
    let folder = tempfile::tempdir().unwrap();
    let state = json!({
        "connectors": {"orders": {
            "id": "lcc-1", "name": "orders", "ready_at": "2026-01-01T00:00:00Z", "of_tomorrow": [1],
            "settings": {"connector.class": "DatagenSource"},
            "alteration": {"requested": [], "of_tomorrow": null},
        }},
        "plugins": {"ccp-1": {"id": "ccp-1", "number": 1, "display_name": "echo", "of_tomorrow": {}}},
        "uploads": {"u": {"id": "u", "arrived": {"of_tomorrow": true}, "of_tomorrow": 1}},
        "of_tomorrow": {"a": 1},
    });
    let start = || Sandbox::builder().state_dir(folder.path()).start();
    start().await.unwrap().shutdown().await;
    for text in [state.to_string(), "{}".to_owned()] {
        fs::write(folder.path().join("state.json"), &text).unwrap();
        let client = Client::with(start().await.unwrap());
        assert_eq!(client.state_of("orders").await, if text == "{}" { "" } else { "RUNNING" });
        assert_eq!(client.create_connector("new", &datagen("new")).await.0, StatusCode::CREATED);
        client.sandbox.shutdown().await;
    }
}

#[tokio::test]
async fn a_damaged_file_is_named_with_what_helps_and_without_what_it_holds() {
    for (name, content, place) in [
        ("state.json", "{\"connectors\": {", "the text ends too early: line 1, column 16"),
        ("state.json", "{\n\"created\": \"canary\"}", "an unexpected kind of value: line 2, column 19"),
        ("state.json", "canary", "no JSON: line 1, column 1"),
        ("key", "canary", "it has 6 bytes, not 32"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        let start = || Sandbox::builder().state_dir(folder.path()).start();
        start().await.unwrap().shutdown().await;
        fs::write(&file, content).unwrap();
        let error = start().await.unwrap_err();
        let expected =
            format!("{} is damaged: only a reset of the sandbox, which forgets everything, helps", file.display());
        assert_eq!((error.to_string(), error.source().unwrap().to_string()), (expected, place.to_owned()));
        assert!(matches!(error, Error::State { path, .. } if path == file));
        reset(folder.path()).unwrap();
        start().await.unwrap();
    }
}

/// All files of a folder, with what they hold.
fn all(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .flat_map(|path| if path.is_dir() { all(&path) } else { vec![(path.clone(), fs::read(&path).unwrap())] })
        .collect();
    files.sort_unstable();
    files
}

#[tokio::test]
async fn a_folder_that_is_no_sandboxs_stays_as_it_is() {
    for (files, is_refused) in [
        (&["notes"][..], false),
        (&["state.json"], true),
        (&["state.json", "lock"], true),
        (&["key", "lock"], true),
        (&["uploads/song.part"], true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("uploads")).unwrap();
        for file in files {
            fs::write(folder.path().join(file), "mine").unwrap();
        }
        if !files.iter().any(|file| file.starts_with("uploads")) {
            fs::remove_dir(folder.path().join("uploads")).unwrap();
        }
        let before = all(folder.path());
        assert_eq!(reset(folder.path()).is_err(), is_refused, "{files:?}");
        assert_eq!(all(folder.path()), before);
        if is_refused {
            assert!(Sandbox::builder().state_dir(folder.path()).start().await.is_err(), "{files:?}");
            assert_eq!(all(folder.path()), before);
        }
    }
    // An empty lock is what many programs leave.
    for theirs in [("state.json", "{}"), ("key", "0123456789abcdef0123456789abcdef")] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lock"), "").unwrap();
        fs::write(folder.path().join(theirs.0), theirs.1).unwrap();
        let before = all(folder.path());
        assert!(Sandbox::builder().state_dir(folder.path()).start().await.is_err());
        assert!(reset(folder.path()).is_err());
        assert_eq!(all(folder.path()), before);
    }
}

#[tokio::test]
async fn a_reset_takes_the_sandbox_and_leaves_its_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes"), "mine").unwrap();
    let client = Client::with(Sandbox::builder().state_dir(folder.path()).start().await.unwrap());
    client.plugin(json!({})).await;
    client.sandbox.shutdown().await;
    reset(folder.path()).unwrap();
    let left: Vec<PathBuf> = all(folder.path()).into_iter().map(|(path, _)| path).collect();
    assert_eq!(left, [folder.path().join("lock"), folder.path().join("notes")]);
}
