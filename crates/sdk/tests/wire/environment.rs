//! Plugins with versions and artifacts beyond one call each: what is refused beforehand, what is looked for afterwards.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ccloud_connect::artifacts::UploadArtifact;
use ccloud_connect::plugins::{Cloud, PluginType, UploadVersion};
use ccloud_connect::{Client, Error, ErrorKind};
use ccloud_connect_httpmock::ccpm_v1::{MockServerExt, types};
use futures_util::StreamExt;
use httpmock::{Mock, MockServer};
use serde_json::{Value, json};

use crate::server::{Reply, Server, client, empty, json as answer};
use crate::store::refusal;

const PLUGIN: &str = r#"{"id": "ccp-1", "spec": {"cloud": "GCP"}}"#;

/// A file to upload, in a folder that goes with it.
struct File(tempfile::TempDir);

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.zip"), "archive").unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("a.zip")
    }
}

fn version(client: &Client, path: &Path) -> UploadVersion {
    client
        .environment("env-1")
        .plugin("ccp-1")
        .upload(path, "1.2.3")
        .preflight(false)
        .class("io.example.A", PluginType::Source)
}

fn artifact(client: &Client, path: &Path) -> UploadArtifact {
    client.environment("env-1").artifacts().upload(path).cloud(Cloud::Gcp)
}

/// A service that presigns for this store, knows the plugin, and leaves the rest to `reply`.
async fn service(store: String, reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Server {
    let upload = json!({"upload_id": "u-1", "cloud": "GCP", "upload_url": format!("{store}/bucket?sig=of-the-url"),
                        "upload_form_data": {"sas_token": "a-form-token"}});
    Server::start(move |seen, _| match (seen.method.as_str(), seen.path()) {
        ("POST", path) if path.ends_with("presigned-upload-url") => answer(201, upload.to_string()).into(),
        ("GET", "/ccpm/v1/plugins/ccp-1") => answer(200, PLUGIN).into(),
        (method, _) => reply(method),
    })
    .await
}

/// The plugins of a page, and the link to the next one.
fn page(server: &MockServer, start: usize) -> Mock<'_> {
    let end = 205.min(start + 100);
    let mut page = types::CustomConnectPluginList::default();
    page.data.resize_with(end - start, Default::default);
    for (plugin, n) in page.data.iter_mut().zip(start..) {
        plugin.id = Some(format!("ccp-{n}"));
    }
    let next = if end < 205 { format!("https://h.example/ccpm/v1/plugins?page_token={end}") } else { String::new() };
    let metadata = page.metadata.insert(types::ListMeta::default());
    metadata.next = Some(next);
    let token = (start > 0).then(|| start.to_string());
    server.list_custom_connect_plugins(|when, then| {
        when.environment("env-1").page_size(100).page_token(token.as_deref());
        then.success(200, &page);
    })
}

#[tokio::test]
async fn a_list_of_205_plugins_comes_whole_in_order_and_page_by_page() {
    let server = MockServer::start_async().await;
    let pages = [0, 100, 200].map(|start| page(&server, start));
    let client = client(&server.base_url()).build().unwrap();
    let mut stream = Box::pin(client.environment("env-1").plugins().list().stream());
    for n in 0..205 {
        assert_eq!(stream.next().await.unwrap().unwrap().id, format!("ccp-{n}"));
        let asked: usize = pages.iter().map(Mock::calls).sum();
        assert_eq!(asked, n / 100 + 1, "at {n}");
    }
    assert!(stream.next().await.is_none());
    assert_eq!(pages.map(|page| page.calls()), [1; 3]);
}

