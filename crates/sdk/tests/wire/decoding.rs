//! Answers that are not as documented: decoded, or one clear error.

use ccloud_connect::connectors::{ConnectorState, ConnectorType};
use ccloud_connect::plugins::{Cloud, PluginType};
use ccloud_connect::{Client, ConnectorConfig, Error, ErrorKind, RetryPolicy};

use crate::server::{Answer, Reply, Server, empty, json};

/// Asks a server that gives everybody this answer, once.
pub(crate) async fn asked<T>(
    reply: impl Into<Reply>,
    ask: impl AsyncFnOnce(Client) -> Result<T, Error>,
) -> Result<T, Error> {
    let server = Server::always(reply).await;
    ask(server.builder().retry(RetryPolicy::default().max_retries(0)).build().unwrap()).await
}

fn connector(client: &Client) -> ccloud_connect::connectors::Connector {
    client.cluster("env-1", "lkc-1").connector("c")
}

fn config() -> ConnectorConfig {
    ConnectorConfig::from([("connector.class", "S3_SINK")])
}

#[tokio::test]
async fn objects_that_lack_every_member_or_hold_only_nulls_decode() {
    let connectors = ["{}", r#"{"name": null, "config": null, "tasks": null, "type": null}"#, r#"{"tasks": [{}]}"#];
    for body in connectors {
        let got = asked(json(200, body), async |client| connector(&client).get().await).await.unwrap();
        assert_eq!(
            (got.name.as_str(), got.connector_type, got.config.len(), got.tasks.len()),
            ("c", None, 0, 0),
            "{body}"
        );
        let created =
            async |client: Client| client.cluster("env-1", "lkc-1").connectors().create("c", config()).send().await;
        let created = asked(json(201, body), created).await.unwrap();
        assert!((created.details.name == "c") && created.offsets.is_empty(), "{body}");
        asked(json(200, body), async |client| connector(&client).update(config()).await).await.unwrap();
    }
    for body in [
        "{}",
        r#"{"connector": null, "tasks": null, "validation_errors": null}"#,
        r#"{"connector": {"state": null}, "tasks": [{}]}"#,
    ] {
        let status = asked(json(200, body), async |client| connector(&client).status().await).await.unwrap();
        assert_eq!((status.state, status.trace.as_str()), (ConnectorState::None, ""), "{body}");
    }
    for body in ["[]", "[{}]", r#"[{"id": null, "config": null}]"#] {
        asked(json(200, body), async |client| connector(&client).tasks().await).await.unwrap();
        asked(json(200, body), async |client| client.cluster("env-1", "lkc-1").plugins().list().await).await.unwrap();
    }
    for body in [
        "{}",
        r#"{"c": {}}"#,
        r#"{"c": {"id": null, "info": null, "status": null}}"#,
        r#"{"c": {"info": {"type": 7}}}"#,
    ] {
        let all =
            asked(json(200, body), async |client| client.cluster("env-1", "lkc-1").connectors().list().await).await;
        assert!(all.unwrap().iter().all(|c| c.name == "c" && c.id.is_none()), "{body}");
    }
    for body in [
        "{}",
        r#"{"configs": null, "groups": null}"#,
        r#"{"configs": [{}, {"definition": {}, "value": {"errors": null}}]}"#,
    ] {
        let validate = async |client: Client| client.cluster("env-1", "lkc-1").plugins().validate("C", config()).await;
        let validation = asked(json(200, body), validate).await.unwrap();
        assert!(validation.errors.is_empty() && validation.definitions.is_empty(), "{body}");
    }
    for body in [
        "{}",
        r#"{"data": null, "metadata": null}"#,
        r#"{"data": [{}]}"#,
        r#"{"data": [{"metadata": null, "sensitive_config_properties": null}]}"#,
    ] {
        asked(json(200, body), async |client| client.custom_plugins().list().all().await).await.unwrap();
        asked(json(200, body), async |client| client.custom_plugins().get("ccp-1").await).await.unwrap();
        asked(json(200, body), async |client| client.runtimes().list().all().await).await.unwrap();
    }
}

#[tokio::test]
async fn new_words_foreign_entries_and_odd_times_are_kept_as_they_came() {
    let body = r#"{"name": "c", "type": "Sink", "new": {"a": [1]}, "error_details": {"x": 1},
        "connector": {"state": "HIBERNATING", "worker_id": "w", "trace": "a: b", "since": 1},
        "tasks": [{"id": 0, "state": "STOPPED", "worker_id": "w", "trace": "why"}],
        "validation_errors": ["k: v: w", 7], "override_message": "by hand"}"#;
    let status = asked(json(200, body), async |client| connector(&client).status().await).await.unwrap();
    assert_eq!((status.state.as_str(), status.connector_type), ("HIBERNATING", Some(ConnectorType::Sink)));
    assert_eq!((status.tasks[0].state.as_str(), status.tasks[0].message.as_str()), ("STOPPED", "why"));
    assert_eq!((status.validation_errors, status.override_message), (vec!["k: v: w".to_owned()], "by hand".to_owned()));

    let body = r#"{"id": "ccp-1", "connector_type": "flink_udf", "cloud": "MOON", "content_format": "jar", "new": null,
        "metadata": {"created_at": "2026-01-05T10:15:00.123456789+0000", "updated_at": "soon", "deleted_at": null}}"#;
    let plugin = asked(json(200, body), async |client| client.custom_plugins().get("ccp-1").await).await.unwrap();
    assert_eq!(plugin.connector_type, Some(PluginType::Other("flink_udf".into())));
    assert_eq!(plugin.cloud, Some(Cloud::Other("MOON".into())));
    let created = plugin.created_at.unwrap();
    assert_eq!(created.instant(), "2026-01-05T10:15:00.123456789Z".parse().ok());
    assert_eq!(plugin.updated_at.map(|at| (at.as_str().to_owned(), at.instant())), Some(("soon".to_owned(), None)));
}

