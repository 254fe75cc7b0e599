//! Lists that come in pages. Of the link to the next page only the token counts.

use ccloud_connect::plugins::Cloud;
use ccloud_connect::{Error, ErrorKind};
use ccloud_connect_httpmock::connect_custom_plugin_v1::{MockServerExt, types};
use futures_util::{StreamExt, TryStreamExt};
use httpmock::{Mock, MockServer};

use crate::server::{self, Server, client};

/// The plugins of Azure: one a page, got by this token, with this link to the next.
fn page<'a>(server: &'a MockServer, token: Option<&str>, id: &str, next: Option<&str>) -> Mock<'a> {
    let mut plugin = types::CustomConnectorPlugin::default();
    plugin.id = Some(id.to_owned());
    let mut page = types::CustomConnectorPluginList::default();
    page.data = vec![plugin];
    let mut metadata = types::ListMeta::default();
    metadata.next = next.map(Into::into);
    page.metadata = Some(metadata);
    server.list_custom_connector_plugins(|when, then| {
        when.cloud("AZURE").page_size(100).page_token(token);
        then.success(200, &page);
    })
}

async fn ids(endpoint: &str) -> Result<Vec<String>, Error> {
    let client = client(endpoint).build().unwrap();
    let all = client.custom_plugins().list().cloud(Cloud::Azure).all().await?;
    Ok(all.into_iter().map(|plugin| plugin.id).collect())
}

#[tokio::test]
async fn a_list_ends_where_there_is_no_link_or_an_empty_one() {
    for last in [None, Some(""), Some(" ")] {
        let server = MockServer::start_async().await;
        page(&server, None, "p0", Some("/connect/v1/x?page_token=1"));
        page(&server, Some("1"), "p1", last);
        assert_eq!(ids(&server.base_url()).await.unwrap(), ["p0", "p1"], "{last:?}");
    }
    for body in ["{}", r#"{"data": null, "metadata": null}"#, r#"{"data": [], "metadata": {}}"#] {
        let server = Server::always(server::json(200, body)).await;
        assert!(ids(&server.url()).await.unwrap().is_empty(), "{body}");
        assert!(server.client().runtimes().list().all().await.unwrap().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn a_link_to_another_host_is_followed_on_our_own_with_the_same_request() {
    let elsewhere = Server::always(server::empty(200)).await;
    let foreign = format!("{}/other/path?page_size=2&cloud=GCP&page_token=1%3D%3D", elsewhere.url());
    let server = MockServer::start_async().await;
    let pages = [
        page(&server, None, "p0", Some(&foreign)),
        page(&server, Some("1=="), "p1", Some("http://api.confluent.cloud/x?page_token=2")),
        page(&server, Some("2"), "p2", Some("")),
    ];
    assert_eq!(ids(&server.base_url()).await.unwrap(), ["p0", "p1", "p2"]);
    assert!(elsewhere.seen().is_empty());
    for page in pages {
        page.assert_calls(1);
    }
}

#[tokio::test]
async fn a_repeated_token_and_a_link_without_one_end_the_list_with_an_error() {
    let circle = MockServer::start_async().await;
    let pages = [
        page(&circle, None, "p0", Some("?page_token=1")),
        page(&circle, Some("1"), "p1", Some("?page_token=2")),
        page(&circle, Some("2"), "p2", Some("?page_token=1")),
    ];
    assert_eq!(ids(&circle.base_url()).await.unwrap_err().kind(), ErrorKind::Server);
    assert_eq!(pages.map(|page| page.calls()), [1; 3]);
    let client = client(&circle.base_url()).build().unwrap();
    let mut stream = Box::pin(client.custom_plugins().list().cloud(Cloud::Azure).stream());
    for id in ["p0", "p1", "p2"] {
        assert_eq!(stream.try_next().await.unwrap().unwrap().id, id, "what was read is given before the error");
    }
    assert!(stream.try_next().await.is_err() && stream.next().await.is_none());
    let mute = MockServer::start_async().await;
    let only = page(&mute, None, "p0", Some("https://h.example/x?page_size=100"));
    assert!(ids(&mute.base_url()).await.is_err());
    only.assert_calls(1);
}

#[tokio::test]
async fn pages_are_read_as_they_are_asked_for_and_a_failing_one_is_the_last() {
    let server = MockServer::start_async().await;
    let first = page(&server, None, "p0", Some("?page_token=1"));
    let second = server.list_custom_connector_plugins(|when, then| {
        when.page_token("1");
        then.into_inner().status(400).body(r#"{"errors": [{"detail": "the token has expired"}]}"#);
    });
    let client = client(&server.base_url()).build().unwrap();
    let mut stream = Box::pin(client.custom_plugins().list().cloud(Cloud::Azure).stream());
    assert_eq!(stream.try_next().await.unwrap().unwrap().id, "p0");
    assert_eq!((first.calls(), second.calls()), (1, 0));
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::Validation);
    assert!(stream.next().await.is_none());
    assert_eq!((first.calls(), second.calls()), (1, 1));
}
