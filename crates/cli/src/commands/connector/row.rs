use ccloud_connect::connectors::{ConnectorSummary, Status, TaskState};
use serde::Serialize;

use crate::output::table;

/// A connector as lists and `status` show it.
#[derive(Debug, Serialize)]
pub(super) struct ConnectorRow {
    pub id: Option<String>,
    pub name: String,
    pub status: Option<String>,
    #[serde(rename = "type")]
    pub connector_type: Option<String>,
    pub trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Vec<TaskRow>>,
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

    fn cells(&self) -> Vec<String> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut cells = vec![text(&self.id), self.name.clone(), text(&self.status), text(&self.connector_type)];
        if let Some(tasks) = &self.tasks {
            cells.push(tasks.iter().map(|task| task.state.as_str()).collect::<Vec<_>>().join(" "));
        }
        cells.push(text(&self.trace));
        cells
    }
}

/// Rows for people; the tasks' states get a column where they were asked for.
pub(super) fn connectors(rows: &[ConnectorRow]) -> String {
    let has_tasks = rows.iter().any(|row| row.tasks.is_some());
    let head: &[&str] = if has_tasks {
        &["ID", "NAME", "STATUS", "TYPE", "TASKS", "TRACE"]
    } else {
        &["ID", "NAME", "STATUS", "TYPE", "TRACE"]
    };
    table(head, rows.iter().map(ConnectorRow::cells))
}

/// A task as `describe`, `status` and `tasks` show it.
#[derive(Debug, Serialize)]
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
