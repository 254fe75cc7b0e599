//! The file that says from where a connector should go on: what `offsets get` prints and what is saved before a change, or
//! a list of offsets alone.

use std::path::{Path, PathBuf};

use ccloud_connect::connectors::ConnectorOffset;

use crate::connector_file::Scope;
use crate::document::{self, Entry, Node, Place, Problem, Value};
use crate::failure::{Detail, ErrorKind, Failure};

/// What an offsets file says, checked.
#[derive(Debug)]
pub(crate) struct OffsetsFile {
    path: PathBuf,
    /// The connector whose they are, where the file says so, and where it does.
    name: Option<(String, Place)>,
    offsets: Vec<ConnectorOffset>,
}

impl OffsetsFile {
    /// Reads a file; `scope` guards against sending it to another cluster than the one it was written for.
    pub(crate) fn load(path: &Path, scope: &Scope<'_>) -> Result<Self, Failure> {
        document::load(path, |path, root| recognise(path, root, scope))
    }

    /// The offsets, for a connector that the file may name, but no other one.
    pub(crate) fn of(self, connector: &str) -> Result<Vec<ConnectorOffset>, Failure> {
        match self.name {
            Some((name, place)) if name != connector => {
                let message = format!("this file is for the connector `{name}`, the call for `{connector}`");
                let detail = Detail::placed(message.clone(), &self.path, place);
                let failure = Failure::new(ErrorKind::Input, message).with_details(vec![detail]);
                Err(failure.with_hint("Leave `name` out to use the offsets for another connector."))
            }
            _ => Ok(self.offsets),
        }
    }
}

fn recognise(path: &Path, root: Node, scope: &Scope<'_>) -> Result<OffsetsFile, Vec<Problem>> {
    let (start, mut problems) = (root.place, Vec::new());
    let (mut name, mut offsets) = (None, None);
    match root.value {
        Value::Map(entries) => {
            for entry in entries {
                match entry.key.as_str() {
                    "offsets" => offsets = Some(entry.node),
                    "name" => name = text(entry, &mut problems),
                    "environment" => guard(entry, scope.environment, &mut problems),
                    "cluster" => guard(entry, scope.cluster, &mut problems),
                    // What `offsets get` prints beside them.
                    "id" | "metadata" => {}
                    _ => problems.push(unknown(&entry)),
                }
            }
        }
        value => offsets = Some(Node { place: start, value }),
    }
    let offsets = offsets.ok_or_else(|| vec![Problem::of_key(start, "offsets", "`offsets` is missing")]);
    let offsets = offsets.and_then(|node| moved(node, start)).map_err(|wrong| problems.extend(wrong));
    match offsets {
        Ok(offsets) if problems.is_empty() => Ok(OffsetsFile { path: path.to_owned(), name, offsets }),
        _ => Err(problems),
    }
}

/// Nothing to move is a mistake, and not what starting over means.
fn moved(node: Node, place: Place) -> Result<Vec<ConnectorOffset>, Vec<Problem>> {
    let offsets = each(node, movement)?;
    let empty = "there are no offsets in it; to let the connector start over, use `connector offsets reset`";
    if offsets.is_empty() { Err(vec![Problem::of_key(place, "offsets", empty)]) } else { Ok(offsets) }
}

fn text(entry: Entry, problems: &mut Vec<Problem>) -> Option<(String, Place)> {
    let Value::Text(text) = entry.node.value else {
        let message = format!("`{}` must be a text", entry.key);
        problems.push(Problem::of_key(entry.node.place, &entry.key, message));
        return None;
    };
    Some((text, entry.node.place))
}

fn guard(entry: Entry, called: &str, problems: &mut Vec<Problem>) {
    let key = entry.key.clone();
    if let Some((text, place)) = text(entry, problems).filter(|(text, _)| text != called) {
        let message = format!("this file is for the {key} `{text}`, the call for `{called}`");
        problems.push(Problem::of_key(place, &key, message));
    }
}

fn unknown(entry: &Entry) -> Problem {
    let key = &entry.key;
    let message = format!("`{key}` is not known here: beside `offsets` stands at most whose they are");
    Problem::of_key(entry.place, key, message)
}

/// The list from which a new connector begins, of `{partition, offset}`, whose members are the connector's own.
pub(crate) fn beginning(node: Node) -> Result<Vec<ConnectorOffset>, Vec<Problem>> {
    each(node, position)
}

