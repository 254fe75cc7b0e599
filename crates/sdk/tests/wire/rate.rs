//! Many calls at once against a server that takes few.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ccloud_connect::{Error, RetryPolicy};
use futures_util::future::join_all;

use crate::server::{Server, empty, json};

#[tokio::test]
async fn more_calls_than_the_server_takes_at_once_all_succeed() {
    let (window, begins) = (Duration::from_millis(100), Mutex::new((Instant::now(), 0)));
    let server = Server::start(move |_, _| {
        let mut begins = begins.lock().unwrap();
        if begins.0.elapsed() >= window {
            *begins = (Instant::now(), 0);
        }
        begins.1 += 1;
        if begins.1 <= 10 { json(200, "{}") } else { empty(429) }
    });
    let server = server.await;
    // As many retries as usual, each as long as the server's window.
    let client = server.builder().retry(RetryPolicy::default().first_wait(window)).build().unwrap();
    let cluster = client.cluster("env-1", "lkc-1");
    let calls = (0..40).map(|number| {
        let connector = cluster.connector(format!("c{number}"));
        async move { connector.pause().await }
    });
    let outcomes: Result<Vec<()>, _> = join_all(calls).await.into_iter().collect();
    outcomes.unwrap();
    assert!(server.seen().len() < 160, "{} requests for 40 calls", server.seen().len());
}

#[tokio::test]
async fn one_refusal_holds_back_the_other_calls_to_that_host_and_no_other_host() {
    let server = Server::always(empty(429).header("retry-after", "30")).await;
    let telemetry = Server::always(json(200, "{}")).await;
    let client = server.builder().telemetry_endpoint(telemetry.url()).deadline(Duration::from_millis(50));
    let client = client.build().unwrap();
    let connector = client.cluster("env-1", "lkc-1").connector("c");
    for held in [connector.pause().await, connector.resume().await] {
        assert!(matches!(&held, Err(Error::Timeout { last: Some(last), .. }) if last.contains("429")), "{held:?}");
    }
    assert_eq!(server.seen().len(), 1, "the second call was not even sent");
    client.request(reqwest::Method::GET, "/v2/metrics").send().await.unwrap();
}
