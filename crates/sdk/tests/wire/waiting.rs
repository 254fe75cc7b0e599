//! Waiting for a connector. Time is paused: it jumps to the next timer whenever there is nothing else to do.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ccloud_connect::connectors::{Condition, Connector, ConnectorState, Status};
use ccloud_connect::{ConnectorConfig, Error, ErrorKind, RetryPolicy};
use serde_json::json;
use tokio::time::Instant;

use crate::server::{Answer, Server, empty, json as answer};

const CONNECTORS: &str = "/connect/v1/environments/env-1/clusters/lkc-1/connectors";

/// A server with these answers to reads of the status, and these to reads of the list, the last ones for ever.
async fn server(status: Vec<Answer>, list: Vec<Answer>) -> Server {
    let asked = Mutex::new((0, 0));
    Server::start(move |seen, _| {
        let mut asked = asked.lock().unwrap();
        let (count, answers) = match seen.path() {
            CONNECTORS => (&mut asked.1, &list),
            path if path.ends_with("/status") => (&mut asked.0, &status),
            other => panic!("{other}"),
        };
        *count += 1;
        answers[(*count - 1).min(answers.len() - 1)].clone()
    })
    .await
}

fn connector(server: &Server) -> Connector {
    let once = RetryPolicy::default().max_retries(0);
    server.builder().retry(once).build().unwrap().cluster("env-1", "lkc-1").connector("c")
}

fn state(word: &str) -> Answer {
    answer(200, json!({"name": "c", "connector": {"state": word, "trace": ""}, "tasks": []}).to_string())
}

fn states(words: &[&str]) -> Vec<Answer> {
    words.iter().map(|word| state(word)).collect()
}