fn each(node: Node, read: fn(Node) -> Result<ConnectorOffset, Problem>) -> Result<Vec<ConnectorOffset>, Vec<Problem>> {
    let Value::List(items) = node.value else {
        return Err(vec![Problem::of_key(node.place, "offsets", "`offsets` must be a list")]);
    };
    let (mut offsets, mut problems) = (Vec::with_capacity(items.len()), Vec::new());
    for item in items {
        match read(item) {
            Ok(offset) => offsets.push(offset),
            Err(problem) => problems.push(Problem { key: Some("offsets".to_owned()), ..problem }),
        }
    }
    if problems.is_empty() { Ok(offsets) } else { Err(problems) }
}

fn position(item: Node) -> Result<ConnectorOffset, Problem> {
    let place = item.place;
    match movement(item) {
        Ok(ConnectorOffset { offset: None, .. }) => Err(misshapen(place)),
        read => read,
    }
}

/// A position, or null: that drops the one of its partition.
fn movement(item: Node) -> Result<ConnectorOffset, Problem> {
    let place = item.place;
    let Value::Map(entries) = &item.value else { return Err(misshapen(place)) };
    if let Some(other) = entries.iter().find(|entry| !matches!(entry.key.as_str(), "partition" | "offset")) {
        return Err(misshapen(other.place));
    }
    let is_whole = entries.len() == 2;
    match serde_json::from_value::<ConnectorOffset>(item.json()?) {
        Ok(offset) if is_whole && offset.partition.is_some() => Ok(offset),
        _ => Err(misshapen(place)),
    }
}

fn misshapen(place: Place) -> Problem {
    Problem::new(place, "an offset is a map with the maps `partition` and `offset`")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: Scope<'_> = Scope { environment: "env-1", cluster: "lkc-1" };

    fn read(text: &str) -> Result<String, Vec<String>> {
        let told = |problem: &Problem| format!("{}:{} {}", problem.place.line, problem.place.column, problem.message);
        let path = Path::new("f.yaml");
        let root = document::parse(path, text).map_err(|problem| vec![told(&problem)])?;
        let file = recognise(path, root, &SCOPE).map_err(|problems| problems.iter().map(told).collect::<Vec<_>>())?;
        // Members in one order, whatever features of `serde_json` the workspace has switched on.
        let mut offsets = serde_json::to_value(file.of("orders").unwrap()).unwrap();
        offsets.sort_all_objects();
        Ok(offsets.to_string())
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
            (
                "[]",
                vec![
                    "1:1 there are no offsets in it; to let the connector start over, use `connector offsets reset`"
                        .to_owned(),
                ],
            ),
            ("text", vec!["1:1 `offsets` must be a list".to_owned()]),
            ("offsets: {a: 1}\n", vec!["1:10 `offsets` must be a list".to_owned()]),
            ("- partition: {a: 1}\n- offset: {a: 1}\n", vec![format!("1:3 {shape}"), format!("2:3 {shape}")]),
            ("- partition: {a: 1}\n  offset: {a: 1}\n  ofset: {}\n", vec![format!("3:3 {shape}")]),
            ("- partition: {a: 1}\n  offset: 3\n", vec![format!("1:3 {shape}")]),
            (
                "offsets: {}\nname: 1\ncluster: lkc-2\nconfig: {}\n",
                vec![
                    "2:7 `name` must be a text".to_owned(),
                    "3:10 this file is for the cluster `lkc-2`, the call for `lkc-1`".to_owned(),
                    "4:1 `config` is not known here: beside `offsets` stands at most whose they are".to_owned(),
                    "1:10 `offsets` must be a list".to_owned(),
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

    #[test]
    fn a_position_may_be_dropped_but_a_new_connector_needs_one() {
        let text = "[{\"partition\": {\"a\": 1}, \"offset\": null}]";
        assert_eq!(read(text).as_deref(), Ok(r#"[{"partition":{"a":1}}]"#));
        assert!(beginning(document::parse(Path::new("f.json"), text).unwrap()).is_err());
    }

    #[test]
    fn a_file_for_another_connector_is_refused_where_it_says_so() {
        let path = Path::new("f.yaml");
        let root = document::parse(path, &format!("name: payments\noffsets: {OFFSETS}\n")).unwrap();
        let failure = recognise(path, root, &SCOPE).unwrap().of("orders").unwrap_err();
        assert_eq!(failure.message, "this file is for the connector `payments`, the call for `orders`");
        assert_eq!(failure.details[0].place().as_deref(), Some("f.yaml:1:7"));
    }
}
