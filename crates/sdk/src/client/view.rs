//! A request and its answer as anybody may see them: for traces and dry runs.

use std::collections::BTreeMap;

use bytes::Bytes;
use ccloud_connect_api::ByteStream;
use ccloud_connect_secret::{MASK, Redactor, SafeUrl};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use crate::printable;
use crate::redaction::{self, Place, Viewer};

/// So many bytes of a body are traced: small objects whole, of lists the beginning.
const TRACED: usize = 4 << 10;

/// A URL without credentials and what the redactor knows. Keys and values stay encoded, as a URL may come from a server.
pub(super) fn url(url: &Url, redactor: &Redactor) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    let parts = url.query().into_iter().flat_map(|query| query.split('&')).map(|part| match part.split_once('=') {
        Some((key, value)) if redaction::is_harmless_parameter(key) => format!("{key}={}", value.replace("%2C", ",")),
        Some((key, _)) => format!("{key}=***"),
        None => "***".to_owned(),
    });
    let query = parts.collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    redactor.scrub(&format!("{}{mark}{query}", SafeUrl::from(bare)))
}

/// Headers without what is sensitive, by name.
pub(super) fn headers(headers: &HeaderMap, redactor: &Redactor) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::<String, String>::new();
    for (name, value) in &redaction::headers(headers, redactor) {
        let value = String::from_utf8_lossy(value.as_bytes());
        let known = shown.entry(name.to_string()).or_default();
        if !known.is_empty() {
            known.push_str(", ");
        }
        known.push_str(&value);
    }
    shown
}

/// A body without its secrets: JSON by its names and places, forms by their fields, any other text as far as the redactor
/// knows. What claims to be JSON and is not cannot be searched, so that its length is all there is to see.
pub(super) fn body(bytes: &[u8], headers: &HeaderMap, place: Place<'_>, viewer: &Viewer) -> Value {
    let text = crate::error::text(bytes);
    if text.trim().is_empty() {
        return Value::Null;
    }
    match serde_json::from_str::<Value>(&text) {
        Ok(json) => json_body(json, place, viewer),
        Err(_) if says(headers, "json") => length(bytes.len()),
        Err(_) if says(headers, "x-www-form-urlencoded") => form(&text, viewer).into(),
        Err(_) => viewer.scrub(&text).into(),
    }
}

/// What is secret by its name may stand in another text of the same body. It is known only meanwhile: whoever has to
/// remember it, learns it.
fn json_body(json: Value, place: Place<'_>, viewer: &Viewer) -> Value {
    let secrets = redaction::secret_by_name(&json);
    for secret in &secrets {
        viewer.learn(secret);
    }
    let shown = redaction::shown(json, place, viewer);
    for secret in &secrets {
        viewer.forget(secret);
    }
    shown
}

fn form(text: &str, redactor: &Redactor) -> String {
    let field = |field: &str| match field.split_once('=') {
        Some((name, value)) if !redaction::is_secret_name(name) => format!("{name}={}", redactor.scrub(value)),
        Some((name, _)) => format!("{name}={MASK}"),
        None => MASK.to_owned(),
    };
    text.split('&').map(field).collect::<Vec<_>>().join("&")
}

fn says(headers: &HeaderMap, kind: &str) -> bool {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(kind))
}

fn length(bytes: usize) -> Value {
    format!("({bytes} bytes)").into()
}

/// The beginning of a body in one line, without what could steer a terminal. What the redactor knows is no member's name
/// in it either.
pub(super) fn excerpt(body: &Value, redactor: &Redactor) -> String {
    let text = match body {
        Value::Null => return String::new(),
        Value::String(text) => printable(text),
        json => printable(&redactor.scrub(&json.to_string())),
    };
    let shown = &text[..text.floor_char_boundary(TRACED)];
    if shown.len() == text.len() { text } else { format!("{shown}… ({} of {} bytes)", shown.len(), text.len()) }
}

/// What an answer is read into.
pub(super) trait Visible {
    /// As much of it as is there.
    fn visible(&self, headers: &HeaderMap, place: Place<'_>, viewer: &Viewer) -> Value;
}

impl Visible for Bytes {
    fn visible(&self, headers: &HeaderMap, place: Place<'_>, viewer: &Viewer) -> Value {
        body(self, headers, place, viewer)
    }
}

/// Pieces cannot be searched for a secret that two of them share.
impl Visible for ByteStream {
    fn visible(&self, _: &HeaderMap, _: Place<'_>, _: &Viewer) -> Value {
        "(not shown: it is read as it arrives)".into()
    }
}

/// Some calls take the settings themselves as their body.
pub(super) fn sent_place(path: &str) -> Place<'static> {
    place(path, &["/config", "/config/validate", "/config/translate"])
}