#[tokio::test]
async fn what_cannot_become_a_version_is_refused_before_any_request() {
    let (server, file) = (Server::always(empty(500)).await, File::new());
    let plugin = server.client().environment("env-1").plugin("ccp-1");
    let good = || version(&server.client(), &file.path());
    let classes = |count: usize| (0..count).map(|n| format!("io.example.A{n}"));
    let many = classes(10).fold(good(), |upload, class| upload.class(class, PluginType::Sink));
    for (upload, said) in [
        (version(&server.client(), &file.path().with_extension("tar")), "cannot be read"),
        (plugin.upload(file.path(), "1.2.3").preflight(false), "a class is required"),
        (plugin.upload(file.path(), "1.2").class("A", PluginType::Sink), "no semantic version"),
        (plugin.upload(file.path(), "").class("A", PluginType::Sink), "no semantic version"),
        (plugin.upload(file.path(), format!("1.2.3-{}", "a".repeat(55))).class("A", PluginType::Sink), "than the 60"),
        (good().class("no class", PluginType::Source), "is no Java class name"),
        (many, "11 classes are more than the 10"),
        (good().documentation_link("ftp://h.example"), "neither http:// nor https://"),
        (good().sensitive_properties(["a b"]), "is no config key"),
    ] {
        let error = upload.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().contains(said), "{said}: {error}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn what_cannot_become_an_artifact_or_a_plugin_is_refused_before_any_request() {
    let (server, file) = (Server::always(empty(500)).await, File::new());
    let environment = server.client().environment("env-1");
    let good = || artifact(&server.client(), &file.path());
    for (upload, said) in [
        (environment.artifacts().upload(file.path()), "the cloud is required"),
        (environment.artifacts().upload(file.0.path()).cloud(Cloud::Aws), "is not a file"),
        (good().name("n".repeat(61)), "more than the 60"),
        (good().name(""), "the name is empty"),
        (good().description("d".repeat(257)), "more than the 256"),
    ] {
        let error = upload.send().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Input && error.to_string().contains(said), "{said}: {error}");
    }
    let plugins = environment.plugins();
    assert!(
        plugins.create("n".repeat(61), Cloud::Aws).send().await.is_err_and(|error| error.kind() == ErrorKind::Input)
    );
    assert!(plugins.update("ccp-1").name("").send().await.is_err_and(|error| error.kind() == ErrorKind::Input));
    assert!(server.seen().is_empty());
}

/// A create whose answer was lost: what it made is looked for, and counts when it is new and the only one.
#[tokio::test]
async fn a_version_or_artifact_whose_create_was_not_answered_is_looked_for_and_nothing_is_sent_twice() {
    let now = jiff::Timestamp::now();
    let entry = |id: &str, word: &str, at: jiff::Timestamp| {
        json!({"id": id, "metadata": {"created_at": at.to_string()},
               "spec": {"version": format!("1.2.{word}"), "display_name": word}})
    };
    let (new, old) = (entry("new", "3", now), entry("old", "3", now - Duration::from_hours(1)));
    let (other, undated) = (entry("other", "4", now), json!({"id": "new", "spec": {"version": "1.2.3"}}));
    for (live, found) in [
        (vec![old.clone(), other.clone(), new.clone()], true),
        (vec![old, other], false),
        (vec![new.clone(), new], false),
        (vec![undated], false),
    ] {
        let (store, file) = (Server::always(empty(200)).await, File::new());
        let list = json!({"data": live}).to_string();
        let reply = move |method: &str| match method {
            "POST" => Reply::Reset,
            _ => answer(200, list.clone()).into(),
        };
        let service = service(store.url(), reply).await;
        let client = service.client();
        let of_version = version(&client, &file.path()).send().await.map(|uploaded| uploaded.version.id);
        let of_artifact = artifact(&client, &file.path()).name("3").send().await.map(|uploaded| uploaded.artifact.id);
        for outcome in [of_version, of_artifact] {
            match outcome {
                Ok(id) => assert!(found && id == "new"),
                Err(error) => assert!(!found && matches!(error, Error::Network { .. }), "{error:?}"),
            }
        }
        assert_eq!(store.seen().len(), 2);
        for path in ["POST /ccpm/v1/plugins/ccp-1/versions", "POST /cam/v1/connect-artifacts"] {
            assert_eq!(service.lines().iter().filter(|line| *line == path).count(), 1, "{path}");
        }
    }
}

