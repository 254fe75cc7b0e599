use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use url::Url;

use crate::{Secret, wire};

/// A URL whose credentials are not shown: user information and every query value print as `***`, host and path stay
/// readable. Signed upload URLs carry their signature in the query.
///
/// The text is kept as received; one that is no URL decodes too, prints as the mask, and is an error only when used.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SafeUrl(Secret);

impl SafeUrl {
    /// Takes a URL into custody.
    pub fn new(url: impl Into<String>) -> Self {
        Self(Secret::new(url))
    }

    /// The URL with its credentials, to make a request with.
    ///
    /// # Errors
    /// When the text is no absolute URL.
    pub fn expose(&self) -> Result<Url, url::ParseError> {
        Url::parse(self.0.expose())
    }

    /// Whether there is no URL at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn redacted(&self) -> Option<String> {
        let mut url = self.expose().ok()?;
        if !url.username().is_empty() || url.password().is_some() {
            url.set_username("***").ok()?;
            url.set_password(None).ok()?;
        }
        if let Some(query) = url.query() {
            let keys = query.split('&').map(|pair| match pair.split_once('=') {
                Some((key, _)) => format!("{key}=***"),
                None => "***".to_owned(),
            });
            let hidden = keys.collect::<Vec<_>>().join("&");
            url.set_query(Some(&hidden));
        }
        url.set_fragment(None);
        Some(url.into())
    }
}

impl fmt::Display for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.redacted() {
            Some(url) => f.write_str(&url),
            None => f.write_str(crate::MASK),
        }
    }
}

impl fmt::Debug for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<String> for SafeUrl {
    fn from(url: String) -> Self {
        Self::new(url)
    }
}

impl From<&str> for SafeUrl {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

impl From<Url> for SafeUrl {
    fn from(url: Url) -> Self {
        Self::new(String::from(url))
    }
}

impl Serialize for SafeUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if wire::is_open() {
            return serializer.serialize_str(self.0.expose());
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SafeUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Secret::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_used_and_sent_as_it_came() {
        let text = "https://u:canary@h.example/p?sig=canary";
        let url: SafeUrl = serde_json::from_str(&format!("{text:?}")).unwrap();
        assert!(url == SafeUrl::from(text.to_owned()) && url == SafeUrl::from(text));
        assert_eq!(url, SafeUrl::from(url.expose().unwrap()));
        assert_eq!(serde_json::to_string(&crate::Wire(&url)).unwrap(), format!("{text:?}"));
        assert!(!url.is_empty() && SafeUrl::from("").is_empty() && SafeUrl::new("h").expose().is_err());
    }

    #[test]
    fn safe_url_debug_shows_no_credentials() {
        for (url, shown) in [
            ("https://u:canary@h.example/p", "https://***@h.example/p"),
            ("https://canary@h.example/p", "https://***@h.example/p"),
            ("https://:canary@h.example/p", "https://***@h.example/p"),
            ("https://h.example/p?sig=canary&se=canary", "https://h.example/p?sig=***&se=***"),
            ("https://h.example/p?canary", "https://h.example/p?***"),
            ("https://h.example/p#canary", "https://h.example/p"),
            ("canary", crate::MASK),
            ("https://h.example/p", "https://h.example/p"),
        ] {
            let url = SafeUrl::new(url);
            assert_eq!(format!("{url}"), shown);
            assert_eq!(format!("{url:?}"), shown);
            assert!(!serde_json::to_string(&url).unwrap().contains("canary"));
        }
    }
}
