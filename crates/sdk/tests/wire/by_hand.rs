//! Calls that the published documents lack, so that nobody knows all their answers.

use ccloud_connect::connectors::Cluster;
use ccloud_connect::plugins::{Remark, Translation};
use ccloud_connect::{ConnectorConfig, Error, ErrorKind};
use serde_json::{Value, json};

use crate::server::{Answer, Server, empty, json as answer};

async fn translated(reply: Answer) -> Result<Translation, Error> {
    let server = Server::always(reply).await;
    cluster(&server).plugins().translate("S3_SINK", ConnectorConfig::from([("aws.secret", "canary-secret")])).await
}

fn cluster(server: &Server) -> Cluster {
    server.client().cluster("env-1", "lkc-1")
}

fn remarks(list: &[Remark]) -> Vec<(Option<&str>, &str)> {
    list.iter().map(|remark| (remark.key.as_deref(), remark.message.as_str())).collect()
}

#[tokio::test]
async fn a_translation_is_read_as_far_as_its_form_is_known_and_kept_as_it_came() {
    let config = ConnectorConfig::from([("connector.class", "S3_SINK"), ("tasks.max", "1")]);
    let none = ConnectorConfig::new();
    let map = json!({"connector.class": "S3_SINK", "tasks.max": 1});
    for (body, expected) in [
        (json!({"config": map, "warnings": null, "errors": []}), &config),
        (json!({"config": map, "new": {"a": [1]}}), &config),
        (map, &config),
        (json!({"config": ["a"]}), &none),
        (json!({"configs": [{"name": "tasks.max"}]}), &none),
        (json!([]), &none),
        (Value::Null, &none),
    ] {
        let translation = translated(answer(200, body.to_string())).await.unwrap();
        assert_eq!((&translation.config, translation.answer.expose()), (expected, &body));
        assert!(translation.warnings.is_empty() && translation.errors.is_empty(), "{body}");
    }
    for (reply, kind) in [(answer(200, "<p>"), ErrorKind::Decode), (empty(404), ErrorKind::NotFound)] {
        assert_eq!(translated(reply).await.unwrap_err().kind(), kind);
    }
}

#[tokio::test]
async fn remarks_on_a_translation_are_told_without_what_was_sent() {
    let body = json!({
        "warnings": ["canary-secret is short", {"field": "a", "message": "is gone"}, {"value": "other-canary"}],
        "errors": [{"name": "b", "detail": "is wrong: canary-secret"}, {"key": "c", "message": 7}],
        "config": {"aws.secret": "canary-secret"}});
    let translation = translated(answer(200, body.to_string())).await.unwrap();
    let unknown = "told in a form that is not known";
    assert_eq!(remarks(&translation.warnings), [(None, "*** is short"), (Some("a"), "is gone"), (None, unknown)]);
    assert_eq!(remarks(&translation.errors), [(Some("b"), "is wrong: ***"), (Some("c"), unknown)]);
    assert!(!format!("{translation:?}").contains("canary"));
}

#[tokio::test]
async fn a_name_that_would_lead_elsewhere_is_refused_before_any_call() {
    let server = Server::always(empty(202)).await;
    for name in ["", "..", "a/b", "a\\b"] {
        let restart = cluster(&server).connector(name).restart().await;
        let translate = cluster(&server).plugins().translate(name, ConnectorConfig::new()).await;
        for error in [restart.unwrap_err(), translate.unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::Input, "{name}");
        }
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_restart_is_accepted_by_any_2xx() {
    for reply in [empty(202), empty(204), answer(200, "{}"), answer(202, "null")] {
        let server = Server::always(reply).await;
        cluster(&server).connector("a b").restart().await.unwrap();
        let path = "POST /connect/v1/environments/env-1/clusters/lkc-1/connectors/a%20b/restart";
        assert_eq!(server.lines(), [path]);
        assert!(server.seen()[0].body.is_empty());
    }
}
