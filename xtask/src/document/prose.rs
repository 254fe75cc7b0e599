//! What people read: every member described, in text that rustdoc takes as it is meant.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;

use super::schema;
use crate::apis::Api;

/// Describes what lacks a description, then makes all text safe for rustdoc.
pub fn make_readable(document: &mut Value, _: &Api) -> Result<usize> {
    Ok(describe_references(document)? + make_markdown_safe(document))
}

/// A bare reference to a component takes over its description: a field has no other source of one.
fn describe_references(document: &mut Value) -> Result<usize> {
    let described: BTreeMap<String, Value> = schema::components(document)
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| Some((name.clone(), schema.get("description")?.clone())))
        .collect();
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return Ok(()) };
        for property in properties.values_mut().filter(|property| property.get("$ref").is_some()) {
            let Some(name) = schema::target(property).map(str::to_owned) else { continue };
            *property = schema::reference(&name, described.get(&name));
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

/// Escapes what Markdown or rustdoc would take for a link or a tag, and makes bare URLs links.
/// A text is whatever stands under these names; a property of such a name holds a schema, which is no text.
fn make_markdown_safe(value: &mut Value) -> usize {
    match value {
        Value::Object(members) => members
            .iter_mut()
            .map(|(name, member)| match member {
                Value::String(text) if matches!(name.as_str(), "description" | "summary" | "title") => {
                    let safe = safe(text);
                    let changed = usize::from(safe != *text);
                    *text = safe;
                    changed
                }
                _ => make_markdown_safe(member),
            })
            .sum(),
        Value::Array(items) => items.iter_mut().map(make_markdown_safe).sum(),
        _ => 0,
    }
}

/// Code between backticks is left alone; an indented block would become a code block, which texts do not mean.
fn safe(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches(' ')).collect::<Vec<_>>().join("\n");
    let parts = lines.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 0 { escape(part) } else { part.to_owned() }).collect::<Vec<_>>().join("`")
}

fn escape(text: &str) -> String {
    let mut safe = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(url) = url(rest) {
            safe.push('<');
            safe.push_str(url);
            safe.push('>');
            rest = &rest[url.len()..];
            continue;
        }
        if matches!(next, '[' | ']' | '<' | '>') {
            safe.push('\\');
        }
        safe.push(next);
        rest = &rest[next.len_utf8()..];
    }
    safe
}

fn url(text: &str) -> Option<&str> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "()<>[]\"'|".contains(c)).unwrap_or(text.len());
    Some(text[..end].trim_end_matches(['.', ',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_is_read_as_it_is_written() {
        for (text, expected) in [
            ("see https://x.y/z.", "see <https://x.y/z>."),
            ("a [list] of <id>", "a \\[list\\] of \\<id\\>"),
            ("code `[x] <y> https://z` stays", "code `[x] <y> https://z` stays"),
            ("first\n    second", "first\nsecond"),
        ] {
            assert_eq!(safe(text), expected);
        }
    }

    #[test]
    fn a_property_that_refers_is_described_by_what_it_refers_to() {
        let schemas = json!({"A": {"properties": {"b": schema::reference("B", None)}}, "B": {"description": "d"}});
        let mut document = json!({"paths": {}, "components": {"schemas": schemas}});
        assert_eq!(make_readable(&mut document, &Api::default()).unwrap(), 1);
        assert_eq!(document["components"]["schemas"]["A"]["properties"]["b"]["description"], "d");
    }
}
