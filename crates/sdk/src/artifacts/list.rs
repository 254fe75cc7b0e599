use futures_core::Stream;
use futures_util::TryStreamExt;

use super::{Artifact, Cloud};
use crate::page::{self, PAGE_SIZE, Page};
use crate::{Environment, Error};

/// A list of artifacts about to be read. Made by [`Artifacts::list`](super::Artifacts::list).
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `stream` or `all`"]
pub struct ListArtifacts {
    environment: Environment,
    cloud: Cloud,
}

impl ListArtifacts {
    pub(super) fn new(environment: Environment, cloud: Cloud) -> Self {
        Self { environment, cloud }
    }

    /// One after another, page by page as they are asked for; an error is the last item.
    pub fn stream(self) -> impl Stream<Item = Result<Artifact, Error>> + Send {
        page::items(move |token| fetch(self.clone(), token))
    }

    /// All of them.
    pub async fn all(self) -> Result<Vec<Artifact>, Error> {
        self.stream().try_collect().await
    }
}

async fn fetch(list: ListArtifacts, token: Option<String>) -> Result<Page<Artifact>, Error> {
    let ListArtifacts { environment, cloud } = list;
    let api = environment.client().api().cam_v1();
    let mut call = api.list_connect_artifacts().spec_cloud(cloud.as_str()).environment(environment.id());
    if let Some(token) = token {
        call = call.page_token(token);
    }
    let answer = call.page_size(PAGE_SIZE).send().await?.into_inner();
    let next = answer.metadata.and_then(|metadata| metadata.next);
    let items = answer.data.into_iter().map(|artifact| Artifact::from_wire(artifact, &environment, &cloud));
    Ok(Page { items: items.collect(), next })
}
