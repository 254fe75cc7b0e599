//! What does not decode, of all that a success may hold: what is not JSON, or JSON of another type.

use ccloud_connect::{Error, ErrorKind};

use super::calls::calls;
use super::once;
use crate::server::{Answer, Server, gzip, json};

/// A word of the answer, which is in no error's text, and kept in its body.
const CANARY: &str = "canary";

fn bodies() -> Vec<(&'static str, Answer, &'static str)> {
    let page = json(200, "<html><title>canary</title></html>").header("content-type", "text/html");
    vec![
        ("a page", page, "it is text/html, not JSON"),
        ("a text", json(200, "canary"), "not valid JSON at line 1 column 1"),
        ("an object that was cut off", json(200, r#"{"canary": "#), ""),
        ("a zipped list that was cut off", json(201, gzip(r#"["canary", "#)), ""),
        ("a list in a list", json(200, r#"[["canary"]]"#), "expected"),
        ("a JSON text", json(202, r#""canary""#), "expected"),
        ("a zipped text", json(200, gzip(r#""canary""#)), "expected"),
    ]
}

#[tokio::test]
async fn what_is_not_json_or_of_another_type_is_one_clear_error_that_keeps_the_body() {
    for (what, answer, said) in bodies() {
        let server = Server::always(answer.header("x-request-id", "req-7")).await;
        let client = once(&server);
        for call in calls() {
            let case = format!("{}: {what}", call.name);
            let error = (call.run)(client.clone()).await.expect_err(&case);
            assert!(matches!(error, Error::Decode { .. }), "{case}: {error:?}");
            let start = format!("the answer to {} cannot be read: ", call.name);
            assert!(error.to_string().starts_with(&start) && error.to_string().contains(said), "{case}: {error}");
            assert!(!format!("{error}{error:?}").contains(CANARY), "{case}: {error:?}");
            let answer = error.server().unwrap();
            assert!(answer.body().contains(CANARY), "{case}: the raw body is kept");
            assert_eq!(answer.request_id.as_deref(), Some("req-7"), "{case}");
            assert!(answer.messages.is_empty(), "{case}: a success says nothing about failures");
        }
    }
}

/// Nothing is no answer where something was asked for, least of all to the question what is wrong with a config.
#[tokio::test]
async fn an_empty_body_a_bare_number_and_broken_gzip_are_no_answer_to_what_was_asked_for() {
    let mut broken = gzip("[]");
    broken.truncate(broken.len() - 4);
    for body in [&b""[..], b"  \n", b"7", b"true", &broken] {
        let server = Server::always(json(200, body)).await;
        let client = once(&server);
        for call in calls() {
            let error = (call.run)(client.clone()).await.expect_err(call.name);
            assert_eq!(error.kind(), ErrorKind::Decode, "{}: {body:?}: {error:?}", call.name);
        }
    }
}

/// An object where a list was promised, and the other way round, even an empty one.
#[tokio::test]
async fn a_list_is_no_object_and_an_object_is_no_list() {
    for (body, is_list) in [("{}", true), ("[]", false)] {
        let server = Server::always(json(200, body)).await;
        let client = once(&server);
        for call in calls().into_iter().filter(|call| call.is_list == is_list) {
            let error = (call.run)(client.clone()).await.expect_err(call.name);
            assert_eq!(error.kind(), ErrorKind::Decode, "{}: {body}: {error:?}", call.name);
        }
    }
}

#[tokio::test]
async fn the_body_that_is_kept_does_not_show_the_clients_secrets() {
    for body in [r#""the-api-secret and more""#, "the-api-secret and more"] {
        for body in [body.as_bytes().to_vec(), gzip(body)] {
            let server = Server::always(json(200, body)).await;
            let client = once(&server);
            for call in calls() {
                let error = (call.run)(client.clone()).await.expect_err(call.name);
                let kept = error.server().unwrap().body();
                assert!(kept.contains("*** and more") && !kept.contains("the-api-secret"), "{}: {kept}", call.name);
            }
        }
    }
}
