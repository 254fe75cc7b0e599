use std::borrow::Cow;

use ccloud_connect_secret::{Secret, holds_mask};

use crate::desired::Place;
use crate::desired::document::{Entry, IS_MASK, Value};
use crate::desired::problem::Mistake;
use crate::redaction::references::Written;

/// What a config entry turned out to be.
pub(super) struct Setting {
    pub key: String,
    pub value: Secret,
    pub place: Place,
    /// A number or boolean stood there and became a text.
    pub spelled: bool,
    /// What may be shown of a value that refers to secrets.
    pub reference: Option<String>,
    /// The files it refers to.
    pub referenced: Vec<String>,
}

/// Config values are texts: numbers and booleans become one as they are spelled, anything else is a mistake, and so is
/// a mask: written back, it would destroy the secret it stands for.
pub(super) fn setting(entry: Entry) -> Result<Setting, Mistake> {
    let Entry { key, node, .. } = entry;
    let place = node.place;
    let wrong = |what: &str| Mistake::of_key(place, &key, format!("the value of `{key}` {what}"));
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
    let (reference, referenced, value) = match Written::of(&text) {
        Written::Refers { shown, files } => (Some(shown), files.into_iter().map(str::to_owned).collect(), None),
        Written::Value(Cow::Owned(value)) => (None, Vec::new(), Some(value)),
        Written::Value(Cow::Borrowed(_)) => (None, Vec::new(), None),
    };
    Ok(Setting { key, value: value.unwrap_or(text).into(), place, spelled, reference, referenced })
}
