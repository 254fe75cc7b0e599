//! What is asked of whom, and how long it takes: events for `tracing`, without a secret in them.

use std::time::{Duration, Instant};

use ccloud_connect_secret::SafeUrl;
use http::{Method, StatusCode};
use url::Url;

use crate::{Error, redaction};

/// A request under way.
pub(crate) struct Asked {
    method: Method,
    url: String,
    at: Instant,
}

impl Asked {
    pub(crate) fn new(method: &Method, url: &Url) -> Self {
        Self { method: method.clone(), url: shown(url), at: Instant::now() }
    }

    /// It was answered, or not.
    pub(crate) fn done(&self, outcome: Result<StatusCode, &Error>) {
        let (method, url, ms) = (&self.method, &self.url, self.at.elapsed().as_millis());
        match outcome {
            Ok(status) => {
                tracing::debug!(target: "ccloud_connect", %method, %url, status = status.as_u16(), ms, "answered");
            }
            Err(error) => tracing::debug!(target: "ccloud_connect", %method, %url, %error, ms, "no answer"),
        }
    }
}

/// Another attempt follows.
pub(crate) fn trying_again(operation: &str, attempt: u32, why: &str, wait: Duration) {
    let ms = wait.as_millis();
    tracing::debug!(target: "ccloud_connect", operation, attempt, why, wait_ms = ms, "trying again");
}

/// All calls to a host are held back.
pub(crate) fn rate_limited(host: &str, wait: Duration) {
    let ms = wait.as_millis();
    tracing::warn!(target: "ccloud_connect", host, wait_ms = ms, "rate limited: calls wait until the server takes more");
}

/// No new token could be had, but the old one is good for a while.
pub(crate) fn old_token_serves(error: &Error) {
    tracing::warn!(target: "ccloud_connect", %error, "no new access token: the old one serves to its end");
}

/// Keys and values stay encoded, as a URL may come from a server.
fn shown(url: &Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    let parts = url.query().into_iter().flat_map(|query| query.split('&')).map(|part| match part.split_once('=') {
        Some((key, value)) if redaction::is_harmless_parameter(key) => format!("{key}={}", value.replace("%2C", ",")),
        Some((key, _)) => format!("{key}=***"),
        None => "***".to_owned(),
    });
    let query = parts.collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{mark}{query}", SafeUrl::from(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traced_url_shows_which_list_was_asked_for_and_no_credentials() {
        for (url, traced) in [
            ("https://h.example/c?expand=id%2Cinfo", "https://h.example/c?expand=id,info"),
            ("https://h.example/c?canary%1b&cloud=%0a", "https://h.example/c?***&cloud=%0a"),
            ("https://h.example/c?page_size=100&page_token=canary", "https://h.example/c?page_size=100&page_token=***"),
            ("https://u:canary@h.example/c?sig=canary", "https://***@h.example/c?sig=***"),
            ("https://h.example/c", "https://h.example/c"),
        ] {
            assert_eq!(shown(&Url::parse(url).unwrap()), traced);
        }
    }
}
