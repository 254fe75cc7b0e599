use ccloud_connect::Secret;

use crate::document::{Entry, Problem, Value};

/// What a config entry turned out to be.
pub(super) struct Setting {
    pub key: String,
    pub value: Secret,
    /// A number or boolean stood there and became a text.
    pub spelled: bool,
}

/// Config values are texts: numbers and booleans become one as they are spelled, anything else is a mistake, and so
/// is what must not be sent as it stands.
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
    for (is_refused, why) in REFUSED {
        if is_refused(&text) {
            return Err(wrong(why));
        }
    }
    Ok(Setting { key, value: text.into(), spelled })
}

type Refusal = (fn(&str) -> bool, &'static str);

/// Texts that are never sent as they stand, and why.
const REFUSED: &[Refusal] = &[
    (ccloud_connect::is_mask, "is a mask: write the real value in its place"),
    (is_reference, "refers to a secret, and references are not supported yet: write the value itself"),
];

/// Whether `${env:…}` or `${file:…}` stands anywhere in the text. Every other `${…}` is the connector's own.
fn is_reference(text: &str) -> bool {
    text.contains("${env:") || text.contains("${file:")
}
