use ccloud_connect_api::Timestamp;
use ccloud_connect_api::connect_custom_plugin_v1::types;
use futures_core::Stream;
use futures_util::TryStreamExt;

use crate::page::{self, PAGE_SIZE, Page};
use crate::{Client, Error};

/// The runtimes that custom connectors can use. Made by [`Client::runtimes`].
#[derive(Clone, Debug)]
pub struct Runtimes {
    client: Client,
}

/// A list of runtimes about to be read. Made by [`Runtimes::list`].
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `stream` or `all`"]
pub struct ListRuntimes {
    client: Client,
}

/// One runtime.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Runtime {
    /// Its id, `ccr-…`.
    pub id: String,
    /// What to put into a connector's `confluent.custom.connect.plugin.runtime`.
    pub name: String,
    /// The Apache Kafka version it is built on.
    pub kafka_version: Option<String>,
    /// The Java versions to choose from.
    pub java_versions: Vec<String>,
    /// `GA`, `EA` or `PREVIEW`.
    pub product_maturity: Option<String>,
    /// When its support ends.
    pub end_of_life_at: Option<Timestamp>,
    /// About it.
    pub description: Option<String>,
}

impl Client {
    /// The runtimes that custom connectors can use.
    #[must_use]
    pub fn runtimes(&self) -> Runtimes {
        Runtimes { client: self.clone() }
    }
}

impl Runtimes {
    /// All runtimes. `GET /connect/v1/custom-connector-runtimes`
    pub fn list(&self) -> ListRuntimes {
        ListRuntimes { client: self.client.clone() }
    }
}

impl ListRuntimes {
    /// One after another, page by page as they are asked for; an error is the last item.
    pub fn stream(self) -> impl Stream<Item = Result<Runtime, Error>> + Send {
        page::items(move |token| fetch(self.client.clone(), token))
    }

    /// All of them.
    pub async fn all(self) -> Result<Vec<Runtime>, Error> {
        self.stream().try_collect().await
    }
}

async fn fetch(client: Client, token: Option<String>) -> Result<Page<Runtime>, Error> {
    let api = client.api().connect_custom_plugin_v1();
    let mut call = api.list_custom_connector_runtimes().page_size(PAGE_SIZE);
    if let Some(token) = token {
        call = call.page_token(token);
    }
    let answer = call.send().await?.into_inner();
    let next = answer.metadata.and_then(|metadata| metadata.next);
    Ok(Page { items: answer.data.into_iter().map(Runtime::from_wire).collect(), next })
}

impl Runtime {
    fn from_wire(runtime: types::CustomConnectorRuntime) -> Self {
        Self {
            id: runtime.id.unwrap_or_default(),
            name: runtime.custom_connect_plugin_runtime_name.unwrap_or_default(),
            kafka_version: runtime.runtime_ak_version,
            java_versions: runtime.supported_java_versions,
            product_maturity: runtime.product_maturity.map(|maturity| maturity.to_string()),
            end_of_life_at: runtime.end_of_life_at,
            description: runtime.description,
        }
    }
}
