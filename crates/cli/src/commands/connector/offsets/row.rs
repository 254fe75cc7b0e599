use ccloud_connect::connectors::{ConnectorOffset, OffsetsRequestInfo, OffsetsStatus};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::output::{rfc3339, rows, sections, table};

/// One partition and the position in it, as the service wrote them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct OffsetRow {
    pub partition: Option<Map<String, Value>>,
    pub offset: Option<Map<String, Value>>,
}

impl OffsetRow {
    pub(super) fn of(offset: &ConnectorOffset) -> Self {
        Self { partition: offset.partition.clone(), offset: offset.offset.clone() }
    }

    fn of_all(offsets: &[ConnectorOffset]) -> Option<Vec<Self>> {
        Some(offsets.iter().map(Self::of).collect()).filter(|rows: &Vec<_>| !rows.is_empty())
    }
}

/// In one line.
pub(super) fn compact(map: Option<&Map<String, Value>>) -> String {
    map.map(|map| serde_json::to_string(map).unwrap_or_default()).unwrap_or_default()
}

/// A request to change offsets, under the official CLI's keys.
#[derive(Debug, Serialize)]
pub(super) struct RequestRow {
    pub id: Option<String>,
    pub name: String,
    pub request_type: Option<String>,
    pub requested_at: Option<String>,
    /// Null until somebody looked.
    pub phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_offsets: Option<Vec<OffsetRow>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_offsets: Option<Vec<OffsetRow>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved_to: Option<String>,
}

impl RequestRow {
    /// A request that was accepted, and what was known before it.
    pub(super) fn accepted(info: &OffsetsRequestInfo, previous: &[ConnectorOffset]) -> Self {
        Self {
            id: info.id.clone(),
            name: info.name.clone(),
            request_type: Some(info.request_type.to_string()),
            requested_at: info.requested_at.as_ref().map(rfc3339),
            phase: None,
            message: None,
            applied_at: None,
            requested_offsets: OffsetRow::of_all(&info.offsets),
            previous_offsets: OffsetRow::of_all(previous),
            saved_to: None,
        }
    }

    pub(super) fn of(status: &OffsetsStatus) -> Self {
        Self {
            id: status.id.clone(),
            name: status.name.clone(),
            request_type: status.request_type.as_ref().map(ToString::to_string),
            requested_at: status.requested_at.as_ref().map(rfc3339),
            phase: status.phase.as_ref().map(ToString::to_string),
            message: status.message.clone(),
            applied_at: status.applied_at.as_ref().map(rfc3339),
            requested_offsets: OffsetRow::of_all(&status.requested_offsets),
            previous_offsets: OffsetRow::of_all(&status.previous_offsets),
            saved_to: None,
        }
    }

    pub(super) fn human(&self) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let head = rows(&[
            ("Name", &self.name),
            ("ID", &text(&self.id)),
            ("Request", &text(&self.request_type)),
            ("Requested at", &text(&self.requested_at)),
            ("Phase", &text(&self.phase)),
            ("Message", &text(&self.message)),
            ("Applied at", &text(&self.applied_at)),
            ("Saved to", &text(&self.saved_to)),
        ]);
        sections(&[head, self.positions()])
    }

    /// Each partition with its previous and its new position; one that is left alone has no new one.
    fn positions(&self) -> String {
        let (previous, requested) = (
            self.previous_offsets.as_deref().unwrap_or_default(),
            self.requested_offsets.as_deref().unwrap_or_default(),
        );
        let of = |rows: &[OffsetRow], wanted: &OffsetRow| {
            let found = rows.iter().find(|row| row.partition == wanted.partition);
            found.map(|row| row.offset.as_ref().map_or_else(|| "none".to_owned(), |offset| compact(Some(offset))))
        };
        let new = requested.iter().filter(|row| of(previous, row).is_none());
        let cells = |row: &OffsetRow| {
            let cell = |rows| of(rows, row).unwrap_or_default();
            [compact(row.partition.as_ref()), cell(previous), cell(requested)]
        };
        table(&["PARTITION", "PREVIOUS", "NEW"], previous.iter().chain(new).map(cells))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn offset(partition: i64, offset: Option<i64>) -> OffsetRow {
        let map = |value: Value| value.as_object().cloned();
        OffsetRow { partition: map(json!({"p": partition})), offset: offset.and_then(|at| map(json!({"o": at}))) }
    }

    #[test]
    fn previous_and_new_positions_stand_beside_each_other() {
        let row = RequestRow {
            id: None,
            name: "orders".into(),
            request_type: None,
            requested_at: None,
            phase: None,
            message: None,
            applied_at: None,
            requested_offsets: Some(vec![offset(1, Some(5)), offset(2, None), offset(3, Some(7))]),
            previous_offsets: Some(vec![offset(0, Some(1)), offset(1, Some(2)), offset(2, Some(3))]),
            saved_to: None,
        };
        let lines = row.positions();
        let expected = [
            "PARTITION  PREVIOUS  NEW",
            r#"{"p":0}    {"o":1}"#,
            r#"{"p":1}    {"o":2}   {"o":5}"#,
            r#"{"p":2}    {"o":3}   none"#,
            r#"{"p":3}              {"o":7}"#,
        ];
        assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    }
}
