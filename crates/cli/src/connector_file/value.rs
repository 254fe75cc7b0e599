use ccloud_connect::{Secret, holds_mask};

use crate::document::{Entry, IS_MASK, Place, Problem, Value};

/// What a config entry turned out to be.
pub(super) struct Setting {
    pub key: String,
    pub value: Secret,
    pub place: Place,
    /// A number or boolean stood there and became a text.
    pub spelled: bool,
}

/// Config values are texts: numbers and booleans become one as they are spelled, anything else is a mistake, and so is
/// a mask: written back, it would destroy the secret it stands for.
pub(super) fn setting(entry: Entry) -> Result<Setting, Problem> {
    let Entry { key, node, .. } = entry;
    let wrong = |what: &str| Problem::of_key(node.place, &key, format!("the value of `{key}` {what}"));
    let (text, spelled) = match node.value {
        Value::Text(text) => (text, false),
        Value::Spelled(text) => (text, true),
        Value::Null => return Err(wrong("is null: leave the key out, or write \"\"")),
        Value::List(_) => return Err(wrong("is a list: config values are texts, such as \"a,b\"")),
        Value::Map(_) => return Err(wrong("is a map: config values are texts")),
    };
    if holds_mask(&text) {
        return Err(wrong(IS_MASK));
    }
    Ok(Setting { key, value: text.into(), place: node.place, spelled })
}
