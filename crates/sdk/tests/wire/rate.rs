//! Many calls at once against a server that takes few.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ccloud_connect::RetryPolicy;
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
    let server =
        Server::start(|_, before| if before == 0 { empty(429).header("retry-after", "1") } else { empty(202) });
    let server = server.await;
    let telemetry = Server::always(json(200, "{}")).await;
    let client = server.builder().telemetry_endpoint(telemetry.url()).build().unwrap();
    let connector = client.cluster("env-1", "lkc-1").connector("c");
    let began = Instant::now();
    let (first, later) = tokio::join!(connector.pause(), async {
        while server.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // The refusal is on its way.
        tokio::time::sleep(Duration::from_millis(50)).await;
        client.request(reqwest::Method::GET, "/v2/metrics").send().await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(1));
        connector.resume().await
    });
    first.and(later).unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.seen().len(), 3);
}
