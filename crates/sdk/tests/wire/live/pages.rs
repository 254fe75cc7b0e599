//! How lists say that there is more, in every way that was seen.

use ccloud_connect::plugins::Cloud;
use ccloud_connect::{Client, Error};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use crate::server::{Server, json as answer};

type Read = fn(Client) -> BoxFuture<'static, Result<usize, Error>>;

/// Every list that comes in pages with links, as the number of its items.
const LISTS: [(&str, Read); 5] = [
    ("custom plugins", |client| Box::pin(async move { Ok(client.custom_plugins().list().all().await?.len()) })),
    ("runtimes", |client| Box::pin(async move { Ok(client.runtimes().list().all().await?.len()) })),
    ("plugins of an environment", |client| {
        Box::pin(async move { Ok(client.environment("env-1").plugins().list().all().await?.len()) })
    }),
    ("artifacts", |client| {
        Box::pin(async move { Ok(client.environment("env-1").artifacts().list(Cloud::Aws).all().await?.len()) })
    }),
    ("log entries", |client| {
        let connector = client.cluster("env-1", "lkc-1").connector("c");
        Box::pin(async move { Ok(connector.logs("0d3c", "data-plane-token").all().await?.len()) })
    }),
];

/// The pages in turn, and how many items they hold together.
fn variants() -> [(&'static str, Vec<Value>, usize); 8] {
    let page = |metadata: Value| json!({"data": [{"id": "x"}], "metadata": metadata});
    let more = json!({"first": "http://h.example/x", "next": "http://h.example/x?page_token=a%2Bb%3D"});
    let last = json!({"first": "http://h.example/x", "next": ""});
    [
        ("a link to more, then an empty one", vec![page(more.clone()), page(last.clone())], 2),
        ("an empty link beside the first", vec![page(last)], 1),
        ("an empty link alone", vec![page(json!({"next": ""}))], 1),
        (
            "a last page that is empty",
            vec![page(json!({"next": "https://h.example/x?page_size=100&page_token=t"})), json!({"data": []})],
            1,
        ),
        ("no link", vec![page(json!({}))], 1),
        ("no metadata", vec![json!({"data": [{"id": "x"}]})], 1),
        ("null data, after which there is more", vec![json!({"data": null, "metadata": more}), page(json!(null))], 1),
        ("null data", vec![json!({"data": null, "metadata": {"next": null, "total_size": 0}})], 0),
    ]
}

#[tokio::test]
async fn every_list_ends_where_the_server_says_so_in_any_of_its_ways() {
    for (list, read) in LISTS {
        for (variant, pages, items) in variants() {
            let asked_for = pages.len();
            let bodies: Vec<_> = pages.iter().map(Value::to_string).collect();
            let server = Server::start(move |_, before| answer(200, bodies[before].clone())).await;
            let read = read(server.client()).await.unwrap_or_else(|error| panic!("{list}, {variant}: {error:?}"));
            assert_eq!((read, server.seen().len()), (items, asked_for), "{list}, {variant}");
            let tokens: Vec<_> = server.seen().iter().map(|seen| seen.query().remove("page_token")).collect();
            let sent = [None, Some("a+b=".to_owned())];
            assert!(
                tokens[0].is_none() && (variant.contains("last page") || tokens == sent[..asked_for]),
                "{tokens:?}"
            );
        }
    }
}

#[tokio::test]
async fn metrics_end_where_there_is_no_token_whatever_the_links_say() {
    for meta in [
        json!(null),
        json!({}),
        json!({"pagination": null}),
        json!({"pagination": {"next_page_token": null, "page_size": 1, "total_size": 1}}),
        json!({"pagination": {"next_page_token": ""}}),
    ] {
        for links in [json!(null), json!({}), json!({"next": "https://h.example/?page_token=9"})] {
            let point = json!({"timestamp": "2026-01-05T10:00:00Z", "value": 1, "metric.topic": "t"});
            let body = json!({"data": [point], "meta": meta, "links": links}).to_string();
            let server = Server::always(answer(200, body.clone())).await;
            let metrics = server.client().metrics();
            assert_eq!(metrics.descriptors().all().await.unwrap().len(), 1, "{body}");
            assert_eq!(metrics.resources().all().await.unwrap().len(), 1, "{body}");
            assert_eq!(metrics.query("m").group_by(["metric.topic"]).all().await.unwrap().len(), 1, "{body}");
            assert_eq!(metrics.attributes("metric.topic").all().await.unwrap().len(), 1, "{body}");
            assert_eq!(server.seen().len(), 4, "{body}");
        }
    }
}