async fn waited(server: &Server, condition: Condition) -> (Result<Status, Error>, u64) {
    let started = Instant::now();
    let outcome = connector(server).wait_for(condition).deadline(Duration::from_mins(5)).await;
    (outcome, started.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn a_connector_is_waited_for_until_it_is_seen_to_stay_as_wanted() {
    let (running, paused) = (Condition::Running, Condition::Paused);
    for (words, condition, looks) in [
        (&["PROVISIONING", "DEGRADED", "RUNNING"][..], running, 3),
        // The old state stays for a while after a change.
        (&["RUNNING"], running, 3),
        (&["RUNNING", "RUNNING", "PROVISIONING", "HIBERNATING", "running"], running, 5),
        (&["FAILED", "PROVISIONING", "FAILED", "RUNNING"], running, 4),
        (&["RUNNING", "PAUSED"], paused, 3),
        (&["RUNNING", "PAUSED", "RUNNING", "PAUSED"], paused, 5),
        (&["PAUSED"], paused, 3),
        (&["PAUSED", "PAUSED", "RUNNING"], running, 3),
    ] {
        let server = server(states(words), vec![empty(500)]).await;
        let (outcome, _) = waited(&server, condition).await;
        let wanted = if condition == running { ConnectorState::Running } else { ConnectorState::Paused };
        assert_eq!(outcome.unwrap().state, wanted, "{words:?}");
        assert_eq!(server.seen().len(), looks, "{words:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_stays_ends_a_wait_with_all_that_the_service_tells_about_it() {
    let failed = answer(
        200,
        json!({"name": "c", "connector": {"state": "FAILED", "trace": "Rejected:\ndb.user: login refused\n"},
               "tasks": [{"id": 0, "state": "USER_ACTIONABLE_ERROR", "msg": ""}, {"id": 1, "state": "RUNNING"},
                         {"id": 2, "state": "FAILED", "msg": "no route\n\tat C.run"}],
               "validation_errors": ["db.user: login refused: check role"], "override_message": "we look into it"})
        .to_string(),
    );
    for condition in [Condition::Running, Condition::Paused] {
        let server = server(vec![state("PROVISIONING"), failed.clone()], vec![empty(500)]).await;
        let (outcome, took) = waited(&server, condition).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ImpossibleState);
        assert!((7..=9).contains(&took), "{took}");
        assert!(error.hint().is_some());
        let Error::ImpossibleState { name, wanted, state, reasons, trace, .. } = &error else { panic!("{error:?}") };
        let word = if condition == Condition::Running { "RUNNING" } else { "PAUSED" };
        assert_eq!((name.as_str(), wanted.as_str(), state.as_str()), ("c", word, "FAILED"));
        let told = ["we look into it", "db.user: login refused: check role", "task 0 is USER_ACTIONABLE_ERROR"];
        assert_eq!(reasons[..3], told);
        assert_eq!(reasons[3..], ["task 2 is FAILED: no route\n\tat C.run"]);
        assert_eq!(trace, "Rejected:\ndb.user: login refused\n");
        let line = format!(
            "connector `c` is FAILED, so it cannot become {word}: we look into it; db.user: login refused: check role; \
             task 0 is USER_ACTIONABLE_ERROR; task 2 is FAILED: no route at C.run; Rejected:"
        );
        assert_eq!(error.to_string(), line);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_does_not_show_what_was_sent() {
    let trace = "db.password: canary-secret was refused";
    let failed = json!({"connector": {"state": "FAILED", "trace": trace}, "validation_errors": [trace],
                        "tasks": [{"id": 0, "state": "FAILED", "msg": trace}]});
    let server = Server::always(answer(200, failed.to_string())).await;
    let connector = connector(&server);
    connector.update(ConnectorConfig::from([("db.password", "canary-secret")])).await.unwrap();
    let error = connector.wait_for(Condition::Running).await.unwrap_err();
    assert!(error.to_string().contains("db.password: *** was refused"), "{error}");
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn only_a_complete_list_proves_that_a_connector_is_gone() {
    let there = || answer(200, r#"["b", "c"]"#);
    let gone = || answer(200, r#"["b", "C"]"#);
    let lost = || answer(404, r#"{"error_code": 404, "message": "resource not found"}"#);
    let account = || answer(404, r#"{"error": {"code": 404, "message": "account not found"}}"#);
    let deleted = Condition::Deleted;
    for (list, kind) in [
        (vec![there(), there(), gone()], None),
        (vec![empty(500), there(), empty(429), empty(408), gone()], None),
        (vec![there()], Some(ErrorKind::Timeout)),
        (vec![account()], Some(ErrorKind::NotFound)),
        (vec![there(), empty(403)], Some(ErrorKind::Forbidden)),
        (vec![there(), empty(401)], Some(ErrorKind::Unauthorized)),
        (vec![answer(200, r#"{"not": "a list"}"#)], Some(ErrorKind::Decode)),
    ] {
        let case = format!("{list:?}");
        let (outcome, _) = waited(&server(vec![lost()], list).await, deleted).await;
        assert_eq!(outcome.as_ref().err().map(Error::kind), kind, "{case}");
        assert!(outcome.is_err() || outcome.is_ok_and(|status| status.state == ConnectorState::Deleted));
    }
    for (status, list, kind) in [
        (vec![lost()], vec![gone()], Some(ErrorKind::ImpossibleState)),
        (vec![state("PROVISIONING"), lost()], vec![gone()], Some(ErrorKind::ImpossibleState)),
        (vec![lost(), lost(), state("PROVISIONING"), state("RUNNING")], vec![there()], None),
        // It was created a moment ago, and is not listed yet.
        (vec![lost(), state("PROVISIONING"), state("RUNNING")], vec![gone()], None),
        (vec![lost()], vec![empty(403)], Some(ErrorKind::Forbidden)),
        (vec![account()], vec![gone()], Some(ErrorKind::NotFound)),
        (vec![empty(403)], vec![gone()], Some(ErrorKind::Forbidden)),
        (vec![state("PROVISIONING"), empty(401)], vec![gone()], Some(ErrorKind::Unauthorized)),
        (vec![answer(200, "[]")], vec![gone()], Some(ErrorKind::Decode)),
    ] {
        let case = format!("{status:?} {list:?}");
        let (outcome, _) = waited(&server(status, list).await, Condition::Running).await;
        assert_eq!(outcome.err().map(|error| error.kind()), kind, "{case}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connector_that_was_never_there_is_told_with_names_that_are() {
    let server = server(vec![empty(404)], vec![answer(200, r#"["orders-s3"]"#)]).await;
    let cluster = server.client().cluster("env-1", "lkc-1");
    let started = Instant::now();
    let error = cluster.connector("order-s3").wait_for(Condition::Paused).await.unwrap_err();
    let line = "connector `order-s3` is absent, so it cannot become PAUSED: the cluster's list lacks it; \
                there is a connector `orders-s3`";
    assert_eq!(error.to_string(), line);
    assert!((6..=7).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_passes_does_not_end_a_wait_and_a_server_that_asks_for_time_gets_it() {
    let away = empty(503).header("retry-after", "100");
    let server = server(vec![state("PROVISIONING"), away, state("RUNNING")], vec![empty(500)]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let kept = told.clone();
    let started = Instant::now();
    let wait = connector(&server).wait_for(Condition::Running);
    let wait = wait.progress(move |event| kept.lock().unwrap().push((event.state.clone(), event.problem.clone())));
    assert_eq!(wait.await.unwrap().state, ConnectorState::Running);
    assert!((101..=106).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    let told = told.lock().unwrap();
    let problem = Some("the server failed: 503 Service Unavailable".to_owned());
    assert_eq!(*told, [("PROVISIONING".to_owned(), None), ("PROVISIONING".to_owned(), problem)]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_gives_up_tells_the_state_and_what_became_of_the_last_look() {
    let reset = vec![state("PROVISIONING"), empty(500)];
    for (answers, last) in [
        (states(&["PROVISIONING"]), "the connector is PROVISIONING"),
        (states(&["HIBERNATING"]), "the connector is HIBERNATING"),
        (reset, "the connector is PROVISIONING, then the server failed: 500 Internal Server Error"),
    ] {
        let (outcome, took) = waited(&server(answers, vec![empty(500)]).await, Condition::Running).await;
        let Err(Error::Timeout { after, last: Some(told), .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!((after.as_secs(), took, told.as_str()), (300, 300, last));
    }
}
