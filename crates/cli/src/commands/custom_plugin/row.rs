use ccloud_connect::plugins::{ConnectPlugin, CustomPlugin, UploadedCustomPlugin};
use serde::Serialize;

use super::super::changes::{self, ChangeRow};
use crate::output::{rfc3339, rows, sections};

/// A plugin as `upload`, `describe` and `update` show it, under the official CLI's keys where it has them.
#[derive(Debug, Serialize)]
pub(super) struct PluginRow {
    id: String,
    name: String,
    description: String,
    cloud: Option<String>,
    connector_class: String,
    connector_type: Option<String>,
    sensitive_properties: Vec<String>,
    content_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation_link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<ChangeRow>>,
}

impl PluginRow {
    pub(super) fn of(plugin: CustomPlugin) -> Self {
        Self {
            id: plugin.id,
            name: plugin.name,
            description: plugin.description,
            cloud: plugin.cloud.map(|cloud| cloud.to_string()),
            connector_class: plugin.class,
            connector_type: plugin.connector_type.map(|kind| kind.to_string()),
            sensitive_properties: plugin.sensitive_properties,
            content_format: plugin.content_format.map(|format| format.to_string()),
            size: None,
            sha256: None,
            documentation_link: plugin.documentation_link,
            created_at: plugin.created_at.as_ref().map(rfc3339),
            changed: None,
        }
    }

    /// The plugin after an update, and what that made different.
    pub(super) fn of_update(before: &CustomPlugin, after: CustomPlugin) -> Self {
        let format =
            |plugin: &CustomPlugin| plugin.content_format.as_ref().map(ToString::to_string).unwrap_or_default();
        let link = |plugin: &CustomPlugin| plugin.documentation_link.clone().unwrap_or_default();
        let hidden = |plugin: &CustomPlugin| {
            let mut keys = plugin.sensitive_properties.clone();
            keys.sort();
            keys.join(", ")
        };
        let changed = [
            ChangeRow::between("content_format", &format(before), &format(&after)),
            ChangeRow::between("description", &before.description, &after.description),
            ChangeRow::between("documentation_link", &link(before), &link(&after)),
            ChangeRow::between("name", &before.name, &after.name),
            ChangeRow::between("sensitive_properties", &hidden(before), &hidden(&after)),
        ];
        Self { changed: Some(changed.into_iter().flatten().collect()), ..Self::of(after) }
    }

    pub(super) fn of_upload(uploaded: UploadedCustomPlugin) -> Self {
        Self { size: Some(uploaded.size), sha256: uploaded.sha256, ..Self::of(uploaded.plugin) }
    }

    /// The same of one that was sent with an archive.
    pub(super) fn of_replacement(before: &CustomPlugin, uploaded: UploadedCustomPlugin) -> Self {
        Self { size: Some(uploaded.size), sha256: uploaded.sha256, ..Self::of_update(before, uploaded.plugin) }
    }

    pub(super) fn human(&self) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let plugin = rows(&[
            ("ID", &self.id),
            ("Name", &self.name),
            ("Description", &self.description),
            ("Cloud", &text(&self.cloud)),
            ("Connector class", &self.connector_class),
            ("Connector type", &text(&self.connector_type)),
            ("Sensitive properties", &self.sensitive_properties.join(", ")),
            ("Content format", &text(&self.content_format)),
            ("Size", &self.size.map(|size| format!("{size} bytes")).unwrap_or_default()),
            ("SHA-256", &text(&self.sha256)),
            ("Documentation", &text(&self.documentation_link)),
            ("Created", &text(&self.created_at)),
        ]);
        sections(&[plugin, changes::human(self.changed.as_deref().unwrap_or_default())])
    }
}

/// A plugin with versions, as every command shows it.
#[derive(Debug, Serialize)]
pub(super) struct ConnectPluginRow {
    id: String,
    name: String,
    description: String,
    cloud: Option<String>,
    runtime_language: Option<String>,
    environment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<ChangeRow>>,
}

impl ConnectPluginRow {
    pub(super) fn of(plugin: ConnectPlugin) -> Self {
        let ConnectPlugin { id, name, description, cloud, runtime_language, environment, .. } = plugin;
        let cloud = cloud.map(|cloud| cloud.to_string());
        Self { id, name, description, cloud, runtime_language, environment, changed: None }
    }

    /// The plugin after an update, and what that made different.
    pub(super) fn of_update(before: &ConnectPlugin, after: ConnectPlugin) -> Self {
        let changed = [
            ChangeRow::between("description", &before.description, &after.description),
            ChangeRow::between("name", &before.name, &after.name),
        ];
        Self { changed: Some(changed.into_iter().flatten().collect()), ..Self::of(after) }
    }

    pub(super) const HEAD: &[&str] = &["ID", "NAME", "CLOUD", "DESCRIPTION"];

    pub(super) fn cells(&self) -> [String; 4] {
        let Self { id, name, cloud, description, .. } = self;
        [id.clone(), name.clone(), cloud.clone().unwrap_or_default(), description.clone()]
    }

    pub(super) fn human(&self) -> String {
        let plugin = rows(&[
            ("ID", &self.id),
            ("Name", &self.name),
            ("Description", &self.description),
            ("Cloud", self.cloud.as_deref().unwrap_or_default()),
            ("Runtime language", self.runtime_language.as_deref().unwrap_or_default()),
            ("Environment", &self.environment),
        ]);
        sections(&[plugin, changes::human(self.changed.as_deref().unwrap_or_default())])
    }
}
