use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{DEEPEST, Entry, Node, Value};
use super::{Mistake, Parsed, Place, once, without_place};

/// Reads JSON by the letter: no comments, no trailing commas, keys of any length.
pub(super) fn read(text: &str) -> Parsed {
    let mut reader = Reader { text, offset: 0, place: Place::START, mistakes: Vec::new() };
    let root = serde_json::from_str(text).map_err(|error| syntax_problem(&error, text));
    let root = root.and_then(|root: &RawValue| reader.node(root, 0));
    Parsed::new(root, reader.mistakes)
}

/// The parser counts bytes in a line, people count characters.
fn syntax_problem(error: &serde_json::Error, text: &str) -> Mistake {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.floor_char_boundary(error.column().saturating_sub(1));
    let start = Place { line: u64::try_from(error.line()).unwrap_or(u64::MAX).max(1), column: 1 };
    let told = error.to_string();
    let (before, rest) = line.split_at(before);
    let is_trailing = rest.starts_with(['}', ']']) && before.trim_end().ends_with(',');
    let message = if is_trailing { "a comma before the end" } else { without_place(&told) };
    Mistake::new(start.after(before), format!("no valid JSON: {message}"))
}

/// Walks through a text that is known to be JSON, and knows where it is.
struct Reader<'a> {
    text: &'a str,
    offset: usize,
    place: Place,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    fn node(&mut self, raw: &'a RawValue, depth: usize) -> Result<Node, Mistake> {
        let (place, raw) = (self.reach(raw), raw.get());
        if depth == DEEPEST {
            return Err(Mistake::new(place, "the file is larger or deeper than a connector file can be"));
        }
        let value = match raw.as_bytes().first() {
            Some(b'{') => Value::Map(self.entries(part(raw, place)?, depth)?),
            Some(b'[') => Value::List(self.items(part(raw, place)?, depth)?),
            Some(b'"') => Value::Text(part(raw, place)?),
            Some(b'n') => Value::Null,
            _ => Value::Spelled(raw.to_owned()),
        };
        Ok(Node { place, value })
    }

    fn items(&mut self, items: Vec<&'a RawValue>, depth: usize) -> Result<Vec<Node>, Mistake> {
        items.into_iter().map(|item| self.node(item, depth + 1)).collect()
    }

    fn entries(&mut self, Members(members): Members<'a>, depth: usize) -> Result<Vec<Entry>, Mistake> {
        let mut entry = |(key, value): (&'a RawValue, &'a RawValue)| {
            let place = self.reach(key);
            Ok(Entry { key: part(key.get(), place)?, place, node: self.node(value, depth + 1)? })
        };
        let entries = members.into_iter().map(&mut entry).collect::<Result<_, _>>()?;
        Ok(once(entries, &mut self.mistakes))
    }

    /// Goes on to a part of the text.
    fn reach(&mut self, part: &RawValue) -> Place {
        let offset = part.get().as_ptr().addr() - self.text.as_ptr().addr();
        self.place = self.place.after(&self.text[self.offset..offset]);
        self.offset = offset;
        self.place
    }
}

/// Reads one part; of what is known to be JSON only a text can still be wrong, by an escape that is no character.
fn part<'a, T: Deserialize<'a>>(raw: &'a str, place: Place) -> Result<T, Mistake> {
    serde_json::from_str(raw).map_err(|_| Mistake::new(place, "no valid JSON: an escape that is no character"))
}

/// The members of an object as they stand there, with keys that know their place.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = entries.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
