//! Calls put together by hand keep every promise of the others.

use ccloud_connect::reqwest::Method;
use ccloud_connect::{Error, ErrorKind, MASK, RawBody};
use serde_json::json;

use crate::server::{Reply, Server, brisk, empty, json as answer};

#[tokio::test]
async fn a_path_that_could_lead_elsewhere_is_refused_before_any_call() {
    let server = Server::always(json_ok()).await;
    let client = server.client();
    for path in [
        "",
        "connect/v1",
        "//evil.example/x",
        "https://evil.example/x",
        "/a//b",
        "/a/../b",
        "/a/./b",
        "/..",
        "/a/%2e%2E/b",
        "/a/.%2e",
        "/a%2fb",
        "/a%5cb",
        "/a\\..\\b",
        "/a/..\\b",
        "/a#b",
        "/a b",
        "/a\tb",
        "/a\n",
        "/a%0a",
        "/a%ff",
        "/@evil.example/..",
        "?a=b",
        "/a?b=c#d",
    ] {
        let error = client.request(Method::GET, path).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{path:?}: {error}");
    }
    assert!(client.request(Method::CONNECT, "/a").send().await.is_err());
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn every_other_path_arrives_as_it_was_given() {
    let server = Server::always(json_ok()).await;
    let client = server.client();
    let paths = ["/a", "/a/", "/a/b%20c?x=1&y=%2F..%2f//", "/%C3%A9", "/a@b:c", "/...", "/a?next=https://h.example/"];
    for path in paths {
        client.request(Method::GET, path).send().await.unwrap();
    }
    assert_eq!(server.seen().iter().map(|seen| seen.target.as_str()).collect::<Vec<_>>(), paths);
}

#[tokio::test]
async fn metrics_go_to_telemetry_and_all_else_to_the_control_plane_with_the_same_credentials() {
    let (control, telemetry) = (Server::always(json_ok()).await, Server::always(json_ok()).await);
    let client = control.builder().telemetry_endpoint(telemetry.url()).build().unwrap();
    let metrics = ["/v2/metrics/cloud/descriptors/metrics?page_size=1", "/v1/metrics/cloud/query", "/v2/metrics"];
    let others = ["/v2/metricsx", "/connect/v1/v2/metrics"];
    for path in metrics.iter().chain(&others) {
        client.request(Method::GET, *path).send().await.unwrap();
    }
    let targets = |server: &Server| server.seen().iter().map(|seen| seen.target.clone()).collect::<Vec<_>>();
    assert_eq!(
        (targets(&telemetry), targets(&control)),
        (metrics.map(Into::into).into(), others.map(Into::into).into())
    );
    for seen in telemetry.seen().iter().chain(&control.seen()) {
        assert_eq!(seen.header("authorization"), Some("Basic S0VZOnRoZS1hcGktc2VjcmV0"));
    }
}

#[tokio::test]
async fn only_methods_that_may_be_repeated_are() {
    for (method, attempts) in [("GET", 3), ("HEAD", 3), ("PUT", 3), ("DELETE", 3), ("POST", 1), ("PATCH", 1), ("X", 1)]
    {
        for fate in [Reply::Reset, empty(500).into()] {
            let server = Server::always(fate).await;
            let method: Method = method.parse().unwrap();
            let client = server.builder().retry(brisk()).build().unwrap();
            let error = client.request(method.clone(), "/a").send().await.unwrap_err();
            assert_eq!(server.seen().len(), attempts, "{method}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_body_with_a_mask_in_it_is_refused_before_any_call() {
    let server = Server::always(json_ok()).await;
    let body = json!({"name": "c", "config": {"topics": "t", "db.password": "****"}, "list": [{"a": MASK}]});
    let error = server.client().request(Method::PUT, "/a").body(body).send().await.unwrap_err();
    assert!(matches!(&error, Error::Masked { keys, .. } if *keys == ["/config/db.password", "/list/0/a"]), "{error}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_answer_shows_no_secret_whatever_it_is() {
    let secret = "can/ary+\"1\"";
    let config = json!({"connector.class": "C", "topics": "t", "db.password": secret});
    let echoes = [
        // The settings themselves are this operation's answer.
        (
            "/connectors/c/config",
            config.to_string(),
            json!({"connector.class": "C", "topics": "t", "db.password": MASK}),
        ),
        ("/connectors/c", json!({"config": config, "x": format!("said {secret}")}).to_string(), {
            json!({"config": {"connector.class": "C", "topics": "t", "db.password": MASK}, "x": "said ***"})
        }),
        ("/sts", json!({"access_token": secret, "expires_in": 900}).to_string(), {
            json!({"access_token": MASK, "expires_in": 900})
        }),
    ];
    for (path, reply, expected) in echoes {
        let server =
            Server::always(answer(200, reply).header("set-cookie", "canary").header("x-said", "the-api-secret"));
        let server = server.await;
        let call = server.client().request(Method::PUT, path).body(config_body(path, secret));
        assert!(!format!("{call:?}").contains("can/ary"));
        let answer = call.send().await.unwrap();
        assert_eq!(answer.body, RawBody::Json(expected), "{path}");
        assert!(!format!("{answer:?}").contains("canary"));
        assert_eq!(answer.headers["x-said"], "***");
        let sent: serde_json::Value = serde_json::from_slice(&server.seen()[0].body).unwrap();
        assert_eq!(sent, config_body(path, secret), "the server gets the values themselves");
    }
}

#[tokio::test]
async fn settings_are_known_by_their_path_however_it_is_written() {
    for path in ["/c/config", "/c/config/", "/c/%63onfig", "/c/config?x=1", "/c/config/translate"] {
        let server = Server::always(answer(200, r#"{"topics": "t", "any": "canary"}"#)).await;
        let read = server.client().request(Method::GET, path).send().await.unwrap();
        assert_eq!(read.body, RawBody::Json(json!({"topics": "t", "any": MASK})), "{path}");

        let server = Server::always(answer(400, r#"{"message": "canary is bad"}"#)).await;
        let written = server.client().request(Method::PUT, path).body(json!({"any": "canary"})).send().await;
        assert_eq!(written.unwrap_err().server().unwrap().to_string(), "*** is bad", "{path}");
    }
}

/// As each operation takes the settings.
fn config_body(path: &str, secret: &str) -> serde_json::Value {
    let config = json!({"db.password": secret});
    if path.ends_with("/config") { config } else { json!({"name": "c", "config": config}) }
}

#[tokio::test]
async fn what_is_no_json_is_text_and_what_only_claims_to_be_is_an_error() {
    let said = "metric{label=\"x\"} 1 the-api-secret\n";
    let server = Server::always(answer(200, said).header("content-type", "text/plain; version=0.0.4")).await;
    let answered = server.client().request(Method::GET, "/v2/metrics/cloud/export").send().await.unwrap();
    assert_eq!(answered.body, RawBody::Text("metric{label=\"x\"} 1 ***\n".into()));

    let server = Server::always(answer(200, r#"{"config": {"db.password": "canary""#)).await;
    let error = server.client().request(Method::GET, "/a").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let shown = error.server().unwrap().shown_body();
    assert!(!format!("{error} {error:?} {shown:?}").contains("canary"));

    for reply in [empty(204), answer(200, " ")] {
        let answered = Server::always(reply).await.client().request(Method::DELETE, "/a").send().await.unwrap();
        assert_eq!(answered.body, RawBody::Empty);
    }
}

#[tokio::test]
async fn a_refusal_is_an_error_that_names_the_path_and_quotes_no_secret() {
    let server = Server::always(answer(404, r#"{"message": "no canary here"}"#)).await;
    let body = json!({"config": {"db.password": "canary"}});
    let error = server.client().request(Method::POST, "/a/b?c=d").body(body).send().await.unwrap_err();
    assert_eq!(error.to_string(), "resource `/a/b` not found");
    assert_eq!(error.server().unwrap().to_string(), "no *** here");
}

#[tokio::test]
async fn a_token_that_was_answered_is_not_shown_where_the_service_repeats_it() {
    let server = Server::start(|seen, _| match seen.path() {
        "/token" => answer(200, r#"{"access_token": "canary-token", "note": "use canary-token"}"#),
        _ => answer(404, r#"{"message": "no canary-token here"}"#),
    })
    .await;
    let client = server.client();
    let answered = client.request(Method::GET, "/token").send().await.unwrap();
    assert_eq!(answered.body, RawBody::Json(json!({"access_token": MASK, "note": "use ***"})));
    let error = client.request(Method::GET, "/later").send().await.unwrap_err();
    assert_eq!(error.server().unwrap().to_string(), "no *** here");
}

#[tokio::test]
async fn an_error_is_one_line_however_many_the_server_wrote() {
    let message = "Invalid config:\n\tdb.user: missing\r\n\ndb.host: missing\n";
    let server = Server::always(answer(400, json!({"error_code": 400, "message": message}).to_string())).await;
    let error = server.client().request(Method::POST, "/a").send().await.unwrap_err();
    let line = "the server refused the request: Invalid config: db.user: missing db.host: missing";
    assert_eq!(error.to_string(), line);
    assert_eq!(error.server().unwrap().messages[0].message, message.trim(), "the message itself is as it came");
}

#[tokio::test]
async fn the_body_of_a_refusal_is_shown_as_that_of_an_answer_is() {
    let live =
        json!({"message": "exists", "existing": {"name": "c", "config": {"topics": "t", "db.password": "canary"}}});
    let shown = json!({"message": "exists", "existing": {"name": "c", "config": {"topics": "t", "db.password": MASK}}});
    let page = answer(409, "<p>the-api-secret").header("content-type", "text/html");
    for (reply, expected) in [
        (answer(409, live.to_string()), RawBody::Json(shown)),
        (page, RawBody::Text("<p>***".into())),
        (empty(409), RawBody::Empty),
    ] {
        let server = Server::always(reply).await;
        let error = server.client().request(Method::POST, "/a").send().await.unwrap_err();
        assert_eq!(error.server().unwrap().shown_body(), expected);
    }
}

fn json_ok() -> crate::server::Answer {
    answer(200, "{}")
}
