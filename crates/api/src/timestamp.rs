use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// An instant as the server wrote it.
///
/// The documents promise RFC 3339; live answers have also been seen with `+0000` and with the empty text. The text is
/// kept as it came, so nothing is lost; [`Timestamp::instant`] reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Timestamp(Box<str>);

impl Timestamp {
    /// The text as received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant, where the text is RFC 3339 or ISO 8601 with an offset.
    #[must_use]
    pub fn instant(&self) -> Option<jiff::Timestamp> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(instant.to_string().into())
    }
}

impl FromStr for Timestamp {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Self(value.as_str().map_or_else(|| value.to_string(), str::to_owned).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_not_rfc_3339_keeps_its_text() {
        let noon = "2026-01-05T12:00:00Z".parse::<jiff::Timestamp>().unwrap();
        for (json, text, instant) in [
            ("\"2026-01-05T12:00:00Z\"", "2026-01-05T12:00:00Z", Some(noon)),
            ("\"2026-01-05T12:00:00.000000000+0000\"", "2026-01-05T12:00:00.000000000+0000", Some(noon)),
            ("\"2026-01-05T13:00:00+01:00\"", "2026-01-05T13:00:00+01:00", Some(noon)),
            ("\"\"", "", None),
            ("\"soon\"", "soon", None),
            ("1767614400", "1767614400", None),
        ] {
            let time: Timestamp = serde_json::from_str(json).unwrap();
            assert_eq!(time.as_str(), text);
            assert_eq!(time.instant(), instant, "{json}");
        }
    }
}
