use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved is encoded: connector names hold spaces, `|`, `[`, `]`, `&` and `+`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One segment of a URL's path, such as a connector's name.
///
/// What would reach another resource than the one named is refused: the empty text, `.` and `..`, anything with `/`,
/// `\` or a control character in it. Everything else arrives as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathSegment(String);

impl PathSegment {
    /// The text, not encoded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text cannot be a path segment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadPathSegment {
    /// It is empty.
    #[error("a name or id must not be empty")]
    Empty,
    /// It is `.` or `..`.
    #[error("`{0}` cannot be a name or id")]
    Dots(String),
    /// It holds a character that would end the segment, or that no name has.
    #[error("{0:?} cannot be a name or id: it holds {1:?}")]
    Character(String, char),
}

impl TryFrom<String> for PathSegment {
    type Error = BadPathSegment;

    fn try_from(text: String) -> Result<Self, BadPathSegment> {
        if text.is_empty() {
            return Err(BadPathSegment::Empty);
        }
        if text == "." || text == ".." {
            return Err(BadPathSegment::Dots(text));
        }
        match text.chars().find(|c| matches!(c, '/' | '\\') || c.is_control()) {
            Some(found) => Err(BadPathSegment::Character(text, found)),
            None => Ok(Self(text)),
        }
    }
}

impl TryFrom<&str> for PathSegment {
    type Error = BadPathSegment;

    fn try_from(text: &str) -> Result<Self, BadPathSegment> {
        text.to_owned().try_into()
    }
}

impl TryFrom<&String> for PathSegment {
    type Error = BadPathSegment;

    fn try_from(text: &String) -> Result<Self, BadPathSegment> {
        text.clone().try_into()
    }
}

/// A path segment as it stands in a URL.
pub(crate) fn encode(segment: &str) -> String {
    utf8_percent_encode(segment, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_reach_another_resource_is_refused() {
        for text in ["", ".", "..", "a/b", "/", "a\\b", "a\nb", "a\0", "\u{7f}", "\u{85}"] {
            assert!(PathSegment::try_from(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn every_other_name_survives_the_wire() {
        for name in ["a b", "x|y", "[z]", "p+q", "m&n", "é", "100%", "a,b", "a?b#c", "...", "%2F", "日本", "a~b_c-d.e"]
        {
            assert_eq!(PathSegment::try_from(name).unwrap().as_str(), name);
            let url = reqwest::Url::parse(&format!("https://h.example/a/{}/b", encode(name))).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            assert_eq!(segments.len(), 3, "{name}: {url}");
            let arrived = percent_encoding::percent_decode_str(segments[1]).decode_utf8().unwrap();
            assert_eq!(arrived, name);
        }
    }
}
