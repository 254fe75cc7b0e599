//! Stores that refuse, break off or stand still.

use std::time::Duration;

use ccloud_connect::{Error, ErrorKind};
use serde_json::json;

use crate::server::{Reply, Seen, Server, empty};
use crate::store::{Scene, form, parts, policy, policy_until, refusal};

fn code(error: &Error) -> &str {
    match error {
        Error::Storage(refusal) => refusal.code.as_deref().unwrap_or("none"),
        other => panic!("{other:?}"),
    }
}

/// The store has answered and closed before the client has written 64 MiB: the reason must not drown in a broken pipe.
/// Client and store run side by side, as they do in life.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_in_the_middle_of_the_upload_is_told_with_the_stores_own_words() {
    for _ in 0..5 {
        let scene = Scene::aws(|_, _| Reply::Early(refusal(403, "SignatureDoesNotMatch", "It does not match."))).await;
        let error = scene.upload_once(scene.sparse("a.zip", 64 << 20)).send().await.unwrap_err();
        assert_eq!(code(&error), "SignatureDoesNotMatch");
        assert_eq!(error.to_string(), "the store refused the upload: SignatureDoesNotMatch: It does not match.");
        assert!(error.hint().is_some());
        let Error::Storage(refusal) = error else { panic!("{error:?}") };
        assert_eq!((refusal.status, refusal.request_id.as_deref()), (403, Some("STORE-7")));
        assert!(scene.created().is_empty());
    }
}

#[tokio::test]
async fn a_permission_that_expired_is_asked_for_again() {
    for message in ["Invalid according to Policy: Policy expired.", "Request has expired"] {
        let scene = Scene::aws(move |_, before| match before {
            0 => refusal(403, "AccessDenied", message),
            _ => empty(204),
        });
        let scene = scene.await;
        scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap();
        assert_eq!((scene.presigned(), scene.store.seen().len()), (2, 2));
        assert_eq!(scene.created()[0]["upload_source"]["upload_id"], "u-1", "the second permission's");
    }
}

#[tokio::test]
async fn a_store_that_is_busy_gets_the_file_anew_with_the_same_permission() {
    for (status, code) in [(503, "SlowDown"), (500, "InternalError"), (400, "RequestTimeout"), (429, "Whatever")] {
        let scene =
            Scene::aws(move |_, before| if before == 0 { refusal(status, code, "later") } else { empty(204) }).await;
        scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap();
        let files: Vec<_> = scene.store.seen().iter().map(|seen| parts(seen).pop().unwrap().content).collect();
        assert_eq!(files, [b"archive", b"archive"], "{code}");
        assert_eq!(scene.presigned(), 1);
    }
}

#[tokio::test]
async fn a_refusal_for_good_and_the_last_of_several_are_told_at_once() {
    for (status, name, attempts) in [(400, "EntityTooLarge", 1), (403, "AccessDenied", 1), (503, "SlowDown", 3)] {
        let scene = Scene::aws(move |_, _| refusal(status, name, "no")).await;
        let error = scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap_err();
        assert_eq!((code(&error), error.kind(), scene.store.seen().len()), (name, ErrorKind::Storage, attempts));
    }
}

#[tokio::test]
async fn an_upload_that_the_store_broke_off_uses_its_permission_again_and_after_a_second_time_a_fresh_one() {
    for (breaks, presigned) in [(1, 1), (2, 2)] {
        let store = move |_: &Seen, before| if before < breaks { Reply::Reset } else { empty(204).into() };
        let scene = Scene::aws(store).await;
        scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap();
        assert_eq!((scene.presigned(), scene.store.seen().len()), (presigned, breaks + 1));
    }
    let scene = Scene::aws(|_, _| Reply::Reset).await;
    let error = scene.upload_once(scene.file("a.zip", b"archive")).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    // By its policy it is neither too large nor expired.
    assert!(error.to_string().contains("it may have refused the upload (not as it was signed)"), "{error}");
}

#[tokio::test]
async fn a_permission_is_used_again_only_while_time_is_left_on_it() {
    let end = jiff::Timestamp::now() + Duration::from_secs(20);
    let store = |_: &Seen, before| if before == 0 { refusal(503, "SlowDown", "later") } else { empty(204) };
    let target = Server::start(store).await;
    let form = form(&policy_until(end, 1, 9));
    let url = |query: &str| format!("{}/bucket?{query}", target.url());
    for presigned in [
        json!({"cloud": "AWS", "upload_url": url(""), "upload_form_data": form}),
        json!({"cloud": "AZURE", "upload_url": url(&format!("se={end}&sig=x"))}),
    ] {
        let before = target.seen().len();
        let scene = Scene::with(|_, _| empty(404), presigned).await;
        let upload = scene.upload(scene.file("a.zip", b"archive"));
        upload.send().await.unwrap();
        assert_eq!(scene.presigned(), target.seen().len() - before, "each attempt had its own");
    }
}

