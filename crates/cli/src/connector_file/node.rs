use std::fmt;

use ccloud_connect::Secret;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Error, Location, NonFiniteFloatPolicy, Spanned};

use super::Problem;

/// Line and column in a file, from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub line: u64,
    pub column: u64,
}

impl Place {
    /// Where a file begins, for what is missing altogether.
    pub(super) const START: Self = Self { line: 1, column: 1 };
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self { line: location.line().max(1), column: location.column().max(1) }
    }
}

/// A value of the file and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub place: Place,
    pub value: Value,
}

/// What may stand in a file. Scalars are held as secrets, since any of them may be one.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    /// A text, quoted or not.
    Text(Secret),
    /// A number or boolean, as it is spelled: `1.10` stays `1.10`.
    Spelled(Secret),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One key of a map and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub key: String,
    pub place: Place,
    pub node: Node,
}

/// Reads YAML, of which JSON is a part.
pub(super) fn read(text: &str) -> Result<Node, Problem> {
    let options = serde_saphyr::options! {
        // `yes` and `off` are texts, as in YAML 1.2.
        strict_booleans: true,
        // What is too large for a float is kept as spelled, like any other number.
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        // A snippet would show values, which may be secret.
        with_snippet: false,
    };
    let root = serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options);
    root.map(|raw| node(raw, text)).map_err(|error| syntax_problem(&error))
}

fn syntax_problem(error: &Error) -> Problem {
    let place = error.location().map_or(Place::START, Place::from);
    match error.without_snippet() {
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            Problem::of_key(place, key, format!("`{key}` stands here a second time"))
        }
        Error::DuplicateMappingKey { key: None, .. } => Problem::new(place, "a key stands here a second time"),
        Error::MultipleDocuments { .. } => {
            Problem::new(place, "a second document begins here: give one connector a file")
        }
        Error::NullIntoString { .. } | Error::Unexpected { .. } => Problem::new(place, "a key must be a text"),
        other => {
            let told = other.to_string();
            let message = told.rsplit_once(" at line ").map_or(told.as_str(), |(message, _)| message);
            Problem::new(place, message)
        }
    }
}

fn node(raw: Spanned<Raw>, text: &str) -> Node {
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(value) => Value::Text(value),
        Raw::Number(read) => Value::Spelled(spelling(raw.defined, text).map_or(read, Secret::from)),
        Raw::List(items) => Value::List(items.into_iter().map(|item| node(item, text)).collect()),
        Raw::Map(entries) => Value::Map(entries.into_iter().map(|(key, value)| entry(key, value, text)).collect()),
    };
    Node { place: raw.referenced.into(), value }
}

fn entry(key: Spanned<String>, value: Spanned<Raw>, text: &str) -> Entry {
    Entry { place: key.referenced.into(), key: key.value, node: node(value, text) }
}

fn spelling(location: Location, text: &str) -> Option<&str> {
    let start = usize::try_from(location.span().byte_offset()?).ok()?;
    let length = usize::try_from(location.span().byte_len()?).ok()?;
    text.get(start..start.checked_add(length)?)
}

#[derive(Debug)]
enum Raw {
    Null,
    Text(Secret),
    Number(Secret),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string().into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string().into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string().into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string().into()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}
