//! What is tried again, and what never is: a second POST may make a second connector.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ccloud_connect::api::connect_custom_plugin_v1::types::PresignedUrlRequest;
use ccloud_connect::connectors::{CreatedConnector, LiveConfig};
use ccloud_connect::{Client, ConnectorConfig, Error, ErrorKind};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::server::{Reply, Server, brisk, client, empty, json};

/// The kinds of operations, by what a repetition may do.
#[derive(Clone, Copy, Debug)]
enum Operation {
    Get,
    Put,
    Delete,
    /// A POST that only hands out a permission.
    Presign,
    Create,
    Alter,
    Restart,
    Patch,
}

use Operation::{Alter, Create, Delete, Get, Patch, Presign, Put, Restart};

impl Operation {
    async fn run(self, client: &Client) -> Result<(), Error> {
        let connector = client.cluster("env-1", "lkc-1").connector("c");
        match self {
            Get => connector.config().await.map(drop),
            Put => connector.pause().await,
            Delete => connector.delete().await,
            Presign => {
                let api = client.api().connect_custom_plugin_v1();
                let body = PresignedUrlRequest::default();
                api.create_presigned_url().body(body).send().await.map(drop).map_err(Error::from)
            }
            Create => create(client).await.map(drop),
            Alter => connector.offsets().reset().await.map(drop),
            Restart => connector.restart().await,
            Patch => client.custom_plugins().update("ccp-1").description("d").send().await.map(drop),
        }
    }

    fn method(self) -> &'static str {
        match self {
            Get => "GET",
            Put => "PUT",
            Delete => "DELETE",
            Presign | Create | Alter | Restart => "POST",
            Patch => "PATCH",
        }
    }
}

async fn create(client: &Client) -> Result<CreatedConnector, Error> {
    let config = ConnectorConfig::from([("connector.class", "S3_SINK"), ("aws.secret", "hunter22")]);
    client.cluster("env-1", "lkc-1").connectors().create("c", config).send().await
}

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Status(u16),
    NoAnswer,
    Reset,
}

use Fate::{NoAnswer, Reset, Status};

impl From<Fate> for Reply {
    fn from(fate: Fate) -> Self {
        match fate {
            Status(status) => empty(status).into(),
            NoAnswer => Self::Silence,
            Reset => Self::Reset,
        }
    }
}

/// With two retries allowed: how many requests arrive for each fate.
const TABLE: [(Operation, [usize; 6]); 8] = [
    //         429 503 500 501 no answer, reset
    (Get, [3, 3, 3, 1, 3, 3]),
    (Put, [3, 3, 3, 1, 3, 3]),
    (Delete, [3, 3, 3, 1, 3, 3]),
    (Presign, [3, 3, 3, 1, 3, 3]),
    (Create, [3, 1, 1, 1, 1, 1]),
    (Alter, [3, 1, 1, 1, 1, 1]),
    (Restart, [3, 1, 1, 1, 1, 1]),
    (Patch, [3, 1, 1, 1, 1, 1]),
];
const FATES: [Fate; 6] = [Status(429), Status(503), Status(500), Status(501), NoAnswer, Reset];

/// An attempt is given up soon only where no answer comes: a loaded machine takes its time with those that do.
fn patient(no_answer: bool) -> ccloud_connect::RetryPolicy {
    if no_answer { brisk().attempt_timeout(Duration::from_millis(150)) } else { brisk() }
}

#[tokio::test]
async fn only_429_is_tried_again_for_what_may_not_be_repeated() {
    for (operation, expected) in TABLE {
        for (fate, expected) in FATES.into_iter().zip(expected) {
            let server = Server::start(move |seen, _| {
                // The look whether a create took effect after all.
                if seen.method == operation.method() { fate.into() } else { Reply::from(empty(404)) }
            });
            let server = server.await;
            let client = server.builder().retry(patient(matches!(fate, NoAnswer))).build().unwrap();
            let error = operation.run(&client).await.unwrap_err();
            let arrived = server.seen().iter().filter(|seen| seen.method == operation.method()).count();
            assert_eq!(arrived, expected, "{operation:?} {fate:?}: {error:?}");
            let kind = match fate {
                Status(429) => ErrorKind::RateLimited,
                Status(_) => ErrorKind::Server,
                NoAnswer | Reset => ErrorKind::Network,
            };
            assert_eq!(error.kind(), kind, "{operation:?} {fate:?}: {error:?}");
        }
    }
}