#[tokio::test]
async fn a_permission_that_has_ended_by_the_services_own_clock_is_not_sent() {
    let ended = form(&policy_until(jiff::Timestamp::now() - Duration::from_secs(2), 1, 9));
    let presigned = json!({"cloud": "AWS", "upload_form_data": ended});
    let scene = Scene::with(|_, _| empty(204), presigned).await;
    let error = scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap_err();
    assert!(error.to_string().contains("ended before it could be used"), "{error}");
    assert_eq!((scene.presigned(), scene.store.seen().len()), (3, 0));
}

#[tokio::test]
async fn a_refusal_without_a_word_is_told_with_what_it_may_be_about() {
    for (status, said) in [(400, "status 400 without a reason (likely not as it was signed)"), (500, "status 500")] {
        let scene = Scene::aws(move |_, _| empty(status)).await;
        let error = scene.upload_once(scene.file("a.zip", b"archive")).send().await.unwrap_err();
        assert_eq!(error.to_string(), format!("the store refused the upload: {said}"));
    }
    let scene = Scene::with(|_, _| empty(403), json!({"cloud": "AWS", "upload_form_data": {}})).await;
    let error = scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap_err();
    assert!(error.to_string().contains("(likely too large, not as it was signed)"), "{error}");
}

#[tokio::test]
async fn a_store_is_given_the_time_it_asks_for_unless_nobody_would_wait_so_long() {
    let slow = refusal(503, "SlowDown", "later").header("retry-after", "3600");
    let scene = Scene::aws(move |_, _| slow.clone()).await;
    let error = scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap_err();
    assert_eq!((code(&error), scene.store.seen().len()), ("SlowDown", 1));
}

#[tokio::test]
async fn an_upload_that_stands_still_ends_while_one_that_moves_does_not() {
    let limit = Duration::from_millis(200);
    // One does not read, the other does not answer: all is handed over then, and there is more patience.
    for (reply, limit_met) in [(Reply::Deaf, limit), (Reply::Silence, limit * 3)] {
        let scene = Scene::aws(move |_, _| reply.clone()).await;
        let upload = scene.upload_once(scene.sparse("a.zip", 32 << 20)).stall_timeout(limit);
        let error = upload.send().await.unwrap_err();
        assert!(matches!(error, Error::Stalled { after, .. } if after == limit_met), "{error:?}");
    }
}

#[tokio::test]
async fn an_upload_that_stood_still_is_sent_anew() {
    let scene = Scene::aws(|_, before| if before == 0 { Reply::Deaf } else { empty(204).into() }).await;
    let upload = scene.upload(scene.sparse("a.zip", 8 << 20)).stall_timeout(Duration::from_millis(100));
    upload.send().await.unwrap();
    assert_eq!((scene.presigned(), scene.store.seen().len()), (1, 2));
}

#[tokio::test]
async fn the_clients_deadline_ends_the_whole_upload() {
    let scene = Scene::aws(|_, _| Reply::Deaf).await;
    let client = scene.service.builder().deadline(Duration::from_millis(100)).build().unwrap();
    let error = crate::store::upload(&client, scene.sparse("a.zip", 32 << 20)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
}

#[tokio::test]
async fn a_redirect_of_the_store_is_not_followed() {
    let target = Server::always(empty(204)).await;
    let answer = empty(307).header("location", &format!("{}/bucket", target.url()));
    let scene = Scene::aws(move |_, _| answer.clone()).await;
    let error = scene.upload(scene.file("a.zip", b"archive")).send().await.unwrap_err();
    assert_eq!(error.to_string(), format!("the store refused the upload: it redirects to {}/bucket", target.url()));
    assert!(target.seen().is_empty());
}

/// Stores repeat the signed form and the URL in their refusals.
#[tokio::test]
async fn a_refusal_does_not_show_what_was_signed() {
    let policy = policy(1, 9);
    let secrets = [
        policy.as_str(),
        "a-form-signature",
        "a-session-token==",
        "of-the-url",
        "ASIAEXAMPLE/20260105/r/s3/aws4_request",
    ];
    let message = secrets.join(" | ");
    let presigned = json!({"cloud": "AWS", "upload_form_data": form(&policy)});
    let scene = Scene::with(move |_, _| refusal(403, "SignatureDoesNotMatch", &message), presigned).await;
    let upload = scene.upload(scene.file("a.zip", b"archive"));
    let debug = format!("{upload:?}");
    let error = upload.send().await.unwrap_err();
    let Error::Storage(refusal) = &error else { panic!("{error:?}") };
    let shown = format!("{debug} {error} {error:?} {:?} {}", refusal.message, refusal.body());
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(refusal.body().contains("<Code>SignatureDoesNotMatch</Code>"), "the rest is kept: {}", refusal.body());
}
