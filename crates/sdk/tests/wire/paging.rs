//! Lists that come in pages. Of the link to the next page only the token counts.

use std::collections::BTreeMap;

use ccloud_connect::plugins::Cloud;
use ccloud_connect::{Error, ErrorKind};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};

use crate::server::{self, Server};

/// A list of one plugin a page, `p0` and so on; page n links to what stands at n.
async fn pages(links: impl IntoIterator<Item = Value>) -> Server {
    let links: Vec<Value> = links.into_iter().collect();
    Server::start(move |seen, _| {
        let page: usize = seen.query().get("page_token").map_or(0, |token| token.trim_matches('=').parse().unwrap());
        let body = json!({"data": [{"id": format!("p{page}")}], "metadata": {"next": links[page]}});
        server::json(200, body.to_string())
    })
    .await
}

async fn ids(server: &Server) -> Result<Vec<String>, Error> {
    let all = server.client().custom_plugins().list().cloud(Cloud::Azure).all().await?;
    Ok(all.into_iter().map(|plugin| plugin.id).collect())
}

#[tokio::test]
async fn a_list_ends_where_there_is_no_link_or_an_empty_one() {
    for last in [json!(null), json!(""), json!(" ")] {
        let server = pages([json!("/connect/v1/x?page_token=1"), last.clone()]).await;
        assert_eq!(ids(&server).await.unwrap(), ["p0", "p1"], "{last}");
    }
    for body in ["{}", r#"{"data": null, "metadata": null}"#, r#"{"data": [], "metadata": {}}"#] {
        let server = Server::always(server::json(200, body)).await;
        assert!(ids(&server).await.unwrap().is_empty(), "{body}");
        assert!(server.client().runtimes().list().all().await.unwrap().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn a_link_to_another_host_is_followed_on_our_own_with_the_same_request() {
    let elsewhere = Server::always(server::empty(200)).await;
    let foreign = format!("{}/other/path?page_size=2&cloud=GCP&page_token=1%3D%3D", elsewhere.url());
    let server = pages([json!(foreign), json!("http://api.confluent.cloud/x?page_token=2"), json!("")]).await;
    assert_eq!(ids(&server).await.unwrap(), ["p0", "p1", "p2"]);
    assert!(elsewhere.seen().is_empty());
    let asked = |token: Option<&str>| {
        let pairs = [("cloud", Some("AZURE")), ("page_size", Some("100")), ("page_token", token)];
        let given = pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        given.collect::<BTreeMap<_, _>>()
    };
    let seen: Vec<_> = server.seen().iter().map(server::Seen::query).collect();
    assert_eq!(seen, [asked(None), asked(Some("1==")), asked(Some("2"))]);
    assert!(server.lines().iter().all(|line| line == "GET /connect/v1/custom-connector-plugins"));
}

#[tokio::test]
async fn a_repeated_token_and_a_link_without_one_end_the_list_with_an_error() {
    let circle = pages([json!("?page_token=1"), json!("?page_token=2"), json!("?page_token=1")]).await;
    assert_eq!(ids(&circle).await.unwrap_err().kind(), ErrorKind::Server);
    assert_eq!(circle.seen().len(), 3);
    let mut stream = Box::pin(circle.client().custom_plugins().list().stream());
    for id in ["p0", "p1", "p2"] {
        assert_eq!(stream.try_next().await.unwrap().unwrap().id, id, "what was read is given before the error");
    }
    assert!(stream.try_next().await.is_err() && stream.next().await.is_none());
    let mute = pages([json!("https://h.example/x?page_size=100")]).await;
    assert!(ids(&mute).await.is_err());
    assert_eq!(mute.seen().len(), 1);
}

#[tokio::test]
async fn pages_are_read_as_they_are_asked_for_and_a_failing_one_is_the_last() {
    let server = Server::start(|_, before| match before {
        0 => server::json(200, r#"{"data": [{"id": "p0"}], "metadata": {"next": "?page_token=1"}}"#),
        _ => server::json(400, r#"{"errors": [{"detail": "the token has expired"}]}"#),
    });
    let server = server.await;
    let mut stream = Box::pin(server.client().custom_plugins().list().stream());
    assert_eq!(stream.try_next().await.unwrap().unwrap().id, "p0");
    assert_eq!(server.seen().len(), 1);
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::Validation);
    assert!(stream.next().await.is_none());
    assert_eq!(server.seen().len(), 2);
}
