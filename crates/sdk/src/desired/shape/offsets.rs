use crate::connectors::ConnectorOffset;
use crate::desired::Place;
use crate::desired::document::{Node, Value};
use crate::desired::problem::Mistake;

type Read<T> = Result<T, Vec<Mistake>>;

/// The list from which a new connector begins, of `{partition, offset}`, whose members are the connector's own.
pub(in crate::desired) fn beginning(node: Node) -> Read<Vec<ConnectorOffset>> {
    each(node, position)
}

/// The list to which a connector's offsets are moved; a null drops the one of its partition.
pub(in crate::desired) fn moved(node: Node) -> Read<Vec<ConnectorOffset>> {
    each(node, movement)
}

fn each(node: Node, read: fn(Node) -> Result<ConnectorOffset, Mistake>) -> Read<Vec<ConnectorOffset>> {
    let Value::List(items) = node.value else {
        return Err(vec![Mistake::of_key(node.place, "offsets", "`offsets` must be a list")]);
    };
    let (mut offsets, mut mistakes) = (Vec::with_capacity(items.len()), Vec::new());
    for item in items {
        match read(item) {
            Ok(offset) => offsets.push(offset),
            Err(mistake) => mistakes.push(Mistake { key: Some("offsets".to_owned()), ..mistake }),
        }
    }
    if mistakes.is_empty() { Ok(offsets) } else { Err(mistakes) }
}

fn position(item: Node) -> Result<ConnectorOffset, Mistake> {
    let place = item.place;
    match movement(item) {
        Ok(ConnectorOffset { offset: None, .. }) => Err(misshapen(place)),
        read => read,
    }
}

fn movement(item: Node) -> Result<ConnectorOffset, Mistake> {
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

fn misshapen(place: Place) -> Mistake {
    Mistake::new(place, "an offset is a map with the maps `partition` and `offset`")
}
