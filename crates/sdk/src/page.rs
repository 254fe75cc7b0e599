use std::collections::HashSet;

use futures_core::Stream;
use futures_util::stream;

use crate::Error;

/// The largest page the service gives; Confluent's own command line asks for as many.
#[cfg(feature = "_upload")]
pub(crate) const PAGE_SIZE: i64 = 100;

/// One page: what is on it, and the link to the next or its token.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// All items of all pages. Of the link to the next page only its `page_token` is taken: the link itself may be
/// `http://` or point to another host. The list ends where there is no link or an empty one.
#[cfg(any(feature = "_upload", feature = "connect-v1"))]
pub(crate) fn items<T, F, P>(fetch: F) -> impl Stream<Item = Result<T, Error>>
where
    F: Fn(Option<String>) -> P,
    P: Future<Output = Result<Page<T>, Error>>,
{
    follow(fetch, token)
}

/// [`items`] of a list whose pages give the next one's token itself, not a link.
#[cfg(feature = "metrics-v2")]
pub(crate) fn items_by_token<T, F, P>(fetch: F) -> impl Stream<Item = Result<T, Error>>
where
    F: Fn(Option<String>) -> P,
    P: Future<Output = Result<Page<T>, Error>>,
{
    follow(fetch, |token| Some(token.to_owned()))
}

fn follow<T, F, P>(fetch: F, token: fn(&str) -> Option<String>) -> impl Stream<Item = Result<T, Error>>
where
    F: Fn(Option<String>) -> P,
    P: Future<Output = Result<Page<T>, Error>>,
{
    let start = Cursor { fetch, token, queue: Vec::new().into_iter(), seen: HashSet::new(), next: Next::First };
    stream::unfold(start, |mut cursor| async move {
        let item = cursor.item().await.transpose()?;
        Some((item, cursor))
    })
}

struct Cursor<F, T> {
    fetch: F,
    /// Reads the token in what leads to the next page.
    token: fn(&str) -> Option<String>,
    queue: std::vec::IntoIter<T>,
    seen: HashSet<String>,
    next: Next,
}

enum Next {
    First,
    Token(String),
    Nowhere(&'static str),
    End,
}

impl<F, T, P> Cursor<F, T>
where
    F: Fn(Option<String>) -> P,
    P: Future<Output = Result<Page<T>, Error>>,
{
    async fn item(&mut self) -> Result<Option<T>, Error> {
        loop {
            if let Some(item) = self.queue.next() {
                return Ok(Some(item));
            }
            let token = match std::mem::replace(&mut self.next, Next::End) {
                Next::End => return Ok(None),
                Next::Nowhere(reason) => return Err(Error::Paging { reason }),
                Next::First => None,
                Next::Token(token) => Some(token),
            };
            let page = (self.fetch)(token).await?;
            self.queue = page.items.into_iter();
            self.next = self.follow(page.next);
        }
    }

    /// What comes after a page. A bad link is told when the page has been read.
    fn follow(&mut self, link: Option<String>) -> Next {
        let Some(link) = link.filter(|link| !link.trim().is_empty()) else { return Next::End };
        match (self.token)(&link) {
            None => Next::Nowhere("the link to the next page has no page token"),
            Some(token) if !self.seen.insert(token.clone()) => Next::Nowhere("the server gave a page token twice"),
            Some(token) => Next::Token(token),
        }
    }
}

#[cfg(any(feature = "_upload", feature = "connect-v1"))]
fn token(link: &str) -> Option<String> {
    // A link without scheme and host is read as well.
    let url = url::Url::parse("https://api.confluent.cloud/").ok()?.join(link).ok()?;
    let pair = url.query_pairs().find(|(name, _)| name == "page_token")?;
    Some(pair.1.into_owned()).filter(|token| !token.is_empty())
}

#[cfg(all(test, any(feature = "_upload", feature = "connect-v1")))]
mod tests {
    use futures_util::{StreamExt, TryStreamExt};

    use super::*;

    /// A list whose page `n` links to what stands at `n`.
    async fn read(links: &'static [Option<&str>]) -> Result<Vec<usize>, Error> {
        let fetch = |token: Option<String>| async move {
            let page = token.map_or(0, |token| token.parse().unwrap());
            Ok(Page { items: vec![page], next: links[page].map(str::to_owned) })
        };
        items(fetch).try_collect().await
    }

    #[tokio::test]
    async fn only_the_token_of_a_next_link_is_followed_and_an_empty_link_is_the_end() {
        assert_eq!(read(&[None]).await.unwrap(), [0]);
        assert_eq!(read(&[Some("")]).await.unwrap(), [0]);
        let links = &[Some("http://elsewhere.example/x?page_size=1&page_token=1"), Some("/x?page_token=2"), Some(" ")];
        assert_eq!(read(links).await.unwrap(), [0, 1, 2]);
    }

    #[tokio::test]
    async fn a_repeated_token_and_a_link_without_one_end_the_list_with_an_error() {
        let circle = read(&[Some("?page_token=1"), Some("?page_token=1")]).await;
        assert!(matches!(circle, Err(Error::Paging { .. })));
        assert!(matches!(read(&[Some("https://h.example/?x=1")]).await, Err(Error::Paging { .. })));
    }

    #[tokio::test]
    async fn an_error_is_the_last_item() {
        let fetch = |_| async { Err::<Page<usize>, _>(Error::Input(String::new())) };
        assert_eq!(items(fetch).count().await, 1);
    }
}
