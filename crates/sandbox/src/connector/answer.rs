//! A connector as the API shows it.

use serde_json::{Map, Value, json};

use jiff::Timestamp;

use super::Connector;
use crate::definitions;
use crate::state::State;

impl Connector {
    /// `name`, `type`, `config` and `tasks`, as read, create, update and the expansion show them.
    pub(crate) fn info(&self, state: &State, now: Timestamp) -> Value {
        let task = |number| json!({"connector": self.name, "task": number});
        let tasks: Vec<Value> = (0..self.look(now).tasks).map(task).collect();
        json!({"name": self.name, "type": self.direction(state), "config": self.config(state), "tasks": tasks})
    }

    /// The settings with secrets masked, and with what the server adds.
    pub(crate) fn config(&self, state: &State) -> Value {
        let mut config: Map<String, Value> =
            self.settings.iter().map(|(key, value)| (key.clone(), self.shown(key, value).into())).collect();
        for (key, value) in self.added() {
            config.insert(key.to_owned(), value.into());
        }
        if let Some(origin) = state.origin(self) {
            config.insert("connector.class".to_owned(), origin.class.into());
        }
        config.into()
    }

    /// The status object with the members that live answers add to the documented ones.
    pub(crate) fn status(&self, state: &State, now: Timestamp) -> Value {
        let look = self.look(now);
        let task = |id| json!({"id": id, "state": look.task_state, "worker_id": self.name, "msg": ""});
        let tasks: Vec<Value> = (0..look.tasks).map(task).collect();
        json!({
            "name": self.name,
            "type": self.direction(state),
            "connector": {"state": look.state, "worker_id": self.name, "trace": look.trace},
            "tasks": tasks,
            "errors_from_trace": [],
            "validation_errors": look.problems,
            "override_message": "",
            "validation_error_category_info": null,
            "is_csfle_error": false,
            "error_details": null,
            "error_summary": "",
            "error_recommendation_enabled": false,
            "plugin_lifecycle": "ACTIVE",
        })
    }

    /// `source` or `sink`: of the managed class, or of the custom plugin.
    pub(crate) fn direction(&self, state: &State) -> String {
        if let Some(origin) = state.origin(self) {
            return origin.direction.to_ascii_lowercase();
        }
        let managed = self.clear("connector.class").and_then(definitions::find);
        managed.map_or_else(|| "unknown".to_owned(), |definition| definition.direction.clone())
    }
}
