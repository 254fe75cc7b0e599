//! Who calls, and to whom credentials go.

use ccloud_connect::{Client, Error, ErrorKind};

use crate::server::{Server, client, json};

async fn call(client: &Client) {
    client.custom_plugins().get("ccp-1").await.unwrap();
}

#[tokio::test]
async fn the_user_agent_is_ours_or_the_callers() {
    let server = Server::always(json(200, "{}")).await;
    call(&server.client()).await;
    call(&server.builder().user_agent("their-tool/3").build().unwrap()).await;
    call(&server.builder().configure(|http| http.user_agent("not/this")).build().unwrap()).await;
    let ours = concat!("ccloud-connect/", env!("CARGO_PKG_VERSION"));
    let seen = server.seen();
    let agents: Vec<_> = seen.iter().map(|seen| seen.header("user-agent").unwrap()).collect();
    assert_eq!(agents, [ours, "their-tool/3", ours]);
}

#[tokio::test]
async fn a_key_travels_as_basic_and_a_token_as_bearer_once_each() {
    let server = Server::always(json(200, "{}")).await;
    call(&server.client()).await;
    let with_default = |http: reqwest::ClientBuilder| {
        let other = ("authorization".parse().unwrap(), "Basic other".parse().unwrap());
        http.default_headers([other].into_iter().collect())
    };
    let by_token = Client::builder().endpoint(server.url()).access_token("a-token").configure(with_default);
    call(&by_token.build().unwrap()).await;
    let seen = server.seen();
    let sent: Vec<_> = seen.iter().map(|seen| seen.header("authorization").unwrap()).collect();
    assert_eq!(sent, ["Basic S0VZOnRoZS1hcGktc2VjcmV0", "Bearer a-token"]);
    for seen in &seen {
        assert_eq!(seen.header_names().iter().filter(|name| **name == "authorization").count(), 1);
    }
}

#[tokio::test]
async fn a_base_path_of_the_endpoint_stays_in_front() {
    let server = Server::always(json(200, "{}")).await;
    for endpoint in [format!("{}/gateway/a%20b", server.url()), format!("{}/gateway/a%20b/", server.url())] {
        call(&client(&endpoint).build().unwrap()).await;
    }
    assert_eq!(server.lines(), ["GET /gateway/a%20b/connect/v1/custom-connector-plugins/ccp-1"; 2]);
}

/// Nothing a caller gives can move a request to another host.
#[tokio::test]
async fn credentials_go_to_the_endpoint_alone() {
    let server = Server::always(json(200, "{}")).await;
    let other = Server::always(json(200, "{}")).await;
    let host = other.url().replace("http://", "");
    let names =
        [format!("@{host}"), format!("#@{host}"), format!("?@{host}"), "%2e%2e".to_owned(), "x;@y:z".to_owned()];
    for name in &names {
        server.client().custom_plugins().get(name).await.unwrap();
        server.client().cluster(name, name).connector(name).pause().await.unwrap();
    }
    let error = server.client().custom_plugins().get(&format!("//{host}")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(other.seen().is_empty());
    assert_eq!(server.seen().len(), 2 * names.len());
}

#[tokio::test]
async fn an_endpoint_in_clear_is_loopback_or_refused() {
    for endpoint in ["http://api.confluent.cloud", "http://0.0.0.0:1", "http://192.168.0.1", "http://user:pw@127.0.0.1"]
    {
        let refused = client(endpoint).build().unwrap_err();
        assert!(matches!(refused, Error::Input(_)), "{endpoint}: {refused:?}");
    }
}
