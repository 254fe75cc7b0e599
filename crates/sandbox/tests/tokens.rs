//! Tokens in exchange for an identity provider's.

mod support;

use std::time::Duration;

use serde_json::json;
use support::{Client, read};

const FORM: [(&str, &str); 5] = [
    ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
    ("subject_token", "eyJ.eyJ.c2ln"),
    ("identity_pool_id", "pool-1a2b"),
    ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
    ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
];

impl Client {
    async fn exchange(&self, form: &[(&str, &str)]) -> (reqwest::StatusCode, serde_json::Value) {
        let url = format!("{}/sts/v1/oauth2/token", self.sandbox.endpoint());
        let pairs = form.iter().map(|(name, value)| format!("{name}={}", value.replace(':', "%3A")));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = self.http.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
        read(request.send().await.unwrap()).await
    }

    async fn listed_with(&self, token: &str) -> u16 {
        let url = format!("{}/connect/v1/custom-connector-plugins", self.sandbox.endpoint());
        self.http.get(url).bearer_auth(token).send().await.unwrap().status().as_u16()
    }
}

#[tokio::test]
async fn an_exchanged_token_serves_until_it_expires() {
    let client = Client::start().await;
    for (form, life) in [(FORM.to_vec(), 900), ([&FORM[..], &[("expires_in", "60")]].concat(), 60)] {
        let (status, answer) = client.exchange(&form).await;
        assert_eq!((status.as_u16(), &answer["expires_in"]), (200, &json!(life)), "{answer}");
        assert_eq!((&answer["token_type"], &answer["issued_token_type"]), (&json!("Bearer"), &json!(FORM[4].1)));
        let token = answer["access_token"].as_str().unwrap();
        assert_eq!(client.listed_with(token).await, 200);
        client.sandbox.advance(Duration::from_secs(life));
        assert_eq!(client.listed_with(token).await, 401);
    }
}

#[tokio::test]
async fn every_wrong_field_of_an_exchange_is_told() {
    let client = Client::start().await;
    for (at, (name, _)) in FORM.iter().enumerate() {
        let mut form = FORM;
        form[at].1 = "";
        let (status, refused) = client.exchange(&form).await;
        assert_eq!((status.as_u16(), &refused["errors"][0]["source"]["parameter"]), (400, &json!(name)), "{refused}");
    }
    let (_, refused) = client.exchange(&[("expires_in", "901")]).await;
    assert_eq!(refused["errors"].as_array().unwrap().len(), FORM.len() + 1);
}
