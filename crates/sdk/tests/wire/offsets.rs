//! Requests to change offsets: whose status it is that the service tells, and what became of a request without an answer.

use std::sync::Mutex;
use std::time::Duration;

use ccloud_connect::connectors::{ConnectorOffset, Offsets, OffsetsRequest, OffsetsStatus};
use ccloud_connect::{ConnectorConfig, Error, ErrorKind, RetryPolicy};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::server::{Answer, Reply, Server, empty, json as answer};

const NOON: &str = "2026-01-05T12:00:00.123456789Z";
const BEFORE: &str = "2026-01-05T11:00:00Z";
const LATER: &str = "2026-01-05T12:00:00.2Z";

/// A server that accepts requests so, and tells these statuses, the last one for ever. All connectors are there.
async fn server(accept: impl Into<Reply>, statuses: Vec<Answer>) -> Server {
    let (accept, told) = (accept.into(), Mutex::new(0));
    Server::start(move |seen, _| {
        if seen.method == "POST" {
            return accept.clone();
        }
        if !seen.path().ends_with("/offsets/request/status") {
            return answer(200, r#"["c"]"#).into();
        }
        let mut told = told.lock().unwrap();
        *told += 1;
        statuses[(*told - 1).min(statuses.len() - 1)].clone().into()
    })
    .await
}

fn offsets(server: &Server) -> Offsets {
    let once = RetryPolicy::default().max_retries(0);
    server.builder().retry(once).build().unwrap().cluster("env-1", "lkc-1").connector("c").offsets()
}

fn list(offset: u64) -> Value {
    json!([{"partition": {"kafka_topic": "t", "kafka_partition": 0}, "offset": {"kafka_offset": offset}}])
}

fn entries(offset: u64) -> Vec<ConnectorOffset> {
    serde_json::from_value(list(offset)).unwrap()
}

fn request(kind: &str, at: &str) -> Value {
    let offsets = if kind == "PATCH" { list(7) } else { json!([]) };
    json!({"id": "lcc-1", "name": "c", "type": kind, "requested_at": at, "offsets": offsets})
}

fn accepted() -> Answer {
    answer(202, request("PATCH", NOON).to_string())
}

fn told(request: Value, phase: &str) -> Answer {
    let status = json!({"phase": phase, "message": format!("this is {phase}")});
    answer(200, json!({"request": request, "status": status, "previous_offsets": list(3)}).to_string())
}

fn ours(phase: &str) -> Answer {
    told(request("PATCH", NOON), phase)
}

fn posts(server: &Server) -> usize {
    server.seen().iter().filter(|seen| seen.method == "POST").count()
}

async fn waited(server: &Server) -> (Result<OffsetsStatus, Error>, u64) {
    let request = offsets(server).alter(entries(7)).await.unwrap();
    let started = Instant::now();
    let outcome = request.wait().deadline(Duration::from_mins(5)).await;
    (outcome, started.elapsed().as_secs())
}

#[tokio::test]
async fn a_change_of_nothing_is_refused_before_any_call() {
    let server = server(empty(500), vec![empty(500)]).await;
    let error = offsets(&server).alter(Vec::new()).await.unwrap_err();
    assert_eq!((error.kind(), server.seen().len()), (ErrorKind::Input, 0));
}

#[tokio::test(start_paused = true)]
async fn a_request_is_waited_for_until_it_is_applied_and_tells_the_previous_offsets() {
    let none = empty(404);
    for (phases, after) in [
        (vec!["APPLIED"], 1..=1),
        (vec!["PENDING", "PENDING_VALIDATION", "applied"], 3..=6),
        (vec!["pending_validation", "HALF_DONE", "Pending", "Applied"], 5..=11),
    ] {
        let statuses = [none.clone()].into_iter().chain(phases.iter().map(|phase| ours(phase))).collect();
        let (status, took) = waited(&server(accepted(), statuses).await).await;
        let status = status.unwrap();
        assert_eq!(serde_json::to_value(&status.previous_offsets).unwrap(), list(3));
        assert_eq!(serde_json::to_value(&status.requested_offsets).unwrap(), list(7));
        assert!(after.contains(&took), "{phases:?}: {took}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_failed_ends_the_wait_with_the_servers_words() {
    let server = server(accepted(), vec![empty(404), ours("PENDING"), empty(503), ours("FAILED")]).await;
    let error = waited(&server).await.0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ImpossibleState);
    let line = "offsets request `c` is FAILED, so it cannot become APPLIED: this is FAILED";
    assert_eq!(error.to_string(), line);
    assert!(error.hint().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_status_of_another_request_is_not_taken_for_that_of_ours() {
    let earlier = |phase| told(request("PATCH", BEFORE), phase);
    let cut = |phase| told(request("PATCH", "2026-01-05T12:00:00.123Z"), phase);
    let untimed = |kind: &str| json!({"type": kind, "offsets": if kind == "PATCH" { list(7) } else { json!(null) }});
    let elsewhere = json!({"type": "PATCH", "offsets": list(8)});
    for (shown, outcome) in [
        // The service shows the old state for a while.
        (vec![earlier("APPLIED"), earlier("FAILED"), ours("PENDING"), ours("APPLIED")], None),
        (vec![earlier("APPLIED")], Some((ErrorKind::Timeout, "the offsets request is not shown yet"))),
        (
            vec![ours("PENDING"), told(request("DELETE", LATER), "APPLIED")],
            Some((ErrorKind::ImpossibleState, "DELETE")),
        ),
        (vec![told(request("PATCH", LATER), "APPLIED")], Some((ErrorKind::ImpossibleState, LATER))),
        (vec![told(request("DELETE", NOON), "APPLIED")], Some((ErrorKind::ImpossibleState, "DELETE"))),
        // A time that is not told, or not as precisely.
        (vec![cut("APPLIED")], None),
        (vec![told(untimed("PATCH"), "APPLIED")], None),
        (vec![told(json!(null), "APPLIED")], None),
        (vec![told(untimed("DELETE"), "APPLIED")], Some((ErrorKind::ImpossibleState, "DELETE request, so"))),
        (vec![told(elsewhere, "APPLIED")], Some((ErrorKind::ImpossibleState, "another one"))),
    ] {
        let case = format!("{shown:?}");
        let server = server(accepted(), [empty(404)].into_iter().chain(shown).collect()).await;
        match (waited(&server).await.0, outcome) {
            (Ok(status), None) => assert_eq!(status.message.as_deref(), Some("this is APPLIED"), "{case}"),
            (Err(error), Some((kind, said))) => {
                assert_eq!(error.kind(), kind, "{case}");
                assert!(error.to_string().contains(said), "{case}: {error}");
            }
            (given, _) => panic!("{case}: {given:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_is_gone_when_its_connector_is() {
    let gone = Server::start(|seen, before| match (seen.method.as_str(), seen.path().ends_with("/connectors")) {
        ("POST", _) => accepted(),
        (_, true) => answer(200, if before < 6 { r#"["c"]"# } else { "[]" }),
        _ => empty(404),
    });
    let error = waited(&gone.await).await.0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ImpossibleState);
    assert!(error.to_string().contains("there is no connector `c`"), "{error}");
}

/// As after a reset of the day before: a status that says the same is no proof.
#[tokio::test]
async fn a_request_whose_answer_was_lost_counts_when_it_is_there_now_and_was_not_before() {
    let none = || empty(404);
    let reset = |at| told(request("DELETE", at), "PENDING");
    let other = || told(request("PATCH", LATER), "PENDING");
    let mut texts = request("PATCH", LATER);
    texts["offsets"][0]["offset"]["kafka_offset"] = json!("7");
    for (before, after, patch, done) in [
        (none(), ours("PENDING"), true, true),
        (reset(BEFORE), reset(LATER), false, true),
        (reset(BEFORE), ours("APPLIED"), true, true),
        (reset(BEFORE), told(texts, "PENDING"), true, true),
        (empty(400), ours("PENDING"), true, true),
        (reset(BEFORE), reset(BEFORE), false, false),
        (ours("APPLIED"), ours("APPLIED"), true, false),
        (none(), none(), false, false),
        (none(), other(), false, false),
        (none(), told(json!({"type": "PATCH", "offsets": list(8)}), "PENDING"), true, false),
        (none(), empty(500), false, false),
    ] {
        for lost in [Reply::Reset, empty(500).into(), answer(202, "").into()] {
            let case = format!("{before:?} {after:?} {lost:?}");
            let server = server(lost, vec![before.clone(), after.clone()]).await;
            let offsets = offsets(&server);
            let outcome = if patch { offsets.alter(entries(7)).await } else { offsets.reset().await };
            assert_eq!(outcome.is_ok(), done, "{case}: {outcome:?}");
            assert!(outcome.as_ref().err().is_none_or(Error::is_outcome_unknown), "{outcome:?}");
            assert_eq!((posts(&server), server.seen().len()), (1, 3), "{case}: sent once");
        }
    }
}

#[tokio::test]
async fn a_request_that_the_server_refuses_is_told_with_its_words_and_a_way_on() {
    let words = r#"{"error": {"code": 400, "message": "offsets of custom connectors cannot be managed"}}"#;
    let server = server(answer(400, words), vec![answer(400, words)]).await;
    let offsets = offsets(&server);
    for outcome in [offsets.alter(entries(7)).await, offsets.reset().await] {
        let error = outcome.map(|request: OffsetsRequest| request.info).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.to_string().ends_with("offsets of custom connectors cannot be managed"), "{error}");
        assert!(error.hint().unwrap().contains("Only managed connectors"));
    }
    assert_eq!(posts(&server), 2);
}

#[tokio::test]
async fn nothing_is_asked_for_when_the_latest_request_cannot_be_seen() {
    for status in [401, 403, 500] {
        let server = server(accepted(), vec![empty(status)]).await;
        assert!(offsets(&server).reset().await.is_err());
        assert_eq!(posts(&server), 0);
    }
}

#[tokio::test]
async fn what_the_service_says_of_a_request_does_not_show_what_was_sent() {
    let message = json!({"request": request("PATCH", NOON), "status": {"message": "canary-secret is refused"}});
    let server = Server::always(answer(200, message.to_string())).await;
    let connector = server.client().cluster("env-1", "lkc-1").connector("c");
    connector.update(ConnectorConfig::from([("db.password", "canary-secret")])).await.unwrap();
    let status = connector.offsets().status().await.unwrap();
    assert_eq!((status.message.as_deref(), status.phase), (Some("*** is refused"), None));
}
