//! Access tokens by exchange: what is sent where, when a token is renewed, and that none is ever shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ccloud_connect::connectors::Connector;
use ccloud_connect::{Client, ClientBuilder, ConnectorConfig, Error, ErrorKind, Secret, Sts};
use futures_util::future::join_all;
use serde_json::json;

use crate::server::{Answer, Seen, Server, brisk, empty, json as answer};

const TOKEN: &str = "/sts/v1/oauth2/token";

/// An identity provider whose tokens are numbered, as they were asked for.
fn provider() -> (Sts, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let sts = Sts::new("pool-1", move || {
        let number = counted.fetch_add(1, Ordering::Relaxed) + 1;
        async move { Ok(Secret::new(format!("canary-subject-{number}\n"))) }
    });
    (sts, asked)
}

fn client(server: &Server, sts: Sts) -> ClientBuilder {
    Client::builder().endpoint(server.url()).retry(brisk()).sts(sts)
}

fn connector(client: &Client) -> Connector {
    client.cluster("env-1", "lkc-1").connector("c")
}

/// Gives tokens named after the subject's, for so long; `other` answers all else.
async fn service(expires_in: u64, other: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Server {
    let exchanged = AtomicUsize::new(0);
    let reply = move |seen: &Seen, _: usize| {
        if seen.path() != TOKEN {
            return other(seen);
        }
        let number = exchanged.fetch_add(1, Ordering::Relaxed) + 1;
        let token = json!({"access_token": format!("canary-access-{number}"), "token_type": "Bearer",
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token", "expires_in": expires_in});
        answer(200, token.to_string())
    };
    Server::start(reply).await
}

fn signatures(server: &Server) -> Vec<String> {
    let calls = server.seen().into_iter().filter(|seen| seen.path() != TOKEN);
    calls.map(|seen| seen.header("authorization").unwrap().to_owned()).collect()
}

fn exchanges(server: &Server) -> Vec<Seen> {
    server.seen().into_iter().filter(|seen| seen.path() == TOKEN).collect()
}

#[tokio::test]
async fn the_exchange_sends_the_documented_form_without_credentials_and_calls_bear_its_token() {
    let server = service(900, |_| answer(200, "{}")).await;
    let client = client(&server, provider().0).build().unwrap();
    connector(&client).config().await.unwrap();
    connector(&client).config().await.unwrap();
    let exchange = exchanges(&server).remove(0);
    assert_eq!((exchange.method.as_str(), exchange.header("authorization")), ("POST", None));
    assert_eq!(exchange.header("content-type"), Some("application/x-www-form-urlencoded"));
    let fields: Vec<_> = url::form_urlencoded::parse(&exchange.body).into_owned().collect();
    let expected = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", "canary-subject-1"),
        ("identity_pool_id", "pool-1"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
        ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("expires_in", "900"),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(signatures(&server), ["Bearer canary-access-1"; 2]);
    assert!(!format!("{client:?}").contains("canary"));
}

#[tokio::test]
async fn calls_at_once_wait_for_one_exchange() {
    let server = service(900, |_| answer(200, "{}")).await;
    let client = client(&server, provider().0).build().unwrap();
    join_all((0..20).map(|_| async { connector(&client).config().await.unwrap() })).await;
    assert_eq!((exchanges(&server).len(), signatures(&server).len()), (1, 20));
}

#[tokio::test]
async fn a_call_refused_for_its_old_token_is_made_once_more_with_a_new_one() {
    for method in ["GET", "POST"] {
        let refuse = |seen: &Seen| match seen.header("authorization") {
            Some("Bearer canary-access-2") => answer(200, r#"{"name": "c"}"#),
            _ => answer(401, r#"{"error": {"code": 401, "message": "expired"}}"#),
        };
        let server = service(900, refuse).await;
        let (sts, asked) = provider();
        let client = client(&server, sts).build().unwrap();
        // The token is there before the calls that it is refused to.
        let error = connector(&client).config().await.unwrap_err();
        assert_eq!((error.kind(), exchanges(&server).len()), (ErrorKind::Unauthorized, 1), "a token made for the call");
        let config = ConnectorConfig::from([("connector.class", "C")]);
        match method {
            "GET" => drop(connector(&client).config().await.unwrap()),
            _ => drop(client.cluster("env-1", "lkc-1").connectors().create("c", config).send().await.unwrap()),
        }
        let signed = ["Bearer canary-access-1", "Bearer canary-access-1", "Bearer canary-access-2"];
        assert_eq!(signatures(&server), signed, "{method}");
        assert_eq!(asked.load(Ordering::Relaxed), 2, "the subject token is asked for anew");
    }
}

#[tokio::test]
async fn a_call_that_no_token_is_good_for_costs_no_exchange_and_says_so() {
    let server = service(900, |seen| if seen.method == "GET" { answer(200, "{}") } else { empty(401) }).await;
    let client = client(&server, provider().0).build().unwrap();
    connector(&client).config().await.unwrap();
    let call = client.request(reqwest::Method::POST, "/connect/v1/presigned-upload-url").body(json!({}));
    let error = call.send().await.unwrap_err();
    assert!(error.hint().unwrap().contains("API key only"), "{error:?}");
    assert_eq!(exchanges(&server).len(), 1);
}

#[tokio::test]
async fn a_failed_exchange_is_told_with_every_word_and_no_token_and_nothing_is_called() {
    let echo = "canary-subject-1 of pool-1";
    for (reply, kind) in [
        (answer(400, json!({"error": "invalid_grant", "error_description": echo}).to_string()), ErrorKind::Validation),
        (answer(401, json!({"errors": [{"detail": echo}]}).to_string()), ErrorKind::Unauthorized),
        (answer(403, json!({"message": echo}).to_string()), ErrorKind::Forbidden),
        (answer(503, json!({"message": echo}).to_string()), ErrorKind::Server),
        (answer(200, json!({"token_type": "Bearer", "x": echo}).to_string()), ErrorKind::Decode),
        (answer(200, echo), ErrorKind::Decode),
    ] {
        let case = format!("{reply:?}");
        let server = Server::always(reply).await;
        let client = client(&server, provider().0).build().unwrap();
        let config = ConnectorConfig::from([("connector.class", "C")]);
        let error = client.cluster("env-1", "lkc-1").connectors().create("c", config).send().await.unwrap_err();
        assert!(matches!(&error, Error::TokenExchange { .. }), "{case}");
        assert_eq!(error.kind(), kind, "{case}");
        assert!(!error.is_outcome_unknown(), "nothing was created: {case}");
        let said = error.server().unwrap();
        assert!(kind == ErrorKind::Decode || said.to_string().contains("*** of pool-1"), "{said}");
        let shown = format!("{error} {error:?} {} {:?}", said.body(), error.hint());
        assert!(!shown.contains("canary"), "{shown}");
        assert!(server.seen().iter().all(|seen| seen.path() == TOKEN), "{case}");
    }
}

#[tokio::test]
async fn calls_that_waited_for_an_exchange_share_its_failure() {
    let server = Server::always(answer(401, r#"{"message": "no such pool"}"#)).await;
    let client = client(&server, provider().0).build().unwrap();
    let calls = (0..20).map(|_| async { connector(&client).config().await.unwrap_err().kind() });
    assert_eq!(join_all(calls).await, [ErrorKind::Unauthorized; 20]);
    assert_eq!(server.seen().len(), 1);
    connector(&client).config().await.unwrap_err();
    assert_eq!(server.seen().len(), 2, "a later call tries again");
}

#[tokio::test]
async fn a_missing_subject_token_is_an_error_before_any_call() {
    let server = Server::always(empty(500)).await;
    let absent = Sts::new("pool-1", || async { Err("the file is gone".into()) });
    let empty_one = Sts::new("pool-1", || async { Ok(Secret::new(" \n")) });
    for (sts, said) in [(absent, "the file is gone"), (empty_one, "is empty")] {
        let error = connector(&client(&server, sts).build().unwrap()).config().await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.to_string().contains(said), "{source}");
    }
    for refused in [
        Client::builder().sts(provider().0).access_token("t"),
        Client::builder().sts(provider().0).api_key("k", "s"),
        Client::builder().sts(Sts::new(" ", || async { Ok("t".into()) })),
        Client::builder().sts(provider().0.expires_in(Duration::from_secs(901))),
        Client::builder().sts(provider().0.expires_in(Duration::ZERO)),
    ] {
        assert!(matches!(refused.build(), Err(Error::Credentials(_))));
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn no_token_ever_shows_whoever_quotes_it() {
    let server = service(900, |_| answer(500, r#"{"message": "canary-access-1 canary-subject-1"}"#)).await;
    let client = client(&server, provider().0).build().unwrap();
    let error = connector(&client).config().await.unwrap_err();
    assert_eq!(error.server().unwrap().to_string(), "*** ***");
    assert!(!format!("{error:?}").contains("canary"));
}
