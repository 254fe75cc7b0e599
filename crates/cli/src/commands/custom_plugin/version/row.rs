use ccloud_connect::Error;
use ccloud_connect::plugins::{ConnectorClass, PluginVersion};
use serde::Serialize;

use crate::output::rows;

/// A version as every command shows it, under the official CLI's keys.
#[derive(Debug, Serialize)]
pub(super) struct VersionRow {
    pub plugin_id: String,
    pub id: String,
    pub version: String,
    content_format: Option<String>,
    documentation_link: Option<String>,
    sensitive_config_properties: Vec<String>,
    connector_classes: Vec<Class>,
    pub phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    environment: String,
}

#[derive(Debug, Serialize)]
struct Class {
    class: String,
    #[serde(rename = "type")]
    connector_type: Option<String>,
}

impl VersionRow {
    pub(super) fn of(version: PluginVersion) -> Self {
        Self {
            plugin_id: version.plugin_id,
            id: version.id,
            version: version.version,
            content_format: version.content_format.map(|format| format.to_string()),
            documentation_link: version.documentation_link,
            sensitive_config_properties: version.sensitive_properties,
            connector_classes: version.connector_classes.into_iter().map(Class::of).collect(),
            phase: version.phase.map(|phase| phase.to_string()),
            error_message: version.error_message,
            environment: version.environment,
        }
    }

    /// The same after a wait that ended badly.
    pub(super) fn ended(self, error: &Error) -> Self {
        match error {
            Error::ImpossibleState { state, reasons, .. } => {
                Self { phase: Some(state.clone()), error_message: reasons.first().cloned(), ..self }
            }
            _ => self,
        }
    }

    pub(super) fn classes(&self) -> String {
        self.connector_classes.iter().map(Class::human).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn human(&self) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        rows(&[
            ("Plugin", &self.plugin_id),
            ("ID", &self.id),
            ("Version", &self.version),
            ("Phase", &text(&self.phase)),
            ("Error", &text(&self.error_message)),
            ("Connector classes", &self.classes()),
            ("Sensitive properties", &self.sensitive_config_properties.join(", ")),
            ("Content format", &text(&self.content_format)),
            ("Documentation", &text(&self.documentation_link)),
            ("Environment", &self.environment),
        ])
    }
}

impl Class {
    fn of(class: ConnectorClass) -> Self {
        Self { class: class.class, connector_type: class.connector_type.map(|kind| kind.to_string()) }
    }

    fn human(&self) -> String {
        match &self.connector_type {
            Some(kind) => format!("{}:{kind}", self.class),
            None => self.class.clone(),
        }
    }
}
