use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor, value};
use serde::ser::{Error as _, Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::wire;

/// What stands in place of a secret wherever one would be shown: sixteen asterisks, as Confluent Cloud itself answers.
pub const MASK: &str = "****************";

/// Whether a text is nothing but two or more asterisks, and so stands for a value that was hidden.
///
/// Servers have been seen to answer with 4, 10, 12 and 16 of them. `**/*.csv` is no mask.
#[must_use]
pub fn is_mask(text: &str) -> bool {
    text.len() >= 2 && text.bytes().all(|byte| byte == b'*')
}

/// Whether a text is a mask or has the one of this crate in it, as a URL has whose password is not shown.
#[must_use]
pub fn holds_mask(text: &str) -> bool {
    is_mask(text) || text.contains(MASK)
}

/// A text that must not be shown: it has no `Display`, its `Debug` and `Serialize` give the mask, it is compared in
/// constant time and wiped when dropped.
///
/// Only `Debug` writes one:
/// ```compile_fail,E0277
/// println!("{}", ccloud_connect_secret::Secret::new("hunter2"));
/// ```
/// ```compile_fail,E0599
/// let text: String = ccloud_connect_secret::Secret::new("hunter2").to_string();
/// ```
/// ```
/// println!("{:?}", ccloud_connect_secret::Secret::new("hunter2")); // shows the mask
/// let text: String = ccloud_connect_secret::Secret::new("hunter2").expose().to_string();
/// ```
///
/// Decoding accepts what servers put in place of a text: numbers and booleans become text, `null` the empty text.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a value into custody.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The value itself. The name is long on purpose: a search for `expose` finds every place where a secret leaves.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the value is a mask, that is, the server hid the real one.
    #[must_use]
    pub fn is_mask(&self) -> bool {
        is_mask(&self.0)
    }

    /// Whether the value is the empty text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !wire::is_open() {
            return serializer.serialize_str(MASK);
        }
        if wire::refuses_masks() && self.is_mask() {
            return Err(S::Error::custom("a masked value cannot be sent"));
        }
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient)
    }
}

struct Lenient;

impl<'de> Visitor<'de> for Lenient {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Secret, E> {
        Ok(value.into())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Secret, E> {
        Ok(value.into())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Secret, E> {
        Ok(value.to_string().into())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Secret, E> {
        Ok(Secret::default())
    }

    // A list or an object where a text was promised is kept as its JSON text: one odd member must not cost the answer.
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Secret, A::Error> {
        json_text(value::SeqAccessDeserializer::new(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Secret, A::Error> {
        json_text(value::MapAccessDeserializer::new(map))
    }
}

fn json_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    serde_json::Value::deserialize(deserializer).map(|value| value.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Wire;

    #[test]
    fn a_text_holds_a_mask_when_it_is_one_or_has_this_crates_own_in_it() {
        for (text, is_one) in
            [("**", true), (MASK, true), ("u:****************@h", true), ("u:****@h", false), ("*", false)]
        {
            assert_eq!(holds_mask(text), is_one, "{text}");
        }
    }

    #[test]
    fn secret_debug_shows_only_the_mask() {
        let secret = Secret::new("canary");
        assert_eq!(format!("{secret:?} {secret:#?}"), format!("{MASK} {MASK}"));
        assert_eq!(format!("{:?}", Some(&secret)), format!("Some({MASK})"));
    }

    #[test]
    fn a_secret_says_of_its_value_whether_it_is_the_same_empty_or_a_mask() {
        let secret = Secret::from("canary".to_owned());
        assert!(secret == "canary".into() && secret != "canarz".into() && secret != "canary ".into());
        assert!(Secret::default().is_empty() && !secret.is_empty());
        for (text, mask, holds) in
            [("**", true, true), ("*", false, false), ("***a", false, false), ("a", false, false)]
        {
            assert_eq!((Secret::new(text).is_mask(), holds_mask(text)), (mask, holds), "{text}");
        }
        assert!(holds_mask(&format!("u:{MASK}@h")) && !is_mask(""));
    }

    #[test]
    fn a_secret_serialises_as_the_mask_and_as_itself_on_the_wire_alone() {
        let secret = Secret::new("canary");
        assert_eq!(serde_json::to_string(&secret).unwrap(), format!("{MASK:?}"));
        assert_eq!(serde_json::to_string(&Wire(&secret)).unwrap(), "\"canary\"");
        assert_eq!(serde_json::to_string(&secret).unwrap(), format!("{MASK:?}"));
    }

    #[test]
    fn a_mask_never_goes_onto_the_wire() {
        for mask in ["**", "****", MASK] {
            assert!(serde_json::to_string(&Wire(&Secret::new(mask))).is_err(), "{mask}");
        }
        assert!(serde_json::to_string(&Wire(&Secret::new("**/*.csv"))).is_ok());
        assert!(serde_json::to_string(&Wire(&Secret::new("*"))).is_ok());
    }

    #[test]
    fn whatever_a_server_puts_in_place_of_a_text_decodes() {
        for (json, text) in [
            ("\"a\"", "a"),
            ("1", "1"),
            ("-1", "-1"),
            ("1.5", "1.5"),
            ("true", "true"),
            ("null", ""),
            ("[1]", "[1]"),
            ("{\"a\":null}", "{\"a\":null}"),
        ] {
            assert_eq!(serde_json::from_str::<Secret>(json).unwrap().expose(), text);
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::from_value::<Secret>(value).unwrap().expose(), text);
        }
    }
}
