use serde_json::Value as Json;

use super::{Mistake, Place};

/// Lists and maps inside each other; a connector file has five at most, in its offsets.
pub(super) const DEEPEST: usize = 16;

/// A value of the file and where it stands. It cannot be printed: any text in it may be a secret.
pub(in crate::desired) struct Node {
    pub place: Place,
    pub value: Value,
}

/// What may stand in a file.
pub(in crate::desired) enum Value {
    Null,
    /// A text, quoted or not.
    Text(String),
    /// A number or boolean, as it is spelled: `1.10` stays `1.10`.
    Spelled(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One key of a map and its value.
pub(in crate::desired) struct Entry {
    pub key: String,
    pub place: Place,
    pub node: Node,
}

impl Node {
    /// The same as JSON, or the first number that JSON cannot tell exactly.
    pub(in crate::desired) fn json(self) -> Result<Json, Mistake> {
        Ok(match self.value {
            Value::Null => Json::Null,
            Value::Text(text) => Json::String(text),
            Value::Spelled(text) => number(&text).map_err(|why| Mistake::new(self.place, why))?,
            Value::List(items) => Json::Array(items.into_iter().map(Self::json).collect::<Result<_, _>>()?),
            Value::Map(entries) => {
                entries.into_iter().map(|entry| Ok((entry.key, entry.node.json()?))).collect::<Result<_, _>>()?
            }
        })
    }
}

fn number(text: &str) -> Result<Json, &'static str> {
    let is_whole = !text.contains(['.', 'e', 'E']);
    match serde_json::from_str::<Json>(text) {
        Ok(number) if number.is_f64() && is_whole => Err("the number is too large to be kept exactly"),
        Ok(value) => Ok(value),
        Err(_) => Err("the number is not spelled as in JSON: write it in decimal digits, or a text in quotes"),
    }
}
