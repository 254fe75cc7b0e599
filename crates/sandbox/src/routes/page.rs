//! Lists a page at a time, with opaque tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::failure::PluginFailure;
use crate::key::Key;
use crate::store::signing::hmac_sha256;

const DEFAULT_SIZE: usize = 10;
const LARGEST_SIZE: usize = 100;
const LONGEST_TOKEN: usize = 255;

/// Which part of a list is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) size: usize,
    /// Number of the last entry of the page before.
    pub(super) after: u64,
}

impl Page {
    pub(super) fn read(query: &[(String, String)], key: &Key) -> Result<Self, PluginFailure> {
        Ok(Self {
            size: parameter(query, "page_size").map_or(Ok(DEFAULT_SIZE), size)?,
            after: parameter(query, "page_token").map_or(Ok(0), |token| read_token(token, key))?,
        })
    }

    /// Takes this page out of entries that come in the order of their numbers, and tells how to go on.
    pub(super) fn of<T>(&self, entries: impl Iterator<Item = (u64, T)>, key: &Key) -> (Vec<T>, Option<String>) {
        let mut rest = entries.filter(|(number, _)| *number > self.after);
        let page: Vec<(u64, T)> = rest.by_ref().take(self.size).collect();
        let last = page.last().map(|(number, _)| *number);
        let next = rest.next().and(last).map(|number| token(number, key));
        (page.into_iter().map(|(_, entry)| entry).collect(), next)
    }
}

/// The links of a list as live answers have them: `http`, and an empty `next` at the end.
pub(super) fn links(url: &str, query: &[(String, String)], next: Option<String>) -> Value {
    let next = next.map_or_else(String::new, |token| {
        let mut link = format!("{url}?");
        for name in ["cloud", "spec.cloud", "environment", "page_size"] {
            if let Some(value) = parameter(query, name) {
                link.extend([name, "=", &utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(), "&"]);
            }
        }
        link + "page_token=" + &token
    });
    json!({"first": url, "next": next})
}

pub(super) fn parameter<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn size(text: &str) -> Result<usize, PluginFailure> {
    let size = text.parse().ok().filter(|size| (1..=LARGEST_SIZE).contains(size));
    size.ok_or_else(|| PluginFailure::parameter("page_size", format!("page_size must be from 1 to {LARGEST_SIZE}")))
}

pub(super) fn token(number: u64, key: &Key) -> String {
    let number = number.to_be_bytes();
    URL_SAFE_NO_PAD.encode([&number[..], &tag(&number, key)[..]].concat())
}

/// The number of a token; nothing when it is not one of ours.
pub(super) fn number_in(token: &str, key: &Key) -> Option<u64> {
    let bytes = (token.len() <= LONGEST_TOKEN).then(|| URL_SAFE_NO_PAD.decode(token).ok()).flatten()?;
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    bool::from(rest.ct_eq(&tag(number, key))).then(|| u64::from_be_bytes(*number))
}

fn read_token(text: &str, key: &Key) -> Result<u64, PluginFailure> {
    number_in(text, key).ok_or_else(|| PluginFailure::parameter("page_token", "page_token is not one of this list"))
}

fn tag(number: &[u8], key: &Key) -> [u8; 8] {
    let mut tag = [0; 8];
    tag.copy_from_slice(&hmac_sha256(&key.derive("page token"), number)[..8]);
    tag
}
