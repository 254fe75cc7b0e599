//! What is not known to have happened, and what happened meanwhile.

use std::time::Duration;

use ccloud_connect::upload::UploadEvent;
use ccloud_connect::{ConnectorConfig, Error, ErrorKind};
use serde_json::json;

use crate::server::{Reply, Seen, Server, empty, json as answer};
use crate::store::{Scene, refusal};

#[tokio::test]
async fn a_wait_beyond_all_bounds_is_not_waited_for() {
    let server = Server::always(empty(429).header("retry-after", &u64::MAX.to_string())).await;
    let error = server.client().runtimes().list().all().await.unwrap_err();
    assert_eq!((error.kind(), server.seen().len()), (ErrorKind::RateLimited, 1));
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_counts_when_the_plugin_is_as_it_should_be() {
    for (live, done) in [("new", true), ("old", false)] {
        let server = Server::start(move |seen, _| match seen.method.as_str() {
            "PATCH" => Reply::Reset,
            _ => answer(200, json!({"id": "ccp-1", "display_name": "n", "description": live}).to_string()).into(),
        })
        .await;
        let outcome = server.client().custom_plugins().update("ccp-1").description("new").send().await;
        assert_eq!(outcome.is_ok(), done, "{outcome:?}");
        assert_eq!(server.lines().iter().filter(|line| line.starts_with("PATCH")).count(), 1, "sent once");
    }
}

#[tokio::test]
async fn a_secret_sent_by_a_generated_builder_is_not_shown_when_the_server_repeats_it() {
    let server = Server::always(answer(400, r#"{"message":"canary-secret is too short, canary-secret!"}"#)).await;
    let client = server.client();
    let api = client.api().connect_v1();
    let call = api.create_or_update_connector_config().body(ConnectorConfig::from([("db.password", "canary-secret")]));
    let refused = call.environment_id("env-1").kafka_cluster_id("lkc-1").connector_name("c").send().await;
    let error = Error::from(refused.unwrap_err());
    assert_eq!(error.to_string(), "the server refused the request: *** is too short, ***!");
    assert!(!format!("{error:?} {}", error.server().unwrap().body()).contains("canary"));
}

#[tokio::test]
async fn a_masked_value_is_refused_by_a_generated_builder_with_the_next_step() {
    let server = Server::always(empty(500)).await;
    let client = server.client();
    let api = client.api().connect_v1();
    let call = api.create_or_update_connector_config().body(ConnectorConfig::from([("db.password", "********")]));
    let refused = call.environment_id("env-1").kafka_cluster_id("lkc-1").connector_name("c").send().await;
    let error = Error::from(refused.unwrap_err());
    assert!(error.to_string().contains("`db.password` is masked"), "{error}");
    assert!(error.hint().is_some_and(|hint| hint.contains("give the value itself")));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_archive_that_changes_while_it_travels_becomes_no_plugin() {
    for size in [8 << 20, 2 << 20] {
        let scene = Scene::aws(|_, _| empty(204)).await;
        let path = scene.sparse("a.zip", 4 << 20);
        let changed = path.clone();
        let change = move |event| {
            if let UploadEvent::Started { .. } = event {
                std::fs::File::options().write(true).open(&changed).unwrap().set_len(size).unwrap();
            }
        };
        let error = scene.upload(path).progress(change).send().await.unwrap_err();
        let said = if size > 4 << 20 { "changed during the upload" } else { "cannot be read" };
        assert!(error.to_string().contains(said), "{error}");
        assert!(scene.created().is_empty());
        assert_eq!(scene.presigned(), 1, "trying again would not help");
    }
}

#[tokio::test]
async fn an_archive_with_other_bytes_in_the_next_attempt_becomes_no_plugin_whatever_its_size_and_time_say() {
    let busy = |_: &Seen, before| if before == 0 { refusal(503, "SlowDown", "later") } else { empty(204) };
    let scene = Scene::aws(busy).await;
    let path = scene.file("a.zip", b"one");
    let time = std::fs::metadata(&path).unwrap().modified().unwrap();
    let changed = path.clone();
    let change = move |event| {
        if let UploadEvent::Retrying { .. } = event {
            let file = std::fs::File::options().write(true).open(&changed).unwrap();
            std::io::Write::write_all(&mut &file, b"two").unwrap();
            file.set_modified(time).unwrap();
        }
    };
    let error = scene.upload(path).progress(change).send().await.unwrap_err();
    assert!(error.to_string().contains("changed during the upload"), "{error}");
    assert!(scene.created().is_empty());
}

#[tokio::test]
async fn bytes_that_arrived_otherwise_are_sent_again_and_become_no_plugin() {
    // Of `archive`, and of nothing.
    let (right, wrong) = ("\"888d0ee361af3603736f32131e7b20a2\"", "\"d41d8cd98f00b204e9800998ecf8427e\"");
    for (tags, encryption, done, attempts) in [
        ([right; 3], "AES256", true, 1),
        ([wrong, right, right], "AES256", true, 2),
        ([wrong; 3], "AES256", false, 3),
        // What is encrypted has another tag.
        ([wrong; 3], "aws:kms", true, 1),
    ] {
        let store = move |_: &Seen, before: usize| {
            empty(204).header("etag", tags[before]).header("x-amz-server-side-encryption", encryption)
        };
        let scene = Scene::aws(store).await;
        let outcome = scene.upload(scene.file("a.zip", b"archive")).send().await;
        assert_eq!(outcome.is_ok(), done, "{outcome:?}");
        assert!(outcome.is_ok() || matches!(outcome, Err(Error::Garbled)));
        assert_eq!((scene.store.seen().len(), scene.presigned()), (attempts, 1), "{encryption} {tags:?}");
        assert_eq!(scene.created().len(), usize::from(done));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_content_before_it_has_all_bytes_is_sent_them_again() {
    let scene = Scene::aws(|_, before| if before == 0 { Reply::Early(empty(204)) } else { empty(204).into() }).await;
    scene.upload(scene.sparse("a.zip", 64 << 20)).without_sha256().send().await.unwrap();
    assert_eq!((scene.store.seen().len(), scene.presigned(), scene.created().len()), (2, 1, 1));
}

#[tokio::test]
async fn an_archive_need_not_be_hashed() {
    let scene = Scene::aws(|_, _| empty(204)).await;
    let uploaded = scene.upload(scene.file("a.zip", b"archive")).without_sha256().send().await.unwrap();
    assert_eq!((uploaded.size, uploaded.sha256), (7, None));
}

#[tokio::test]
async fn a_refusal_that_stops_in_the_middle_is_told_as_far_as_it_came() {
    let half = "<Error><Code>AccessDenied</Code><Message>no</Message>";
    let scene = Scene::aws(move |_, _| Reply::Half(answer(403, half))).await;
    let upload = scene.upload_once(scene.file("a.zip", b"archive")).stall_timeout(Duration::from_millis(200));
    assert_eq!(upload.send().await.unwrap_err().to_string(), "the store refused the upload: AccessDenied: no");
}

#[tokio::test]
async fn an_upload_url_with_user_information_reaches_no_store() {
    let scene = Scene::aws(|_, _| empty(204)).await;
    let url = scene.store.url().replace("http://", "http://user:canary@");
    let scene = Scene::with(|_, _| empty(204), json!({"cloud": "GCP", "upload_url": url})).await;
    let error = scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert!(scene.store.seen().is_empty());
}
