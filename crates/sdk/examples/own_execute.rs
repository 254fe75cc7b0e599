//! A transport of one's own: whoever implements `Execute` decides what happens to each request. This one counts.

use std::env;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ccloud_connect::api::bytes::Bytes;
use ccloud_connect::api::runtime::OperationInfo;
use ccloud_connect::api::{BoxError, BoxFuture, ByteStream, Execute, Transport, connect_v1, http, reqwest};

struct Counting {
    http: reqwest::Client,
    token: String,
    calls: Arc<AtomicUsize>,
}

impl Counting {
    async fn send(&self, mut request: reqwest::Request) -> Result<reqwest::Response, BoxError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut header = http::HeaderValue::try_from(format!("Bearer {}", self.token))?;
        header.set_sensitive(true);
        request.headers_mut().insert(http::header::AUTHORIZATION, header);
        Ok(self.http.execute(request).await?)
    }
}

impl Execute for Counting {
    fn http(&self) -> &reqwest::Client {
        &self.http
    }

    fn execute<'a>(
        &'a self,
        request: reqwest::Request,
        _: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, BoxError>> {
        Box::pin(async move {
            let answer = self.send(request).await?;
            let mut whole = http::Response::builder().status(answer.status());
            whole.headers_mut().into_iter().for_each(|headers| headers.clone_from(answer.headers()));
            Ok(whole.body(answer.bytes().await?)?)
        })
    }

    fn open<'a>(
        &'a self,
        _: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<http::Response<ByteStream>, BoxError>> {
        Box::pin(async move { Err(format!("{} streams, which is not counted here", operation.id).into()) })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "there is a provider already")?;
    let calls = Arc::new(AtomicUsize::new(0));
    let token = env::var("CONFLUENT_CLOUD_ACCESS_TOKEN")?;
    // The token goes where it was meant to go, and to no place that an answer names.
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let transport = Transport::new(Counting { http, token, calls: calls.clone() });
    let client = connect_v1::Client::with_transport(&env::var("CONFLUENT_CLOUD_ENDPOINT")?, transport);
    let names = client
        .list_connectors()
        .environment_id(env::var("CONFLUENT_ENVIRONMENT_ID")?)
        .kafka_cluster_id(env::var("KAFKA_ID")?)
        .send()
        .await?;
    println!("{} connectors, {} call", names.len(), calls.load(Ordering::Relaxed));
    Ok(())
}
