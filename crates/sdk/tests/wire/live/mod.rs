//! Answers as live ones leave the documents: for each group of the API, what the SDK makes of them.

mod artifacts;
mod calls;
mod connect_plugins;
mod connectors;
mod failures;
mod logs;
mod metrics;
mod offsets;
mod pages;
mod plugins;
mod unreadable;
mod uploads;

use ccloud_connect::{Client, Error, RetryPolicy};
use serde_json::Value;

use crate::server::{Server, gzip, json};

/// A client that asks this server once for everything.
fn once(server: &Server) -> Client {
    server.builder().retry(RetryPolicy::default().max_retries(0)).build().unwrap()
}

/// Asks for the same with each of these answers: what it is, the body, and what becomes of it. Each also comes with
/// another 2xx than documented and as gzip that does not say so, which makes no difference.
async fn reads<const N: usize>(table: [(&str, Value, &str); N], ask: impl AsyncFn(Client) -> Result<String, Error>) {
    for (what, body, expected) in table {
        let body = body.to_string();
        let answers = [json(200, body.clone()), json(201, body.clone()), json(202, gzip(&body))];
        let server = Server::start(move |_, before| answers[before % 3].clone()).await;
        let client = once(&server);
        for _ in 0..3 {
            let made = ask(client.clone()).await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
            assert_eq!(made, expected, "{what}");
        }
    }
}
