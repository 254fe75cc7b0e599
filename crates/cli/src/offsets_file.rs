//! The file that says from where a connector should go on: what `offsets get` prints and what is saved before a change, or
//! a list of offsets alone.

use std::path::Path;

use ccloud_connect::connectors::ConnectorOffset;

use crate::document::{self, Entry, Node, Place, Problem, Value};
use crate::failure::Failure;

/// Reads a file for one connector.
#[expect(dead_code, reason = "`connector offsets` is to come")]
pub(crate) fn load(path: &Path, connector: &Connector<'_>) -> Result<Vec<ConnectorOffset>, Failure> {
    document::load(path, |root| recognise(root, connector))
}

/// What the call is for. A file that names its own must agree.
pub(crate) struct Connector<'a> {
    pub environment: &'a str,
    pub cluster: &'a str,
    pub name: &'a str,
}

fn recognise(root: Node, connector: &Connector<'_>) -> Result<Vec<ConnectorOffset>, Vec<Problem>> {
    let Value::Map(entries) = root.value else { return list(root) };
    let (mut offsets, mut problems) = (None, Vec::new());
    for entry in entries {
        let guard = match entry.key.as_str() {
            "offsets" => {
                offsets = Some(list(entry.node).unwrap_or_else(|wrong| {
                    problems.extend(wrong);
                    Vec::new()
                }));
                continue;
            }
            "environment" => Some(connector.environment),
            "cluster" => Some(connector.cluster),
            "name" => Some(connector.name),
            // What `offsets get` prints beside them.
            "id" | "metadata" => continue,
            _ => None,
        };
        problems.extend(match guard {
            Some(called) => foreign(&entry, called),
            None => Some(unknown(&entry)),
        });
    }
    if offsets.is_none() {
        problems.push(Problem::of_key(root.place, "offsets", "`offsets` is missing"));
    }
    if problems.is_empty() { Ok(offsets.unwrap_or_default()) } else { Err(problems) }
}

fn foreign(entry: &Entry, called: &str) -> Option<Problem> {
    let key = if entry.key == "name" { "connector" } else { &entry.key };
    match &entry.node.value {
        Value::Text(text) if text == called => None,
        Value::Text(text) => Some(format!("this file is for the {key} `{text}`, the call for `{called}`")),
        _ => Some(format!("`{}` must be a text", entry.key)),
    }
    .map(|message| Problem::of_key(entry.node.place, &entry.key, message))
}

fn unknown(entry: &Entry) -> Problem {
    let key = &entry.key;
    Problem::of_key(
        entry.place,
        key,
        format!("`{key}` is not known here: beside `offsets` stands at most whose they are"),
    )
}

/// A list of `{partition, offset}`, whose members are the connector's own.
pub(crate) fn list(node: Node) -> Result<Vec<ConnectorOffset>, Vec<Problem>> {
    let Value::List(items) = node.value else {
        return Err(vec![Problem::of_key(node.place, "offsets", "`offsets` must be a list")]);
    };
    let (mut offsets, mut problems) = (Vec::with_capacity(items.len()), Vec::new());
    for item in items {
        match offset(item) {
            Ok(offset) => offsets.push(offset),
            Err(problem) => problems.push(Problem { key: Some("offsets".to_owned()), ..problem }),
        }
    }
    if problems.is_empty() { Ok(offsets) } else { Err(problems) }
}

fn offset(item: Node) -> Result<ConnectorOffset, Problem> {
    let place = item.place;
    let wrong = |place: Place| Problem::new(place, "an offset is a map with the maps `partition` and `offset`");
    if let Value::Map(entries) = &item.value
        && let Some(other) = entries.iter().find(|entry| !matches!(entry.key.as_str(), "partition" | "offset"))
    {
        return Err(wrong(other.place));
    }
    match serde_json::from_value::<ConnectorOffset>(item.json()?) {
        Ok(offset) if offset.partition.is_some() && offset.offset.is_some() => Ok(offset),
        _ => Err(wrong(place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONNECTOR: Connector<'_> = Connector { environment: "env-1", cluster: "lkc-1", name: "orders" };

    fn read(text: &str) -> Result<String, Vec<String>> {
        let told = |problem: &Problem| format!("{}:{} {}", problem.place.line, problem.place.column, problem.message);
        let root = document::parse(Path::new("f.yaml"), text).map_err(|problem| vec![told(&problem)])?;
        let offsets = recognise(root, &CONNECTOR).map_err(|problems| problems.iter().map(told).collect::<Vec<_>>())?;
        Ok(serde_json::to_string(&offsets).unwrap())
    }

    const OFFSETS: &str =
        r#"[{"offset":{"kafka_offset":9007199254740993},"partition":{"kafka_partition":0,"kafka_topic":"t"}}]"#;

    #[test]
    fn what_offsets_get_prints_and_a_list_alone_say_the_same() {
        for text in [
            OFFSETS.to_owned(),
            format!(r#"{{"offsets": {OFFSETS}}}"#),
            format!(
                r#"{{"id": null, "name": "orders", "environment": "env-1", "cluster": "lkc-1", "offsets": {OFFSETS},
                "metadata": {{"observed_at": "2026-01-01T00:00:00Z"}}}}"#
            ),
            "- partition: {kafka_topic: t, kafka_partition: 0}\n  offset: {kafka_offset: 9007199254740993}\n".to_owned(),
            "name: orders\noffsets:\n- partition:\n    kafka_topic: t\n    kafka_partition: 0\n  offset: {kafka_offset: 9007199254740993}\n"
                .to_owned(),
        ] {
            assert_eq!(read(&text).as_deref(), Ok(OFFSETS), "{text}");
        }
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let shape = "an offset is a map with the maps `partition` and `offset`";
        for (text, told) in [
            ("name: orders\n", vec!["1:1 `offsets` is missing".to_owned()]),
            ("text", vec!["1:1 `offsets` must be a list".to_owned()]),
            ("offsets: {a: 1}\n", vec!["1:10 `offsets` must be a list".to_owned()]),
            ("- partition: {a: 1}\n- offset: {a: 1}\n", vec![format!("1:3 {shape}"), format!("2:3 {shape}")]),
            ("- partition: {a: 1}\n  offset: {a: 1}\n  ofset: {}\n", vec![format!("3:3 {shape}")]),
            ("- partition: {a: 1}\n  offset: 3\n", vec![format!("1:3 {shape}")]),
            (
                "offsets: []\nname: payments\ncluster: lkc-2\nconfig: {}\n",
                vec![
                    "2:7 this file is for the connector `payments`, the call for `orders`".to_owned(),
                    "3:10 this file is for the cluster `lkc-2`, the call for `lkc-1`".to_owned(),
                    "4:1 `config` is not known here: beside `offsets` stands at most whose they are".to_owned(),
                ],
            ),
            (
                "- partition: {a: 1}\n  offset: {a: 0x10}\n",
                vec![
                    "2:15 the number is not spelled as in JSON: write it in decimal digits, or a text in quotes"
                        .to_owned(),
                ],
            ),
        ] {
            assert_eq!(read(text), Err(told), "{text}");
        }
    }
}