#[tokio::test]
async fn a_plugin_whose_create_was_not_answered_is_not_created_again() {
    let server = Server::always(Reply::Reset).await;
    let error = server.client().environment("env-1").plugins().create("n", Cloud::Aws).send().await.unwrap_err();
    assert!(error.is_outcome_unknown());
    assert_eq!(server.lines(), ["POST /ccpm/v1/plugins"]);
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_counts_when_the_plugin_is_as_it_should_be() {
    for (live, done) in [("new", true), ("old", false)] {
        let server = Server::start(move |seen, _| match seen.method.as_str() {
            "PATCH" => Reply::Reset,
            _ => answer(200, json!({"id": "ccp-1", "spec": {"display_name": live}}).to_string()).into(),
        })
        .await;
        let outcome = server.client().environment("env-1").plugins().update("ccp-1").name("new").send().await;
        assert_eq!(outcome.is_ok(), done, "{outcome:?}");
        assert_eq!(server.lines().iter().filter(|line| line.starts_with("PATCH")).count(), 1, "sent once");
    }
}

#[tokio::test]
async fn a_deletion_that_an_attempt_before_may_have_made_is_proven_by_a_list_without_it() {
    for (live, gone) in [(json!([]), true), (json!([{"id": "x-1"}]), false), (json!("no list"), false)] {
        let list = json!({"data": live}).to_string();
        let server = Server::start(move |seen, before| match seen.method.as_str() {
            "DELETE" => empty(if before % 3 == 0 { 502 } else { 404 }),
            _ => answer(200, list.clone()),
        })
        .await;
        let environment = server.client().environment("env-1");
        for (outcome, what) in [
            (environment.plugins().delete("x-1").await, "custom plugin"),
            (environment.plugin("ccp-1").version("x-1").delete().await, "plugin version"),
            (environment.artifacts().delete(Cloud::Aws, "x-1").await, "artifact"),
        ] {
            match outcome {
                Ok(()) => assert!(gone, "{what}"),
                Err(error) => assert_eq!((gone, error.to_string()), (false, format!("{what} `x-1` not found"))),
            }
        }
    }
}

#[tokio::test]
async fn a_version_goes_to_the_cloud_of_its_plugin_and_nowhere_without_one() {
    let (store, file) = (Server::always(empty(200)).await, File::new());
    let ready = service(store.url(), |_| answer(202, r#"{"id": "ver-1"}"#).into()).await;
    version(&ready.client(), &file.path()).send().await.unwrap();
    let presign: Value = serde_json::from_slice(&ready.seen()[1].body).unwrap();
    assert_eq!(presign["cloud"], "GCP");
    assert_eq!(store.seen()[0].method, "PUT");

    let cloudless = Server::always(answer(200, r#"{"id": "ccp-1"}"#)).await;
    let error = version(&cloudless.client(), &file.path()).send().await.unwrap_err();
    assert!(error.to_string().contains("the plugin names no cloud"), "{error}");
    assert_eq!(cloudless.lines(), ["GET /ccpm/v1/plugins/ccp-1"]);
}

#[tokio::test]
async fn what_was_presigned_is_not_shown_when_the_store_repeats_it() {
    let echo = refusal(403, "Denied", "you sent of-the-url and a-form-token");
    let (store, file) = (Server::always(echo).await, File::new());
    let service = service(store.url(), |_| empty(500).into()).await;
    let client = service.client();
    let of_version = version(&client, &file.path()).send().await.unwrap_err();
    let of_artifact = artifact(&client, &file.path()).send().await.unwrap_err();
    for error in [of_version, of_artifact] {
        assert_eq!(error.to_string(), "the store refused the upload: Denied: you sent *** and ***");
        assert!(!format!("{error:?}").contains("of-the-url"));
    }
}

#[tokio::test]
async fn a_token_where_only_a_key_is_taken_is_hinted_at() {
    let file = File::new();
    for status in [401, 403] {
        let server = Server::start(move |seen, _| match seen.path() {
            "/ccpm/v1/plugins/ccp-1" => answer(200, PLUGIN),
            _ => empty(status),
        })
        .await;
        let client = Client::builder().endpoint(server.url()).access_token("token").build().unwrap();
        let plugin = client.environment("env-1").plugin("ccp-1");
        for error in [
            plugin.versions().await.unwrap_err(),
            plugin.version("ver-1").get().await.unwrap_err(),
            plugin.version("ver-1").delete().await.unwrap_err(),
            version(&client, &file.path()).send().await.unwrap_err(),
            artifact(&client, &file.path()).send().await.unwrap_err(),
        ] {
            assert!(error.hint().unwrap().contains("a Cloud API key only, not an access token"), "{error:?}");
        }
        let plugins = client.environment("env-1").plugins().list().all().await.unwrap_err();
        assert!(!plugins.hint().unwrap().contains("key only"), "lists of plugins take tokens");
    }
}

#[tokio::test]
async fn an_artifact_that_is_being_processed_has_no_lists_yet() {
    let body = json!({"id": "cca-1", "spec": {"cloud": "aws", "plugins": null, "usages": null}, "status": null});
    let server = Server::always(answer(200, body.to_string())).await;
    let artifact = server.client().environment("env-1").artifacts().get(Cloud::Aws, "cca-1").await.unwrap();
    assert_eq!((artifact.cloud, artifact.environment.as_str()), (Cloud::Aws, "env-1"));
    assert!(artifact.classes.is_empty() && artifact.usages.is_empty() && artifact.phase.is_none());
}

#[tokio::test]
async fn a_version_is_found_by_its_id_or_else_by_its_number_in_one_list() {
    let entry = |id: &str, number: &str| json!({"id": id, "spec": {"version": number}});
    let list = json!({"data": [entry("ver-1", "1.0.0"), entry("1.0.0", "2.0.0"), entry("ver-3", "v3.0.0"),
                               entry("ver-4", "4.0.0"), entry("ver-5", "4.0.0")]});
    let server = Server::always(answer(200, list.to_string())).await;
    let plugin = server.client().environment("env-1").plugin("ccp-1");
    for (text, id) in [("ver-1", "ver-1"), ("1.0.0", "1.0.0"), ("2.0.0", "1.0.0"), ("v3.0.0", "ver-3")] {
        assert_eq!(plugin.find(text).await.unwrap().id, id, "{text}");
    }
    assert_eq!(plugin.find("4.0.0").await.unwrap_err().kind(), ErrorKind::Input);
    let Error::NotFound { near, answer: None, .. } = plugin.find("3.0.0").await.unwrap_err() else { panic!() };
    assert_eq!(near[0], "v3.0.0");
    assert_eq!(server.seen().len(), 6);
}

/// The document knows no 404 for the list of versions.
#[tokio::test]
async fn an_empty_list_of_versions_may_be_that_of_no_plugin() {
    for (status, found) in [(200, true), (404, false)] {
        let server = Server::start(move |seen, _| match seen.path() {
            "/ccpm/v1/plugins/ccp-1" => answer(status, PLUGIN),
            _ => answer(200, r#"{"data": []}"#),
        })
        .await;
        let plugin = server.client().environment("env-1").plugin("ccp-1");
        assert_eq!(plugin.versions().await.is_ok(), found);
        let message = plugin.find("1.0.0").await.unwrap_err().to_string();
        let missing = if found { "plugin version `1.0.0` not found" } else { "custom plugin `ccp-1` not found" };
        assert_eq!(message, missing);
    }
}
