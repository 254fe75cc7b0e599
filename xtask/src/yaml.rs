//! Reading a document as a plain JSON value, with the place of what cannot be read.

use anyhow::{Result, anyhow};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use serde_saphyr::UserMessageFormatter;

/// The document's value; an error begins with file, line and column.
pub fn parse(file: &str, text: &str) -> Result<Value> {
    // The reader's limits guard against hostile input; these files are our own, and large. `no` is a word.
    let options = serde_saphyr::options! { budget: None, strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let (line, column) = error.location().map_or((0, 0), |place| (place.line(), place.column()));
        let message = error.without_snippet().render_with_formatter(&UserMessageFormatter);
        // The place is said in front already.
        let message = message.lines().next().unwrap_or_default().split(" at line ").next().unwrap_or_default();
        anyhow!("{file}:{line}:{column}: {message}")
    })
}

/// A value as a format has it; an error begins with the pointer to what is not so, which is below `at`.
pub fn typed<T: DeserializeOwned>(value: &Value, at: &str, format: &str) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = error.path().iter().fold(at.to_owned(), |pointer, segment| match segment {
            Segment::Seq { index } => format!("{pointer}/{index}"),
            Segment::Map { key } => format!("{pointer}/{}", token(key)),
            Segment::Enum { .. } | Segment::Unknown => pointer,
        });
        let front = if pointer.is_empty() { String::new() } else { pointer + ": " };
        anyhow!("{front}not as {format} has it: {}", error.inner())
    })
}

/// A key as a JSON pointer has it.
pub fn token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_are_what_yaml_1_2_says() {
        let text = "{200: ok, a: 'TRUE', b: true, c: 1.0, d: '1.0', e: 2026-01-05T10:15:00Z, f: no, g: null, h: 10}";
        let value = json!({"200": "ok", "a": "TRUE", "b": true, "c": 1.0, "d": "1.0", "e": "2026-01-05T10:15:00Z",
            "f": "no", "g": null, "h": 10});
        assert_eq!(parse("x.yaml", text).unwrap(), value);
    }

    #[test]
    fn a_document_that_does_not_parse_is_named_with_line_and_column() {
        let error = parse("x.yaml", "a: 1\nb: [1, 2\nc: 3\n").unwrap_err().to_string();
        assert!(error.starts_with("x.yaml:3:"), "{error}");
        let error = parse("x.yaml", "a: 1\na: 2\n").unwrap_err().to_string();
        assert_eq!(error, "x.yaml:2:1: duplicate mapping key `a` is not allowed here");
    }
}