/// Translations are settings too, in a form that nobody documents.
pub(super) fn received_place(path: &str) -> Place<'static> {
    place(path, &["/config", "/config/translate"])
}

/// Whether a body is settings, by the end of the path as the server reads it.
fn place(path: &str, ends: &[&str]) -> Place<'static> {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let path = path.trim_end_matches('/');
    if ends.iter().any(|end| path.ends_with(end)) { Place::Config } else { Place::Open }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn knowing() -> Redactor {
        let redactor = Redactor::new();
        redactor.learn(&"known-canary".into());
        redactor
    }

    #[test]
    fn a_url_shows_which_list_was_asked_for_and_no_credentials() {
        for (text, shown) in [
            ("https://h.example/c?expand=id%2Cinfo", "https://h.example/c?expand=id,info"),
            ("https://h.example/c?canary%1b&cloud=%0a", "https://h.example/c?***&cloud=%0a"),
            ("https://h.example/c?page_size=100&page_token=canary", "https://h.example/c?page_size=100&page_token=***"),
            ("https://u:canary@h.example/c?sig=canary", "https://***@h.example/c?sig=***"),
            ("https://h.example/known-canary/c", "https://h.example/***/c"),
            ("https://h.example/c", "https://h.example/c"),
        ] {
            assert_eq!(url(&Url::parse(text).unwrap(), &knowing()), shown);
        }
    }

    #[test]
    fn a_body_is_seen_without_its_secrets_whatever_it_is_written_in() {
        for (kind, bytes, shown) in [
            ("application/json", &b"{\"config\":{\"topics\":\"t\",\"k\":\"canary\"}}"[..], {
                format!(r#"{{"config":{{"topics":"t","k":"{MASK}"}}}}"#)
            }),
            ("text/plain", b"{\"access_token\":\"canary-t\",\"said\":\"the canary-t\"}", {
                format!(r#"{{"access_token":"{MASK}","said":"the ***"}}"#)
            }),
            ("application/json", b"{\"config\":{\"k\":\"canary", "(22 bytes)".to_owned()),
            ("application/x-www-form-urlencoded", b"subject_token=canary&expires_in=9&a=known-canary&canary", {
                format!("subject_token={MASK}&expires_in=9&a=***&{MASK}")
            }),
            ("text/plain", b"a known-canary\xff\x1b[2J\nb\xc2\x9b", "a ***\u{fffd}[2J b".to_owned()),
            ("application/json", b"{\"a known-canary\":1}", r#"{"a ***":1}"#.to_owned()),
            ("text/plain", b" \n", String::new()),
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
            let redactor = knowing();
            let seen = excerpt(&body(bytes, &headers, Place::Open, &Viewer::from(&redactor)), &redactor);
            // Members come in one order or another.
            let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| text.into());
            assert_eq!(json(&seen), json(&shown));
            assert_eq!(redactor.scrub("canary-t"), "canary-t", "it is not remembered for the trace's sake");
        }
    }

    #[test]
    fn a_long_body_is_scrubbed_before_it_is_cut() {
        let redactor = knowing();
        // Half of the secret would stand before the cut.
        let text = format!("{}known-canary{}", "é".repeat(TRACED / 2 - 3), "x".repeat(100));
        let seen = excerpt(&body(text.as_bytes(), &HeaderMap::new(), Place::Open, &Viewer::from(&redactor)), &redactor);
        assert!(seen.contains("é***xxx… (4096 of 4193 bytes)"), "{}", &seen[seen.len() - 60..]);
    }

    #[test]
    fn settings_are_found_by_the_path_they_are_sent_to() {
        for (path, sent, received) in [
            ("/c/orders/config", Place::Config, Place::Config),
            ("/c/orders/%63onfig/", Place::Config, Place::Config),
            ("/p/S3/config/validate", Place::Config, Place::Open),
            ("/p/S3/config/translate", Place::Config, Place::Config),
            ("/c/orders/status", Place::Open, Place::Open),
        ] {
            assert_eq!((sent_place(path), received_place(path)), (sent, received), "{path}");
        }
    }
}
