use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{DuplicateKeyPolicy, Error, Location, NonFiniteFloatPolicy, Spanned, Tagged};

use super::node::{DEEPEST, Entry, Node, Value};
use super::{IS_MASK, Mistake, Parsed, Place, once, without_place};

/// Tags of YAML's core schema; the empty one says that a text is one.
const CORE: &[&str] = &["bool", "float", "int", "map", "null", "seq", "str"];
const CORE_PREFIX: &str = "tag:yaml.org,2002:";

/// Reads YAML, all documents of it but the empty ones.
pub(super) fn read(text: &str) -> Parsed {
    let options = serde_saphyr::options! {
        // `yes` and `off` are texts, as in YAML 1.2.
        strict_booleans: true,
        // What is too large for a float is kept as spelled, like any other number.
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        // It is refused with its place, not decoded.
        ignore_binary_tag_for_string: true,
        // All of them are told.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        // What aliases stand for is kept, and depth costs stack: far more than this is no connector's.
        budget: serde_saphyr::budget! { max_recorded_anchor_events: 100_000, max_depth: DEEPEST },
        // A snippet would show values, which may be secret.
        with_snippet: false,
    };
    let documents = serde_saphyr::from_multiple_with_options::<Found<Raw>>(text, options);
    let documents = match documents {
        Ok(documents) => documents,
        Err(error) => return Parsed { roots: Vec::new(), mistakes: vec![syntax_problem(&error, text)] },
    };
    let mut reader = Reader { text, mistakes: Vec::new() };
    let mut roots = Vec::with_capacity(documents.len());
    for document in documents {
        match reader.node(document, None) {
            Ok(root) => roots.push(root),
            Err(mistake) => reader.mistakes.push(mistake),
        }
    }
    Parsed { roots, mistakes: reader.mistakes }
}

fn syntax_problem(error: &Error, text: &str) -> Mistake {
    let place = error.location().map_or(Place::START, Place::from);
    match error.without_snippet() {
        Error::UnknownAnchor { .. } if let Some(problem) = mask(place, text) => problem,
        _ if is_tab(place, text) => Mistake::new(place, "a tab stands here: YAML is indented by spaces alone"),
        Error::NullIntoString { .. } | Error::Unexpected { .. } => Mistake::new(place, "a key must be a text"),
        Error::TaggedScalarCannotDeserializeIntoString { .. } => Mistake::new(place, UNKNOWN_TAG),
        other => Mistake::new(place, limit(other).unwrap_or(without_place(&other.to_string()))),
    }
}

/// A mask without quotes, which YAML takes for an alias.
fn mask(place: Place, text: &str) -> Option<Mistake> {
    let line = text.lines().nth(usize::try_from(place.line).ok()?.checked_sub(1)?)?;
    let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
    let (at, _) = line.char_indices().nth(column)?;
    let (before, value) = line.split_at(at);
    let is_mask = value.split_whitespace().next().is_some_and(ccloud_connect_secret::is_mask);
    is_mask.then(|| match before.trim().strip_suffix(':') {
        Some(key) => Mistake::of_key(place, key, format!("the value of `{key}` {IS_MASK}")),
        None => Mistake::new(place, format!("this {IS_MASK}")),
    })
}

/// Whether a line is indented by a tab, at the place or before it.
fn is_tab(place: Place, text: &str) -> bool {
    let line = usize::try_from(place.line).ok().and_then(|line| text.lines().nth(line.checked_sub(1)?));
    line.is_some_and(|line| line[..line.len() - line.trim_start().len()].contains('\t'))
}

const UNKNOWN_TAG: &str = "a tag stands here that connector files do not have: leave it out";

/// What a file may not be, however well it is written; the reader's own words are for programmers.
fn limit(error: &Error) -> Option<&'static str> {
    match error {
        Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::Budget {
            breach:
                BudgetBreach::Aliases { .. }
                | BudgetBreach::Anchors { .. }
                | BudgetBreach::AliasAnchorRatio { .. }
                | BudgetBreach::RecordedAnchorEvents { .. }
                | BudgetBreach::RecordedAnchorBytes { .. },
            ..
        } => Some("aliases repeat far more than a connector file can need"),
        Error::AliasError { error, .. } => limit(error),
        Error::RecursiveReferencesRequireWeakTypes { .. } => Some("an alias stands inside what it stands for"),
        Error::Budget { .. } => Some("the file is larger or deeper than a connector file can be"),
        _ => None,
    }
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self { line: location.line().max(1), column: location.column().max(1) }
    }
}

struct Reader<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn node(&mut self, raw: Found<Raw>, key: Option<&str>) -> Result<Node, Mistake> {
        let Spanned { value: Tagged(value, tag), referenced, defined } = raw;
        let place = Place::from(referenced);
        check(tag.as_deref(), place, key)?;
        let value = match value {
            Raw::Null => Value::Null,
            Raw::Text(value) => Value::Text(value),
            Raw::Number(read) => Value::Spelled(spelling(defined, self.text).map_or(read, ToOwned::to_owned)),
            Raw::List(items) => {
                Value::List(items.into_iter().map(|item| self.node(item, key)).collect::<Result<_, _>>()?)
            }
            Raw::Map(entries) => {
                let entries = entries.into_iter().map(|(key, value)| self.entry(key, value));
                let entries = entries.collect::<Result<_, _>>()?;
                Value::Map(once(entries, &mut self.mistakes))
            }
        };
        Ok(Node { place, value })
    }

    fn entry(&mut self, key: Found<String>, value: Found<Raw>) -> Result<Entry, Mistake> {
        let Spanned { value: Tagged(key, tag), referenced, .. } = key;
        let place = Place::from(referenced);
        check(tag.as_deref(), place, Some(&key))?;
        let node = self.node(value, Some(&key))?;
        Ok(Entry { key, place, node })
    }
}

/// A tag asks for something that only its own program does, such as looking up a secret; to ignore it would send the
/// text beside it.
fn check(tag: Option<&str>, place: Place, key: Option<&str>) -> Result<(), Mistake> {
    let Some(tag) = tag else { return Ok(()) };
    let core = tag == "!" || tag.strip_prefix(CORE_PREFIX).is_some_and(|name| CORE.contains(&name));
    let shown = tag.strip_prefix(CORE_PREFIX).map_or_else(|| tag.to_owned(), |name| format!("!!{name}"));
    let refused = Mistake::new(place, format!("the tag `{shown}` is none of a connector file: leave it out"));
    if core { Ok(()) } else { Err(Mistake { key: key.map(ToOwned::to_owned), ..refused }) }
}

/// How a number is spelled, unless a tag made it one of a quoted text.
fn spelling(location: Location, text: &str) -> Option<&str> {
    let start = usize::try_from(location.span().byte_offset()?).ok()?;
    let length = usize::try_from(location.span().byte_len()?).ok()?;
    text.get(start..start.checked_add(length)?).filter(|text| !text.starts_with(['"', '\'', '|', '>']))
}

/// With its place and its tag.
type Found<T> = Spanned<Tagged<T>>;

enum Raw {
    Null,
    Text(String),
    Number(String),
    List(Vec<Found<Self>>),
    Map(Vec<(Found<String>, Found<Self>)>),
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
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
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
