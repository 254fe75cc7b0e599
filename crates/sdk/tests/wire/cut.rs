//! Of long refusals the beginning is read, which may end within a secret.

use ccloud_connect::Error;
use ccloud_connect_api::runtime::LARGEST_REFUSAL;

use crate::server::{self, Server};
use crate::store::Scene;

#[tokio::test]
async fn half_a_secret_where_a_refusal_was_cut_is_not_shown() {
    let body = format!("{}the-api-sec", "x".repeat(LARGEST_REFUSAL));
    let server = Server::always(server::json(400, body).header("content-type", "text/plain")).await;
    let error = server.client().cluster("env-1", "lkc-1").connectors().names().await.unwrap_err();
    let answer = error.server().unwrap();
    assert!(answer.body().ends_with("x***"));
    assert!(format!("{:?}", answer.shown_body()).ends_with("x***\")"));
}

#[tokio::test]
async fn half_a_secret_where_a_store_was_not_read_on_is_not_shown() {
    let scene = Scene::aws(|_, _| server::json(400, "a-form-signature+".repeat(20_000))).await;
    let error = scene.upload_once(scene.file("a.jar", b"x")).send().await.unwrap_err();
    let Error::Storage(refusal) = error else { panic!("{error}") };
    assert_eq!(refusal.body().replace("***+", ""), "***");
}
