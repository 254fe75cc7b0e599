//! Reading a document as a plain JSON value, with the place of what cannot be read.

use anyhow::{Result, anyhow};
use serde_json::Value;

/// The document's value; an error begins with file, line and column.
pub fn parse(file: &str, text: &str) -> Result<Value> {
    // The reader's limits guard against hostile input; these files are our own, and large. `no` is a word.
    let options = serde_saphyr::options! { budget: None, strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let (line, column) = error.location().map_or((0, 0), |place| (place.line(), place.column()));
        let message = error.without_snippet().to_string();
        anyhow!("{file}:{line}:{column}: {}", message.lines().next().unwrap_or_default())
    })
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
        assert!(error.starts_with("x.yaml:2:1: "), "{error}");
    }
}
