//! Which settings are secret. One place decides, and when in doubt they are.

mod classification;
mod document;
mod harmless;
mod inside;
mod names;
pub mod references;
mod viewer;

use ccloud_connect_secret::{MASK, Redactor};
pub use classification::{Classification, Shown};
pub(crate) use document::{Place, is_secret_name, learn_received, learn_sent, masked, secret_by_name, shown};
pub use harmless::is_harmless;
#[cfg(feature = "_upload")]
pub(crate) use harmless::is_harmless_field;
pub(crate) use harmless::is_harmless_parameter;
use http::{HeaderMap, HeaderName, HeaderValue};
#[cfg(any(feature = "connect-v1", test))]
pub(crate) use viewer::KnowsPlugins;
pub(crate) use viewer::Viewer;

/// Teaches a redactor what is secret in a request's body, so that a server that quotes it in a message does not show it.
pub(crate) fn teach(viewer: &Viewer, place: Place<'_>, body: &[u8]) {
    if let Ok(document) = serde_json::from_slice(body) {
        learn_sent(&document, place, viewer);
    }
}

/// Headers as they may be shown: no cookies, nothing the redactor knows, and links without their parameters.
pub(crate) fn headers(received: &HeaderMap, redactor: &Redactor) -> HeaderMap {
    let shown = |(name, value): (&HeaderName, &HeaderValue)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = redactor.scrub(&inside::without_credentials(&text));
        let hidden = value.is_sensitive() || is_secret_name(name.as_str());
        let value = HeaderValue::from_str(if hidden { MASK } else { &text });
        (name.clone(), value.unwrap_or(HeaderValue::from_static(MASK)))
    };
    received.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_shown_without_cookies_and_credentials() {
        let redactor = Redactor::new();
        redactor.learn(&"known-canary".into());
        for (name, value, expected) in [
            ("set-cookie", "a=canary", MASK.to_owned()),
            ("proxy-authorization", "canary", MASK.to_owned()),
            ("x-amz-security-token", "canary", MASK.to_owned()),
            ("location", "https://h.example/a?token=canary", format!("https://h.example/a?token={MASK}")),
            ("x-any", "the known-canary", "the ***".to_owned()),
            ("content-type", "text/plain; version=0.0.4", "text/plain; version=0.0.4".to_owned()),
        ] {
            let name = HeaderName::from_static(name);
            let received = HeaderMap::from_iter([(name.clone(), HeaderValue::from_static(value))]);
            assert_eq!(headers(&received, &redactor)[name], expected);
        }
    }
}
