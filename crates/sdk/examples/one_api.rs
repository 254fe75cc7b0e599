//! One API version alone, without this SDK's client: the generated module on a `reqwest::Client` of your own.
//!
//! Such a program needs only
//!
//! ```toml
//! ccloud-connect-api = { version = "0.1", features = ["connect-v1"] }
//! reqwest = "0.13"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! With reqwest's default features, as there, the choice of a TLS provider falls away.

use std::env;
use std::error::Error;

use ccloud_connect::api::Transport;
use ccloud_connect::api::connect_v1::Client;
use ccloud_connect::reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use ccloud_connect::reqwest::redirect::Policy;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // This SDK leaves the choice of a TLS provider to each client; a plain one takes the process's.
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "there is a provider already")?;
    let mut token = HeaderValue::try_from(format!("Bearer {}", env::var("CONFLUENT_CLOUD_ACCESS_TOKEN")?))?;
    token.set_sensitive(true);
    let http = ccloud_connect::reqwest::Client::builder()
        .default_headers(HeaderMap::from_iter([(AUTHORIZATION, token)]))
        .redirect(Policy::none())
        .build()?;
    let client = Client::with_transport(&env::var("CONFLUENT_CLOUD_ENDPOINT")?, Transport::plain(http));
    let plugins = client
        .list_connector_plugins()
        .environment_id(env::var("CONFLUENT_ENVIRONMENT_ID")?)
        .kafka_cluster_id(env::var("KAFKA_ID")?)
        .send()
        .await?;
    for plugin in plugins.into_inner() {
        println!("{}", plugin.class.unwrap_or_default());
    }
    Ok(())
}
