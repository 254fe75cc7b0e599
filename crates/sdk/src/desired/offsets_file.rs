use std::path::{Path, PathBuf};

use super::document::{self, Entry, Node, Value};
use super::problem::Mistake;
use super::shape::{Guard, moved};
use super::{Place, source};
use crate::Error;
use crate::connectors::ConnectorOffset;

/// A file that says from where a connector should go on: `{offsets}` and whose they are, or a list of offsets alone, in
/// JSON or YAML. It is what `GET …/offsets` answers, too.
#[derive(Clone, Debug)]
pub struct OffsetsFile {
    path: PathBuf,
    /// The connector whose they are, where the file says so, and where it does.
    name: Option<(String, Place)>,
    offsets: Vec<ConnectorOffset>,
}

impl OffsetsFile {
    /// Reads a file, or with `-` stdin. Where it says what environment and cluster it is for, these have to be it.
    ///
    /// # Errors
    /// [`Error::Files`] with every mistake in its place.
    pub fn read(path: &Path, environment: &str, cluster: &str) -> Result<Self, Error> {
        let (path, bytes) = source::read(path).map_err(Error::of_file)?;
        let text = source::text(&bytes).map_err(|mistake| Error::of_files(path, vec![mistake]))?;
        let guard = Guard { environment: Some(environment.to_owned()), cluster: Some(cluster.to_owned()) };
        let root = document::parse(path, text).one();
        root.and_then(|root| recognise(path, root, &guard)).map_err(|mistakes| Error::of_files(path, mistakes))
    }

    /// The offsets, for a connector that the file may name, but no other one.
    ///
    /// # Errors
    /// [`Error::Files`] when it names another.
    pub fn of(self, connector: &str) -> Result<Vec<ConnectorOffset>, Error> {
        match self.name {
            Some((name, place)) if name != connector => {
                let message = format!(
                    "this file is for the connector `{name}`, the call for `{connector}`: \
                     to use the offsets for another connector leave `name` out"
                );
                Err(Error::of_files(&self.path, vec![Mistake::of_key(place, "name", message)]))
            }
            _ => Ok(self.offsets),
        }
    }
}

fn recognise(path: &Path, root: Node, guard: &Guard) -> Result<OffsetsFile, Vec<Mistake>> {
    let (start, mut mistakes) = (root.place, Vec::new());
    let (mut name, mut offsets) = (None, None);
    match root.value {
        Value::Map(entries) => {
            for entry in entries {
                match entry.key.as_str() {
                    "offsets" => offsets = Some(entry.node),
                    "name" => name = text(entry, &mut mistakes),
                    "environment" => belongs(entry, guard.environment.as_deref(), &mut mistakes),
                    "cluster" => belongs(entry, guard.cluster.as_deref(), &mut mistakes),
                    // What the service tells beside them.
                    "id" | "metadata" => {}
                    _ => mistakes.push(unknown(&entry)),
                }
            }
        }
        value => offsets = Some(Node { place: start, value }),
    }
    let offsets = offsets.ok_or_else(|| vec![Mistake::of_key(start, "offsets", "`offsets` is missing")]);
    let offsets = offsets.and_then(|node| some(node, start)).map_err(|wrong| mistakes.extend(wrong));
    match offsets {
        Ok(offsets) if mistakes.is_empty() => Ok(OffsetsFile { path: path.to_owned(), name, offsets }),
        _ => Err(mistakes),
    }
}

/// Nothing to move is a mistake, and not what starting over means.
fn some(node: Node, place: Place) -> Result<Vec<ConnectorOffset>, Vec<Mistake>> {
    let offsets = moved(node)?;
    let empty = "there are no offsets in it; to let the connector start over, use `connector offsets reset`";
    if offsets.is_empty() { Err(vec![Mistake::of_key(place, "offsets", empty)]) } else { Ok(offsets) }
}

fn text(entry: Entry, mistakes: &mut Vec<Mistake>) -> Option<(String, Place)> {
    let Value::Text(text) = entry.node.value else {
        let message = format!("`{}` must be a text", entry.key);
        mistakes.push(Mistake::of_key(entry.node.place, &entry.key, message));
        return None;
    };
    Some((text, entry.node.place))
}

fn belongs(entry: Entry, called: Option<&str>, mistakes: &mut Vec<Mistake>) {
    let (key, Some(called)) = (entry.key.clone(), called) else { return };
    if let Some((text, place)) = text(entry, mistakes).filter(|(text, _)| text != called) {
        let message = format!("this file is for the {key} `{text}`, the call for `{called}`");
        mistakes.push(Mistake::of_key(place, &key, message));
    }
}

fn unknown(entry: &Entry) -> Mistake {
    let key = &entry.key;
    let message = format!("`{key}` is not known here: beside `offsets` stands at most whose they are");
    Mistake::of_key(entry.place, key, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard { environment: Some("env-1".to_owned()), cluster: Some("lkc-1".to_owned()) }
    }

    fn read(text: &str) -> Result<String, Vec<String>> {
        let told = |mistake: &Mistake| format!("{}:{} {}", mistake.place.line, mistake.place.column, mistake.message);
        let path = Path::new("f.yaml");
        let root = document::parse(path, text).one();
        let file = root.and_then(|root| recognise(path, root, &guard()));
        let file = file.map_err(|mistakes| mistakes.iter().map(told).collect::<Vec<_>>())?;
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
        let root = document::parse(Path::new("f.json"), text).one().ok().unwrap();
        assert!(super::super::shape::beginning(root).is_err());
    }

    #[test]
    fn a_file_for_another_connector_is_refused_where_it_says_so() {
        let path = Path::new("f.yaml");
        let root = document::parse(path, &format!("name: payments\noffsets: {OFFSETS}\n")).one().ok().unwrap();
        let error = recognise(path, root, &guard()).unwrap().of("orders").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("f.yaml:1:7: this file is for the connector `payments`, the call for `orders`")
        );
    }
}
