use std::collections::BTreeMap;

use ccloud_connect::connectors::{ConnectorSummary, Status, TaskState};
use serde::Serialize;
use serde_json::Number;

use super::counts::Counts;
use crate::output::table;

/// A connector as lists and `status` show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ConnectorRow {
    pub id: Option<String>,
    pub name: String,
    pub status: Option<String>,
    #[serde(rename = "type")]
    pub connector_type: Option<String>,
    pub trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Vec<TaskRow>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Counts>,
}

impl ConnectorRow {
    pub(super) fn new(name: &str, id: Option<&str>, status: Option<&Status>) -> Self {
        let connector_type = status.and_then(|status| status.connector_type.as_ref());
        Self {
            id: id.map(ToOwned::to_owned),
            name: name.to_owned(),
            status: status.map(|status| status.state.to_string()),
            connector_type: connector_type.map(ToString::to_string),
            trace: status.map(|status| status.trace.clone()),
            tasks: None,
            metrics: None,
        }
    }

    pub(super) fn of(summary: &ConnectorSummary) -> Self {
        let row = Self::new(&summary.name, summary.id.as_deref(), summary.status.as_ref());
        Self {
            connector_type: summary.connector_type.as_ref().map(ToString::to_string).or(row.connector_type.clone()),
            ..row
        }
    }

    pub(super) fn with_tasks(self, status: Option<&Status>) -> Self {
        let tasks = status.map(|status| status.tasks.iter().map(TaskRow::of).collect());
        Self { tasks: Some(tasks.unwrap_or_default()), ..self }
    }

    /// How many tasks are in which state.
    pub(super) fn tasks_told(&self) -> String {
        let mut states = BTreeMap::<&str, usize>::new();
        for task in self.tasks.iter().flatten() {
            *states.entry(&task.state).or_default() += 1;
        }
        states.iter().map(|(state, count)| format!("{count} {state}")).collect::<Vec<_>>().join(", ")
    }

    /// The last hour's records, read and written.
    pub(super) fn counts_told(&self) -> [String; 2] {
        let counts = self.metrics.as_ref();
        let told = |count: Option<&Number>| count.map(ToString::to_string).unwrap_or_default();
        [
            told(counts.and_then(|counts| counts.received_records.as_ref())),
            told(counts.and_then(|counts| counts.sent_records.as_ref())),
        ]
    }

    /// The first line of what went wrong.
    pub(super) fn trouble(&self) -> String {
        let lines = self.trace.iter().flat_map(|trace| trace.lines());
        lines.map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
    }

    fn cell(&self, column: Column) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let states = |tasks: &Vec<TaskRow>| tasks.iter().map(|task| task.state.as_str()).collect::<Vec<_>>().join(" ");
        match column {
            Column::Id => text(&self.id),
            Column::Name => self.name.clone(),
            Column::Status => text(&self.status),
            Column::Type => text(&self.connector_type),
            Column::Tasks => self.tasks.as_ref().map(states).unwrap_or_default(),
            Column::Received => self.counts_told()[0].clone(),
            Column::Sent => self.counts_told()[1].clone(),
            Column::Trace => text(&self.trace),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Name,
    Status,
    Type,
    Tasks,
    Received,
    Sent,
    Trace,
}

const COLUMNS: [(Column, &str); 8] = [
    (Column::Id, "ID"),
    (Column::Name, "NAME"),
    (Column::Status, "STATUS"),
    (Column::Type, "TYPE"),
    (Column::Tasks, "TASKS"),
    (Column::Received, "RECEIVED/H"),
    (Column::Sent, "SENT/H"),
    (Column::Trace, "TRACE"),
];

/// Rows for people; the tasks' states and the last hour's records get columns where they were asked for.
pub(super) fn connectors(rows: &[ConnectorRow]) -> String {
    let is_shown = |column: Column| match column {
        Column::Tasks => rows.iter().any(|row| row.tasks.is_some()),
        Column::Received | Column::Sent => rows.iter().any(|row| row.metrics.is_some()),
        _ => true,
    };
    let (columns, head): (Vec<_>, Vec<_>) = COLUMNS.into_iter().filter(|(column, _)| is_shown(*column)).unzip();
    table(&head, rows.iter().map(|row| columns.iter().map(|column| row.cell(*column)).collect::<Vec<_>>()))
}

/// A task as `describe`, `status` and `tasks` show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct TaskRow {
    pub task: Option<i64>,
    pub state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl TaskRow {
    pub(super) fn of(task: &TaskState) -> Self {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            task: task.id,
            state: task.state.clone(),
            worker_id: given(&task.worker_id),
            message: given(&task.message),
        }
    }
}

pub(super) fn tasks<'a>(rows: impl IntoIterator<Item = &'a TaskRow>) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |task: Option<i64>| task.map_or_else(String::new, |task| task.to_string());
    let cells = |row: &TaskRow| [number(row.task), row.state.clone(), text(&row.worker_id), text(&row.message)];
    table(&["TASK", "STATE", "WORKER", "MESSAGE"], rows.into_iter().map(cells))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A connector with tasks in these states.
    pub(in super::super) fn row(name: &str, state: &str, tasks: &[&str], trace: &str) -> ConnectorRow {
        let task = |state: &&str| TaskRow { task: Some(0), state: (*state).to_owned(), worker_id: None, message: None };
        ConnectorRow {
            id: Some(format!("lcc-{}", name.len())),
            name: name.to_owned(),
            status: Some(state.to_owned()),
            connector_type: Some("sink".to_owned()),
            trace: Some(trace.to_owned()),
            tasks: Some(tasks.iter().map(task).collect()),
            metrics: None,
        }
    }
}