/// Counts connections: each begins with a look for the address.
struct Counting(Arc<AtomicUsize>);

impl Resolve for Counting {
    fn resolve(&self, _: Name) -> Resolving {
        self.0.fetch_add(1, Ordering::Relaxed);
        let loopback: Addrs = Box::new(std::iter::once(SocketAddr::from(([127, 0, 0, 1], 0))));
        Box::pin(std::future::ready(Ok(loopback)))
    }
}

#[tokio::test]
async fn every_operation_is_tried_again_when_the_connection_was_never_made() {
    for (operation, _) in TABLE {
        let port = {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        let attempts = Arc::new(AtomicUsize::new(0));
        let counting = Arc::new(Counting(attempts.clone()));
        let client =
            client(&format!("http://localhost:{port}")).configure(move |http| http.dns_resolver(counting.clone()));
        let error = operation.run(&client.build().unwrap()).await.unwrap_err();
        assert_eq!(attempts.load(Ordering::Relaxed), 3, "{operation:?}");
        assert_eq!(error.to_string(), format!("no connection to localhost:{port}"));
        assert!(!error.is_outcome_unknown(), "{operation:?}: nothing was sent");
    }
}

#[tokio::test]
async fn the_wait_the_server_asks_for_takes_the_place_of_our_own() {
    for header in ["retry-after", "x-ratelimit-reset"] {
        let server = Server::start(move |_, before| match before {
            0 => empty(429).header(header, "0"),
            _ => json(200, "{}"),
        });
        let server = server.await;
        // Our own wait would not fit into the budget, the one asked for does.
        let (own, budget) = (Duration::from_millis(200), Duration::from_millis(150));
        let client = server.builder().retry(brisk().first_wait(own).budget(budget)).build().unwrap();
        Create.run(&client).await.unwrap();
        assert_eq!(server.seen().len(), 2, "{header}");
    }
}

#[tokio::test]
async fn retry_after_outranks_the_rate_limit_window() {
    let server = Server::start(|_, before| match before {
        0 => empty(429).header("retry-after", "0").header("x-ratelimit-reset", "120"),
        _ => json(200, "{}"),
    });
    let server = server.await;
    Get.run(&server.client()).await.unwrap();
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_wait_beyond_the_budget_ends_the_call_at_once() {
    for header in ["retry-after", "x-ratelimit-reset"] {
        let server = Server::always(empty(429).header(header, "61")).await;
        let started = Instant::now();
        let error = Get.run(&server.client()).await.unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(server.seen().len(), 1);
        assert!(matches!(&error, Error::RateLimited(answer) if answer.retry_after() == Some(Duration::from_secs(61))));
        assert!(error.hint().unwrap().contains("61 s"), "{header}");
    }
}

#[tokio::test]
async fn the_deadline_ends_a_call_with_its_retries() {
    for reply in [Reply::Silence, empty(429).header("retry-after", "30").into()] {
        let server = Server::always(reply).await;
        let client = server.builder().deadline(Duration::from_millis(50)).build().unwrap();
        let error = Get.run(&client).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { after, .. } if after == Duration::from_millis(50)), "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_after_retries_is_as_good_as_the_first() {
    let server = Server::start(|_, before| match before {
        0 => Reply::Reset,
        1 => empty(502).into(),
        _ => json(200, r#"{"tasks.max": "2"}"#).into(),
    });
    let server = server.await;
    let config = server.client().cluster("env-1", "lkc-1").connector("c").config().await.unwrap();
    assert_eq!(config, LiveConfig::from([("tasks.max", "2")]));
}

/// The first attempt deleted it, and its answer was lost.
#[tokio::test]
async fn a_repeated_delete_that_finds_nothing_did_what_was_asked() {
    let lost = |list: &'static str| {
        [(Reply::Reset, list, true), (empty(500).into(), list, true), (empty(503).into(), list, false)]
    };
    // What a list still shows, or a list that cannot be had, proves nothing.
    let shown = [(Reply::Reset, r#"["c"]"#, false), (Reply::Reset, "no list", false)];
    for (first, list, deleted) in lost("[]").into_iter().chain(shown) {
        let server = Server::start(move |seen, before| match seen.method.as_str() {
            "GET" => json(200, list).into(),
            _ if before == 0 => first.clone(),
            _ => empty(404).into(),
        });
        let outcome = Delete.run(&server.await.client()).await;
        assert_eq!(outcome.map_err(|error| error.kind()), if deleted { Ok(()) } else { Err(ErrorKind::NotFound) });
    }
    for (list, deleted) in [(r#"{"data":[]}"#, true), (r#"{"data":[{"id":"ccp-1"}]}"#, false)] {
        let server = Server::start(move |seen, before| match seen.method.as_str() {
            "GET" => json(200, list).into(),
            _ if before == 0 => Reply::Reset,
            _ => empty(404).into(),
        });
        let outcome = server.await.client().custom_plugins().delete("ccp-1").await;
        assert_eq!(outcome.is_ok(), deleted, "{outcome:?}");
    }
}

/// A create of unknown outcome, after which the service shows this.
async fn create_and_look(
    fate: Reply,
    status: u16,
    live: &'static str,
) -> (Result<CreatedConnector, Error>, Vec<String>) {
    let silent = matches!(fate, Reply::Silence);
    let server = Server::start(move |seen, _| match seen.method.as_str() {
        "POST" => fate.clone(),
        _ => json(status, live).into(),
    });
    let server = server.await;
    let client = server.builder().retry(patient(silent)).build().unwrap();
    (create(&client).await, server.lines())
}

const LIVE: &str = r#"{"name": "c", "type": "sink", "config": {"connector.class": "S3_SINK", "name": "c",
    "aws.secret": "****************", "cloud.provider": "aws"}}"#;

#[tokio::test]
async fn a_create_of_unknown_outcome_succeeded_when_the_connector_is_there() {
    for fate in [Reply::Reset, Reply::Silence, empty(500).into(), json(201, "<html>").into()] {
        let (created, lines) = create_and_look(fate.clone(), 200, LIVE).await;
        assert_eq!(created.unwrap().details.name, "c", "{fate:?}");
        let connectors = "/connect/v1/environments/env-1/clusters/lkc-1/connectors";
        assert_eq!(lines, [format!("POST {connectors}"), format!("GET {connectors}/c")], "{fate:?}");
    }
}

#[tokio::test]
async fn a_create_of_unknown_outcome_keeps_its_error_when_another_or_no_connector_is_there() {
    let other = r#"{"name": "c", "config": {"connector.class": "OTHER", "name": "c", "aws.secret": "****"}}"#;
    for (status, live) in [(404, r#"{"error_code": 404, "message": "no"}"#), (200, other), (403, "{}"), (200, "{}")] {
        let (created, lines) = create_and_look(Reply::Reset, status, live).await;
        let error = created.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Network, "{live}: {error:?}");
        assert!(error.is_outcome_unknown());
        assert_eq!(lines.iter().filter(|line| line.starts_with("POST")).count(), 1);
    }
}

#[tokio::test]
async fn a_create_that_the_server_refused_is_not_looked_for() {
    let (created, lines) = create_and_look(json(409, r#"{"code": 409, "message": "exists"}"#).into(), 200, LIVE).await;
    assert_eq!(created.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(lines.len(), 1);
}
