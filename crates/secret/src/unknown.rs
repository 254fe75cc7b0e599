use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use zeroize::Zeroize;

use crate::{MASK, wire};

/// The value of a member that no document describes. It is kept, but since nobody knows what it is, it prints and
/// serialises as the mask like a secret, and is wiped like one.
#[derive(Clone, Default, PartialEq)]
pub struct Unknown(Value);

impl Unknown {
    /// The value as received.
    #[must_use]
    pub fn expose(&self) -> &Value {
        &self.0
    }
}

impl Drop for Unknown {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => {
            for (mut name, mut member) in std::mem::take(members) {
                name.zeroize();
                wipe(&mut member);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl From<Value> for Unknown {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if wire::is_open() { self.0.serialize(serializer) } else { serializer.serialize_str(MASK) }
    }
}

impl<'de> Deserialize<'de> for Unknown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Wire;

    #[test]
    fn what_is_dropped_is_wiped_first() {
        let mut value = serde_json::json!([["canary"], {"canary": "canary"}, 1]);
        wipe(&mut value);
        assert_eq!(value, serde_json::json!([[""], {}, 1]));
    }

    #[test]
    fn unknown_debug_shows_only_the_mask() {
        let unknown: Unknown = serde_json::from_str(r#"{"a":["canary"]}"#).unwrap();
        assert_eq!((format!("{unknown:?}"), serde_json::to_value(&unknown).unwrap()), (MASK.to_owned(), MASK.into()));
        assert_eq!(Unknown::from(unknown.expose().clone()), unknown);
        assert_eq!(serde_json::to_string(&Wire(&unknown)).unwrap(), r#"{"a":["canary"]}"#);
        assert_eq!(unknown.expose()["a"][0], "canary");
    }
}