#[tokio::test]
async fn any_2xx_is_success_and_an_empty_body_is_fine_where_nothing_is_needed_from_it() {
    for answer in [empty(204), empty(200), empty(202), json(200, "{}"), json(200, r#"{"error": null}"#)] {
        let answer = || answer.clone();
        asked(answer(), async |client| connector(&client).pause().await).await.unwrap();
        asked(answer(), async |client| connector(&client).resume().await).await.unwrap();
        asked(answer(), async |client| connector(&client).delete().await).await.unwrap();
        asked(answer(), async |client| client.custom_plugins().delete("ccp-1").await).await.unwrap();
        let server =
            Server::start(move |seen, _| if seen.method == "PUT" { empty(200) } else { json(200, "{}") }).await;
        assert_eq!(connector(&server.client()).update(config()).await.unwrap().name, "c");
    }
}

/// As it does when a deletion did not happen.
#[tokio::test]
async fn a_200_that_holds_an_error_is_one() {
    for (body, message) in [
        (r#"{"error": "still busy"}"#, "still busy"),
        (r#"{"error": {"code": 500, "message": "still busy"}}"#, "still busy"),
        (r#"{"error": {"reason": 1}}"#, "200 OK"),
        (r#"{"error": false}"#, "200 OK"),
        (r#"{"error": 12}"#, "12"),
    ] {
        let answer = json(200, body).header("x-request-id", "req-7");
        let error = asked(answer, async |client| connector(&client).delete().await).await.unwrap_err();
        assert_eq!(error.to_string(), format!("the server failed: {message}"), "{body}");
        assert_eq!(error.server().unwrap().request_id.as_deref(), Some("req-7"));
    }
}

fn html(status: u16, title: &str) -> Answer {
    json(status, format!("<html><head><title>{title}</title></head><body>canary</body></html>"))
        .header("content-type", "text/html; charset=utf-8")
}

#[tokio::test]
async fn a_gateways_page_is_one_clear_error_without_its_body() {
    let error = asked(html(502, "502 Bad Gateway"), async |client| connector(&client).get().await).await.unwrap_err();
    assert_eq!(error.to_string(), "the server failed: 502 Bad Gateway");
    assert!(!format!("{error:?}").contains("canary"));
    assert!(error.server().unwrap().body().contains("canary"), "the raw body is kept");
}

#[tokio::test]
async fn a_success_that_cannot_be_read_names_the_call_and_what_was_expected_never_what_came() {
    for (answer, said) in [
        (html(200, "Sign in"), "it is text/html; charset=utf-8, not JSON"),
        (json(200, ""), "it is empty"),
        (json(200, r#"["canary"]"#), "expected"),
        (json(200, r#"{"name": "canary"#), "not valid JSON at line 1 column 16"),
        (json(200, r#"{"name": ["canary"]}"#), "expected a string"),
    ] {
        let body = format!("{answer:?}");
        let error = asked(answer, async |client| connector(&client).get().await).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error:?}");
        assert!(error.to_string().starts_with("the answer to read_connector cannot be read: "), "{error}");
        assert!(error.to_string().contains(said), "{body}: {error}");
        assert!(!format!("{error}{error:?}").contains("canary"), "{error:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_that_names_its_target_and_sends_it_nothing() {
    let target = Server::always(json(200, "{}")).await;
    for status in [301, 302, 303, 307, 308] {
        for location in [
            format!("{}/login?token=canary&x=canary#canary", target.url()),
            "//user:canary@h.example/elsewhere".to_owned(),
        ] {
            let answer = empty(status).header("location", &location);
            let error = asked(answer.clone(), async |client| connector(&client).pause().await).await.unwrap_err();
            let Error::Redirect { to, .. } = &error else { panic!("{error:?}") };
            assert!(to.ends_with("/login?token=***&x=***") || to == "http://***@h.example/elsewhere", "{to}");
            assert!(!format!("{error}{error:?}").contains("canary"));
            let update = async |client: Client| client.custom_plugins().update("ccp-1").name("n").send().await;
            assert!(matches!(asked(answer, update).await, Err(Error::Redirect { .. })));
        }
    }
    assert!(target.seen().is_empty());
    let error = asked(empty(302), async |client| connector(&client).get().await).await.unwrap_err();
    assert_eq!(error.to_string(), "the server redirects to nowhere");
}
